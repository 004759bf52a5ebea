import Database
import Foundation
import Kernel
import Testing

@testable import Members

@Suite("The import of coverage")
struct CoverageImportTests {
    private static let header = "card,nik,from,until,segment,class"

    private func withFile(
        _ dialect: Dialect, _ lines: (Families) -> [String],
        _ body: (any Database, Families, CoverageImport) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("coverage-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) } }
        let file = folder.appendingPathComponent("jaminan.csv")
        try await withMembers(dialect) { database, _, families in
            try await database.migrate(MemberStore.migrations + ContributionStore.migrations)
            try Data(([Self.header] + lines(families)).joined(separator: "\n").utf8).write(to: file)
            var reading = CoverageImport(file, into: database, by: .system("import"))
            reading.batchLines = 3
            try await body(database, families, reading)
        }
    }

    private func spans(_ member: Member, _ database: any Database) async throws -> [String] {
        try await database.read { try $0.coverage(of: [member.id])[member.id, default: []] }.map {
            "\($0.from)..\($0.until.map { "\($0)" } ?? "") \($0.segment.rawValue) \($0.careClass.rawValue)"
        }
    }

    private let clock = ManualClock(Families.moment)

    @Test("card or NIK name the member; bad lines stand in a list with the reason", arguments: Dialect.allCases)
    func badLines(_ dialect: Dialect) async throws {
        let lines: (Families) -> [String] = { families in
            let (budi, ayu) = (families.budi, families.ayu)
            return [
                "\(budi.card.digits),,2024-01-01,2024-12-31,ppu-bu,1", ",\(budi.nik.digits),2025-01-01,,PBPU,2",
                "\(ayu.card.digits),\(ayu.nik.digits),2024-01-01,,bp,3", "\(budi.card.digits),,2025-01-01,,pbpu,2",
                "\(budi.card.digits),\(ayu.nik.digits),2026-01-01,,pbpu,2", ",,2024-01-01,,pbpu,2",
                "0009999999999,,2024-01-01,,pbpu,2", "\(budi.card.digits),,2024-06-01,,pbpu,2",
                "\(ayu.card.digits),,2025-01-01,2024-01-01,pbpu,2", "\(ayu.card.digits),,1989-12-31,,pbpu,2",
                "\(ayu.card.digits),,2025-01-01,,umum,2", "\(ayu.card.digits),,2025-01-01,,pbpu,4", "x", "",
            ]
        }
        try await withFile(dialect, lines) { database, families, reading in
            let outcome = try await reading.run(clock: clock)
            #expect(outcome.counts.added == 3 && outcome.counts.unchanged == 1 && outcome.counts.rejected == 9)
            let list = try String(contentsOf: try #require(outcome.rejected), encoding: .utf8).split(separator: "\n")
            let reasons = [
                "6,the NIK is not that of the card", "7,neither card nor nik", "8,no member has this card",
                "9,it overlaps the coverage that begins on 2024-01-01", "10,until lies before from",
                "11,the member was not born yet", "12,segment cannot be read", "13,class cannot be read",
                "14,\"1 fields, the first",
            ]
            #expect(list.first == "line,reason,card,nik,from,until,segment,class" && list.count == 1 + reasons.count)
            for (line, reason) in zip(list.dropFirst(), reasons) { #expect(line.hasPrefix(reason), "\(line)") }
            #expect(
                try await spans(families.budi, database) == ["2024-01-01..2024-12-31 ppu-bu 1", "2025-01-01.. pbpu 2"])
            #expect(try await spans(families.ayu, database) == ["2024-01-01.. bp 3"])
            let day = try #require(Day("2025-01-05"))
            let account = try await ContributionStore(database).account(
                of: families.budi.family, members: [families.budi.id], by: .original, on: day
            ).account
            #expect(account.demand.toPay == Rupiah(100_000), "January; the employer paid the year before")
        }
    }

    @Test("what goes on ends when the next begins; what begins on a known day replaces it", arguments: Dialect.allCases)
    func order(_ dialect: Dialect) async throws {
        let lines: (Families) -> [String] = { families in
            let card = families.ayu.card.digits
            return [
                "\(card),,2024-01-01,,pbpu,2", "\(card),,2025-01-01,,pbpu,1", "\(card),,2026-01-01,,pbpu,3",
                "\(card),,2024-01-01,,pbpu,2", "\(card),,2025-01-01,2025-06-30,pbpu,1",
            ]
        }
        try await withFile(dialect, lines) { database, families, reading in
            let counts = try await reading.run(clock: clock).counts
            #expect(counts.added == 3 && counts.unchanged == 1 && counts.changed == 1 && counts.rejected == 0)
            #expect(
                try await spans(families.ayu, database) == [
                    "2024-01-01..2024-12-31 pbpu 2", "2025-01-01..2025-06-30 pbpu 1", "2026-01-01.. pbpu 3",
                ])
        }
    }

    private struct Killed: Error {}

    @Test("killed in the middle it goes on where it ended, and again it does nothing", arguments: Dialect.allCases)
    func killed(_ dialect: Dialect) async throws {
        let lines: (Families) -> [String] = { families in
            (1...10).map { "\(families.ayu.card.digits),,20\($0 + 10)-01-01,,pbpu,2" }
        }
        try await withFile(dialect, lines) { database, families, reading in
            await #expect(throws: Killed.self) {
                try await reading.run(clock: clock) { if $0.counts.lines >= 6 { throw Killed() } }
            }
            let counts = try await reading.run(clock: clock).counts
            #expect(counts.added == 10 && counts.unchanged == 0 && counts.rejected == 0)
            #expect(try await reading.run(clock: clock).wasDone)
            // The same lines in a file of another content.
            try Data(([Self.header] + lines(families) + [""]).joined(separator: "\n").utf8).write(to: reading.file)
            let again = try await reading.run(clock: clock).counts
            #expect(again.unchanged == 10 && again.added == 0 && again.changed == 0)
            #expect(try await spans(families.ayu, database).count == 10)
            let facts = try await Journal(database).entries(about: Subject("centre", "contributions"))
                .compactMap { try $0.fact(ContributionFact.CoverageTaken.self) }
            #expect(facts.map(\.new) == [10, 0] && facts.map(\.known) == [0, 10])
        }
    }

    @Test("a first line that does not name the columns is refused", arguments: Dialect.allCases)
    func header(_ dialect: Dialect) async throws {
        try await withFile(dialect, { _ in [] }) { _, _, reading in
            try Data("from,kelas,segment\n".utf8).write(to: reading.file)
            await #expect(
                throws: MemberImport.Refusal.columns(missing: ["class", "card"], unknown: ["kelas"], twice: [])
            ) { try await reading.run(clock: clock) }
        }
    }
}
