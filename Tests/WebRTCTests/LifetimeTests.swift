import Glibc
import Kernel
import Testing

@testable import WebRTC

@Suite("Lifetime", .serialized)
struct LifetimeTests {
    @Test("a peer and a client are gone when their owner lets go")
    func released() throws {
        weak var peer: WebRTCPeer?
        weak var client: WebRTCClient?
        do {
            let wire = try Wire()
            wire.connect()
            (peer, client) = (wire.peer, wire.client)
            #expect(peer?.state == .connected)
        }
        #expect(peer == nil && client == nil)
    }

    @Test("two hundred calls that come and go leave no memory behind")
    func cycles() throws {
        func cycle(_ count: Int) throws {
            for seed in 0..<UInt64(count) {
                let wire = try Wire(seed: seed)
                wire.connect()
                try #require(wire.isConnected)
                wire.arriveAtPeer(try #require(wire.protectedByClient(Wire.rtp(1))))
                // Every other call is dropped without a goodbye.
                if seed % 2 == 0 { wire.client.close(send: wire.post(.browser)) }
                wire.deliver()
            }
        }
        try cycle(40)
        let before = try Self.residentBytes()
        try cycle(200)
        let grown = try Self.residentBytes() - before
        // Two sessions hold more than 100 KB together: all leaked would be over 20 MB. Other tests run beside this one.
        #expect(grown < 8_000_000, "\(grown) bytes more")
    }

    private static func residentBytes() throws -> Int {
        let file = try #require(fopen("/proc/self/statm", "r"))
        defer { fclose(file) }
        var line = [UInt8](repeating: 0, count: 128)
        line.removeLast(line.count - fread(&line, 1, line.count, file))
        let pages = try #require(Int(String(decoding: line, as: UTF8.self).split(separator: " ")[1]))
        return pages * Int(getpagesize())
    }
}

@Suite("Addresses")
struct SocketAddressTests {
    @Test("an address survives the kernel's form", arguments: ["127.0.0.1", "203.0.113.255", "::1", "2001:db8::a:b"])
    func roundTrip(host: String) throws {
        let address = try #require(SocketAddress(host, port: 65_000))
        #expect(address.host == host)
        #expect(SocketAddress(address.storage.0) == address)
        #expect(address.port == 65_000)
        #expect(address != SocketAddress(host, port: 65_001))
    }

    @Test(
        "names, ports in the text, and half addresses are no addresses",
        arguments: ["", "localhost", "1.2.3", "1.2.3.4:5"])
    func refused(literal: String) { #expect(SocketAddress(literal, port: 1) == nil) }

    @Test("an address is shown with its port, IPv6 in brackets")
    func shown() {
        #expect(SocketAddress("192.0.2.1", port: 5)?.description == "192.0.2.1:5")
        #expect(SocketAddress("2001:db8::1", port: 5)?.description == "[2001:db8::1]:5")
    }

    @Test("a storage of another family is no address")
    func otherFamily() { #expect(SocketAddress(sockaddr_storage()) == nil) }
}
