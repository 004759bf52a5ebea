import Kernel
import Testing

@testable import Members

@Suite("What a source says of a member")
struct RecordTests {
    private let insurer = Provenance(.insurer, at: Timestamp(seconds: 1_000))
    private let day = Day(sinceEpoch: 20_000)

    private func record() throws -> MemberRecord { MemberRecord(try Families().budi, told: insurer) }

    private func update(_ values: [MemberValue], _ source: MemberSource, at seconds: Int64) -> MemberUpdate {
        MemberUpdate(values, told: Provenance(source, at: Timestamp(seconds: seconds)), effective: day)
    }

    @Test("a newer word replaces an older one and has a source of its own")
    func newer() throws {
        var record = try record()
        let changes = record.take(update([.email("budi@contoh.id"), .name("Budi Santosa")], .caller, at: 2_000))
        #expect(record.member.email == "budi@contoh.id" && record.member.name == "Budi Santosa")
        #expect(changes.changed.map(\.field) == [.email, .name] && changes.stale.isEmpty)
        #expect(record.provenance(of: .email) == Provenance(.caller, at: Timestamp(seconds: 2_000)))
        #expect(record.provenance(of: .nik) == insurer)
    }

    @Test("an older word never replaces a newer one, whoever says it")
    func stale() throws {
        var record = try record()
        _ = record.take(update([.name("Budi Santosa")], .caller, at: 2_000))
        let changes = record.take(update([.name("Budi Hartono"), .branch("Ungaran")], .insurer, at: 1_500))
        #expect(record.member.name == "Budi Santosa" && record.member.branch == "Ungaran")
        #expect(changes.stale == [.name] && changes.changed.map(\.field) == [.branch])
    }

    @Test("of two words of one moment the first stays")
    func sameMoment() throws {
        var record = try record()
        let changes = record.take(update([.name("Budi Hartono")], .registry, at: 1_000))
        #expect(changes.stale == [.name] && record.member.name == "Budi Santoso")
    }

    @Test("the same word again makes the value newer and changes nothing")
    func confirmed() throws {
        var record = try record()
        let changes = record.take(update([.nik(record.member.nik)], .registry, at: 3_000))
        #expect(changes.changed.isEmpty && changes.stale.isEmpty)
        #expect(record.provenance(of: .nik).source == .registry)
        #expect(record.exceptions.count == 1)
    }

    @Test("what most values have is kept once: a whole refresh leaves only what is newer apart")
    func cheap() throws {
        var record = try record()
        _ = record.take(update([.phones([]), .email("a@contoh.id")], .caller, at: 5_000))
        #expect(record.exceptions.count == 2)
        let whole = MemberField.allCases.compactMap(record.member.value)
        _ = record.take(update(whole, .insurer, at: 4_000))
        #expect(record.told == Provenance(.insurer, at: Timestamp(seconds: 4_000)))
        #expect(Set(record.exceptions.keys) == [.phones, .email])
        _ = record.take(update(whole, .insurer, at: 6_000))
        #expect(record.exceptions.isEmpty)
    }

    // MARK: Cards

    private let own = CardNumber("9900000000001")!
    private let real = CardNumber("0009990000017")!

    private func newcomer() throws -> MemberRecord {
        var budi = try Families().budi
        budi.card = own
        return MemberRecord(budi, told: Provenance(.caller, at: Timestamp(seconds: 1_000)))
    }

    @Test("a real card takes a provisional one's place, however old the word, and the other way never")
    func provisional() throws {
        var record = try newcomer()
        let changes = record.take(update([.card(real), .name("Budi Hartono")], .insurer, at: 500))
        #expect(record.member.card == real && changes.changed.map(\.field) == [.card])
        #expect(changes.stale == [.name] && record.member.name == "Budi Santoso")
        #expect(record.provenance(of: .card).source == .insurer && record.provenance(of: .nik).source == .caller)
        let back = record.take(update([.card(own)], .insurer, at: 9_000))
        #expect(record.member.card == real && back.stale == [.card] && back.changed.isEmpty)
    }

    @Test("of two real cards the newer word stays")
    func twoCards() throws {
        var record = try record()
        #expect(record.take(update([.card(real)], .insurer, at: 900)).stale == [.card])
        #expect(record.take(update([.card(real)], .insurer, at: 2_000)).touches(.card))
        #expect(record.member.card == real)
    }

    @Test("a card's own source is kept until its source tells most of the rest as well")
    func cardsSource() throws {
        var record = try newcomer()
        _ = record.take(update([.card(real)], .insurer, at: 2_000))
        #expect(Set(record.exceptions.keys) == [.card])
        _ = record.take(update([.email("budi@contoh.id")], .caller, at: 3_000))
        #expect(record.provenance(of: .card) == Provenance(.insurer, at: Timestamp(seconds: 2_000)))
        let rest = MemberField.allCases.filter { $0 != .card }.compactMap(record.member.value)
        _ = record.take(update(rest, .insurer, at: 4_000))
        #expect(record.exceptions.isEmpty && record.provenance(of: .card).toldAt == Timestamp(seconds: 4_000))
    }

    // MARK: History

    private func spans(_ record: MemberRecord) -> [String] {
        record.history.spans(of: .status).map { "\($0.state.code) \($0.since.map { "\($0)" } ?? "-")" }
    }

    private func turn(_ record: inout MemberRecord, _ status: MemberStatus, on day: String, at seconds: Int64) throws {
        _ = record.take(
            MemberUpdate(
                [.status(status)], told: Provenance(.insurer, at: Timestamp(seconds: seconds)),
                effective: try #require(Day(day))))
    }

    @Test("a change of status ends one span and begins the next")
    func history() throws {
        var record = try record()
        #expect(spans(record) == [])
        try turn(&record, .arrears, on: "2026-03-01", at: 2_000)
        try turn(&record, .active, on: "2026-05-12", at: 3_000)
        #expect(spans(record) == ["active -", "arrears 2026-03-01", "active 2026-05-12"])
        #expect(record.history.state(.status, on: try #require(Day("2026-05-11"))) == .status(.arrears))
        #expect(record.history.state(.status, on: try #require(Day("2020-01-01"))) == .status(.active))
        #expect(record.since(.status) == Day("2026-05-12") && record.since(.segment) == nil)
    }

    @Test("a later word about an earlier day takes the place of what was thought to come after it")
    func corrected() throws {
        var record = try record()
        try turn(&record, .arrears, on: "2026-03-01", at: 2_000)
        try turn(&record, .ended, on: "2026-02-01", at: 3_000)
        #expect(spans(record) == ["active -", "ended 2026-02-01"])
        try turn(&record, .active, on: "2026-01-01", at: 4_000)
        #expect(spans(record) == ["active -"])
    }

    @Test("a journal keeps guarded values masked", arguments: MemberField.guarded)
    func journal(_ field: MemberField) throws {
        var member = try Families().budi
        (member.email, member.address, member.motherName) = ("budi@contoh.id", "Jalan Melati 3", "Sulastri")
        guard let value = member.value(field) else { return }
        for clear in [
            member.card.digits, member.nik.digits, member.family.digits, "1985-04-12", "81211112222", "budi@", "Melati",
            "Sulastri",
        ] {
            #expect(!value.forJournal.contains(clear), "\(field)")
        }
    }
}
