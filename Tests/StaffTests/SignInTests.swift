import Database
import Kernel
import Pages
import Staff
import Testing

@Suite("Signing in")
struct SignInTests {
    private func signIn(
        _ house: House, _ password: String, as userName: String = "citra", from address: String = "10.0.0.1"
    )
        async throws -> SessionToken
    {
        try await house.staff.signIn(userName: userName, password: password, address: address)
    }

    @Test("the right password opens a session and leaves a fact", arguments: Dialect.allCases)
    func opens(_ dialect: Dialect) async throws {
        let house = try await House(dialect)
        let token = try await signIn(house, House.password, as: " CITRA".trimmingBlanks)
        let found: SignedIn? = try await house.staff.sessions.find(token)
        #expect(found?.id == house.citra.id && found?.roles == [.inbound] && found?.site == "JKT")
        let entry = try #require(try await Journal(house.database).entries(about: .person(house.citra.id)).last)
        let fact = try #require(try entry.fact(StaffFact.SignedIn.self))
        #expect(entry.author == .person(house.citra.id) && fact.address == "10.0.0.1")
    }

    @Test("a wrong password and an unknown name are told alike, each with its fact", arguments: Dialect.allCases)
    func wrong(_ dialect: Dialect) async throws {
        let house = try await House(dialect)
        for userName in ["citra", "nobody", "not a name!"] {
            await #expect(throws: SignInRefusal.wrong) { try await signIn(house, "salah", as: userName) }
        }
        #expect(try await house.facts(.person(house.citra.id)).last == "staff.sign-in-refused")
        let strangers = try await Journal(house.database).entries(about: Subject("address", "10.0.0.1"))
        #expect(strangers.map(\.author) == [.outsider, .outsider])
        #expect(!strangers.contains { $0.payload.contains("nobody") }, "an unknown name may be a password")
    }

    @Test(
        "after five wrong tries the right password waits too, longer with each further one", arguments: Dialect.allCases
    )
    func locks(_ dialect: Dialect) async throws {
        let house = try await House(dialect)
        for _ in 0..<5 { await #expect(throws: SignInRefusal.wrong) { try await signIn(house, "salah") } }
        let start = house.clock.now()
        await #expect(throws: SignInRefusal.locked(until: start + .seconds(15))) {
            try await signIn(house, House.password)
        }
        house.clock.advance(by: .seconds(14))
        await #expect(throws: SignInRefusal.locked(until: start + .seconds(15))) {
            try await signIn(house, House.password)
        }
        house.clock.advance(by: .seconds(1))
        await #expect(throws: SignInRefusal.wrong) { try await signIn(house, "salah") }
        await #expect(throws: SignInRefusal.locked(until: house.clock.now() + .seconds(30))) {
            try await signIn(house, House.password)
        }
        house.clock.advance(by: .seconds(30))
        _ = try await signIn(house, House.password)
        await #expect(throws: SignInRefusal.wrong) { try await signIn(house, "salah") }
        _ = try await signIn(house, House.password)
    }

    @Test("one account's lock is nobody else's")
    func othersAreFree() async throws {
        let house = try await House()
        for _ in 0..<6 { await #expect(throws: SignInRefusal.self) { try await signIn(house, "salah") } }
        _ = try await signIn(house, House.password, as: "sari")
    }

    @Test("an address that tries many names is slowed down, other addresses are not")
    func addressLocks() async throws {
        let house = try await House()
        for number in 0..<50 {
            await #expect(throws: SignInRefusal.wrong) { try await signIn(house, "salah", as: "tebak\(number)") }
        }
        await #expect(throws: SignInRefusal.locked(until: house.clock.now() + .seconds(15))) {
            try await signIn(house, House.password)
        }
        _ = try await signIn(house, House.password, from: "10.0.0.2")
    }

    @Test("many tries at once gain nothing over tries one by one")
    func atOnce() async throws {
        let house = try await House()
        let wrong = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    do {
                        _ = try await signIn(house, "salah")
                        return false
                    } catch { return error as? SignInRefusal == .wrong }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(wrong == 5)
    }

    @Test("a disabled person is refused with the right password, and open sessions end", arguments: Dialect.allCases)
    func disabled(_ dialect: Dialect) async throws {
        let house = try await House(dialect)
        let token = try await signIn(house, House.password)
        try await house.staff.disable(house.citra.id, by: .person(house.rahmat.id))
        #expect(try await house.staff.sessions.find(token) == nil)
        await #expect(throws: SignInRefusal.disabled) { try await signIn(house, House.password) }
        await #expect(throws: SignInRefusal.wrong) { try await signIn(house, "salah") }
    }

    @Test(
        "a password given out must be changed, ends the sessions before and lifts the lock", arguments: Dialect.allCases
    )
    func reset(_ dialect: Dialect) async throws {
        let house = try await House(dialect)
        let before = try await signIn(house, House.password)
        for _ in 0..<5 { await #expect(throws: SignInRefusal.wrong) { try await signIn(house, "salah") } }
        let temporary = try await house.staff.resetPassword(of: house.citra.id, by: .person(house.rahmat.id))
        #expect(try await house.staff.sessions.find(before) == nil)
        let token = try await signIn(house, temporary)
        let first = try #require(try await house.staff.sessions.find(token) as SignedIn?)
        #expect(first.mustChangePassword)
        try await house.staff.changePassword(first, from: temporary, to: "angin malam di pantai")
        let after = try #require(try await house.staff.sessions.find(token) as SignedIn?)
        #expect(!after.mustChangePassword)
        await #expect(throws: SignInRefusal.wrong) { try await signIn(house, temporary) }
        _ = try await signIn(house, "angin malam di pantai")
    }

    @Test("a new password must be long, unlike the name, and another than before")
    func passwordRule() async throws {
        let house = try await House()
        let token = try await signIn(house, House.password)
        let citra = try #require(try await house.staff.sessions.find(token) as SignedIn?)
        let cases: [(String, PasswordRefusal)] = [
            ("pendek", .tooShort), (String(repeating: "ab1c", count: 51), .tooLong),
            ("citra lestari 99", .containsName),
            ("aaaaaaaaaaaa", .tooCommon), ("password123", .tooCommon), (House.password, .unchanged),
        ]
        for (password, refusal) in cases {
            await #expect(throws: StaffRefusal.password(refusal)) {
                try await house.staff.changePassword(citra, from: House.password, to: password)
            }
        }
        house.clock.advance(by: .seconds(3_600))
        await #expect(throws: SignInRefusal.wrong) {
            try await house.staff.changePassword(citra, from: "salah", to: "angin malam di pantai")
        }
    }

    @Test("a hash is salted, knows its own cost, and a broken one matches nothing")
    func hashes() async throws {
        let passwords = Passwords(cost: .trivial)
        let (one, other) = (try await passwords.hash("sama"), try await passwords.hash("sama"))
        #expect(one.stored != other.stored && one.stored.hasPrefix("scrypt$4$8$1$"))
        #expect(PasswordHash(stored: one.stored) == one)
        for broken in ["", "scrypt$4$8$1$xx", "md5$4$8$1$AAAA$AAAA", one.stored + "x=", "scrypt$99$8$1$AAAA$AAAA"] {
            #expect(PasswordHash(stored: broken) == nil, "\(broken)")
        }
    }
}

extension String {
    fileprivate var trimmingBlanks: String { filter { $0 != " " } }
}
