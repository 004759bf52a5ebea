import Contacts
import Database
import Foundation
import Kernel
import Members
import Staff

/// How long the counts of the page of repeats take over 13 weeks, and its callers, among 400,000 contacts of 14 weeks
/// on each database: the median of some looks, with every day kept that can be, with none, and of the callers.
///
/// `SAHUT_BENCH_CONTACTS` says how many; they are written straight into the tables. One in five callers rings again,
/// within days; one in four is known by the number only.
enum Repeats: Measurement {
    static let names = [
        "repeats.page_ms", "repeats.page_unkept_ms", "repeats.callers_ms", "repeats.page_ms_postgres",
        "repeats.page_unkept_ms_postgres", "repeats.callers_ms_postgres",
    ]

    static func measure() async throws -> [Figure] {
        let count = ProcessInfo.processInfo.environment["SAHUT_BENCH_CONTACTS"].flatMap(Int.init) ?? 400_000
        let folder = FileManager.default.temporaryDirectory.path + "/sahut-bench-repeats-\(getpid())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { remove(folder) }
        let sqlite = try await figures(try DatabaseLocation.sqlite(path: folder + "/repeats.sqlite").open(), count)
        let postgres = try await figures(try await TestDatabase.open(.postgres), count)
        return zip(names, sqlite + postgres).map { Figure(name: $0, value: $1, unit: "ms") }
    }

    /// Of the page, of the page with nothing kept, and of the callers.
    private static func figures(_ database: any Database, _ count: Int) async throws -> [Double] {
        let began = ContinuousClock.now
        try await database.migrate(StaffStore.migrations + MemberStore.migrations + ContactStore.migrations)
        let calendar = CentreCalendar.jakarta
        let now = calendar.start(of: calendar.day(of: SystemClock().now())) + .seconds(13 * 3_600)
        try await ContactSeed.write(count, until: now, into: database)
        Bench.note("\(count) contacts in \(database.dialect) in \(Int((ContinuousClock.now - began).inSeconds)) s")
        let store = ContactStore(database)
        let today = calendar.day(of: now)
        let first = today.adding(days: 1 - today.weekday - 12 * 7)
        func page() async throws { _ = try await store.resolution(from: first, through: today, at: now, in: calendar) }
        let unkept = try await median(of: 3, page)
        let days = try await store.unkeptDays(from: first, through: today, at: now, in: calendar)
        let keeping = ContinuousClock.now
        for day in days { _ = try await store.keep(store.count(day, in: calendar)) }
        let each = (ContinuousClock.now - keeping).inSeconds * 1_000 / Double(max(1, days.count))
        Bench.note("  \(days.count) days kept in \(database.dialect), \(Int(each)) ms each")
        let kept = try await median(of: 9, page)
        let callers = try await median(of: 9) { _ = try await store.repeatCallers(at: now) }
        try await database.close()
        return [kept, unkept, callers]
    }

    private static func median(of count: Int, _ work: () async throws -> Void) async throws -> Double {
        var times: [Double] = []
        for _ in 0..<count {
            let start = ContinuousClock.now
            try await work()
            times.append((ContinuousClock.now - start).inSeconds * 1_000)
        }
        return times.sorted()[count / 2]
    }
}

/// Contacts of chance, the same each time.
private enum ContactSeed {
    private static let weeks = Duration.seconds(14 * 7 * 86_400)
    private static let categories = CategoryTree.original.groups.flatMap { $0.leaves.map(\.code) }

    private struct Line {
        var at: Timestamp
        let member: MemberID?
        let phone: PhoneNumber?
        let category: String
    }

    static func write(_ count: Int, until now: Timestamp, into database: any Database) async throws {
        var random = SeededRandom(seed: 45)
        let members = (0..<max(1, count / 4)).map { _ in MemberID(at: now, random: &random) }
        let agent = PersonID(at: now, random: &random)
        try await write(members, into: database)
        var lines: [Line] = []
        lines.reserveCapacity(count + 10)
        while lines.count < count {
            let number = Int.random(in: 0..<members.count, using: &random)
            var line = Line(
                at: now - .microseconds(Int64.random(in: 0...weeks.microseconds, using: &random)),
                member: chance(0.75, &random) ? members[number] : nil,
                phone: PhoneNumber("0812\(10_000_000 + number)"), category: pick(&random))
            lines.append(line)
            while chance(0.2, &random) {
                line.at += .seconds(.random(in: 600...(9 * 86_400), using: &random))
                guard line.at <= now else { break }
                lines.append(line)
            }
        }
        lines.sort { $0.at < $1.at }
        for start in stride(from: 0, to: lines.count, by: 1_000) {
            let rows = lines[start..<min(start + 1_000, lines.count)].map { line -> SQL in
                let outcome: ContactOutcome = chance(0.7, &random) ? .solved : .followUp
                return """
                    (\(ContactID(at: line.at, random: &random)), 'call', \(agent), \(line.phone), \(line.at),
                    \(line.at + .seconds(180)), FALSE, \(line.category), 'information', \(outcome.rawValue),
                    \(line.member), \(line.at + .seconds(200)))
                    """
            }
            try await database.write {
                try $0.execute(
                    """
                    INSERT INTO contacts (id, channel, agent, phone, opened_at, ended_at, is_cut, category, kind,
                        outcome, member, logged_at)
                    VALUES \(SQL.rows(rows))
                    """)
            }
        }
        guard database.dialect == .postgres else { return }
        try await database.write { try $0.script("ANALYZE") }
    }

    private static func write(_ members: [MemberID], into database: any Database) async throws {
        try await database.write {
            try $0.execute("INSERT INTO regions (code, name) VALUES ('3174', 'Jakarta Selatan')")
        }
        for start in stride(from: 0, to: members.count, by: 1_000) {
            let rows = (start..<min(start + 1_000, members.count)).map { number -> SQL in
                let digits = "\(1_000_000_000_000 + number)"
                return """
                    (\(members[number]), \(digits), \("317" + digits), \("318" + digits), 'head', 'Peserta',
                    '1985-04-12', 'male', 2, 'pbpu', 'active', '3174', 'Jakarta Selatan')
                    """
            }
            try await database.write {
                try $0.execute(
                    """
                    INSERT INTO members (id, card, nik, family, relation, name, birth_date, sex, care_class, segment,
                        status, region, branch)
                    VALUES \(SQL.rows(rows))
                    """)
            }
        }
    }

    private static func chance(_ share: Double, _ random: inout SeededRandom) -> Bool {
        Double.random(in: 0..<1, using: &random) < share
    }

    private static func pick(_ random: inout SeededRandom) -> String {
        categories[Int.random(in: 0..<categories.count, using: &random)]
    }
}
