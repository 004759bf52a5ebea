import COpenSSL

/// How one packet is framed, whichever way it goes: RTP and RTCP differ in nothing else.
struct SRTPFraming {
    let source: UInt32
    /// 48 bits: roll-over counter and sequence number, or the RTCP index.
    let index: UInt64
    /// Leading bytes that everybody may read.
    let clear: Int
    /// The packet without its trailer.
    let length: Int
    /// RTP: the roll-over counter, which counter mode authenticates and nobody sends. RTCP: the encrypted-flag and the
    /// index, which stand in the trailer.
    let word: UInt32
    let carriesWord: Bool

    var trailingWord: Int { carriesWord ? 4 : 0 }
}

/// What a profile does to a packet under one session key. The owner has seen to it that everything fits.
protocol SRTPTransform: AnyObject {
    var tagLength: Int { get }
    /// Encrypts in place and writes the trailer; false only when OpenSSL fails.
    func seal(_ packet: UnsafeMutableRawBufferPointer, _ framing: SRTPFraming) -> Bool
    /// Decrypts in place; false for what was not sealed so. The bytes are worthless then.
    func open(_ packet: UnsafeMutableRawBufferPointer, _ framing: SRTPFraming) -> Bool
}

/// Source and index mixed into a salt: twelve bytes that never come twice under one key (RFC 7714 sections 8.1, 9.1).
private func nonce(_ salt: (UInt64, UInt32), _ framing: SRTPFraming) -> (UInt64, UInt32) {
    let high = UInt64(framing.source) << 16 | framing.index >> 32
    return ((salt.0 ^ high).bigEndian, (salt.1 ^ UInt32(truncatingIfNeeded: framing.index)).bigEndian)
}

/// AEAD_AES_128_GCM (RFC 7714).
final class GCMTransform: SRTPTransform {
    let tagLength = 16
    private let cipher: CipherContext
    private let salt: (UInt64, UInt32)

    init?(key: [UInt8], salt: [UInt8], _ direction: CipherContext.Direction) {
        guard salt.count == 12, let cipher = CipherContext(.aes128GCM, key: key, direction) else { return nil }
        self.cipher = cipher
        self.salt = salt.withUnsafeBytes { ($0.word64(0), $0.word32(8)) }
    }

    func seal(_ packet: UnsafeMutableRawBufferPointer, _ framing: SRTPFraming) -> Bool {
        let tag = UnsafeMutableRawBufferPointer(rebasing: packet[framing.length..<framing.length + tagLength])
        guard transform(packet, framing), cipher.finish(tag: tag) else { return false }
        if framing.carriesWord { packet.storeWord(framing.word, at: framing.length + tagLength) }
        return true
    }

    func open(_ packet: UnsafeMutableRawBufferPointer, _ framing: SRTPFraming) -> Bool {
        let tag = UnsafeMutableRawBufferPointer(rebasing: packet[framing.length..<framing.length + tagLength])
        return transform(packet, framing) && cipher.isGenuine(tag: tag)
    }

    private func transform(_ packet: UnsafeMutableRawBufferPointer, _ framing: SRTPFraming) -> Bool {
        let (high, low) = nonce(salt, framing)
        return withUnsafeTemporaryAllocation(byteCount: 12, alignment: 4) { iv in
            iv.storeBytes(of: high, as: UInt64.self)
            iv.storeBytes(of: low, toByteOffset: 8, as: UInt32.self)
            return cipher.begin(UnsafeRawBufferPointer(iv))
        } && cipher.authenticate(UnsafeRawBufferPointer(rebasing: packet[..<framing.clear]))
            && (!framing.carriesWord || withUnsafeBytes(of: framing.word.bigEndian, cipher.authenticate))
            && cipher.transform(UnsafeMutableRawBufferPointer(rebasing: packet[framing.clear..<framing.length]))
    }
}

/// AES_CM_128_HMAC_SHA1_80 (RFC 3711 sections 4.1.1 and 4.2.1).
final class CounterModeTransform: SRTPTransform {
    let tagLength = 10
    private let cipher: CipherContext
    private let salt: (UInt64, UInt32)
    private let saltStart: UInt16
    private let authenticationKey: [UInt8]

    init?(key: [UInt8], salt: [UInt8], authenticationKey: [UInt8]) {
        guard salt.count == 14, authenticationKey.count == 20,
            let cipher = CipherContext(.aes128CTR, key: key, .encrypt)
        else { return nil }
        self.cipher = cipher
        self.authenticationKey = authenticationKey
        // The same places as in GCM's nonce, behind two bytes more.
        (saltStart, self.salt) = salt.withUnsafeBytes { ($0.word16(0), ($0.word64(2), $0.word32(10))) }
    }

    func seal(_ packet: UnsafeMutableRawBufferPointer, _ framing: SRTPFraming) -> Bool {
        guard transform(packet, framing) else { return false }
        return withTag(packet, framing) { tag in
            let place = framing.length + framing.trailingWord
            UnsafeMutableRawBufferPointer(rebasing: packet[place..<place + tagLength]).copyMemory(from: tag)
            return true
        }
    }

    func open(_ packet: UnsafeMutableRawBufferPointer, _ framing: SRTPFraming) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: tagLength, alignment: 8) { claimed in
            let place = framing.length + framing.trailingWord
            claimed.copyMemory(from: UnsafeRawBufferPointer(rebasing: packet[place..<place + tagLength]))
            return withTag(packet, framing) { CRYPTO_memcmp($0.baseAddress, claimed.baseAddress, tagLength) == 0 }
        } && transform(packet, framing)
    }

    /// The tag over the packet and the word, which is put behind it: where the tag, or in RTCP the word itself, stands.
    private func withTag(
        _ packet: UnsafeMutableRawBufferPointer, _ framing: SRTPFraming, _ body: (UnsafeRawBufferPointer) -> Bool
    ) -> Bool {
        packet.storeWord(framing.word, at: framing.length)
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digest in
            let message = packet.bindMemory(to: UInt8.self).baseAddress
            let made = HMAC(
                EVP_sha1(), authenticationKey, Int32(authenticationKey.count), message, framing.length + 4,
                digest.baseAddress, nil)
            return made != nil && body(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(digest)[..<tagLength]))
        }
    }

    private func transform(_ packet: UnsafeMutableRawBufferPointer, _ framing: SRTPFraming) -> Bool {
        let (high, low) = nonce(salt, framing)
        return withUnsafeTemporaryAllocation(byteCount: 16, alignment: 8) { iv in
            iv.storeBytes(of: saltStart.bigEndian, as: UInt16.self)
            iv.storeBytes(of: high, toByteOffset: 2, as: UInt64.self)
            iv.storeBytes(of: low, toByteOffset: 10, as: UInt32.self)
            iv.storeBytes(of: 0, toByteOffset: 14, as: UInt16.self)
            return cipher.begin(UnsafeRawBufferPointer(iv))
        } && cipher.transform(UnsafeMutableRawBufferPointer(rebasing: packet[framing.clear..<framing.length]))
    }
}

extension UnsafeMutableRawBufferPointer {
    fileprivate func storeWord(_ word: UInt32, at offset: Int) {
        storeBytes(of: word.bigEndian, toByteOffset: offset, as: UInt32.self)
    }
}
