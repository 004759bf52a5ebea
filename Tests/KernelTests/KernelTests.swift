import Foundation
import Kernel
import Testing

@Suite("Identifiers")
struct IdentifierTests {
    @Test("names made later sort later, and read back as written")
    func order() throws {
        var random = SeededRandom(seed: 1)
        let early = WorkID(at: Timestamp(microseconds: 1_763_773_200_000_100), random: &random)
        let late = WorkID(at: Timestamp(microseconds: 1_763_773_200_000_900), random: &random)
        #expect(early < late)
        #expect(early.description < late.description)
        #expect(WorkID(early.description) == early)
        #expect(early.description.count == 36)
        #expect(Array(early.description)[14] == "7")
        #expect("89ab".contains(Array(early.description)[19]))
        #expect(early.madeAt == Timestamp(microseconds: 1_763_773_200_000_000))
    }

    @Test(
        "what is not a name is refused",
        arguments: ["", "x", "0192f0c1-0000-7000-8000-00000000000", "0192f0c1x0000-7000-8000-000000000000"])
    func refused(text: String) { #expect(PersonID(text) == nil) }
}

@Suite("Telephone numbers")
struct PhoneNumberTests {
    @Test(
        "one number, however it is written",
        arguments: ["081200001111", "0812-0000-1111", "6281200001111", "+62 812 0000 1111", "006281200001111"])
    func spellings(text: String) throws {
        let number = try #require(PhoneNumber(text))
        #expect(number.e164 == "+6281200001111")
        #expect(number.local == "0812-0000-1111")
        #expect(number.masked == "0812-xxxx-xxxx")
    }

    @Test("a fixed line keeps its area code") func fixedLine() {
        #expect(PhoneNumber("021-5550100")?.e164 == "+62215550100")
    }

    @Test(
        "what is no number is refused",
        arguments: ["", "165", "anonymous", "0812x", "+0812345678", "0000000000000000000"])
    func refused(text: String) { #expect(PhoneNumber(text) == nil) }
}

@Suite("Calendar")
struct CalendarTests {
    let calendar = CentreCalendar.jakarta

    @Test("the centre's day starts at 17:00 UTC of the day before")
    func midnight() throws {
        let day = try #require(Day("2026-11-22"))
        let start = calendar.start(of: day)
        #expect(start.seconds == 1_795_280_400)
        #expect(calendar.day(of: start) == day)
        #expect(calendar.day(of: start - .microseconds(1)) == day.adding(days: -1))
        #expect(calendar.hour(of: start + .seconds(3_600 * 9)) == 9)
    }

    @Test(
        "days count through leap years",
        arguments: [("2024-02-29", "2024-03-01"), ("2025-02-28", "2025-03-01"), ("2026-12-31", "2027-01-01")])
    func leap(day: String, next: String) throws { #expect(try #require(Day(day)).adding(days: 1).description == next) }

    @Test("a day that does not exist is refused", arguments: ["2025-02-29", "2026-13-01", "2026-1-1", "22 Nov 2026"])
    func impossible(text: String) { #expect(Day(text) == nil) }

    @Test("22 November 2026 is a Sunday") func weekday() { #expect(Day("2026-11-22")?.weekday == 7) }

    @Test(
        "greetings follow the clock",
        arguments: [(3, DayPart.malam), (4, .pagi), (10, .pagi), (11, .siang), (15, .sore), (19, .malam)])
    func parts(hour: Int, part: DayPart) throws {
        let start = calendar.start(of: try #require(Day("2026-11-22")))
        #expect(calendar.dayPart(at: start + .seconds(Int64(hour) * 3_600)) == part)
    }
}

@Suite("Membership numbers, money, people")
struct ValueTests {
    @Test("numbers have their exact length, and are masked")
    func numbers() {
        #expect(NIK("9999 0101 0190 0001")?.masked == "9999xxxxxxxx0001")
        #expect(NIK("99990101019000") == nil)
        #expect(CardNumber("0009990000001")?.masked == "xxxxxxxxx0001")
        #expect(CardNumber("000999000000a") == nil)
    }

    @Test("money is whole rupiah, grouped by thousands")
    func money() {
        #expect(Rupiah(1_250_000).description == "Rp 1.250.000")
        #expect(Rupiah(-500).description == "-Rp 500")
        #expect(Rupiah(0).description == "Rp 0")
    }

    @Test("an author reads back as written")
    func authors() {
        var random = SeededRandom(seed: 2)
        let person = Author.person(PersonID(at: Timestamp(seconds: 1_763_773_200), random: &random))
        for author in [person, .system("floor"), .outsider] { #expect(Author(author.text) == author) }
        #expect(Author("person:nobody") == nil)
    }

    @Test("nobody may do what no role of theirs names")
    func permissions() {
        #expect(Set<Role>([.inbound]).may(.desk))
        #expect(!Set<Role>([.inbound]).may(.floor))
        #expect(!Set<Role>().may(.desk))
    }
}

@Suite("Clocks")
struct ClockTests {
    @Test("a manual clock wakes those whose time has come, and only those")
    func manual() async throws {
        let clock = ManualClock()
        let start = clock.now()
        let early = Task { try await clock.sleep(until: start + .seconds(1)) }
        let late = Task { try await clock.sleep(until: start + .seconds(60)) }
        while !early.isCancelled {
            clock.advance(by: .milliseconds(600))
            if clock.now() >= start + .seconds(2) { break }
        }
        try await early.value
        late.cancel()
        await #expect(throws: CancellationError.self) { try await late.value }
    }
}
