import COpenSSL

/// One keyed OpenSSL cipher, reused for every packet: only the IV is set anew, which is what makes it cheap.
final class CipherContext {
    enum Cipher { case aes128GCM, aes128CTR }
    enum Direction { case encrypt, decrypt }

    private let context: OpaquePointer

    /// Nil for a key of another length than AES-128's, or without memory.
    init?(_ cipher: Cipher, key: [UInt8], _ direction: Direction) {
        guard key.count == SRTPProfile.keyLength, let context = EVP_CIPHER_CTX_new() else { return nil }
        let algorithm = cipher == .aes128GCM ? EVP_aes_128_gcm() : EVP_aes_128_ctr()
        guard EVP_CipherInit_ex(context, algorithm, nil, key, nil, direction == .encrypt ? 1 : 0) == 1 else {
            EVP_CIPHER_CTX_free(context)
            return nil
        }
        self.context = context
    }

    /// OpenSSL wipes the key.
    deinit { EVP_CIPHER_CTX_free(context) }

    /// Begins a packet; `iv` has 12 bytes for GCM and 16 for counter mode.
    func begin(_ iv: UnsafeRawBufferPointer) -> Bool {
        EVP_CipherInit_ex(context, nil, nil, nil, iv.bindMemory(to: UInt8.self).baseAddress, -1) == 1
    }

    /// Bytes that are authenticated but stay as they are; before `transform`, and only for GCM.
    func authenticate(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var count: Int32 = 0
        let input = bytes.bindMemory(to: UInt8.self).baseAddress
        return EVP_CipherUpdate(context, nil, &count, input, Int32(bytes.count)) == 1
    }

    /// Encrypts or decrypts in place.
    func transform(_ bytes: UnsafeMutableRawBufferPointer) -> Bool {
        guard !bytes.isEmpty else { return true }
        var count: Int32 = 0
        let place = bytes.bindMemory(to: UInt8.self).baseAddress
        return EVP_CipherUpdate(context, place, &count, place, Int32(bytes.count)) == 1 && Int(count) == bytes.count
    }

    /// Ends an encrypted packet and writes GCM's tag.
    func finish(tag: UnsafeMutableRawBufferPointer) -> Bool {
        end() && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tag.count), tag.baseAddress) == 1
    }

    /// Ends a decrypted packet: whether GCM's tag is the right one.
    func isGenuine(tag: UnsafeMutableRawBufferPointer) -> Bool {
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), tag.baseAddress) == 1 && end()
    }

    private func end() -> Bool {
        // Neither mode has a last block to write.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 16) { nothing in
            var count: Int32 = 0
            return EVP_CipherFinal_ex(context, nothing.baseAddress, &count) == 1
        }
    }
}
