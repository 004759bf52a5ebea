import Contacts
import Database
import Foundation
import Interface
import Kernel
import Members
import Pages
import Staff
import Testing
import Tickets

@Suite("A complaint by way of the interface")
struct InterfaceFlowTests {
    @Test("opened red, at its branch at once, answered there, noted and closed", arguments: Dialect.allCases)
    func ticket(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            try await centre.openBranches()
            let program = try await centre.program()
            let opened = try await program.post(
                "/api/v1/tickets",
                #"""
                {"colour":"red","category":"health.hospital","kind":"complaint","text":"Ditolak di IGD.",
                "memberCard":"0001234567812","phone":"0812-1111-2222","marks":["inpatient-refused"]}
                """#)
            #expect(opened.status == 201 && !opened.body.contains("0001234567812"))
            let told = try opened.json(Told.self)
            let (number, id) = (try #require(told.number), try #require(told.id))
            #expect(told.member == centre.budi.id.description)
            #expect(opened.body.contains(#""priority":"high""#))
            let place = Path(stringLiteral: "/api/v1/tickets/\(number)")
            #expect(try await program.get(place).json(Told.self).id == id)
            let sent = try await program.get(Path(stringLiteral: "\(place.text)/escalation")).json(Told.self)
            #expect(sent.branch == "SMG" && sent.stage == "new")
            func post(_ what: String, _ body: String) async throws -> PageTester.Answer {
                try await program.post(Path(stringLiteral: "/api/v1/tickets/\(id)/\(what)"), body)
            }
            let twice = try await post("escalations", #"{"branch":"JAP","reason":"Pindah."}"#)
            #expect(try twice.status == 409 && twice.json(Told.self).code == "already-escalated")
            let passed = try await post("passings", #"{"branch":"JAP","reason":"Pindah."}"#)
            #expect(try passed.status == 201 && passed.json(Told.self).branch == "JAP")
            let others = try await post("answers", #"{"branch":"SMG","status":"done","text":"Sudah."}"#)
            #expect(try others.status == 409 && others.json(Told.self).code == "not-yours")
            #expect(try await post("questions", #"{"branch":"JAP","text":"Kelas berapa?"}"#).status == 201)
            let answer = try await post("answers", #"{"branch":"JAP","status":"done","text":"Kartu aktif."}"#)
            #expect(try answer.status == 201 && answer.json(Told.self).stage == "done")
            #expect(try await post("notes", #"{"text":"Peserta ditelepon."}"#).status == 201)
            let closed = try await post("closures", #"{"text":"Puas."}"#)
            #expect(try closed.status == 201 && closed.json(Told.self).state == "closed")
            #expect(try await post("notes", #"{"text":"Lagi."}"#).status == 409)
            let name = try #require(TicketID(id))
            let story = try #require(try await centre.tickets.story(name))
            #expect(Set(story.facts.map(\.author)) == [.system("interface hospital")])
            let looks = try await Journal(centre.database).entries(about: .member(centre.budi.id))
            #expect(looks.last?.author == .system("interface hospital"))
        }
    }

    @Test("lists come in pages, and what is opened meanwhile comes at their end", arguments: Dialect.allCases)
    func pages(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let program = try await centre.program()
            struct Page: Decodable {
                struct Item: Decodable { let number: String }
                let items: [Item]
                let next: String?
            }
            func open(_ count: Int) async throws {
                for _ in 0..<count {
                    centre.clock.advance(by: .seconds(1))
                    _ = try await program.post(
                        "/api/v1/tickets",
                        #"{"colour":"green","category":"other.other","kind":"information","text":"Tanya."}"#)
                }
            }
            try await open(5)
            var (seen, next): ([String], String?) = ([], nil)
            for round in 0..<4 {
                let after = next.map { "&after=\($0)" } ?? ""
                let page = try await program.get(Path(stringLiteral: "/api/v1/tickets?limit=2\(after)"))
                    .json(Page.self)
                seen += page.items.map(\.number)
                next = page.next
                if round == 1 { try await open(1) }
                if next == nil { break }
            }
            #expect(seen == (1...6).map { "TKT-2511-0000\($0)" })
            let none = try await program.get("/api/v1/tickets?state=closed").json(Page.self)
            #expect(none.items.isEmpty && none.next == nil)
        }
    }

    @Test("a conversation of another system is a contact with its outcome", arguments: Dialect.allCases)
    func contact(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let program = try await centre.program()
            let body = #"""
                {"agent":"citra","openedAt":"2025-11-22T00:10:00Z","endedAt":"2025-11-22T00:12:30.500Z",
                "category":"administration.card","kind":"information","outcome":"solved","note":"Kartu hilang.",
                "memberCard":"0001234567812"}
                """#
            let logged = try await program.post("/api/v1/contacts", body, once: "c-1")
            #expect(logged.status == 201 && logged.body.contains(#""endedAt":"2025-11-22T00:12:30.500Z""#))
            let id = try #require(try logged.json(Told.self).id)
            #expect(try await program.get(Path(stringLiteral: "/api/v1/contacts/\(id)")).body == logged.body)
            let name = try #require(ContactID(id))
            #expect(Set(try await centre.contacts.story(name).map(\.author)) == [.system("interface hospital")])
            let past = try await centre.contacts.past(of: nil, orOf: [centre.budi.id], before: .distantFuture)
            #expect(past.map(\.id.description) == [id])
            for wrong in [
                body.replacing("citra", with: "nobody"), body.replacing("2025-11-22T00:12", with: "2025-11-22T00:09"),
                body.replacing("2025-11-22T00:12", with: "2035-11-22T00:12"),
                body.replacing("2025-11-22T00:10:00Z", with: "yesterday"),
                body.replacing("administration.card", with: "card"),
            ] {
                #expect(try await program.post("/api/v1/contacts", wrong).status == 422, "\(wrong)")
            }
            #expect(try await program.get("/api/v1/contacts").body.contains(id))
        }
    }

    @Test("only administrators see and make keys, cell by cell; the token is told once", arguments: Role.allCases)
    func keyPages(_ role: Role) async throws {
        try await withCentre { centre in
            let person = try await centre.guest(role)
            let tester = try await centre.tester(person)
            let may = role == .admin
            #expect(try await tester.get(.interface).status == (may ? 200 : 403))
            let made = try await tester.post("/interface/keys", ["name": "clinic", "scope": "tickets:read"])
            #expect(made.status == (may ? 200 : 403))
            #expect(made.body.contains("sahut_") == may)
            let keys = try await centre.keys.keys()
            #expect(keys.count == (may ? 1 : 0))
            guard let key = keys.first else { return }
            let page = try await tester.get(.interface).body
            #expect(page.contains("clinic") && !page.contains("sahut_"))
            for (name, words) in [("clinic", "Kunci lain"), ("Klinik A", "2 sampai 40")] {
                let again = try await tester.post("/interface/keys", ["name": name, "scope": "tickets:read"])
                #expect(again.status == 422 && again.body.contains(words))
            }
            let nothing = try await tester.post("/interface/keys", ["name": "lab"])
            #expect(nothing.status == 422 && nothing.body.contains("Centang paling sedikit satu"))
            let gone = Path(stringLiteral: "/interface/keys/\(key.id)/revocations")
            #expect(try await tester.post(gone).status == 303)
            #expect(try await centre.keys.keys().first?.revokedAt != nil)
        }
    }
}

extension SmallCentre {
    /// Somebody of a role, at this centre for a test.
    func guest(_ role: Role) async throws -> Person {
        let staff = StaffStore(database, clock: clock, passwords: Passwords(cost: .trivial))
        let details = PersonDetails(name: "Tamu", userName: UserName("tamu")!, roles: [role])
        let hash = try await staff.hash("hujan turun di bulan juni")
        return try await staff.add(
            details, password: .given(hash, mustChange: false), by: .system("test")
        ).person
    }
}
