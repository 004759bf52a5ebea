import Database
import Foundation
import Kernel
import Testing

@testable import Members

@Suite("The import of payments")
struct PaymentImportTests {
    private static let header = "channel,reference,card,account,day,amount"

    private func withFile(
        _ dialect: Dialect, _ lines: (Families) -> [String],
        _ body: (any Database, Families, PaymentImport) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("payments-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) } }
        let file = folder.appendingPathComponent("bayar.csv")
        try await withMembers(dialect) { database, _, families in
            try await database.migrate(MemberStore.migrations + ContributionStore.migrations)
            try Data(([Self.header] + lines(families)).joined(separator: "\n").utf8).write(to: file)
            var reading = PaymentImport(file, into: database, calendar: .jakarta, by: .system("import"))
            reading.batchLines = 3
            try await body(database, families, reading)
        }
    }

    private func line(_ number: Int, _ member: Member, day: String = "2025-11-05", amount: String = "100000") -> String
    {
        "BRI,TRX-\(number),\(member.card.digits),,\(day),\(amount)"
    }

    private let clock = ManualClock(Families.moment)

    @Test(
        "card and virtual account name the family; bad lines stand in a list with the reason",
        arguments: Dialect.allCases)
    func badLines(_ dialect: Dialect) async throws {
        let lines: (Families) -> [String] = { families in
            [
                line(1, families.budi),
                "bri,TRX-2,,\(PayingBank.bri.account(of: families.ayu.card).digits),2025-11-06,35.000",
                line(1, families.budi), line(1, families.budi, amount: "1"), line(3, families.budi, day: "2026-11-05"),
                "bri,TRX-4,0009999999999,,2025-11-05,1000", "bri,TRX-5,,,2025-11-05,1000",
                "bri,,\(families.ayu.card.digits),,2025-11-05,1",
                line(6, families.budi, amount: "0"), "nonsense", "", "bri,\"TRX-7,x",
            ]
        }
        try await withFile(dialect, lines) { database, families, reading in
            let outcome = try await reading.run(clock: clock)
            #expect(outcome.counts.added == 2 && outcome.counts.unchanged == 1 && outcome.counts.rejected == 8)
            let list = try #require(outcome.rejected)
            let written = try String(contentsOf: list, encoding: .utf8).split(separator: "\n")
            #expect(written.first == "line,reason,channel,reference,card,account,day,amount")
            let reasons = [
                "5,\"the channel told this reference", "6,the day is still to come", "7,no member has this card",
                "8,neither card nor account", "9,reference is empty", "10,amount cannot be read",
                "11,\"1 fields, the first",
                "13,\"a quotation mark",
            ]
            #expect(written.count == 1 + reasons.count)
            for (line, reason) in zip(written.dropFirst(), reasons) { #expect(line.hasPrefix(reason), "\(line)") }
            let day = try #require(Day("2025-11-20"))
            let kept = try await ContributionStore(database).account(
                of: families.ayu.family, members: [families.ayu.id], by: .original, on: day
            ).payments
            #expect(kept.map(\.payment.amount) == [Rupiah(35_000)] && kept.first?.channel == "bri")
        }
    }

    private struct Killed: Error {}

    @Test("killed in the middle it goes on where it ended, and again it does nothing", arguments: Dialect.allCases)
    func killed(_ dialect: Dialect) async throws {
        try await withFile(dialect, { families in (1...10).map { line($0, families.budi) } }) { database, _, reading in
            await #expect(throws: Killed.self) {
                try await reading.run(clock: clock) { if $0.counts.lines >= 6 { throw Killed() } }
            }
            let counts = try await reading.run(clock: clock).counts
            #expect(counts.added == 10 && counts.unchanged == 0 && counts.rejected == 0)
            #expect(try await reading.run(clock: clock).wasDone)
            let sum = try await database.read {
                try $0.scalar("SELECT COUNT(*) FROM contribution_payments", as: Int.self)
            }
            #expect(sum == 10)
            let facts = try await Journal(database).entries(about: Subject("centre", "contributions"))
                .compactMap { try $0.fact(ContributionFact.PaymentsTaken.self) }
            #expect(facts.map(\.new) == [10])
        }
    }

    @Test("a first line that does not name the columns is refused", arguments: Dialect.allCases)
    func header(_ dialect: Dialect) async throws {
        try await withFile(dialect, { _ in [] }) { _, _, reading in
            try Data("channel,reference,tanggal,amount\n".utf8).write(to: reading.file)
            await #expect(
                throws: MemberImport.Refusal.columns(missing: ["day", "card"], unknown: ["tanggal"], twice: [])
            ) { try await reading.run(clock: clock) }
        }
    }
}
