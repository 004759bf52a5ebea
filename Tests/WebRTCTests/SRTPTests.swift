import Kernel
import Testing

@testable import WebRTC

@Suite("SRTP")
struct SRTPTests {
    @Test("session keys come out of the master key as in RFC 3711, appendix B.3")
    func derivation() throws {
        let master = SRTPMasterKey(
            key: Self.hex("E1F97A0D3E018BE0D64FA32C06DE4139"), salt: Self.hex("0EC675AD498AFEEBB6960B3AABE6"))
        let derivation = try #require(SRTPKeyDerivation(master))
        #expect(derivation.bytes(.rtpKey, count: 16) == Self.hex("C61E7A93744F39EE10734AFE3FF7A087"))
        #expect(derivation.bytes(.rtpSalt, count: 14) == Self.hex("30CBBC08863D8C85D49DB34A9AE1"))
        #expect(
            derivation.bytes(.rtpAuthentication, count: 20) == Self.hex("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4"))
    }

    @Test("GCM seals the sample packet of RFC 7714 section 16.1.1, and opens it")
    func gcmPacket() throws {
        let plain = Self.hex(
            """
            8040f17b8041f8d35501a0b247616c6c696120657374206f6d6e697320646976697361
            20696e207061727465732074726573
            """)
        let sealed = Self.hex(
            """
            8040f17b8041f8d35501a0b2f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833
            899d7f27beb16a9152cf765ee4390cce
            """)
        let framing = SRTPFraming(
            source: 0x5501_A0B2, index: 0xF17B, clear: 12, length: plain.count, word: 0, carriesWord: false)
        try Self.check(plain, sealed, framing)
    }

    @Test("GCM seals the sample report of RFC 7714 section 17.1, and opens it")
    func gcmReport() throws {
        let plain = Self.hex(
            """
            81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61
            deadbeefdeadbeefdeadbeefdeadbeefdeadbeef
            """)
        let sealed = Self.hex(
            """
            81c8000d4d61727363e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda4ce09b46
            86303ded0bb9275bc84aa45896cf4d2fc5abf87245d9eade800005d4
            """)
        let framing = SRTPFraming(
            source: 0x4D61_7273, index: 0x5D4, clear: 8, length: plain.count, word: 0x8000_05D4, carriesWord: true)
        try Self.check(plain, sealed, framing)
    }

    /// Made once by another implementation (libsrtp 2.5.0) from the same keys: a turn of the sequence number, a packet
    /// with a contributing source and a header extension, and a report.
    static let samples: [(SRTPProfile, key: String, salt: String, sealed: [String])] = [
        (
            .aes128CMSHA180, "00070e151c232a31383f464d545b6269", "70777e858c939aa1a8afb6bdc4cb",
            [
                "8008fffe00000300cafe00016f58ad77343eb905a7d3340366edcd48a39f198f9858c511cd095978f757",
                "8008ffff000003a0cafe0001994b7d3214caa635634bf23fbfeacf165b3c4b846bb8fc671b3094f81b26",
                "8008000000000340cafe000175f6024f450949af77eca7a5ab21a6a152750c1089069efac8cb5319be1f",
                "9188000500000300cafe000111223344bede000110ff0000"
                    + "5753443f4f88bc3a04dd11c7e075f02f723b130b2b",
                "80c80006cafe0001d2002ac82a909a2e365d36c232257b89865c1ee080000001c9c2013c829618b1cab6",
            ]
        ),
        (
            .aes128GCM, "01080f161d242b323940474e555c636a", "71787f868d949ba2a9b0b7be",
            [
                "8008fffe00000300cafe00014af96783f7937da04b2e4677a31fa65e4e2baf3eddeeb467c81c56cdeaf1ebce109090ed",
                "8008ffff000003a0cafe00011327af73bd464bc85b1301f79eecfe3489fc8f4e2a50f8677a4f007293ff86a5ef24bd6f",
                "8008000000000340cafe00014f6dcbf19103e87d42f3d3b393647ac8c728da9f198c1b32e1367e07ca6bc688c6781880",
                "9188000500000300cafe000111223344bede000110ff0000"
                    + "535e654693fff2ff8a55c6d3848d69e87fbdbf980e2d7e11ddaec1",
                "80c80006cafe000196f7645f715d1be487fa4cb2ff8bc94d395802c3cee0559bb6aff403de9111749e7f77e680000001",
            ]
        ),
    ]

    /// The same packets in the clear.
    static let clear: [[UInt8]] = {
        let audio = (0..<20).map { 0xD5 ^ UInt8($0) }
        return [
            hex("8008fffe00000300cafe0001") + audio, hex("8008ffff000003a0cafe0001") + audio,
            hex("8008000000000340cafe0001") + audio,
            hex("9188000500000300cafe000111223344bede000110ff0000") + (0..<11),
            hex("80c80006cafe0001") + (8..<28).map { UInt8($0 * 3) },
        ]
    }()

    @Test("both profiles agree with another implementation, sealing and opening", arguments: samples)
    func foreign(profile: SRTPProfile, key: String, salt: String, sealed: [String]) throws {
        let master = SRTPMasterKey(key: Self.hex(key), salt: Self.hex(salt))
        let sender = try #require(SRTPSession(profile, master, .outbound))
        let receiver = try #require(SRTPSession(profile, master, .inbound))
        for (plain, sealed) in zip(Self.clear, sealed.map(Self.hex)) {
            let isReport = plain[1] == 200
            var packet = plain + [UInt8](repeating: 0, count: sealed.count - plain.count)
            packet.withUnsafeMutableBytes { bytes in
                let length =
                    isReport
                    ? sender.protectRTCP(bytes, length: plain.count) : sender.protect(bytes, length: plain.count)
                #expect(length == sealed.count)
            }
            #expect(packet == sealed)
            packet.withUnsafeMutableBytes { bytes in
                #expect((isReport ? receiver.unprotectRTCP(bytes) : receiver.unprotect(bytes)) == plain.count)
            }
            #expect(Array(packet[..<plain.count]) == plain)
        }
    }

    @Test("a sequence number is never protected twice", arguments: [SRTPProfile.aes128GCM, .aes128CMSHA180])
    func neverTwice(profile: SRTPProfile) throws {
        let session = try Self.session(profile, .outbound)
        func protect(_ sequence: UInt16) -> Int? {
            var packet = Wire.rtp(sequence) + [UInt8](repeating: 0, count: 16)
            return packet.withUnsafeMutableBytes { session.protect($0, length: 172) }
        }
        #expect(protect(7) == 172 + profile.tagLength)
        #expect(protect(7) == nil)
        #expect(protect(8) != nil && protect(6) != nil)
    }

    @Test("keys of other lengths make no session")
    func lengths() {
        let (key, salt) = ([UInt8](repeating: 1, count: 16), [UInt8](repeating: 2, count: 12))
        #expect(SRTPSession(.aes128GCM, SRTPMasterKey(key: key, salt: salt), .inbound) != nil)
        #expect(SRTPSession(.aes128GCM, SRTPMasterKey(key: Array(key.dropLast()), salt: salt), .inbound) == nil)
        #expect(SRTPSession(.aes128CMSHA180, SRTPMasterKey(key: key, salt: salt), .inbound) == nil)
    }

    @Test("a header that claims more than the packet holds is no packet")
    func headers() throws {
        let session = try Self.session(.aes128GCM, .outbound)
        for first in [0x00, 0x40, 0xC0, 0x8F, 0x90] as [UInt8] {
            var packet: [UInt8] = [first, 8, 0, 1] + [UInt8](repeating: 255, count: 48)
            #expect(packet.withUnsafeMutableBytes { session.protect($0, length: 16) } == nil, "\(first)")
        }
    }

    @Test("the window knows late from repeated from too old, over the turn of the sequence number")
    func window() throws {
        var window = ReplayWindow()
        #expect(window.index(of: 65_530) == 65_530)
        window.take(65_530)
        #expect(window.index(of: 2) == 65_538)
        window.take(65_538)
        #expect(window.index(of: 65_533) == 65_533)
        #expect(window.isFresh(65_533) && !window.isFresh(65_530) && !window.isFresh(65_538))
        #expect(window.isFresh(65_538 - 127) && !window.isFresh(65_538 - 128))
        window.take(65_538 + 5000)
        #expect(!window.isFresh(65_538 + 5000) && window.isFresh(65_538 + 4999) && !window.isFresh(65_538))
        var early = ReplayWindow()
        early.take(3)
        #expect(early.index(of: 65_000) == nil, "before the first turn there is none")
    }

    private static func session(_ profile: SRTPProfile, _ direction: SRTPSession.Direction) throws -> SRTPSession {
        let master = SRTPMasterKey(
            key: [UInt8](repeating: 3, count: 16), salt: [UInt8](repeating: 4, count: profile.saltLength))
        return try #require(SRTPSession(profile, master, direction))
    }

    /// Session key and salt of RFC 7714's samples, which are given without a master key.
    private static func check(_ plain: [UInt8], _ sealed: [UInt8], _ framing: SRTPFraming) throws {
        let (key, salt) = (hex("000102030405060708090a0b0c0d0e0f"), Array("Quid pro quo".utf8))
        let sender = try #require(GCMTransform(key: key, salt: salt, .encrypt))
        let receiver = try #require(GCMTransform(key: key, salt: salt, .decrypt))
        var packet = plain + [UInt8](repeating: 0, count: sealed.count - plain.count)
        #expect(packet.withUnsafeMutableBytes { sender.seal($0, framing) })
        #expect(packet == sealed)
        #expect(packet.withUnsafeMutableBytes { receiver.open($0, framing) })
        #expect(Array(packet[..<plain.count]) == plain)
        packet = sealed
        packet[sealed.count - 5] ^= 1
        #expect(!packet.withUnsafeMutableBytes { receiver.open($0, framing) })
    }

    private static func hex(_ text: String) -> [UInt8] {
        let digits = text.filter { !$0.isWhitespace }.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
