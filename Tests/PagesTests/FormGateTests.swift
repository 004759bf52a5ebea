import Kernel
import Testing

@testable import Pages

@Suite("Tokens of forms")
struct FormGateTests {
    private func citra(_ limits: RequestLimits = RequestLimits()) async throws -> PageTester {
        let tester = PageTester(try await Yard(limits: limits).site)
        try await tester.signIn(Yard.citra)
        return tester
    }

    private let urlEncoded = ["Content-Type": "application/x-www-form-urlencoded"]

    @Test("a form with its token is taken")
    func taken() async throws {
        #expect(try await citra().post("/notes", ["text": " Kartu "]).body == "Kartu|-")
    }

    @Test("a form without a token, with another's or with half of it is refused, even by a page that does not ask")
    func refused() async throws {
        let tester = try await citra()
        let token = try await tester.formToken()
        let other = try await PageTester(try await Yard().site).formToken()
        for path in ["/notes", "/careless"] as [Path] {
            for body in ["text=x", "text=x&_csrf=\(other)", "text=x&_csrf=\(token.dropLast())", "text=x&_csrf="] {
                let answer = try await tester.send("POST", path, headers: urlEncoded, body: Array(body.utf8))
                #expect(answer.status == 403 && answer.body.contains("Formulir kedaluwarsa"), "\(path) \(body)")
            }
        }
        #expect(try await tester.send("POST", "/careless").status == 403)
        #expect(try await tester.send("DELETE", "/careless").status == 403)
        #expect(try await tester.post("/careless").status == 200)
    }

    @Test("a form that another site sends is refused though it has the token")
    func otherSite() async throws {
        let answer = try await citra().post("/notes", ["text": "x"], headers: ["Sec-Fetch-Site": "cross-site"])
        #expect(answer.status == 403)
    }

    @Test("a script shows the token in its header")
    func script() async throws {
        let tester = try await citra()
        let answer = try await tester.postJSON("/commands", ["volume": 3])
        #expect(answer.status == 200 && answer.body == #"{"volume":3}"#)
        let unsigned = try await tester.send(
            "POST", "/commands", headers: ["Content-Type": "application/json"], body: Array(#"{"volume":3}"#.utf8))
        #expect(unsigned.status == 403)
    }

    @Test("JSON that cannot be read is refused, not guessed")
    func badJSON() async throws {
        let answer = try await citra().postJSON("/commands", ["volume": "loud"])
        #expect(answer.status == 400)
        #expect(try answer.json([String: String].self)["refusal"] == "unreadable")
    }

    @Test("files come with forms of people who are signed in, up to the limit")
    func files() async throws {
        var limits = RequestLimits()
        limits.uploadBytes = 2_000
        limits.formBytes = 500
        let tester = try await citra(limits)
        let small = try await tester.upload(
            "/notes", ["text": "a"], file: "file", name: "a.wav", type: "audio/wav",
            content: Array(repeating: 7, count: 1_000))
        #expect(small.body == "a|1000")
        let large = try await tester.upload(
            "/notes", file: "file", name: "a.wav", type: "audio/wav", content: Array(repeating: 7, count: 3_000))
        #expect(large.status == 413)
        #expect(try await tester.post("/notes", ["text": String(repeating: "x", count: 600)]).status == 413)
        tester.forget()
        let stranger = try await tester.upload(
            "/careless", file: "file", name: "a", type: "text/plain", content: Array(repeating: 7, count: 1_000))
        #expect(stranger.status == 413)
    }

    @Test("the token changes with the session, so a form from before sign-in is of no use after it")
    func changes() async throws {
        let tester = PageTester(try await Yard().site)
        let before = try await tester.formToken()
        try await tester.signIn(Yard.citra)
        let body = Array("text=x&_csrf=\(before)".utf8)
        #expect(try await tester.send("POST", "/notes", headers: urlEncoded, body: body).status == 403)
    }
}
