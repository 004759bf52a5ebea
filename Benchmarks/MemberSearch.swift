import Database
import Foundation
import Kernel
import Members

/// How long a search takes among millions of members, the facts of the looks included: the slowest of a hundred (p99).
///
/// `SAHUT_BENCH_MEMBERS` says how many; 5,000,000 otherwise. The members are made by the command that a centre has for
/// it, in a temporary folder of about a kilobyte a member.
enum MemberSearch: Measurement {
    static let names = ["members.search_p99_ms"]

    private static let queries = 2_000

    static func measure() async throws -> [Figure] {
        let count = ProcessInfo.processInfo.environment["SAHUT_BENCH_MEMBERS"].flatMap(Int.init) ?? 5_000_000
        let folder = FileManager.default.temporaryDirectory.path + "/sahut-bench-members-\(getpid())"
        defer { remove(folder) }
        let began = ContinuousClock.now
        try BenchCentre.run(["demo", "members", "--count", "\(count)", "--storage-folder", folder])
        let path = folder + "/sahut.sqlite"
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
        Bench.note(
            "\(count) members in \(Int((ContinuousClock.now - began).inSeconds)) s, \(size / 1_000_000) MB")
        let database = try DatabaseLocation.sqlite(path: path).open()
        let times = try await ask(MemberStore(database), try await people(database, count))
        try await database.close()
        return [Figure(name: names[0], value: percentile(99, of: times.flatMap(\.value)), unit: "ms")]
    }

    private struct Person: Sendable {
        let card: String
        let nik: String
        let family: String
        let phone: String?
        let name: String
        let born: Day
    }

    /// Members of chance, as the searches will mean them.
    private static func people(_ database: any Database, _ count: Int) async throws -> [Person] {
        var random = SeededRandom(seed: 99)
        let numbers = (0..<queries).map { _ in Int.random(in: 1...count, using: &random) }
        return try await database.read { transaction in
            try numbers.map { number in
                let row = try transaction.query(
                    """
                    SELECT m.card, m.nik, m.family, m.name, m.birth_date, p.phone FROM members m
                    LEFT JOIN member_phones p ON p.member = m.id AND p.place = 0 WHERE m.number = \(number)
                    """)[0]
                return Person(
                    card: try row("card"), nik: try row("nik"), family: try row("family"), phone: try row("phone"),
                    name: try row("name"), born: try row("birth_date"))
            }
        }
    }

    /// What is typed: a third by number, the rest by name in one way or another.
    private static func typed(_ person: Person, _ index: Int) -> (kind: String, text: String) {
        let words = person.name.split(separator: " ").map(String.init)
        switch index % 12 {
        case 0: return ("card", person.card)
        case 1: return ("nik", person.nik)
        case 2: return ("family", "KK " + person.family)
        case 3: return ("phone", person.phone ?? "081099999999")
        case 4, 5: return ("name", person.name)
        case 6: return ("one word", words.last ?? person.name)
        case 7: return ("first and last word", "\(words.first ?? "") \(words.last ?? "")")
        case 8: return ("old spelling", person.name.replacing("u", with: "oe").replacing("y", with: "j"))
        case 9: return ("mistyped", mistyped(person.name))
        case 10: return ("name and birth date", "\(words[0]) \(person.born)")
        default: return ("birth date", "\(person.born)")
        }
    }

    /// Two letters in the middle of the longest word exchanged.
    private static func mistyped(_ name: String) -> String {
        let longest = name.split(separator: " ").max { $0.count < $1.count } ?? ""
        guard longest.count > 4 else { return name }
        var letters = Array(longest)
        letters.swapAt(letters.count / 2, letters.count / 2 + 1)
        return name.replacing(longest, with: String(letters))
    }

    private static func ask(_ store: MemberStore, _ people: [Person]) async throws -> [String: [Double]] {
        let clock = SystemClock()
        let today = CentreCalendar.jakarta.day(of: clock.now())
        var times: [String: [Double]] = [:]
        var found = 0
        for (index, person) in people.enumerated() {
            let (kind, text) = typed(person, index)
            let start = ContinuousClock.now
            let finds = try await store.search(
                TypedSearch.read(text, on: today), by: .system("bench"), at: clock.now())
            times[kind, default: []].append((ContinuousClock.now - start).inSeconds * 1_000)
            if !finds.members.isEmpty { found += 1 }
        }
        Bench.note("\(found) of \(people.count) searches found somebody")
        for (kind, times) in times.sorted(by: { $0.key < $1.key }) {
            let figures = [50, 99, 100].map { Figure(name: kind, value: percentile($0, of: times), unit: "").rounded }
            Bench.note("  \(kind): median \(figures[0]), p99 \(figures[1]), slowest \(figures[2]) ms")
        }
        return times
    }

    private static func percentile(_ percent: Int, of times: [Double]) -> Double {
        let sorted = times.sorted()
        return sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, sorted.count * percent / 100)]
    }
}
