import Kernel
import Testing

@testable import WebRTC

@Suite("Offers and answers")
struct AnswerTests {
    static let identity = Result { try DTLSIdentity() }

    static func peer(_ offer: String, seed: UInt64 = 1) throws -> WebRTCPeer {
        var random = SeededRandom(seed: seed)
        return try WebRTCPeer(
            offer: offer, identity: identity.get(), host: "192.0.2.10", port: 40_000, at: 0, random: &random)
    }

    @Test("Chromium's offer is answered with A-law, our way in, and nothing that was not asked for")
    func chromium() throws {
        let peer = try Self.peer(Offers.chromium)
        #expect(peer.codec == Codec(.pcma, payloadType: 8))
        #expect(peer.telephoneEventPayload == 126)
        let lines = peer.answer.split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(lines.last == "")
        #expect(lines.first == "v=0")
        for line in [
            "a=ice-lite", "a=group:BUNDLE 0", "m=audio 40000 UDP/TLS/RTP/SAVPF 8 126", "c=IN IP4 192.0.2.10", "a=mid:0",
            "a=sendrecv", "a=rtcp-mux", "a=setup:passive", "a=ice-ufrag:\(peer.localUfrag)",
            "a=fingerprint:\(try Self.identity.get().fingerprint)", "a=rtpmap:8 PCMA/8000",
            "a=rtpmap:126 telephone-event/8000", "a=candidate:1 1 udp 2130706431 192.0.2.10 40000 typ host",
            "a=end-of-candidates",
        ] {
            #expect(lines.contains(line[...]), "\(line)")
        }
        #expect(!peer.answer.contains("opus") && !peer.answer.contains("PCMU"))
        #expect(peer.state == .connecting)
    }

    @Test("Firefox's offer is answered too")
    func firefox() throws {
        let peer = try Self.peer(Offers.firefox)
        #expect(peer.codec == Codec(.pcma, payloadType: 8))
        #expect(peer.telephoneEventPayload == 101)
        #expect(peer.answer.contains("m=audio 40000 UDP/TLS/RTP/SAVPF 8 101\r\n"))
    }

    @Test("two answers share no credentials, and the same seed gives the same answer")
    func credentials() throws {
        let (one, two, again) = try (
            Self.peer(Offers.chromium), Self.peer(Offers.chromium, seed: 2), Self.peer(Offers.chromium)
        )
        #expect(one.localUfrag != two.localUfrag)
        #expect(one.answer == again.answer)
        #expect(one.localUfrag.utf8.count >= 4)
    }

    @Test("mu-law is taken where A-law is not offered, and digits only where they are")
    func muLaw() throws {
        let offer = Offers.chromium("m=audio", "m=audio 9 UDP/TLS/RTP/SAVPF 111 0 110")
        let peer = try Self.peer(offer)
        #expect(peer.codec == Codec(.pcmu, payloadType: 0))
        #expect(peer.telephoneEventPayload == nil)
        #expect(peer.answer.contains("m=audio 40000 UDP/TLS/RTP/SAVPF 0\r\n"))
    }

    @Test("A-law under a number of the browser's own choice is answered under that number")
    func dynamicPayload() throws {
        var offer = Offers.chromium("m=audio", "m=audio 9 UDP/TLS/RTP/SAVPF 111 97 0")
        offer += "a=rtpmap:97 pcma/8000/1\r\n"
        #expect(try Self.peer(offer).codec == Codec(.pcma, payloadType: 97))
    }

    @Test("payload types with fixed meaning need no rtpmap")
    func staticPayload() throws {
        #expect(try Self.peer(Offers.chromium("a=rtpmap:8 ", nil)).codec == Codec(.pcma, payloadType: 8))
    }

    @Test("a number that the offer gives to another codec is not mistaken for A-law")
    func reusedNumber() throws {
        let offer = Offers.chromium("a=rtpmap:8 ", "a=rtpmap:8 opus/48000/2")
        #expect(try Self.peer(offer).codec == Codec(.pcmu, payloadType: 0))
    }

    @Test(
        "the direction is answered from our side",
        arguments: [
            ("sendrecv", "sendrecv"), ("sendonly", "recvonly"), ("recvonly", "sendonly"), ("inactive", "inactive"),
        ])
    func direction(offered: String, answered: String) throws {
        let peer = try Self.peer(Offers.chromium("a=sendrecv", "a=" + offered))
        #expect(peer.answer.contains("\r\na=\(answered)\r\n"))
    }

    @Test("the mid is kept as it came, and BUNDLE is answered only when it was offered")
    func mid() throws {
        let renamed = Offers.chromium("a=mid:0", "a=mid:audio-1")
        let unbundled = try Self.peer(renamed).answer
        #expect(unbundled.contains("a=mid:audio-1\r\n") && !unbundled.contains("BUNDLE"))
        let bundled = try Self.peer(renamed.replacing("BUNDLE 0", with: "BUNDLE audio-1")).answer
        #expect(bundled.contains("a=group:BUNDLE audio-1\r\n"))
    }

    @Test("lines may end with LF alone, and credentials may stand above the media line")
    func lenient() throws {
        let moved = Offers.chromium("a=fingerprint", nil)
            .replacing("t=0 0\r\n", with: "t=0 0\r\na=fingerprint:sha-256 \(Offers.fingerprint)\r\n")
        #expect(throws: Never.self) { try Self.peer(moved) }
        #expect(throws: Never.self) { try Self.peer(Offers.chromium.replacing("\r\n", with: "\n")) }
    }

    static let bad: [(String, WebRTCRefusal.Reason)] = [
        ("", .notSDP), ("hello", .notSDP), ("{\"type\":\"offer\"}", .notSDP), ("v=1\r\n", .notSDP),
        (Offers.lines("v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0"), .noAudio),
        (Offers.chromium("m=audio", "m=video 9 UDP/TLS/RTP/SAVPF 96"), .noAudio),
        (Offers.chromium("m=audio", "m=audio 0 UDP/TLS/RTP/SAVPF 8"), .noAudio),
        (Offers.chromium("m=audio", "m=audio 9 RTP/AVP 8"), .notSecureRTP),
        (Offers.chromium("m=audio", "m=audio 9 UDP/TLS/RTP/SAVPF 111 9"), .noCommonCodec),
        (Offers.chromium("m=audio", "m=audio 9 UDP/TLS/RTP/SAVPF 264"), .noCommonCodec),
        (Offers.chromium + "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n", .severalMediaLines),
        (Offers.chromium("a=fingerprint", nil), .noFingerprint),
        (Offers.chromium("a=fingerprint", "a=fingerprint:sha-1 " + Offers.fingerprint), .noFingerprint),
        (Offers.chromium("a=fingerprint", "a=fingerprint:sha-256 AA:BB"), .noFingerprint),
        (Offers.chromium("a=fingerprint", "a=fingerprint:sha-256 " + Offers.fingerprint + ":00"), .noFingerprint),
        (Offers.chromium("a=ice-ufrag", nil), .noICECredentials),
        (Offers.chromium("a=ice-pwd", "a=ice-pwd:short"), .noICECredentials),
        (Offers.chromium("a=ice-ufrag", "a=ice-ufrag:a b c d"), .noICECredentials),
        (Offers.chromium("a=rtcp-mux", nil), .noRTCPMux),
        (Offers.chromium("a=setup", "a=setup:passive"), .wrongDTLSRole),
        (Offers.chromium("a=setup", "a=setup:holdconn"), .notSDP),
        (Offers.chromium("a=mid", "a=mid:0 a=x"), .notSDP),
        (Offers.chromium("a=mid", "a=mid:" + String(repeating: "x", count: 33)), .notSDP),
        (Offers.chromium("a=mid", "a=mid:0\ra=ice-lite"), .notSDP),
        (Offers.chromium("a=mid", "a=mid:\0"), .notSDP),
        (Offers.chromium("a=rtpmap:8 ", "a=rtpmap:300 PCMA/8000"), .notSDP),
        (Offers.chromium + String(repeating: "a=x\r\n", count: 600), .tooLarge),
        (Offers.chromium + "a=" + String(repeating: "x", count: 40_000), .tooLarge),
    ]

    @Test("an offer that cannot be served is refused with its reason", arguments: bad)
    func refused(offer: String, reason: WebRTCRefusal.Reason) {
        #expect(throws: WebRTCRefusal(reason)) { try Self.peer(offer) }
    }

    @Test("a host name is no address of ours")
    func hostName() throws {
        var random = SeededRandom(seed: 1)
        #expect(throws: WebRTCRefusal(.noUsableAddress)) {
            try WebRTCPeer(
                offer: Offers.chromium, identity: Self.identity.get(), host: "centre.example", port: 1, at: 0,
                random: &random)
        }
    }

    @Test("every address of ours is a candidate, the first preferred")
    func severalAddresses() throws {
        var random = SeededRandom(seed: 1)
        let addresses = try ["2001:db8::5", "192.0.2.10"].map { try #require(SocketAddress($0, port: 7000)) }
        let peer = try WebRTCPeer(
            offer: Offers.chromium, identity: Self.identity.get(), addresses: addresses, at: 0, random: &random)
        #expect(peer.answer.contains("c=IN IP6 2001:db8::5\r\n"))
        #expect(peer.answer.contains("a=candidate:1 1 udp 2130706431 2001:db8::5 7000 typ host\r\n"))
        #expect(peer.answer.contains("a=candidate:2 1 udp 2130706175 192.0.2.10 7000 typ host\r\n"))
    }

    @Test("offers cut and mixed at random are refused or answered, never worse")
    func mangled() throws {
        var random = SeededRandom(seed: 20_26)
        let source = Array(Offers.chromium.utf8)
        var taken = 0
        for _ in 0..<1500 {
            var bytes = source
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let at = Int.random(in: bytes.indices, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: at)
                case 2: bytes.insert(UInt8.random(in: 32...126, using: &random), at: at)
                default: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...80, using: &random)))
                }
            }
            do {
                let peer = try Self.peer(String(decoding: bytes, as: UTF8.self))
                #expect(peer.answer.utf8.allSatisfy { $0 == 13 || $0 == 10 || $0 >= 32 && $0 < 127 })
                taken += 1
            } catch is WebRTCRefusal { continue }
        }
        #expect(taken > 100 && taken < 1500)
    }
}
