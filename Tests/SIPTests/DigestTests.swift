import Foundation
import Kernel
import Testing

@testable import SIP

@Suite("Digest authentication")
struct DigestTests {
    /// RFC 2617 §3.5 and RFC 7616 §3.9.1.
    @Test("gives the responses that the RFCs give") func vectors() {
        let old = DigestInput(
            algorithm: .md5, username: "Mufasa", realm: "testrealm@host.com", method: "GET", uri: "/dir/index.html",
            nonce: "dcd98b7102dd2f0e8b11d0f600bfb0c093", quality: ("00000001", "0a4f113b"))
        #expect(old.response(password: "Circle Of Life") == "6629fae49393a05397450978507c4ef1")
        var new = DigestInput(
            algorithm: .md5, username: "Mufasa", realm: "http-auth@example.org", method: "GET", uri: "/dir/index.html",
            nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
            quality: ("00000001", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"))
        #expect(new.response(password: "Circle of Life") == "8ca523f5e9506fed4657c9700eebdbec")
        new.algorithm = .sha256
        #expect(
            new.response(password: "Circle of Life")
                == "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")
    }

    private func challenged(
        _ header: String, status: Int = 401
    ) throws -> (bench: Bench, handle: CallHandle, first: SIPMessage, effects: [UserAgentEffect]) {
        var bench = Bench()
        let handle = bench.newHandle()
        let credentials = Credentials(username: "165", password: "rahasia")
        let invite = try #require(
            bench.perform(.invite(bench.invitation(credentials: credentials)), on: handle).sent(.invite))
        let effects = bench.receive(Caller().answer(invite, status, more: header))
        return (bench, handle, invite, effects)
    }

    @Test("a challenge is answered with the best algorithm, and later requests are signed at once") func client() throws
    {
        var (bench, handle, first, effects) = try challenged(
            """
            WWW-Authenticate: Digest realm="trunk", nonce="n1", algorithm=MD5, qop="auth,auth-int"
            WWW-Authenticate: Digest realm="trunk", nonce="n1", algorithm=SHA-256, qop="auth", opaque="o"
            """)
        #expect(effects.methods == ["ACK", "INVITE"])
        let second = try #require(effects.sent(.invite))
        #expect(second.sequence == 2)
        #expect(second.branch != first.branch)
        let proof = try #require(second.first(.authorization).flatMap(DigestFields.init))
        #expect(proof["algorithm"] == "SHA-256")
        #expect(proof["nc"] == "00000001")
        #expect(proof["opaque"] == "o")
        let expected = DigestInput(
            algorithm: .sha256, username: "165", realm: "trunk", method: "INVITE",
            uri: "sip:+6281234567890@192.0.2.10", nonce: "n1", quality: ("00000001", proof["cnonce"] ?? ""))
        #expect(proof["response"] == expected.response(password: "rahasia"))
        let answered = bench.receive(Caller().answer(second, 200, body: callerOffer))
        #expect(answered.sent(.ack)?.first(.authorization) == second.first(.authorization))
        let bye = try #require(bench.perform(.hangUp, on: handle).sent(.bye))
        #expect(bye.first(.authorization).flatMap(DigestFields.init)?["nc"] == "00000002")
        #expect(bye.sequence == 3)
    }

    @Test("a proxy's challenge is answered in the proxy's header") func proxy() throws {
        let (_, _, _, effects) = try challenged("Proxy-Authenticate: Digest realm=\"p\", nonce=\"n\"", status: 407)
        let proof = try #require(effects.sent(.invite)?.first(.proxyAuthorization).flatMap(DigestFields.init))
        #expect(proof["qop"] == nil)
        #expect(proof["algorithm"] == "MD5")
    }

    @Test("a stale nonce is renewed; a wrong password is not tried for ever") func staleAndWrong() throws {
        var (bench, _, _, effects) = try challenged("WWW-Authenticate: Digest realm=\"t\", nonce=\"n1\", qop=\"auth\"")
        let second = try #require(effects.sent(.invite))
        let stale = bench.receive(
            Caller().answer(
                second, 401, more: "WWW-Authenticate: Digest realm=\"t\", nonce=\"n2\", qop=\"auth\", stale=TRUE"))
        let third = try #require(stale.sent(.invite))
        #expect(third.first(.authorization).flatMap(DigestFields.init)?["nonce"] == "n2")
        let wrong = bench.receive(
            Caller().answer(third, 401, more: "WWW-Authenticate: Digest realm=\"t\", nonce=\"n3\", qop=\"auth\""))
        #expect(wrong.methods == ["ACK"])
        #expect(wrong.ends == [.rejected(status: 401, reason: "Unauthorized", contacts: ["sip:budi@192.0.2.10:5060"])])
    }

    @Test(
        "a challenge that we cannot answer is a refusal",
        arguments: [
            "WWW-Authenticate: Digest realm=\"t\", nonce=\"n\", algorithm=SHA-512-256",
            "WWW-Authenticate: NoOneKnowsThisScheme opaque=here", "X-Nothing: here",
        ]) func unanswerable(header: String) throws
    {
        let (_, _, _, effects) = try challenged(header)
        #expect(effects.methods == ["ACK"])
        #expect(effects.ends.count == 1)
    }

    @Test("without credentials a challenge is a refusal") func noCredentials() throws {
        var bench = Bench()
        let invite = try #require(bench.perform(.invite(bench.invitation()), on: bench.newHandle()).sent(.invite))
        let header = "WWW-Authenticate: Digest realm=\"t\", nonce=\"n\", qop=\"auth\""
        #expect(bench.receive(Caller().answer(invite, 401, more: header)).ends.count == 1)
    }
}

@Suite("A gate that asks callers for proof")
struct DigestGateTests {
    private static let realm = DigestRealm(
        realm: "centre", accounts: ["budi": "rahasia"], secret: Array("0123456789abcdef".utf8))

    private func bench() -> Bench {
        Bench(UserAgentConfiguration(address: centreAddress, challenge: DigestGateTests.realm))
    }

    private func signed(
        _ caller: Caller, _ challenge: SIPMessage, password: String = "rahasia", count: Int = 1
    ) throws -> String {
        var proof = Proof(Credentials(username: "budi", password: password))
        #expect(proof.take(challenge) == true)
        var message = try SIPMessage(wire(caller.invite()))
        for _ in 0..<count { proof.sign(&message, clientNonce: "c") }
        return String(decoding: message.bytes.filter { $0 != 13 }, as: UTF8.self)
    }

    @Test("challenges, takes the right proof, and takes it once") func right() throws {
        var bench = bench()
        var budi = Caller()
        let challenge = try #require(bench.receive(budi.invite()).sent(401))
        #expect(challenge.headers.count { $0.name == .wwwAuthenticate } == 2)
        _ = bench.receive(budi.refusalAck())
        budi.sequence = 2
        budi.branch = "z9hG4bK-budi-2"
        let request = try signed(budi, challenge)
        #expect(bench.receive(request).arrival != nil)
        let replayed = request.replacing("z9hG4bK-budi-2", with: "z9hG4bK-thief").replacing(
            "tag=budi", with: "tag=thief")
        let refused = bench.receive(replayed)
        #expect(refused.statuses == [401])
        #expect(refused.sent.first?.text(.wwwAuthenticate)?.contains("stale=true") == true)
    }

    @Test("refuses a wrong password, another's nonce and another request") func wrong() throws {
        var bench = bench()
        var budi = Caller()
        let challenge = try #require(bench.receive(budi.invite()).sent(401))
        budi.sequence = 2
        budi.branch = "z9hG4bK-2"
        #expect(bench.receive(try signed(budi, challenge, password: "salah")).statuses == [401])
        var forged = challenge
        forged.headers = forged.headers.map { field in
            guard field.name == .wwwAuthenticate else { return field }
            return HeaderField(.wwwAuthenticate, field.value.text.replacing("nonce=\"0", with: "nonce=\"1"))
        }
        budi.sequence = 3
        budi.branch = "z9hG4bK-3"
        #expect(bench.receive(try signed(budi, forged)).statuses == [401])
        budi.sequence = 4
        budi.branch = "z9hG4bK-4"
        let elsewhere = try signed(budi, challenge).replacing("INVITE sip:165@", with: "INVITE sip:900@")
        #expect(bench.receive(elsewhere).statuses == [401])
        #expect(bench.agent.callCount == 0)
    }

    @Test("calls an old nonce stale") func old() throws {
        var bench = bench()
        var budi = Caller()
        let challenge = try #require(bench.receive(budi.invite()).sent(401))
        _ = bench.receive(budi.refusalAck())
        _ = bench.advance(by: .seconds(301))
        budi.sequence = 2
        budi.branch = "z9hG4bK-2"
        let refused = bench.receive(try signed(budi, challenge))
        #expect(refused.sent.first?.text(.wwwAuthenticate)?.contains("stale=true") == true)
    }

    @Test("ignores a scheme that it does not know (RFC 4475 §3.3.7)") func unknownScheme() {
        var bench = bench()
        #expect(bench.receive(Caller().invite(more: "Authorization: NoOneKnowsThisScheme a=b\n")).statuses == [401])
    }
}
