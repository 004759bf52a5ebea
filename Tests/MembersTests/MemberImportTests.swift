import Database
import Foundation
import Kernel
import Testing

@testable import Members

@Suite("The import of members")
struct MemberImportTests {
    private static let header =
        "card,nik,family,relation,name,birth_date,sex,class,segment,status,region,branch,phones"
    private let told = Provenance(.insurer, at: Families.moment + .seconds(3_600))

    /// A line of somebody new.
    private func line(_ number: Int, _ name: String? = nil, status: String = "active") -> String {
        let serial = String(10_001 + number).dropFirst()
        return "00099900\(10_000 + number),337499010180\(serial),337499010116\(serial),head,"
            + "\(name ?? "Orang Ke \(number)"),1980-01-01,L,3,pbpu,\(status),3374,Semarang,0810000\(10_000 + number)"
    }

    private func withFile(
        _ dialect: Dialect, _ lines: [String], _ body: (any Database, MemberStore, MemberImport) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("import-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) } }
        let file = folder.appendingPathComponent("peserta.csv")
        try Data(([Self.header] + lines).joined(separator: "\n").utf8).write(to: file)
        try await withMembers(dialect) { database, store, _ in
            var reading = MemberImport(file, told: told, into: store, calendar: .jakarta, by: .system("import"))
            reading.batchLines = 3
            try await body(database, store, reading)
        }
    }

    private func rejected(_ reading: MemberImport) throws -> [String] {
        let file = reading.file.deletingPathExtension().appendingPathExtension("rejected.csv")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    private func count(_ database: any Database) async throws -> Int {
        try await database.read { try $0.scalar("SELECT COUNT(*) FROM members", as: Int.self) ?? 0 }
    }

    @Test("good lines are members, bad ones stand in a list with number and reason", arguments: Dialect.allCases)
    func badLines(_ dialect: Dialect) async throws {
        let lines = [
            line(1), "nonsense", line(2), "", line(3).replacing("1980-01-01", with: "1980-13-01"), line(4, "\"Open"),
            line(5), line(1, "Somebody Else"), line(6).replacing("3374990101800007", with: "3374990101800002"),
        ]
        try await withFile(dialect, lines) { database, store, reading in
            let outcome = try await reading.run(clock: ManualClock())
            #expect(outcome.counts.added == 3 && outcome.counts.rejected == 5 && outcome.counts.lines == 8)
            #expect(try await count(database) == 4 + 3)
            let list = try rejected(reading)
            #expect(list.first == "line,reason," + Self.header)
            let reasons = [
                "3,\"1 fields, the first line has 13\",nonsense", "6,birth_date cannot be read,",
                "7,\"a quotation mark is not closed, ", "9,the card is there with other values of the same source",
                "10,the NIK is that of another card,",
            ]
            #expect(list.count == 1 + reasons.count)
            for (line, reason) in zip(list.dropFirst(), reasons) { #expect(line.hasPrefix(reason), "\(line)") }
            let found = try await store.find(
                .card(try #require(CardNumber("0009990010005"))), because: Subject("call", "1"), by: .system("test"),
                at: Families.moment)
            #expect(found.first?.name == "Orang Ke 5" && found.first?.region.name == "Kota Semarang")
        }
    }

    @Test("the same file again does nothing, and says so", arguments: Dialect.allCases)
    func again(_ dialect: Dialect) async throws {
        try await withFile(dialect, (1...5).map { line($0) }) { database, _, reading in
            let first = try await reading.run(clock: ManualClock())
            #expect(!first.wasDone && first.counts.added == 5 && first.rejected == nil)
            let last = try await Journal(database).lastSequence()
            let second = try await reading.run(clock: ManualClock())
            #expect(second.wasDone && second.counts == first.counts)
            #expect(try await Journal(database).lastSequence() == last)
        }
    }

    private struct Killed: Error {}

    @Test("killed in the middle it goes on where the last batch ended", arguments: Dialect.allCases)
    func killed(_ dialect: Dialect) async throws {
        let lines = (1...10).map { $0.isMultiple(of: 4) ? "broken \($0)" : line($0) }
        try await withFile(dialect, lines) { database, _, reading in
            await #expect(throws: Killed.self) {
                try await reading.run(clock: ManualClock()) { if $0.counts.lines >= 6 { throw Killed() } }
            }
            #expect(try await count(database) == 4 + 5, "two batches of three, one of the lines is bad")
            // The list is behind the database, as after a power cut, and in front of it, as after a crash.
            let list = reading.file.deletingPathExtension().appendingPathExtension("rejected.csv")
            for text in ["", String(repeating: "half a line", count: 50)] {
                let kept = try Data(contentsOf: list)
                let header = Data("line,reason,\(Self.header)\n".utf8)
                try (text.isEmpty ? header : kept + Data(text.utf8)).write(to: list)
                if text.isEmpty {
                    await #expect(throws: Killed.self) {
                        try await reading.run(clock: ManualClock()) { if $0.counts.lines >= 9 { throw Killed() } }
                    }
                }
            }
            let outcome = try await reading.run(clock: ManualClock())
            #expect(outcome.counts.added == 8 && outcome.counts.rejected == 2 && !outcome.wasDone)
            #expect(try await count(database) == 4 + 8)
            #expect(try rejected(reading).map { $0.split(separator: ",")[0] } == ["line", "5", "9"])
            let ends = try await Journal(database).entries(about: Subject("centre", "members"))
                .filter { $0.kind == MemberFact.Imported.kind }
            #expect(ends.count == 1)
        }
    }

    @Test("members who are there are brought up to date where the file is newer", arguments: Dialect.allCases)
    func updates(_ dialect: Dialect) async throws {
        try await withFile(dialect, [line(1), line(2)]) { database, store, reading in
            _ = try await reading.run(clock: ManualClock())
            let card = try #require(CardNumber("0009990010001"))
            let someone = try #require(
                try await store.find(
                    .card(card), because: Subject("call", "1"), by: .system("test"), at: Families.moment
                ).first)
            let phone = try #require(PhoneNumber("0810-5555-5555"))
            let later = told.toldAt + .seconds(7_200)
            try await store.update(
                someone.id,
                MemberUpdate(
                    [.phones([phone])], told: Provenance(.caller, at: later), effective: try #require(Day("2026-01-01"))
                ),
                by: .system("test"), at: later)

            let newer = [Self.header, line(1, status: "arrears"), line(2)].joined(separator: "\n")
            try Data(newer.utf8).write(to: reading.file)
            let between = Provenance(.insurer, at: told.toldAt + .seconds(60))
            let second = MemberImport(
                reading.file, told: between, into: store, calendar: .jakarta, by: .system("import"))
            let counts = try await second.run(clock: ManualClock()).counts
            #expect(counts.changed == 1 && counts.unchanged == 1 && counts.added == 0 && counts.rejected == 0)
            let record = try #require(
                try await store.record(
                    someone.id, because: Subject("call", "1"), by: .system("test"), at: later))
            #expect(record.member.status == .arrears && record.member.phones == [phone])
            #expect(record.provenance(of: .phones).source == .caller && record.told == between)
            #expect(record.history.spans(of: .status).count == 2)
            #expect(try await count(database) == 6)
        }
    }

    @Test("a newcomer with a provisional card takes the card of the line with his NIK", arguments: Dialect.allCases)
    func provisionalCard(_ dialect: Dialect) async throws {
        let taken = line(3).replacing("0009990010003", with: "0001234567812")
        let lines = [line(1), line(2), taken, line(1, "Orang Lain").replacing("0009990010001", with: "0009990010009")]
        try await withFile(dialect, lines) { database, store, reading in
            var random = SeededRandom(seed: 3)
            func newcomer(_ number: Int) throws -> Member {
                Member(
                    id: MemberID(at: Families.moment, random: &random),
                    card: try #require(CardNumber("990000000000\(number)")),
                    nik: try #require(NIK("337499010180000\(number + 1)")),
                    family: try #require(FamilyCardNumber("3374990101160001")), relation: .head,
                    name: "Orang Ke \(number)", birthDate: try #require(Day("1980-01-01")), sex: .male,
                    careClass: .first, segment: .selfPaying, status: .arrears,
                    region: Region(code: "3374", name: "Kota Semarang"), branch: "Semarang", phones: [])
            }
            // Registered after what the file knows.
            let registered = told.toldAt + .seconds(60)
            let people = [try newcomer(1), try newcomer(3)]
            try await store.enrol(people, from: .caller, by: .system("test"), at: registered)
            let outcome = try await reading.run(clock: ManualClock())
            #expect(outcome.counts.added == 1 && outcome.counts.changed == 1 && outcome.counts.rejected == 2)
            let reasons = try rejected(reading).dropFirst().map {
                $0.split(separator: ",")[0...1].joined(separator: " ")
            }
            #expect(reasons == ["4 the NIK is that of another card", "5 the NIK is that of another card"])

            let later = registered + .seconds(60)
            func record(_ member: Member) async throws -> MemberRecord {
                try #require(
                    try await store.record(member.id, because: Subject("call", "1"), by: .system("test"), at: later))
            }
            let first = try await record(people[0])
            #expect(first.member.card == CardNumber("0009990010001"))
            #expect(first.provenance(of: .card) == told)
            #expect(first.member.careClass == .first && first.provenance(of: .careClass).source == .caller)
            #expect(try await record(people[1]).member.card.digits == "9900000000003")
            #expect(try await count(database) == 4 + 2 + 1)

            // The next file knows more, and the card is how it is found.
            let newer = [Self.header, line(1)].joined(separator: "\n")
            try Data(newer.utf8).write(to: reading.file)
            let second = MemberImport(
                reading.file, told: Provenance(.insurer, at: later), into: store, calendar: .jakarta,
                by: .system("import"))
            #expect(try await second.run(clock: ManualClock()).counts.changed == 1)
            #expect(try await record(people[0]).told == Provenance(.insurer, at: later))
        }
    }

    @Test(
        "a child registered without a NIK is the one of its family, birth date and sex; twins go by their names",
        arguments: Dialect.allCases)
    func namelessChild(_ dialect: Dialect) async throws {
        let lines = [
            line(1, "Bayu Anak").replacing("3374990101160002", with: "3374990101160001"),
            line(2, "Sari Anak").replacing("3374990101160003", with: "3374990101160001"), line(3, "Putri Lain"),
        ]
        try await withFile(dialect, lines) { database, store, reading in
            var random = SeededRandom(seed: 4)
            func child(_ number: Int, _ name: String, family: String = "3374990101160001") throws -> Member {
                Member(
                    id: MemberID(at: Families.moment, random: &random),
                    card: try #require(CardNumber("990000000000\(number)")),
                    nik: try #require(NIK("990000000000000\(number)")), family: try #require(FamilyCardNumber(family)),
                    relation: .child, name: name, birthDate: try #require(Day("1980-01-01")), sex: .male,
                    careClass: .first, segment: .selfPaying, status: .active,
                    region: Region(code: "3374", name: "Kota Semarang"), branch: "Semarang", phones: [])
            }
            let twins = [try child(1, "Sari Anak"), try child(2, "Bayu Anak")]
            let stranger = try child(3, "Putri Lain", family: "3374990101160009")
            let registered = told.toldAt + .seconds(60)
            try await store.enrol(twins + [stranger], from: .caller, by: .system("test"), at: registered)
            let counts = try await reading.run(clock: ManualClock()).counts
            #expect(counts.changed == 2 && counts.added == 1 && counts.rejected == 0)
            func member(_ member: Member) async throws -> Member? {
                try await store.record(
                    member.id, because: Subject("call", "1"), by: .system("test"), at: registered + .seconds(60)
                )?.member
            }
            let (sari, bayu) = (try await member(twins[0]), try await member(twins[1]))
            #expect(sari?.nik == NIK("3374990101800003") && sari?.card == CardNumber("0009990010002"))
            #expect(bayu?.nik == NIK("3374990101800002") && bayu?.card == CardNumber("0009990010001"))
            #expect(try await member(stranger)?.nik == stranger.nik, "of another family")
            #expect(try await count(database) == 4 + 3 + 1)
        }
    }

    @Test("a list of rejected lines can be mended and read in itself", arguments: Dialect.allCases)
    func mended(_ dialect: Dialect) async throws {
        try await withFile(dialect, [line(1), line(2).replacing("1980-01-01", with: "1980")]) {
            database, store, reading in
            let outcome = try await reading.run(clock: ManualClock())
            let list = try #require(outcome.rejected)
            let text = try String(contentsOf: list, encoding: .utf8).replacing(",1980,", with: ",1980-01-01,")
            try Data(text.utf8).write(to: list)
            let second = MemberImport(list, told: told, into: store, calendar: .jakarta, by: .system("import"))
            #expect(try await second.run(clock: ManualClock()).counts.added == 1)
            #expect(try await count(database) == 6)
        }
    }

    @Test("a file whose first line does not name the columns is not begun", arguments: Dialect.allCases)
    func header(_ dialect: Dialect) async throws {
        try await withFile(dialect, []) { database, _, reading in
            try Data("kartu,nama\n1,2\n".utf8).write(to: reading.file)
            await #expect(throws: MemberImport.Refusal.columns(missing: [], unknown: ["kartu", "nama"], twice: [])) {
                try await reading.run(clock: ManualClock())
            }
            try Data().write(to: reading.file)
            await #expect(throws: MemberImport.Refusal.empty) { try await reading.run(clock: ManualClock()) }
        }
    }

    @Test("a list of regions renames and adds, and a lookup goes up to the province", arguments: Dialect.allCases)
    func regions(_ dialect: Dialect) async throws {
        try await withMembers(dialect) { _, store, _ in
            let list = try RegionList.read(
                "33\tJawa Tengah\tprovince\n3374\tSemarang, Kota\tregency\n337401\tContoh\tdistrict\n"
                    + "3374011001\tDesa Contoh\tvillage\n")
            try await store.keep(list.regions, by: .system("import"), at: Families.moment)
            #expect(
                try await store.place(of: "3374011001").map(\.name) == [
                    "Desa Contoh", "Contoh", "Semarang, Kota", "Jawa Tengah",
                ])
            let listed = try await store.regions()
            #expect(listed.allSatisfy { $0.code.count <= 4 })
            #expect(listed.contains(Region(code: "3374", name: "Semarang, Kota")))
        }
    }
}
