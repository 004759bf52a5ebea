import Database
import Kernel
import Members
import Testing

@Suite("Privacy in the register")
struct PrivacyStoreTests {
    private let moment = Families.moment
    private let sari = Author.system("Sari")

    private func id<Tag>(_ seed: UInt64, as type: Identifier<Tag>.Type = Identifier<Tag>.self) -> Identifier<Tag> {
        var random = SeededRandom(seed: seed)
        return Identifier<Tag>(at: moment, random: &random)
    }

    private func given(_ reference: String = "kontak 0192", at later: Int64 = 0) throws -> Consent.Given {
        try Consent.Given(at: moment + .seconds(later), .callRecording, reference: reference)
    }

    @Test("a consent keeps the text that was read out, its proof and its end", arguments: Dialect.allCases)
    func consent(_ dialect: Dialect) async throws {
        try await withMembers(dialect) { database, store, families in
            let budi = families.budi.id
            let first = id(1, as: ConsentID.self)
            try await store.consent(first, of: budi, to: .reminders, try given(" rekaman   4711 "), by: sari)
            let kept = try #require(try await store.consents(of: budi).first)
            #expect(kept.text == ConsentPurpose.reminders.text && kept.isInForce && kept.by == sari)
            #expect(kept.given.reference == "rekaman 4711" && kept.given.means == .callRecording)

            await #expect(throws: ConsentRefusal.inForceAlready) {
                try await store.consent(id(2), of: budi, to: .reminders, try given(), by: sari)
            }
            try await store.withdraw(first, of: budi, try given("telepon", at: 60), by: sari)
            await #expect(throws: ConsentRefusal.withdrawnAlready) {
                try await store.withdraw(first, of: budi, try given("telepon", at: 70), by: sari)
            }
            try await store.consent(id(3), of: budi, to: .reminders, try given(at: 80), by: sari)
            #expect(try await store.consents(of: budi).map(\.isInForce) == [false, true])
            #expect(
                try await Journal(database).entries(about: .member(budi)).map(\.kind) == [
                    "member.consented", "member.consent-withdrawn", "member.consented",
                ])
        }
    }

    @Test("a consent of somebody else, of nobody or without proof is refused", arguments: Dialect.allCases)
    func refusals(_ dialect: Dialect) async throws {
        try await withMembers(dialect) { _, store, families in
            let consent = id(1, as: ConsentID.self)
            try await store.consent(consent, of: families.budi.id, to: .survey, try given(), by: sari)
            await #expect(throws: ConsentRefusal.noSuchConsent) {
                try await store.withdraw(consent, of: families.ayu.id, try given(), by: sari)
            }
            await #expect(throws: MemberRefusal.noSuchMember) {
                try await store.consent(id(2), of: id(3), to: .survey, try given(), by: sari)
            }
            #expect(throws: ConsentRefusal.referenceMissing) { try given("  ") }
            #expect(throws: ConsentRefusal.referenceTooLong) { try given(String(repeating: "a", count: 201)) }
        }
    }

    @Test("an unmasking needs a reason, and leaves it as a fact", arguments: Dialect.allCases)
    func unmasking(_ dialect: Dialect) async throws {
        #expect(throws: UnmaskingReason.Refusal.wordsMissing) { try UnmaskingReason(.other, words: "  ") }
        #expect(throws: UnmaskingReason.Refusal.wordsTooLong) {
            try UnmaskingReason(.compare, words: String(repeating: "a", count: 301))
        }
        try await withMembers(dialect) { database, store, families in
            let reason = try UnmaskingReason(.ringBack, words: "sambungan putus")
            let record = try await store.unmask(
                families.budi.id, [.phones, .nik], reason, because: Subject("contact", "1"), by: sari, at: moment)
            #expect(record?.member == families.budi)
            let entry = try await Journal(database).entries(about: .member(families.budi.id)).last
            let fact = try #require(try entry?.fact(MemberFact.Unmasked.self))
            #expect(fact.fields == ["nik", "phones"] && fact.reason == "ring-back" && fact.words == "sambungan putus")
            #expect(entry?.author == sari && entry?.at == moment)
        }
    }

    @Test("a request is due after three days and nights; answered later it is late", arguments: Dialect.allCases)
    func requests(_ dialect: Dialect) async throws {
        try await withMembers(dialect) { database, store, families in
            let budi = families.budi.id
            let first = try await store.askForData(
                id(1), of: budi, "Lewat telepon, identitas kuat", by: sari, at: moment)
            #expect(first.dueAt == moment + .seconds(259_200))
            #expect(!first.isLate(at: first.dueAt) && first.isLate(at: first.dueAt + .seconds(1)))

            let held = try await store.answer(first.id, of: budi, as: .html, by: sari, at: first.dueAt)
            #expect(held.record.member == families.budi && held.family.count == 2)
            #expect(held.requests.count == 1 && held.trail.map(\.kind) == ["member.exported", "member.data-asked"])
            let again = first.dueAt + .seconds(9)
            _ = try await store.answer(first.id, of: budi, as: .json, by: sari, at: again)
            let kept = try #require(try await store.dataRequests(of: budi).first)
            #expect(kept.answer?.at == first.dueAt && !kept.isLate(at: again))
            let formats = try await Journal(database).entries(about: .member(budi))
                .compactMap { try $0.fact(MemberFact.Exported.self)?.format }
            #expect(formats == ["html", "json"])
            await #expect(throws: DataRequestRefusal.noSuchRequest) {
                try await store.answer(first.id, of: families.ayu.id, as: .json, by: sari, at: again)
            }
            await #expect(throws: DataRequestRefusal.askingMissing) {
                try await store.askForData(id(2), of: budi, " ", by: sari, at: moment)
            }
        }
    }

    @Test("the trail goes back page by page, and reading it is part of it", arguments: Dialect.allCases)
    func trail(_ dialect: Dialect) async throws {
        try await withMembers(dialect) { _, store, families in
            for number in 0..<5 {
                _ = try await store.find(
                    .id(families.budi.id), because: Subject("call", "\(number)"), by: sari, at: moment)
            }
            let newest = try #require(
                try await store.trail(of: families.budi.id, upTo: 2, by: sari, at: moment)?.facts)
            #expect(newest.count == 2)
            let older = try #require(
                try await store.trail(of: families.budi.id, before: newest[1].seq, upTo: 9, by: sari, at: moment)?.facts
            )
            #expect(older.count == 3 && older.allSatisfy { $0.seq < newest[1].seq })
            let all = try #require(try await store.trail(of: families.budi.id, upTo: 9, by: sari, at: moment)?.facts)
            #expect(all.first?.kind == MemberFact.TrailRead.kind)
        }
    }
}
