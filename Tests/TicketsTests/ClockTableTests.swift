import Kernel
import Testing
import Tickets

/// One clock, from its start to its due moment. Moments are on the wall of the branch's zone.
struct ClockRow: Sendable, CustomTestStringConvertible {
    let office: ClockOffice
    let zone: IndonesianZone
    let start: String
    let minutes: Int
    let due: String
    let pauses: [(from: String, until: String)]
    /// Why it is due then.
    let reason: String

    init(
        _ office: ClockOffice, _ zone: IndonesianZone, _ start: String, minutes: Int, due: String,
        pauses: [(from: String, until: String)] = [], _ reason: String
    ) {
        (self.office, self.zone, self.start, self.minutes) = (office, zone, start, minutes)
        (self.due, self.pauses, self.reason) = (due, pauses, reason)
    }

    var testDescription: String { "\(zone.rawValue), \(start): \(reason)" }
}

/// Closed on the joint leave before Christmas, Christmas, New Year, and three days at the end of the fast.
enum ClockOffice: Sendable {
    case always
    /// Monday to Friday, 8 to 17.
    case office
    /// Monday to Friday, 8 to 12 and 13 to 17.
    case split
    /// Monday to Thursday 8 to 16, Friday 8 to 11.30 and 13 to 16.30, Saturday 8 to 12.
    case friday
    /// From 22 until 6, Monday to Friday by the evening.
    case night

    func calendar(_ zone: IndonesianZone) throws -> WorkingCalendar {
        let spans =
            switch self {
            case .always: [BusinessHours.Span]()
            case .office: BusinessHours.week(1...5, [480..<1_020])
            case .split: BusinessHours.week(1...5, [480..<720, 780..<1_020])
            case .friday:
                BusinessHours.week(1...4, [480..<960]) + BusinessHours.week(5...5, [480..<690, 780..<990])
                    + BusinessHours.week(6...6, [480..<720])
            case .night: BusinessHours.week(1...5, [1_320..<1_800])
            }
        guard !spans.isEmpty else { return .aroundTheClock }
        let holidays = try ["2026-12-24", "2026-12-25", "2027-01-01", "2027-03-10", "2027-03-11", "2027-03-12"]
            .map { try #require(Day($0)) }
        return .hours(try BusinessHours(spans, in: zone, holidays: Set(holidays)))
    }
}

/// The table was worked by hand, minute by minute, apart from the code that it is held against.
@Suite("Clocks across leave, week-ends, nights, noons and zones, worked by hand")
struct ClockTableTests {
    static let rows: [ClockRow] = [
        ClockRow(
            .always, .wib, "2026-12-23 16:00", minutes: 1440, due: "2026-12-24 16:00",
            "24 x 7 knows neither night nor leave: a day later to the minute"),
        ClockRow(
            .always, .wit, "2026-12-23 16:00", minutes: 7200, due: "2026-12-28 16:00",
            "five days of 24 hours, over leave, Christmas and the week-end"),
        ClockRow(
            .always, .wita, "2026-12-31 23:30", minutes: 60, due: "2027-01-01 00:30",
            "an hour over the turn of the year"),
        ClockRow(
            .always, .wib, "2026-12-24 00:00", minutes: 1440, due: "2026-12-25 00:00",
            "a whole joint-leave day counts"),
        ClockRow(
            .always, .wib, "2026-11-20 10:00", minutes: 1440, due: "2026-11-21 12:00",
            pauses: [("2026-11-20 12:00", "2026-11-20 14:00")],
            "two hours of pause put the end off by two hours"),
        ClockRow(
            .always, .wit, "2026-11-20 10:00", minutes: 1440, due: "2026-11-21 18:00",
            pauses: [("2026-11-20 22:00", "2026-11-21 06:00")],
            "a pause over midnight is as long as it is"),
        ClockRow(
            .office, .wib, "2026-11-23 08:00", minutes: 540, due: "2026-11-23 17:00",
            "one office day ends when the office closes"),
        ClockRow(
            .office, .wita, "2026-11-23 08:00", minutes: 540, due: "2026-11-23 17:00",
            "the same on the clock of Makassar"),
        ClockRow(
            .office, .wit, "2026-11-23 08:00", minutes: 540, due: "2026-11-23 17:00",
            "the same on the clock of Jayapura"),
        ClockRow(
            .office, .wib, "2026-11-23 16:30", minutes: 60, due: "2026-11-24 08:30",
            "half an hour is left on Monday, the other half is Tuesday morning"),
        ClockRow(
            .office, .wib, "2026-11-23 20:00", minutes: 60, due: "2026-11-24 09:00",
            "what comes at night begins at eight"),
        ClockRow(
            .office, .wib, "2026-11-23 05:00", minutes: 60, due: "2026-11-23 09:00",
            "what comes before eight begins at eight"),
        ClockRow(
            .office, .wit, "2026-11-27 16:00", minutes: 120, due: "2026-11-30 09:00",
            "an hour on Friday, the other on Monday"),
        ClockRow(
            .office, .wita, "2026-11-28 10:00", minutes: 540, due: "2026-11-30 17:00",
            "Saturday counts nothing: all of Monday"),
        ClockRow(
            .office, .wib, "2026-11-29 23:59", minutes: 270, due: "2026-11-30 12:30",
            "Sunday night is Monday morning, until half past twelve"),
        ClockRow(
            .office, .wib, "2026-11-23 08:00", minutes: 2700, due: "2026-11-27 17:00",
            "five office days are Monday to Friday"),
        ClockRow(
            .office, .wib, "2026-11-23 08:01", minutes: 2700, due: "2026-11-30 08:01",
            "a minute later ends a minute into the next Monday"),
        ClockRow(
            .office, .wit, "2026-11-25 13:00", minutes: 2700, due: "2026-12-02 13:00",
            "from Wednesday noon to Wednesday noon"),
        ClockRow(
            .office, .wib, "2026-11-23 17:00", minutes: 540, due: "2026-11-24 17:00",
            "at the closing minute nothing of the day is left"),
        ClockRow(
            .office, .wib, "2026-11-23 16:59", minutes: 1, due: "2026-11-23 17:00",
            "the last minute of a day is a minute"),
        ClockRow(
            .office, .wib, "2026-12-23 16:00", minutes: 60, due: "2026-12-23 17:00",
            "the last hour before the leave"),
        ClockRow(
            .office, .wib, "2026-12-23 16:00", minutes: 120, due: "2026-12-28 09:00",
            "the second hour is on Monday: leave, Christmas and week-end lie between"),
        ClockRow(
            .office, .wita, "2026-12-23 16:00", minutes: 120, due: "2026-12-28 09:00",
            "the same in Makassar"),
        ClockRow(
            .office, .wit, "2026-12-23 16:00", minutes: 120, due: "2026-12-28 09:00",
            "the same in Jayapura"),
        ClockRow(
            .office, .wib, "2026-12-24 09:00", minutes: 60, due: "2026-12-28 09:00",
            "what comes on the leave waits for Monday"),
        ClockRow(
            .office, .wit, "2026-12-24 06:00", minutes: 60, due: "2026-12-28 09:00",
            "so does what comes before it would have opened"),
        ClockRow(
            .office, .wita, "2026-12-25 12:00", minutes: 540, due: "2026-12-28 17:00",
            "Christmas counts nothing: all of Monday"),
        ClockRow(
            .office, .wib, "2026-12-21 08:00", minutes: 2700, due: "2026-12-29 17:00",
            "three days before the leave, two after the week-end"),
        ClockRow(
            .office, .wit, "2026-12-21 08:00", minutes: 2700, due: "2026-12-29 17:00",
            "the same in Jayapura, two hours earlier in the world"),
        ClockRow(
            .office, .wib, "2026-12-22 12:00", minutes: 1620, due: "2026-12-29 12:00",
            "five hours, nine, and the rest after Christmas"),
        ClockRow(
            .office, .wib, "2026-12-31 16:00", minutes: 120, due: "2027-01-04 09:00",
            "New Year is a Friday: the second hour is on Monday"),
        ClockRow(
            .office, .wita, "2026-12-30 08:00", minutes: 2700, due: "2027-01-06 17:00",
            "two days, New Year and week-end, three days"),
        ClockRow(
            .office, .wit, "2027-03-09 16:00", minutes: 120, due: "2027-03-15 09:00",
            "three days of leave at the end of the fast, then a week-end"),
        ClockRow(
            .office, .wib, "2027-03-09 08:00", minutes: 1080, due: "2027-03-15 17:00",
            "one day before the leave, one after it"),
        ClockRow(
            .office, .wib, "2026-11-23 08:00", minutes: 540, due: "2026-11-24 10:00",
            pauses: [("2026-11-23 10:00", "2026-11-23 12:00")],
            "two hours of pause within the office go over to Tuesday"),
        ClockRow(
            .office, .wib, "2026-11-23 08:00", minutes: 540, due: "2026-11-23 17:00",
            pauses: [("2026-11-23 18:00", "2026-11-24 06:00")],
            "a pause at night takes nothing"),
        ClockRow(
            .office, .wib, "2026-11-23 08:00", minutes: 540, due: "2026-11-24 10:00",
            pauses: [("2026-11-23 16:00", "2026-11-24 09:00")],
            "of a pause over closing only what the office would have worked"),
        ClockRow(
            .office, .wita, "2026-12-23 08:00", minutes: 540, due: "2026-12-28 13:00",
            pauses: [("2026-12-23 12:00", "2026-12-28 08:00")],
            "paused over the leave: what was left is Monday morning"),
        ClockRow(
            .office, .wit, "2026-12-23 08:00", minutes: 540, due: "2026-12-28 13:00",
            pauses: [("2026-12-23 12:00", "2026-12-24 10:00")],
            "resumed on the leave: nothing runs until Monday"),
        ClockRow(
            .office, .wib, "2026-12-23 08:00", minutes: 1080, due: "2026-12-29 11:00",
            pauses: [("2026-12-23 09:00", "2026-12-23 10:00"), ("2026-12-28 09:00", "2026-12-28 11:00")],
            "two pauses are two pauses"),
        ClockRow(
            .office, .wit, "2026-11-27 08:00", minutes: 540, due: "2026-11-30 11:00",
            pauses: [("2026-11-27 16:00", "2026-11-30 10:00")],
            "paused on Friday at four until Monday at ten"),
        ClockRow(
            .office, .wib, "2026-11-28 08:00", minutes: 60, due: "2026-11-30 09:00",
            pauses: [("2026-11-28 09:00", "2026-11-29 20:00")],
            "a pause of a whole week-end takes nothing"),
        ClockRow(
            .office, .wib, "2026-11-23 08:00", minutes: 120, due: "2026-11-23 11:00",
            pauses: [("2026-11-23 08:30", "2026-11-23 09:00"), ("2026-11-23 09:00", "2026-11-23 09:30")],
            "two pauses one after the other, to the minute"),
        ClockRow(
            .split, .wib, "2026-11-23 11:00", minutes: 120, due: "2026-11-23 14:00",
            "noon is nobody's: an hour before, an hour after"),
        ClockRow(
            .split, .wib, "2026-11-23 12:15", minutes: 60, due: "2026-11-23 14:00",
            "what comes at noon begins at one"),
        ClockRow(
            .split, .wita, "2026-11-23 08:00", minutes: 240, due: "2026-11-23 12:00",
            "four hours end when the morning does"),
        ClockRow(
            .split, .wit, "2026-11-23 08:00", minutes: 480, due: "2026-11-23 17:00",
            "a split day has eight hours"),
        ClockRow(
            .split, .wib, "2026-11-23 08:00", minutes: 2400, due: "2026-11-27 17:00",
            "five split days are a week"),
        ClockRow(
            .split, .wib, "2026-12-23 11:00", minutes: 360, due: "2026-12-28 09:00",
            "five hours on Wednesday, the sixth after Christmas"),
        ClockRow(
            .split, .wit, "2026-12-23 16:30", minutes: 60, due: "2026-12-28 08:30",
            "half an hour before the leave, half on Monday"),
        ClockRow(
            .split, .wib, "2026-11-23 11:00", minutes: 120, due: "2026-11-23 14:30",
            pauses: [("2026-11-23 11:45", "2026-11-23 13:15")],
            "a pause over noon takes only the quarter before and the quarter after"),
        ClockRow(
            .split, .wita, "2026-11-23 11:00", minutes: 120, due: "2026-11-23 14:00",
            pauses: [("2026-11-23 12:10", "2026-11-23 12:50")],
            "a pause within noon takes nothing"),
        ClockRow(
            .friday, .wib, "2026-11-27 11:00", minutes: 60, due: "2026-11-27 13:30",
            "half before the prayer, half after"),
        ClockRow(
            .friday, .wib, "2026-11-27 16:00", minutes: 60, due: "2026-11-28 08:30",
            "half on Friday, half on Saturday morning"),
        ClockRow(
            .friday, .wita, "2026-11-28 11:00", minutes: 120, due: "2026-11-30 09:00",
            "Saturday ends at noon, the rest is Monday"),
        ClockRow(
            .friday, .wit, "2026-12-23 15:00", minutes: 120, due: "2026-12-26 09:00",
            "leave, Christmas, then Saturday morning works"),
        ClockRow(
            .friday, .wib, "2026-12-25 10:00", minutes: 240, due: "2026-12-26 12:00",
            "after Christmas Saturday has just four hours"),
        ClockRow(
            .friday, .wib, "2026-11-27 08:00", minutes: 420, due: "2026-11-27 16:30",
            "a Friday has seven hours"),
        ClockRow(
            .night, .wib, "2026-11-23 23:00", minutes: 120, due: "2026-11-24 01:00",
            "over midnight"),
        ClockRow(
            .night, .wib, "2026-11-24 05:00", minutes: 120, due: "2026-11-24 23:00",
            "an hour of Monday's shift, an hour of Tuesday's"),
        ClockRow(
            .night, .wit, "2026-11-27 22:00", minutes: 540, due: "2026-11-30 23:00",
            "Friday's shift ends on Saturday, the ninth hour is Monday night"),
        ClockRow(
            .night, .wita, "2026-12-23 22:00", minutes: 480, due: "2026-12-24 06:00",
            "the shift of Wednesday runs into the joint leave"),
        ClockRow(
            .night, .wib, "2026-12-23 22:00", minutes: 540, due: "2026-12-28 23:00",
            "none begins on the leave or at Christmas: the ninth hour is Monday night"),
        ClockRow(
            .night, .wib, "2026-12-31 23:00", minutes: 420, due: "2027-01-01 06:00",
            "the shift of New Year's Eve runs into the holiday"),
        ClockRow(
            .night, .wit, "2026-12-31 23:00", minutes: 480, due: "2027-01-04 23:00",
            "and the next begins on Monday"),
        ClockRow(
            .night, .wib, "2026-11-23 22:00", minutes: 480, due: "2026-11-25 00:00",
            pauses: [("2026-11-23 23:00", "2026-11-24 01:00")],
            "a pause over midnight puts the end into the next night"),
        ClockRow(
            .night, .wita, "2026-11-24 12:00", minutes: 60, due: "2026-11-24 23:00",
            "what comes by day waits for the night"),
    ]

    @Test("a clock is due when its limit is worked, and late a moment after", arguments: rows)
    func row(_ row: ClockRow) throws {
        let (start, due) = (try wall(row.start, row.zone), try wall(row.due, row.zone))
        let terms = ClockTerms(limitMinutes: row.minutes, calendar: try row.office.calendar(row.zone))
        var events = [ClockEvent(.branchAnswer, at: start, .started(terms, .escalated))]
        for pause in row.pauses {
            events.append(ClockEvent(.branchAnswer, at: try wall(pause.from, row.zone), .paused(.participant, "KK")))
            events.append(ClockEvent(.branchAnswer, at: try wall(pause.until, row.zone), .resumed))
        }
        let clock = try #require(TicketClocks(events)[.branchAnswer])
        #expect(clock.dueAt == due, "\(row.reason)")
        #expect(clock.used(at: due) == .seconds(row.minutes * 60))
        #expect(!clock.isLate(at: due) && clock.isLate(at: due + .microseconds(1)))
        // A minute before the last it was not yet worked.
        #expect(clock.used(at: due - .seconds(60)) == .seconds((row.minutes - 1) * 60))
    }

    @Test("the table has every zone, every office and pauses")
    func complete() {
        #expect(Self.rows.count >= 60)
        for zone in IndonesianZone.allCases { #expect(Self.rows.filter { $0.zone == zone }.count >= 12) }
        #expect(Self.rows.filter { !$0.pauses.isEmpty }.count >= 12)
    }

    /// `2026-11-20 08:00` on the wall of a zone.
    private func wall(_ text: String, _ zone: IndonesianZone) throws -> Timestamp {
        let parts = text.split(separator: " ")
        let time = parts[1].split(separator: ":").compactMap { Int($0) }
        let minutes = try #require(Day(String(parts[0]))).sinceEpoch * 1_440 + time[0] * 60 + time[1]
        return Timestamp(seconds: Int64(minutes * 60 - zone.hoursFromUTC * 3_600))
    }
}
