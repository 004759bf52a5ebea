import Database
import Kernel
import Testing

@testable import Pages

@Suite("Sign-in sessions")
struct SessionTests {
    @Test("a session is found by its secret only, and the database does not hold it", arguments: Dialect.allCases)
    func secret(_ dialect: Dialect) async throws {
        let yard = try await Yard(dialect)
        let token = try await yard.site.sessions.open(for: Yard.citra, address: "10.0.0.1", browser: "Firefox")
        let found: SignedIn? = try await yard.site.sessions.find(token)
        #expect(found?.name == "Citra Lestari" && found?.roles == [.inbound])
        #expect(try await yard.site.sessions.find(SessionToken()) == nil)
        let stored = try await yard.database.read {
            try $0.query("SELECT * FROM sessions").map { "\($0.values)" }.joined()
        }
        #expect(stored.contains("10.0.0.1") && !stored.contains(token.text))
    }

    @Test("a session ends after half an hour without a click, and lives on with one", arguments: Dialect.allCases)
    func idle(_ dialect: Dialect) async throws {
        let yard = try await Yard(dialect)
        let token = try await yard.site.sessions.open(for: Yard.citra)
        for _ in 0..<4 {
            yard.clock.advance(by: .seconds(29 * 60))
            #expect(try await yard.site.sessions.find(token) != nil)
        }
        yard.clock.advance(by: .seconds(30 * 60))
        #expect(try await yard.site.sessions.find(token) == nil)
    }

    @Test("twelve hours after sign-in it ends, however busy it is")
    func absolute() async throws {
        let yard = try await Yard()
        let token = try await yard.site.sessions.open(for: Yard.citra)
        for _ in 0..<35 {
            yard.clock.advance(by: .seconds(20 * 60))
            #expect(try await yard.site.sessions.find(token) != nil)
        }
        yard.clock.advance(by: .seconds(20 * 60))
        #expect(try await yard.site.sessions.find(token) == nil)
    }

    @Test("sessions that have ended are forgotten when the next one begins")
    func forgotten() async throws {
        let yard = try await Yard()
        _ = try await yard.site.sessions.open(for: Yard.citra)
        yard.clock.advance(by: .seconds(31 * 60))
        _ = try await yard.site.sessions.open(for: Yard.bayu)
        #expect(try await yard.database.read { try $0.scalar("SELECT COUNT(*) FROM sessions", as: Int.self) } == 1)
    }

    @Test("all sessions of a person end but the one in use", arguments: Dialect.allCases)
    func endAll(_ dialect: Dialect) async throws {
        let yard = try await Yard(dialect)
        let sessions = yard.site.sessions
        let kept = try await sessions.open(for: Yard.citra)
        let other = try await sessions.open(for: Yard.citra)
        let bayus = try await sessions.open(for: Yard.bayu)
        let keptID = try #require(try await sessions.find(kept)).sessionID
        try await yard.database.write { try sessions.endAll(of: Yard.citra, except: keptID, in: $0) }
        #expect(try await sessions.find(kept) != nil)
        #expect(try await sessions.find(other) == nil)
        #expect(try await sessions.find(bayus) != nil)
        try await yard.database.write { try sessions.endAll(of: Yard.citra, in: $0) }
        #expect(try await sessions.find(kept) == nil)
    }

    @Test("the cookie is out of reach of scripts and other sites, and travels by TLS only under TLS")
    func cookie() async throws {
        let token = SessionToken()
        let plain = SiteCookie.session.set(token.text, seconds: nil, secure: false)
        #expect(plain == "sahut_session=\(token.text); Path=/; HttpOnly; SameSite=Lax")
        #expect(SiteCookie.session.set(token.text, seconds: nil, secure: true).hasSuffix("; Secure"))
    }

    @Test("the token of forms does not tell the secret, and is another for another secret")
    func formToken() {
        let (one, other) = (SessionToken(), SessionToken())
        #expect(one.formToken == one.formToken && one.formToken != other.formToken && one.formToken != one.text)
        #expect(SessionToken("short") == nil && SessionToken(String(repeating: "/", count: 43)) == nil)
    }
}
