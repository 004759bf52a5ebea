import Kernel
import Members
import Testing

@Suite("One box finds members")
struct TypedSearchTests {
    /// Sunday, 22 November 2026.
    private let today = Day(sinceEpoch: 20_779)

    @Test(
        "a name, a birth date, or both",
        arguments: [
            ("Budi Santoso", ["budi", "santasa"], [String]()),
            ("Budi Santoso 12-3-1980", ["budi", "santasa"], ["1980-03-12"]),
            ("12 Maret 1980, Soeharto", ["suharta"], ["1980-03-12"]), ("12-3-1980", [], ["1980-03-12"]),
            ("120380", [], ["1980-03-12"]), ("12031980", [], ["1980-03-12"]), ("01-02-1980", [], ["1980-02-01"]),
            ("Siti lahir 120326", ["siti"], ["2026-03-12", "1926-03-12"]), ("B. 12-3-1980", [], ["1980-03-12"]),
        ])
    func person(_ text: String, _ words: [String], _ days: [String]) throws {
        guard case .person(let name, let born) = try TypedSearch.read(text, on: today) else {
            Issue.record("a number: \(text)")
            return
        }
        #expect(name?.words ?? [] == words)
        #expect(born.map(\.description) == days)
    }

    @Test("a number is no name", arguments: ["0009990000001", "NIK 3374991204850001", "0812-0000-1111"])
    func number(_ text: String) throws {
        #expect(try TypedSearch.read(text, on: today) == .number(try TypedNumber(text, on: today)))
    }

    @Test("the last word of a name may go on")
    func beingTyped() throws {
        let search = try TypedSearch.read("Budi San", isBeingTyped: true, on: today)
        #expect(search == .person(NameQuery("Budi San", isBeingTyped: true), born: []))
    }

    @Test(
        "what finds nobody says why",
        arguments: [
            ("", TypedSearch.Refusal.empty), ("  ", .empty), ("12345", .length(5)), ("310480", .length(6)),
            ("337499120485000", .length(15)), ("VA 8788801944358911", .prefix("87888")), ("B.", .shortName),
            ("?!", .shortName),
        ])
    func refuses(_ text: String, _ refusal: TypedSearch.Refusal) {
        #expect(throws: refusal) { try TypedSearch.read(text, on: today) }
    }
}
