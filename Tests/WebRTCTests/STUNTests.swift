import Testing

@testable import WebRTC

@Suite("STUN")
struct STUNTests {
    static let password = Array("VOkJxbRl1RmTxUk/WvJxBt".utf8)
    static let transaction = TransactionID(high: 0xB7E7_A701, low: 0xBC34_D686_FA87_DFAE)

    /// RFC 5769 section 2.1.
    static let request = bytes(
        """
        00 01 00 58 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae
        80 22 00 10 53 54 55 4e 20 74 65 73 74 20 63 6c 69 65 6e 74
        00 24 00 04 6e 00 01 ff 80 29 00 08 93 2f f9 b1 51 26 3b 36
        00 06 00 09 65 76 74 6a 3a 68 36 76 59 20 20 20
        00 08 00 14 9a ea a7 0c bf d8 cb 56 78 1e f2 b5 b2 d3 f2 49 c1 b5 71 a2
        80 28 00 04 e5 7a 3b cf
        """)
    /// RFC 5769 section 2.2.
    static let responseIPv4 = bytes(
        """
        01 01 00 3c 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae
        80 22 00 0b 74 65 73 74 20 76 65 63 74 6f 72 20 00 20 00 08 00 01 a1 47 e1 12 a6 43
        00 08 00 14 2b 91 f5 99 fd 9e 90 c3 8c 74 89 f9 2a f9 ba 53 f0 6b e7 d7
        80 28 00 04 c0 7d 4c 96
        """)
    /// RFC 5769 section 2.3.
    static let responseIPv6 = bytes(
        """
        01 01 00 48 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae
        80 22 00 0b 74 65 73 74 20 76 65 63 74 6f 72 20
        00 20 00 14 00 02 a1 47 01 13 a9 fa a5 d3 f1 79 bc 25 f4 b5 be d2 b9 d9
        00 08 00 14 a3 82 95 4e 4b e6 7b f1 17 84 c9 7c 82 92 c2 75 bf e3 ed 41
        80 28 00 04 c8 fb 0b 4c
        """)

    @Test("the CRC of the standard check string is the published one")
    func crc() { #expect(CRC32.of("123456789".utf8) == 0xCBF4_3926) }

    @Test("the sample request of RFC 5769 is read and its integrity holds")
    func sampleRequest() throws {
        try Self.request.withUnsafeBytes { datagram in
            let message = try #require(STUNMessage(datagram))
            #expect(message.kind == .request)
            #expect(message.transaction == Self.transaction)
            #expect(message.username == "evtj:h6vY")
            #expect(message.priority == 0x6E00_01FF)
            #expect(message.controlled == 0x932F_F9B1_5126_3B36)
            #expect(message.hasFingerprint)
            #expect(message.isAuthentic(datagram, password: Self.password))
            #expect(!message.isAuthentic(datagram, password: Self.password.dropLast()))
            #expect(WebRTCPeer.ufrag(ofBinding: datagram) == "evtj")
        }
    }

    @Test(
        "the sample responses of RFC 5769 give back the address",
        arguments: [(responseIPv4, "192.0.2.1"), (responseIPv6, "2001:db8:1234:5678:11:2233:4455:6677")])
    func sampleResponse(sample: [UInt8], address: String) throws {
        try sample.withUnsafeBytes { datagram in
            let message = try #require(STUNMessage(datagram))
            #expect(message.kind == .success)
            #expect(message.mapped == SocketAddress(address, port: 32853))
            #expect(message.isAuthentic(datagram, password: Self.password))
            #expect(WebRTCPeer.ufrag(ofBinding: datagram) == nil)
        }
    }

    @Test("one flipped bit anywhere makes the sample request worthless")
    func flippedBits() {
        for index in Self.request.indices {
            var damaged = Self.request
            damaged[index] ^= 1 << UInt8(index % 8)
            let isTaken = damaged.withUnsafeBytes { datagram in
                STUNMessage(datagram).map { $0.hasFingerprint && $0.isAuthentic(datagram, password: Self.password) }
            }
            #expect(isTaken != true, "byte \(index)")
        }
    }

    @Test("a message that is cut short or stretched is not read")
    func wrongLengths() {
        for length in 0..<Self.request.count {
            #expect(Self.request[..<length].withUnsafeBytes { STUNMessage($0) == nil }, "length \(length)")
        }
        #expect((Self.request + [0, 0, 0, 0]).withUnsafeBytes { STUNMessage($0) == nil })
    }

    @Test("what the writer makes, the reader takes", arguments: ["192.0.2.1", "2001:db8::77"])
    func roundTrip(host: String) throws {
        let address = try #require(SocketAddress(host, port: 40_000))
        var writer = STUNWriter(.error, Self.transaction)
        writer.add(STUNAttribute.username, Array("abc:de".utf8))
        writer.add(xorMapped: address)
        writer.add(error: 487, "Role Conflict")
        let bytes = writer.finish(password: Self.password)
        try bytes.withUnsafeBytes { datagram in
            let message = try #require(STUNMessage(datagram))
            #expect(message.kind == .error)
            #expect(message.username == "abc:de")
            #expect(message.mapped == address)
            #expect(message.errorCode == 487)
            #expect(message.hasFingerprint && message.isAuthentic(datagram, password: Self.password))
        }
    }

    @Test("an attribute behind the integrity is not believed")
    func unprotectedAttribute() throws {
        var writer = STUNWriter(.request, Self.transaction)
        writer.add(STUNAttribute.messageIntegrity, [UInt8](repeating: 0, count: 20))
        writer.add(STUNAttribute.useCandidate, [])
        let bytes = writer.finish(password: Self.password)
        let message = try #require(bytes.withUnsafeBytes { STUNMessage($0) })
        #expect(!message.useCandidate)
    }

    static func bytes(_ hex: String) -> [UInt8] {
        hex.split(whereSeparator: \.isWhitespace).map { UInt8($0, radix: 16)! }
    }
}
