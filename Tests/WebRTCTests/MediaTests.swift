import Kernel
import Testing

@testable import WebRTC

@Suite("Media")
struct MediaTests {
    private func connected() throws -> Wire {
        let wire = try Wire()
        wire.connect()
        try #require(wire.isConnected)
        return wire
    }

    @Test("what one side says the other hears, both ways, byte for byte")
    func bothWays() throws {
        let wire = try connected()
        for sequence in 1...200 as ClosedRange<UInt16> {
            let up = try #require(wire.protectedByClient(Wire.rtp(sequence)))
            #expect(up != Wire.rtp(sequence))
            wire.arriveAtPeer(up)
            wire.arriveAtClient(try #require(wire.protectedByPeer(Wire.rtp(sequence, source: 7))))
        }
        #expect(wire.heardByPeer == (1...200).map { Wire.rtp($0) })
        #expect(wire.heardByClient == (1...200).map { Wire.rtp($0, source: 7) })
    }

    @Test("a browser that knows counter mode alone is served with it")
    func counterMode() throws {
        let wire = try Wire(browser: DTLSIdentity(profiles: "SRTP_AES128_CM_SHA1_80"))
        wire.connect()
        let up = try #require(wire.protectedByClient(Wire.rtp(1)))
        #expect(up.count == 172 + 10)
        #expect(wire.arriveAtPeer(up) == .rtp(length: 172))
        #expect(wire.heardByPeer == [Wire.rtp(1)])
        #expect(wire.arriveAtClient(try #require(wire.protectedByPeer(Wire.rtcp()))) == .rtcp(length: 8))
    }

    @Test("without a common SRTP profile there is no call")
    func noProfile() throws {
        let wire = try Wire(browser: DTLSIdentity(profiles: "SRTP_AEAD_AES_256_GCM"))
        wire.run(milliseconds: 2000)
        #expect(wire.peer.state == .closed(.handshakeFailed))
        #expect(wire.client.state != .connected)
    }

    @Test("RTCP passes both ways and is told apart from RTP")
    func rtcp() throws {
        let wire = try connected()
        let up = try #require(wire.protectedByClient(Wire.rtcp()))
        let down = try #require(wire.protectedByPeer(Wire.rtcp(source: 7)))
        #expect(wire.arriveAtPeer(up) == .rtcp(length: 8))
        #expect(wire.arriveAtClient(down) == .rtcp(length: 8))
        #expect(wire.arriveAtPeer(up) == .none, "the same report again")
    }

    @Test("a packet counts once, however often it arrives, and order does not matter")
    func replay() throws {
        let wire = try connected()
        let packets = try (1...20).map { try #require(wire.protectedByClient(Wire.rtp($0))) }
        for packet in packets.reversed() { #expect(wire.arriveAtPeer(packet) == .rtp(length: 172)) }
        for packet in packets { #expect(wire.arriveAtPeer(packet) == .none) }
    }

    @Test("a sequence number that wraps goes on")
    func wrap() throws {
        let wire = try connected()
        for step in 0..<400 as Range<UInt16> {
            wire.arriveAtPeer(try #require(wire.protectedByClient(Wire.rtp(65_400 &+ step))))
        }
        #expect(wire.heardByPeer.count == 400)
    }

    @Test("a changed source goes on being heard, and sources without end do not")
    func sources() throws {
        let wire = try connected()
        let heard = try (0..<40 as Range<UInt32>).filter { source in
            let packet = try #require(wire.protectedByClient(Wire.rtp(1, source: 1000 + source)))
            return wire.arriveAtPeer(packet) != .none
        }
        #expect(heard == Array(0..<32))
        #expect(wire.arriveAtPeer(try #require(wire.protectedByClient(Wire.rtp(2, source: 1000)))) == .rtp(length: 172))
    }

    @Test("one flipped bit anywhere in a packet silences it, and it is no sign of life")
    func forged() throws {
        let wire = try connected()
        wire.wait(milliseconds: 1000)
        let heard = wire.peer.lastHeard
        let packet = try #require(wire.protectedByClient(Wire.rtp(1)))
        for index in packet.indices {
            var damaged = packet
            damaged[index] ^= 0x10
            #expect(wire.arriveAtPeer(damaged) == .none, "byte \(index)")
        }
        for length in 0..<packet.count { #expect(wire.arriveAtPeer(Array(packet[..<length])) == .none) }
        #expect(wire.peer.lastHeard == heard)
        #expect(wire.arriveAtPeer(packet) == .rtp(length: 172))
        #expect(wire.peer.lastHeard > heard)
    }

    @Test("without room for the tag nothing is written")
    func room() throws {
        let wire = try connected()
        var packet = Wire.rtp(1) + [UInt8](repeating: 0, count: 15)
        packet.withUnsafeMutableBytes { #expect(wire.peer.protect($0, length: 172) == nil) }
        #expect(Array(packet[..<172]) == Wire.rtp(1))
        packet.append(0)
        packet.withUnsafeMutableBytes { #expect(wire.peer.protect($0, length: 172) == 188) }
        var report = Wire.rtcp() + [UInt8](repeating: 0, count: 19)
        report.withUnsafeMutableBytes { #expect(wire.peer.protectRTCP($0, length: 8) == nil) }
        report.append(0)
        report.withUnsafeMutableBytes { #expect(wire.peer.protectRTCP($0, length: 8) == 28) }
    }
}
