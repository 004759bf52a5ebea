import Kernel
import Testing
import Tickets

/// A random history of one clock, and what a slow count of every minute makes of it.
private struct RandomHistory {
    private(set) var events: [ClockEvent] = []
    let start: Timestamp
    private var random: SeededRandom

    /// Half of the days of a clock are spent with it standing still, some with other terms.
    init(seed: UInt64) throws {
        random = SeededRandom(seed: seed)
        start = Timestamp(seconds: 1_795_000_000 / 60 * 60) + .seconds(60 * Int.random(in: 0..<20_000, using: &random))
        var moment = start
        events.append(ClockEvent(.whole, at: start, .started(try terms(), .opened)))
        for _ in 0..<Int.random(in: 0...12, using: &random) {
            moment += .seconds(60 * Int.random(in: 1...900, using: &random))
            let change: ClockEvent.Change =
                switch Int.random(in: 0..<6, using: &random) {
                case 0, 1: .paused(.participant, "Menunggu.")
                case 2, 3: .resumed
                case 4: .changed(try terms(), .rated)
                default: Int.random(in: 0..<4, using: &random) == 0 ? .met(.closed) : .resumed
                }
            events.append(ClockEvent(.whole, at: moment, change))
        }
    }

    private mutating func terms() throws -> ClockTerms {
        let limit = Int.random(in: 1...4_000, using: &random)
        guard Bool.random(using: &random) else { return ClockTerms(limitMinutes: limit, calendar: .aroundTheClock) }
        let zone = IndonesianZone.allCases.randomElement(using: &random) ?? .wib
        let shifts = [[480..<1_020], [480..<720, 780..<960], [1_200..<1_700]]
        let holidays = (0..<4).map { _ in Day(sinceEpoch: 20_775 + Int.random(in: 0..<30, using: &random)) }
        let hours = try BusinessHours(
            BusinessHours.week(1...5, shifts.randomElement(using: &random) ?? []), in: zone, holidays: Set(holidays))
        return ClockTerms(limitMinutes: limit, calendar: .hours(hours))
    }

    /// Minutes used at each minute from the start, and when the limit that holds at the end was reached.
    func counted(minutes: Int) -> (used: [Int], dueAt: Timestamp?) {
        var (used, sum, reached) = ([Int](), 0, Timestamp?.none)
        var (isRunning, isOver) = (true, false)
        var (now, waiting) = (start, events.dropFirst())
        guard case .started(var terms, _)? = events.first?.change else { return ([], nil) }
        let limit = lastLimit
        for _ in 0..<minutes {
            while let event = waiting.first, event.at == now {
                waiting.removeFirst()
                guard !isOver else { continue }
                switch event.change {
                case .paused: isRunning = false
                case .resumed: isRunning = true
                case .changed(let other, _): terms = other
                case .met: isOver = true
                case .started, .dropped, .said, .wentOn: break
                }
            }
            used.append(sum)
            if isRunning, !isOver, isOnThePage(now, terms.calendar) { sum += 1 }
            now += .seconds(60)
            if reached == nil, sum == limit { reached = now }
        }
        return (used, reached)
    }

    private var lastLimit: Int {
        var limit = 0
        for event in events {
            switch event.change {
            case .started(let terms, _), .changed(let terms, _): limit = terms.limitMinutes
            case .met: return limit
            default: continue
            }
        }
        return limit
    }

    private func isOnThePage(_ moment: Timestamp, _ calendar: WorkingCalendar) -> Bool {
        guard case .hours(let hours) = calendar else { return true }
        let minute = Int(moment.seconds) / 60 + hours.zone.hoursFromUTC * 60
        return [0, 1].contains { ago in
            let day = Day(sinceEpoch: minute / 1_440 - ago)
            let within = minute % 1_440 + ago * 1_440
            return !hours.holidays.contains(day)
                && hours.spans.contains { $0.weekday == day.weekday && ($0.from..<$0.until).contains(within) }
        }
    }
}

@Suite("Clocks of random histories")
struct ClockHistoryTests {
    @Test("the fold is what counting every minute gives: time used, and the moment that it was due", arguments: 1...60)
    func counted(_ seed: Int) throws {
        let history = try RandomHistory(seed: UInt64(seed))
        let clock = try #require(TicketClocks(history.events)[.whole])
        let (used, dueAt) = history.counted(minutes: 22 * 1_440)
        for (minute, minutes) in used.enumerated() where minute.isMultiple(of: 7) {
            let moment = history.start + .seconds(60 * minute)
            guard clock.used(at: moment) == .seconds(60 * minutes) else {
                Issue.record("seed \(seed), minute \(minute): \(clock.used(at: moment)), counted \(minutes)")
                return
            }
        }
        let horizon = history.start + .seconds(60 * used.count)
        if let dueAt {
            #expect(clock.dueAt == dueAt, "seed \(seed)")
        } else {
            // It stands still, has ended before its limit, or is due later than was counted.
            #expect(clock.isPaused || clock.end != nil || clock.dueAt.map { $0 > horizon } == true, "seed \(seed)")
        }
    }

    @Test("what was the case at a moment stays so, whatever comes after", arguments: 1...150)
    func past(_ seed: Int) throws {
        let history = try RandomHistory(seed: UInt64(seed))
        let whole = try #require(TicketClocks(history.events)[.whole])
        for count in 1..<history.events.count {
            let then = try #require(TicketClocks(Array(history.events.prefix(count)))[.whole])
            let moment = history.events[count].at
            #expect(whole.used(at: moment) == then.used(at: moment))
        }
    }

    @Test("the shares are reached in their order, and each is said once, in the hours", arguments: 1...150)
    func notices(_ seed: Int) throws {
        let history = try RandomHistory(seed: UInt64(seed))
        var clocks = TicketClocks(history.events)
        guard clocks[.whole]?.end == nil else { return }
        var said: [ClockShare] = []
        while let next = clocks[.whole]?.nextNotice {
            #expect(clocks[.whole]?.terms.calendar.isOpen(at: next.at) == true && next.at >= next.reachedAt)
            let events = clocks.notices(.red, at: next.at)
            for event in events { clocks.apply(event) }
            guard !events.isEmpty else { break }
            said += events.compactMap { event -> ClockShare? in
                guard case .said(let share, _, _) = event.change else { return nil }
                return share
            }
        }
        #expect(said == Array(ClockShare.allCases.prefix(said.count)))
        if clocks[.whole]?.isRunning == true { #expect(said == ClockShare.allCases) }
    }
}
