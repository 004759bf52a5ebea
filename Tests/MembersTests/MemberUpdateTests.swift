import Database
import Kernel
import Members
import Testing

@Suite("Updates of the register")
struct MemberUpdateTests {
    private let later = Families.moment + .seconds(86_400)
    private let author = Author.system("back office")

    private func update(_ values: [MemberValue], _ source: MemberSource = .registry) throws -> MemberUpdate {
        MemberUpdate(values, told: Provenance(source, at: later), effective: try #require(Day("2026-01-01")))
    }

    private func look(_ id: MemberID, _ store: MemberStore) async throws -> MemberRecord {
        try #require(try await store.record(id, because: Subject("call", "1"), by: author, at: later))
    }

    @Test("an update is saved whole: value, source, history and fact", arguments: Dialect.allCases)
    func saved(_ dialect: Dialect) async throws {
        try await withMembers(dialect) { database, store, families in
            let facility = Facility(code: "337499P1", name: "Puskesmas Contoh", since: Day("2025-03-01"))
            let phone = try #require(PhoneNumber("0810-0000-9999"))
            try await store.update(
                families.budi.id,
                try update([
                    .status(.arrears), .facility(facility), .phones([phone]), .email("budi@contoh.id"),
                    .address("Jalan Contoh 1"), .motherName("Sulastri"), .region(Region(code: "33", name: "Jateng")),
                ]), by: author, at: later)
            let record = try await look(families.budi.id, store)
            #expect(record.member.status == .arrears && record.member.facility == facility)
            #expect(record.member.phones == [phone] && record.member.email == "budi@contoh.id")
            #expect(record.member.address == "Jalan Contoh 1" && record.member.motherName == "Sulastri")
            #expect(record.member.region.code == "33")
            #expect(record.provenance(of: .facility).source == .registry)
            #expect(record.provenance(of: .name).source == .insurer)
            #expect(record.since(.status) == Day("2026-01-01"))
            #expect(record.history.spans(of: .status).count == 2)

            let entries = try await Journal(database).entries(about: .member(families.budi.id))
            let fact = try #require(
                try entries.compactMap { try $0.fact(MemberFact.Updated.self) }.last)
            #expect(fact.source == "registry" && fact.changes.count == 7)
            #expect(fact.changes.first { $0.field == "status" }?.to == "arrears")
            let payloads = entries.map(\.payload).joined()
            #expect(!payloads.contains("Sulastri") && !payloads.contains("0810-0000-9999"))
        }
    }

    @Test("what the register knows better stays, and a second time leaves no fact", arguments: Dialect.allCases)
    func twice(_ dialect: Dialect) async throws {
        try await withMembers(dialect) { database, store, families in
            let update = try update([.email("budi@contoh.id")], .caller)
            try await store.update(families.budi.id, update, by: author, at: later)
            let again = try await store.update(families.budi.id, update, by: author, at: later)
            #expect(again.changed.isEmpty && again.stale.isEmpty)
            let old = MemberUpdate(
                [.email("lama@contoh.id")], told: Provenance(.insurer, at: Families.moment + .seconds(1)),
                effective: try #require(Day("2026-01-01")))
            let stale = try await store.update(families.budi.id, old, by: author, at: later + .seconds(9))
            #expect(stale.stale == [.email])
            #expect(try await look(families.budi.id, store).member.email == "budi@contoh.id")
            let facts = try await Journal(database).entries(about: .member(families.budi.id))
            #expect(facts.filter { $0.kind == MemberFact.Updated.kind }.count == 1)
        }
    }

    @Test("the NIK of another member is refused, and so is a member who is not there", arguments: Dialect.allCases)
    func refusals(_ dialect: Dialect) async throws {
        try await withMembers(dialect) { _, store, families in
            await #expect(throws: MemberRefusal.nikTaken) {
                try await store.update(
                    families.budi.id, try update([.nik(families.ayu.nik)]), by: author, at: later)
            }
            let nobody = try #require(MemberID("01900000-0000-7000-8000-000000000009"))
            await #expect(throws: MemberRefusal.noSuchMember) {
                try await store.update(nobody, try update([.name("Siapa")]), by: author, at: later)
            }
            let budi = try await look(families.budi.id, store)
            #expect(budi.member == families.budi)
        }
    }

    @Test("the card of another member is refused", arguments: Dialect.allCases)
    func cardTaken(_ dialect: Dialect) async throws {
        try await withMembers(dialect) { _, store, families in
            let taken = try update([.card(families.ayu.card)], .insurer)
            await #expect(throws: MemberRefusal.cardTaken) {
                try await store.update(families.budi.id, taken, by: author, at: later)
            }
            let budi = try await look(families.budi.id, store)
            #expect(budi.member == families.budi)
        }
    }

    @Test("a member who was renamed is found by the new name only", arguments: Dialect.allCases)
    func renamed(_ dialect: Dialect) async throws {
        try await withMembers(dialect) { _, store, families in
            try await store.update(
                families.budi.id, try update([.name("Bambang Wiryawan")]), by: author, at: later)
            func names(_ typed: String) async throws -> [String] {
                let search = try TypedSearch.read(typed, on: try #require(Day("2026-11-22")))
                return try await store.search(search, by: author, at: later).members.map(\.name)
            }
            #expect(try await names("bambang wiryawan") == ["Bambang Wiryawan"])
            #expect(try await names("budi santoso").isEmpty)
        }
    }

    @Test("members from before the index of names are found once it is written", arguments: Dialect.allCases)
    func indexed(_ dialect: Dialect) async throws {
        try await withMembers(dialect) { database, store, families in
            // As an upgrade finds them.
            try await database.write { transaction in
                try transaction.execute("DELETE FROM member_names")
                try transaction.execute("UPDATE members SET named = 0")
            }
            let search = try TypedSearch.read("ayu lestari", on: try #require(Day("2026-11-22")))
            #expect(try await store.search(search, by: author, at: later).members.isEmpty)
            try await store.indexNames()
            #expect(try await store.search(search, by: author, at: later).members == [families.ayu])
        }
    }
}
