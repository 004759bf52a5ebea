import Kernel
import Testing

@testable import WebRTC

@Suite("Handshake")
struct HandshakeTests {
    @Test("a browser and the server connect, with nothing repeated on a good wire")
    func connects() throws {
        let wire = try Wire()
        #expect(wire.peer.protect(.init(start: nil, count: 0), length: 0) == nil)
        wire.connect()
        #expect(wire.isConnected)
        #expect(wire.peer.remote == Wire.browser)
        #expect(wire.client.remote == Wire.server)
        #expect(wire.client.codec == Codec(.pcma, payloadType: 8))
        #expect(wire.client.telephoneEventPayload == 126)
        #expect(wire.sent.count < 12)
    }

    @Test("no datagram of a handshake is larger than a path carries")
    func size() throws {
        let wire = try Wire()
        wire.connect()
        #expect(wire.sent.allSatisfy { $0.bytes.count <= DTLSConnection.largestDatagram })
    }

    @Test("the loss of any one datagram only costs time", arguments: 0..<10)
    func oneLost(number: Int) throws {
        let wire = try Wire()
        wire.isLost = { count, _ in count == number }
        wire.connect()
        #expect(wire.isConnected)
    }

    @Test("the loss of any two datagrams in a row only costs time", arguments: 0..<9)
    func twoLost(number: Int) throws {
        let wire = try Wire()
        wire.isLost = { count, _ in count == number || count == number + 1 }
        wire.connect()
        #expect(wire.isConnected)
    }

    @Test("a wire that loses a third of everything still connects", arguments: 1...20 as ClosedRange<UInt64>)
    func lossy(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let wire = try Wire(seed: seed)
        wire.isLost = { _, _ in Int.random(in: 0..<3, using: &random) == 0 }
        wire.connect()
        #expect(wire.isConnected, "seed \(seed)")
    }

    @Test("a wire that damages datagrams ends in a call or in a reason", arguments: 1...60 as ClosedRange<UInt64>)
    func damaging(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let wire = try Wire(seed: seed)
        wire.damage = { bytes in
            guard Int.random(in: 0..<4, using: &random) == 0 else { return }
            switch Int.random(in: 0..<3, using: &random) {
            case 0: bytes.removeLast(Int.random(in: 0...bytes.count, using: &random))
            case 1: bytes.append(contentsOf: bytes.prefix(Int.random(in: 0...64, using: &random)))
            default: bytes[Int.random(in: bytes.indices, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
            }
        }
        wire.run(milliseconds: 21_000) { wire.isConnected }
        #expect(wire.peer.state != .connecting && wire.client.state != .connecting, "seed \(seed)")
        // A damaged plaintext handshake may end in an alert, but a certificate is never taken for another.
        #expect(wire.peer.state != .closed(.fingerprintMismatch), "seed \(seed)")
    }

    @Test("a flight waits longer each time it is repeated")
    func backOff() throws {
        let records = [22, 254, 253] + [UInt8](repeating: 0, count: 8) + [0, 5] + [UInt8](repeating: 7, count: 5)
        var flight = try #require(Flight(records, at: 0))
        let repeats = (0..<1200).filter { flight.isDue(at: UInt64($0) * 10_000_000) }.map { $0 * 10 }
        #expect(repeats == [200, 600, 1400, 3000, 6200, 9400])
    }

    @Test("records travel side by side up to the size of a datagram, and none is cut")
    func packing() throws {
        func record(_ length: Int) -> [UInt8] {
            [22, 254, 253] + [UInt8](repeating: 0, count: 8) + [UInt8(length >> 8), UInt8(length & 255)]
                + [UInt8](repeating: 1, count: length)
        }
        let flight = try #require(Flight(record(600) + record(500) + record(80) + record(1300) + [22, 254], at: 0))
        var sizes: [Int] = []
        flight.send { sizes.append($0.count) }
        #expect(sizes == [613 + 513, 93, 1313])
        #expect(Flight([22, 254, 253], at: 0) == nil)
    }

    @Test("a certificate that the offer did not promise is turned away, and told so")
    func wrongBrowser() throws {
        let wire = try Wire(rewriteOffer: Self.otherFingerprint)
        wire.run(milliseconds: 2000)
        #expect(wire.peer.state == .closed(.fingerprintMismatch))
        #expect(wire.client.state == .closed(.closedThere))
        #expect(wire.protectedByPeer(Wire.rtp(1)) == nil)
    }

    @Test("a certificate that the answer did not promise is turned away")
    func wrongServer() throws {
        let wire = try Wire(rewriteAnswer: Self.otherFingerprint)
        wire.run(milliseconds: 2000)
        #expect(wire.client.state == .closed(.fingerprintMismatch))
    }

    @Test("who never comes is given up after the set-up limit, not before")
    func neverConnected() throws {
        let wire = try Wire()
        wire.isLost = { _, _ in true }
        wire.run(milliseconds: 14_900)
        #expect(wire.peer.state == .connecting && wire.client.state == .connecting)
        wire.run(milliseconds: 200)
        #expect(wire.peer.state == .closed(.neverConnected) && wire.client.state == .closed(.neverConnected))
    }

    @Test("silence for five seconds is the end, and consent alone holds the line")
    func silence() throws {
        let wire = try Wire()
        wire.connect()
        wire.run(milliseconds: 20_000)
        #expect(wire.isConnected)
        wire.isLost = { _, _ in true }
        wire.run(milliseconds: 2900)
        #expect(wire.isConnected)
        wire.run(milliseconds: 2200)
        #expect(wire.peer.state == .closed(.silent) && wire.client.state == .closed(.silent))
    }

    @Test("either side's goodbye reaches the other, and nothing works afterwards")
    func goodbye() throws {
        let byBrowser = try Wire()
        byBrowser.connect()
        byBrowser.client.close(send: byBrowser.post(.browser))
        byBrowser.deliver()
        #expect(byBrowser.peer.state == .closed(.closedThere))
        #expect(byBrowser.protectedByPeer(Wire.rtp(1)) == nil)

        let byServer = try Wire()
        byServer.connect()
        let packet = try #require(byServer.protectedByClient(Wire.rtp(1)))
        byServer.peer.close(send: byServer.post(.server))
        byServer.peer.close(send: byServer.post(.server))
        byServer.deliver()
        #expect(byServer.client.state == .closed(.closedThere))
        #expect(byServer.peer.state == .closed(.closedHere))
        #expect(byServer.arriveAtPeer(packet) == .none)
        let sent = byServer.sent.count
        byServer.run(milliseconds: 10_000)
        #expect(byServer.sent.count == sent)
    }

    private static func otherFingerprint(_ description: String) -> String {
        description.split(separator: "\r\n").map { line in
            (line.hasPrefix("a=fingerprint") ? "a=fingerprint:sha-256 \(Offers.fingerprint)" : line) + "\r\n"
        }.joined()
    }
}
