import Kernel
import Testing

@testable import WebRTC

@Suite("What strangers send")
struct IntruderTests {
    private static let stranger = SocketAddress(ipv4: 0xCB00_7107, port: 6666)

    /// A check as the browser of `wire` would make it.
    private func check(
        _ wire: Wire, password: String? = nil, username: String? = nil, nominates: Bool = true,
        extra: (inout STUNWriter) -> Void = { _ in }
    ) throws -> [UInt8] {
        let answer = try AudioDescription(wire.peer.answer)
        let offer = try AudioDescription(wire.client.offer)
        var writer = STUNWriter(.request, TransactionID(high: 9, low: 9))
        writer.add(STUNAttribute.username, Array((username ?? "\(answer.ice.ufrag):\(offer.ice.ufrag)").utf8))
        if nominates { writer.add(STUNAttribute.useCandidate, []) }
        extra(&writer)
        return writer.finish(password: Array((password ?? answer.ice.password).utf8))
    }

    private func lastReply(_ wire: Wire) throws -> STUNMessage {
        try #require(wire.sent.last?.bytes.withUnsafeBytes { STUNMessage($0) })
    }

    @Test("a check with a wrong password or name teaches nothing and gets no reply")
    func wrongCredentials() throws {
        let wire = try Wire()
        wire.arriveAtPeer(try check(wire, password: "wrongwrongwrongwrongwrong"), from: Self.stranger)
        wire.arriveAtPeer(try check(wire, username: "\(wire.peer.localUfrag):else"), from: Self.stranger)
        wire.arriveAtPeer(STUNTests.request, from: Self.stranger)
        #expect(wire.sent.isEmpty)
        #expect(wire.peer.remote == nil)
    }

    @Test("a good check is answered with the address it came from, under our password")
    func goodCheck() throws {
        let wire = try Wire()
        let check = try check(wire)
        wire.arriveAtPeer(check, from: Self.stranger)
        let reply = try lastReply(wire)
        #expect(reply.kind == .success && reply.mapped == Self.stranger && reply.hasFingerprint)
        #expect(reply.transaction == TransactionID(high: 9, low: 9))
        let password = Array(try AudioDescription(wire.peer.answer).ice.password.utf8)
        #expect(wire.sent[0].bytes.withUnsafeBytes { reply.isAuthentic($0, password: password) })
        #expect(check.withUnsafeBytes { WebRTCPeer.ufrag(ofBinding: $0) } == wire.peer.localUfrag)
    }

    @Test("a browser that thinks itself controlled is told the conflict")
    func roleConflict() throws {
        let wire = try Wire()
        wire.arriveAtPeer(try check(wire) { $0.add(STUNAttribute.iceControlled, UInt64(5)) })
        #expect(try lastReply(wire).errorCode == 487)
        #expect(wire.peer.remote == nil)
    }

    @Test("an attribute that must be understood and is not is refused by number")
    func unknownAttribute() throws {
        let wire = try Wire()
        wire.arriveAtPeer(try check(wire) { $0.add(0x7777, [1, 2, 3]) })
        #expect(try lastReply(wire).errorCode == 420)
        wire.arriveAtPeer(try check(wire) { $0.add(0xC001, UInt32(1)) })
        #expect(try lastReply(wire).kind == .success)
    }

    @Test("media moves to another address by a nominating check alone")
    func migration() throws {
        let wire = try Wire()
        wire.connect()
        let elsewhere = SocketAddress(ipv4: 0x0A00_0005, port: 1234)
        let packet = try #require(wire.protectedByClient(Wire.rtp(1)))
        #expect(wire.arriveAtPeer(packet, from: elsewhere) == .none, "good keys from an address without a check")
        #expect(wire.peer.remote == Wire.browser)
        wire.arriveAtPeer(try check(wire, nominates: false), from: elsewhere)
        #expect(wire.peer.remote == Wire.browser)
        #expect(wire.arriveAtPeer(packet, from: elsewhere) == .rtp(length: 172))
        wire.arriveAtPeer(try check(wire), from: elsewhere)
        #expect(wire.peer.remote == elsewhere)
        #expect(wire.isConnected)
    }

    @Test("addresses without end do not push out the one in use")
    func manyAddresses() throws {
        let wire = try Wire()
        wire.connect()
        let check = try check(wire, nominates: false)
        for port in 1...50 as ClosedRange<UInt16> { wire.arriveAtPeer(check, from: SocketAddress(ipv4: 1, port: port)) }
        #expect(wire.peer.remote == Wire.browser)
        #expect(wire.arriveAtPeer(try #require(wire.protectedByClient(Wire.rtp(1)))) == .rtp(length: 172))
        let old = try #require(wire.protectedByClient(Wire.rtp(2)))
        #expect(wire.arriveAtPeer(old, from: SocketAddress(ipv4: 1, port: 1)) == .none)
    }

    @Test("the browser's first DTLS record is not even looked at before its check")
    func handshakeWithoutCheck() throws {
        let wire = try Wire()
        let client = try #require(
            SecureTransport(.client, identity: Wire.identities.get().browser, expectedFingerprint: []))
        var hello: [UInt8] = []
        client.start(at: 0) { hello = Array($0) }
        #expect(hello.first == 22)
        wire.arriveAtPeer(hello)
        #expect(wire.sent.isEmpty)
        wire.arriveAtPeer(try check(wire))
        wire.arriveAtPeer(hello)
        #expect(wire.sent.count > 1)
    }

    @Test("random datagrams change nothing, before, during and after the handshake", arguments: [1, 2, 3] as [UInt64])
    func garbage(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let wire = try Wire(seed: seed)
        func throwGarbage() {
            for _ in 0..<4000 {
                var bytes = (0..<Int.random(in: 0...90, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
                if !bytes.isEmpty, Bool.random(using: &random) {
                    bytes[0] = [0, 1, 22, 23, 63, 128, 144, 191][Int.random(in: 0..<8, using: &random)]
                }
                let isStranger = Bool.random(using: &random)
                #expect(wire.arriveAtPeer(bytes, from: isStranger ? Self.stranger : Wire.browser) == .none)
                #expect(wire.arriveAtClient(bytes) == .none)
            }
        }
        throwGarbage()
        #expect(wire.peer.state == .connecting && wire.peer.remote == nil && wire.sent.isEmpty)
        wire.run(milliseconds: 200) { wire.peer.remote != nil }
        throwGarbage()
        wire.connect()
        #expect(wire.isConnected)
        let (heard, sent) = (wire.peer.lastHeard, wire.sent.count)
        wire.wait(milliseconds: 100)
        throwGarbage()
        #expect(wire.isConnected && wire.peer.lastHeard == heard && wire.sent.count == sent)
        wire.arriveAtPeer(try #require(wire.protectedByClient(Wire.rtp(1))))
        #expect(wire.heardByPeer == [Wire.rtp(1)])
    }

    @Test("everything the browser ever sent, sent again with damage, leaves the line standing")
    func damagedReplays() throws {
        var random = SeededRandom(seed: 77)
        let wire = try Wire()
        wire.connect()
        let spoken = wire.sent
        for round in 0..<2000 {
            var bytes = spoken[round % spoken.count].bytes
            bytes[Int.random(in: bytes.indices, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
            wire.arriveAtPeer(bytes)
        }
        #expect(wire.peer.state == .connected)
        wire.arriveAtPeer(try #require(wire.protectedByClient(Wire.rtp(1))))
        #expect(wire.heardByPeer.count == 1)
    }

    @Test("no two bytes are more than one kind of datagram")
    func demultiplexing() {
        func kind(_ first: UInt8, _ second: UInt8) -> DatagramKind {
            [first, second].withUnsafeBytes(DatagramKind.init)
        }
        #expect((0...3).allSatisfy { kind($0, 0) == .stun })
        #expect((4...19).allSatisfy { kind($0, 0) == .unknown })
        #expect((20...63).allSatisfy { kind($0, 0) == .dtls })
        #expect((64...127).allSatisfy { kind($0, 0) == .unknown })
        #expect((128...191).allSatisfy { kind($0, 8) == .rtp && kind($0, 136) == .rtp && kind($0, 200) == .rtcp })
        #expect((192...255).allSatisfy { kind($0, 0) == .unknown })
        #expect(([0x80] as [UInt8]).withUnsafeBytes(DatagramKind.init) == .unknown)
    }
}
