import Foundation
import Kernel
import Testing

/// `2026-11-20 08:00` on the wall of a zone.
private func wall(_ text: String, _ zone: IndonesianZone = .wib) throws -> Timestamp {
    let parts = text.split(separator: " ")
    let time = parts[1].split(separator: ":").compactMap { Int($0) }
    let minutes = try #require(Day(String(parts[0]))).sinceEpoch * 1_440 + time[0] * 60 + time[1]
    return Timestamp(seconds: Int64(minutes * 60 - zone.hoursFromUTC * 3_600))
}

private func days(_ texts: String...) throws -> Set<Day> { Set(try texts.map { try #require(Day($0)) }) }

/// Offices of the tests.
enum Office: String, CaseIterable {
    /// Monday to Friday, 8 to 17.
    case plain
    /// Monday to Friday, 8 to 12 and 13 to 17; closed on Christmas, its joint leave and New Year.
    case split
    /// Every night from 22 until 6 but Saturday's and Sunday's; closed on 25 December.
    case night
    /// Monday to Thursday 8 to 16, Friday 8 to 11.30 and 13 to 16.30, Saturday 8 to 12.
    case mixed

    func hours(_ zone: IndonesianZone = .wib) throws -> BusinessHours {
        switch self {
        case .plain: try BusinessHours(BusinessHours.week(1...5, [480..<1_020]), in: zone)
        case .split:
            try BusinessHours(
                BusinessHours.week(1...5, [480..<720, 780..<1_020]), in: zone,
                holidays: days("2026-12-24", "2026-12-25", "2027-01-01"))
        case .night:
            try BusinessHours(
                BusinessHours.week(1...5, [1_320..<1_800]), in: zone, holidays: days("2026-12-25"))
        case .mixed:
            try BusinessHours(
                BusinessHours.week(1...4, [480..<960]) + BusinessHours.week(5...5, [480..<690, 780..<990])
                    + BusinessHours.week(6...6, [480..<720]), in: zone)
        }
    }
}

@Suite("Business hours")
struct BusinessHoursTests {
    /// Office, begin, hours, when they are worked.
    static let sums: [(Office, String, Double, String)] = [
        // Within a day, and to its very end.
        (.plain, "2026-11-20 08:00", 1, "2026-11-20 09:00"),
        (.plain, "2026-11-20 08:00", 9, "2026-11-20 17:00"),
        // Before it opens, after it closes, on a Sunday: from the next opening.
        (.plain, "2026-11-20 03:00", 1, "2026-11-20 09:00"),
        (.plain, "2026-11-19 18:00", 1, "2026-11-20 09:00"),
        (.plain, "2026-11-22 12:00", 1, "2026-11-23 09:00"),
        // Friday to Monday.
        (.plain, "2026-11-20 16:30", 1, "2026-11-23 08:30"),
        (.plain, "2026-11-20 17:00", 0.5, "2026-11-23 08:30"),
        (.plain, "2026-11-20 08:00", 45, "2026-11-26 17:00"),
        // Month ends, of 30 days, of 31, of a leap February.
        (.plain, "2026-11-30 16:00", 2, "2026-12-01 09:00"),
        (.plain, "2026-08-31 16:00", 2, "2026-09-01 09:00"),
        (.plain, "2028-02-29 16:00", 2, "2028-03-01 09:00"),
        (.plain, "2026-02-27 16:00", 2, "2026-03-02 09:00"),
        // Year end without and with the holiday.
        (.plain, "2026-12-31 16:00", 2, "2027-01-01 09:00"),
        (.split, "2026-12-31 16:00", 2, "2027-01-04 09:00"),
        // Split shifts: over noon, from noon, to the end of the morning.
        (.split, "2026-11-20 11:00", 2, "2026-11-20 14:00"),
        (.split, "2026-11-20 12:30", 1, "2026-11-20 14:00"),
        (.split, "2026-11-20 08:00", 4, "2026-11-20 12:00"),
        (.split, "2026-11-20 08:00", 40, "2026-11-26 17:00"),
        // Joint leave on Thursday, Christmas on Friday, then the week-end.
        (.split, "2026-12-23 16:00", 1, "2026-12-23 17:00"),
        (.split, "2026-12-23 16:00", 2, "2026-12-28 09:00"),
        (.split, "2026-12-24 10:00", 1, "2026-12-28 09:00"),
        (.split, "2026-12-25 23:59", 8, "2026-12-28 17:00"),
        // Overnight: over midnight, Friday's shift into Saturday, on to Monday evening.
        (.night, "2026-11-19 23:00", 2, "2026-11-20 01:00"),
        (.night, "2026-11-20 05:00", 2, "2026-11-20 23:00"),
        (.night, "2026-11-20 22:00", 8, "2026-11-21 06:00"),
        (.night, "2026-11-20 22:00", 9, "2026-11-23 23:00"),
        // Thursday's shift runs into the holiday, Friday's does not begin.
        (.night, "2026-12-24 22:00", 8, "2026-12-25 06:00"),
        (.night, "2026-12-24 22:00", 9, "2026-12-28 23:00"),
        // The long Friday prayer, and a Saturday until noon.
        (.mixed, "2026-11-20 11:00", 1, "2026-11-20 13:30"),
        (.mixed, "2026-11-20 16:00", 1, "2026-11-21 08:30"),
        (.mixed, "2026-11-21 11:00", 2, "2026-11-23 09:00"),
        // Nothing to work takes no time, open or closed.
        (.plain, "2026-11-22 12:00", 0, "2026-11-22 12:00"),
    ]

    @Test("so many hours after a moment, in all three zones", arguments: sums)
    func table(_ office: Office, _ begin: String, _ worked: Double, _ end: String) throws {
        for zone in IndonesianZone.allCases {
            let hours = try office.hours(zone)
            let duration = Duration.seconds(Int64(worked * 3_600))
            let (start, done) = (try wall(begin, zone), try wall(end, zone))
            #expect(hours.adding(duration, to: start) == done, "\(zone)")
            #expect(hours.worked(from: start, until: done) == duration, "\(zone)")
            #expect(hours.worked(from: done, until: start) == .zero - duration, "\(zone)")
        }
    }

    @Test(
        "it is open from the first moment of a span until just before its last, and else opens next",
        arguments: [
            (Office.plain, "2026-11-20 08:00", "2026-11-20 08:00"), (.plain, "2026-11-20 16:59", "2026-11-20 16:59"),
            (.plain, "2026-11-20 17:00", "2026-11-23 08:00"), (.split, "2026-11-20 12:00", "2026-11-20 13:00"),
            (.split, "2026-12-24 08:00", "2026-12-28 08:00"), (.split, "2026-12-31 17:00", "2027-01-04 08:00"),
            (.night, "2026-11-21 05:59", "2026-11-21 05:59"), (.night, "2026-11-21 06:00", "2026-11-23 22:00"),
            (.night, "2026-12-25 03:00", "2026-12-25 03:00"), (.night, "2026-12-25 22:30", "2026-12-28 22:00"),
        ])
    func openings(_ office: Office, _ moment: String, _ opening: String) throws {
        for zone in IndonesianZone.allCases {
            let (hours, asked) = (try office.hours(zone), try wall(moment, zone))
            #expect(hours.nextOpening(at: asked) == (try wall(opening, zone)), "\(zone)")
            #expect(hours.isOpen(at: asked) == (moment == opening), "\(zone)")
        }
    }

    @Test("the zones lie an hour apart: when Jakarta opens, Jayapura has worked two hours")
    func zones() throws {
        let jakarta = try wall("2026-11-20 08:00", .wib)
        let worked = try IndonesianZone.allCases.map {
            try Office.plain.hours($0).worked(from: wall("2026-11-20 00:00", .wib), until: jakarta)
        }
        #expect(worked == [.zero, .seconds(3_600), .seconds(7_200)])
        #expect(try Office.plain.hours(.wit).adding(.seconds(9 * 3_600), to: jakarta) == wall("2026-11-23 08:00", .wib))
    }

    @Test("around the clock every moment counts")
    func aroundTheClock() throws {
        let start = try wall("2026-12-24 23:00")
        let calendar = WorkingCalendar.aroundTheClock
        #expect(calendar.adding(.seconds(5 * 86_400), to: start) == (try wall("2026-12-29 23:00")))
        #expect(calendar.worked(from: start, until: start + .seconds(90)) == .seconds(90))
        #expect(calendar.nextOpening(at: start) == start && calendar.isOpen(at: start))
    }

    @Test(
        "spans that are no week are refused",
        arguments: [
            ([], BusinessHours.Refusal.neverOpen), ([(8, 480, 1_020)], .noSuchWeekday),
            ([(0, 480, 1_020)], .noSuchWeekday),
            ([(1, 480, 480)], .spanImpossible), ([(1, -1, 480)], .spanImpossible),
            ([(1, 1_440, 1_500)], .spanImpossible),
            ([(1, 480, 1_921)], .spanImpossible), ([(1, 480, 720), (1, 719, 1_020)], .overlap),
            ([(1, 1_320, 1_800), (2, 359, 480)], .overlap), ([(7, 1_320, 1_800), (1, 359, 480)], .overlap),
        ] as [([(Int, Int, Int)], BusinessHours.Refusal)])
    func refused(_ spans: [(Int, Int, Int)], _ refusal: BusinessHours.Refusal) {
        #expect(throws: refusal) {
            try BusinessHours(spans.map { .init(weekday: $0.0, from: $0.1, until: $0.2) }, in: .wib)
        }
    }

    @Test("what is past is forgotten, and nothing that comes is reckoned otherwise")
    func onwards() throws {
        let start = try wall("2026-12-25 10:00")
        let (hours, kept) = (try Office.split.hours(), try Office.split.hours().onwards(from: start))
        #expect(kept.holidays == (try days("2026-12-24", "2026-12-25", "2027-01-01")))
        let later = hours.onwards(from: try wall("2026-12-28 08:00"))
        #expect(later.holidays == (try days("2027-01-01")))
        for count in 1...200 {
            let duration = Duration.seconds(count * 1_800)
            #expect(kept.adding(duration, to: start) == hours.adding(duration, to: start))
        }
        // The shift of the eve is not worked where the eve is a holiday.
        let night = try BusinessHours(Office.night.hours().spans, in: .wib, holidays: days("2026-12-24"))
        let morning = try wall("2026-12-25 03:00")
        #expect(night.onwards(from: morning).nextOpening(at: morning) == (try wall("2026-12-25 22:00")))
    }

    @Test("hours are read back as written; what no office has is refused")
    func written() throws {
        let hours = try Office.split.hours(.wit)
        for calendar in [WorkingCalendar.aroundTheClock, .hours(hours)] {
            let json = try JSONEncoder().encode([calendar])
            #expect(try JSONDecoder().decode([WorkingCalendar].self, from: json) == [calendar])
        }
        let back = try JSONDecoder().decode(BusinessHours.self, from: try JSONEncoder().encode(hours))
        let start = try wall("2026-12-23 16:00", .wit)
        #expect(back.adding(.seconds(7_200), to: start) == hours.adding(.seconds(7_200), to: start))
        let wrong = [#"["8x5"]"#, #"[{"zone":"WIB","spans":[],"holidays":[]}]"#, "[7]"]
        for text in wrong {
            #expect(throws: DecodingError.self, "\(text)") {
                try JSONDecoder().decode([WorkingCalendar].self, from: Data(text.utf8))
            }
        }
    }
}

// MARK: - Properties

/// A random week of up to three spans a day, with random holidays, of one seed.
private struct RandomOffice {
    let hours: BusinessHours
    let holidays: Set<Day>
    var random: SeededRandom

    init(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var (spans, free) = ([BusinessHours.Span](), 0)
        for weekday in 1...7 where weekday == 1 || Bool.random(using: &random) {
            var minute = max(0, free - (weekday - 1) * 1_440)
            while minute < 1_440, Int.random(in: 0..<3, using: &random) > 0 {
                let from = minute + Int.random(in: 0...300, using: &random)
                // Sunday's shifts end by midnight, so that Monday's never overlap them.
                let longest = min(weekday == 7 ? 1_440 - from : 1_440, Int.random(in: 1...1_440, using: &random))
                guard from < 1_440, longest > 0 else { break }
                let until = from + Int.random(in: 1...longest, using: &random)
                spans.append(BusinessHours.Span(weekday: weekday, from: from, until: until))
                minute = until
                free = (weekday - 1) * 1_440 + until
            }
        }
        if spans.isEmpty { spans = [.init(weekday: 3, from: 600, until: 601)] }
        let zone = IndonesianZone.allCases.randomElement(using: &random) ?? .wib
        let start = try #require(Day("2026-11-01")).sinceEpoch
        holidays = Set((0..<12).map { _ in Day(sinceEpoch: start + Int.random(in: 0..<90, using: &random)) })
        hours = try BusinessHours(spans, in: zone, holidays: holidays)
        self.random = random
    }

    mutating func moment() -> Timestamp {
        Timestamp(microseconds: 1_793_500_000_000_000 + Int64.random(in: 0..<(80 * 86_400_000_000), using: &random))
    }

    /// Open as anybody would look it up: on today's page of the book, or still on yesterday's.
    func isOpenOnThePage(_ moment: Timestamp) -> Bool {
        let local = moment.microseconds + Int64(hours.zone.hoursFromUTC) * 3_600_000_000
        let minute = Int(local / 60_000_000)
        return [0, 1].contains { ago in
            let day = Day(sinceEpoch: minute / 1_440 - ago)
            let within = minute % 1_440 + ago * 1_440
            return !holidays.contains(day)
                && hours.spans.contains { $0.weekday == day.weekday && ($0.from..<$0.until).contains(within) }
        }
    }
}

@Suite("Business hours of random offices")
struct BusinessHoursPropertyTests {
    @Test("adding then measuring gives back, no earlier moment does, and it never runs backwards", arguments: 1...200)
    func addThenMeasure(_ seed: Int) throws {
        var office = try RandomOffice(seed: UInt64(seed))
        for _ in 0..<40 {
            let start = office.moment()
            let duration = Duration.microseconds(Int64.random(in: 0..<500_000_000_000, using: &office.random))
            let more = duration + .microseconds(Int64.random(in: 0..<50_000_000_000, using: &office.random))
            let end = office.hours.adding(duration, to: start)
            #expect(office.hours.worked(from: start, until: end) == duration)
            if duration > .zero {
                #expect(office.hours.worked(from: start, until: end - .microseconds(1)) < duration)
            }
            #expect(office.hours.adding(more, to: start) >= end)
            #expect(office.hours.adding(duration, to: start + .seconds(1_800)) >= end)
            #expect(office.hours.adding(more - duration, to: end) == office.hours.adding(more, to: start))
        }
    }

    @Test("minute by minute it is open when the book says so, and that is what is measured", arguments: 1...40)
    func minutes(_ seed: Int) throws {
        var office = try RandomOffice(seed: UInt64(seed))
        let start = Timestamp(seconds: office.moment().seconds / 60 * 60)
        var (worked, moment) = (Duration.zero, start)
        for _ in 0..<(10 * 1_440) {
            let isOpen = office.isOpenOnThePage(moment)
            guard office.hours.isOpen(at: moment) == isOpen, office.hours.worked(from: start, until: moment) == worked
            else {
                Issue.record("seed \(seed), \(moment.seconds): \(worked), open \(isOpen)")
                return
            }
            if isOpen { worked += .seconds(60) }
            moment += .seconds(60)
        }
    }

    @Test("a century is the sum of its parts")
    func century() throws {
        let hours = try Office.split.hours()
        let start = try wall("2000-01-01 00:00")
        let part = Duration.seconds(365 * 86_400 + 4_321)
        let sum = (0..<100).reduce(Duration.zero) { sum, place in
            sum + hours.worked(from: start + part * place, until: start + part * (place + 1))
        }
        #expect(hours.worked(from: start, until: start + part * 100) == sum)
        #expect(hours.worked(from: start, until: hours.adding(sum, to: start)) == sum)
    }
}
