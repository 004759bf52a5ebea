import Kernel
import Pages

/// How a ticket's clocks are shown, and explained line by line.
struct ClockDrawing {
    let colour: TicketColour
    let time: WrittenTime
    let context: PageContext

    private var now: Timestamp { context.arrivedAt }

    /// What runs first, then what ended; a kind that ran twice stands there twice.
    func clocks(_ clocks: TicketClocks) -> [[String: Any]] {
        let order = ClockKind.allCases
        return clocks.all.enumerated().sorted { one, other in
            let key = { (place: Int, clock: TicketClock) in
                (clock.end == nil ? 0 : 1, order.firstIndex(of: clock.kind) ?? 0, place)
            }
            return key(one.offset, one.element) < key(other.offset, other.element)
        }.map { clock($0.element) }
    }

    private func clock(_ clock: TicketClock) -> [String: Any] {
        let state = clock.state(at: now)
        let percent = clock.percent(at: now)
        return present([
            "name": text("tickets.clock.\(clock.kind.rawValue)"),
            "state": ["tone": tone(state, percent), "word": text("tickets.clock-state.\(state.rawValue)")],
            "due": clock.dueAt.map(time.moment) ?? text("tickets.clock.no-due"),
            "left": left(clock, state), "share": min(percent, 100), "percent": "\(percent) %",
            "tone": tone(state, percent), "lines": lines(clock), "isPast": clock.end != nil,
        ])
    }

    private func tone(_ state: TicketClock.State, _ percent: Int) -> String {
        switch state {
        case .late, .metLate: "red"
        case .running where percent >= ClockShare.threeQuarters.rawValue: "amber"
        case .running: "green"
        case .paused: "blue"
        case .met, .dropped: "none"
        }
    }

    private func left(_ clock: TicketClock, _ state: TicketClock.State) -> String? {
        guard clock.end == nil else { return nil }
        if let due = clock.dueAt {
            return due < now
                ? text("tickets.term.late", ["span": time.span(now - due)])
                : text("tickets.term.left", ["span": time.span(due - now)])
        }
        return text("tickets.term.left", ["span": time.span(clock.terms.limit - clock.used(at: now))])
    }

    // MARK: Why

    /// What started it, what it counts, what stopped it, how much is used, and who is told of it when.
    private func lines(_ clock: TicketClock) -> [String] {
        var lines = [
            text(
                "tickets.why.started",
                ["when": time.moment(clock.startedAt), "cause": cause(clock.cause)])
        ]
        lines.append(promised("tickets.why.promised", clock.changes.first?.before ?? clock.terms))
        for change in clock.changes {
            lines.append(
                promised(
                    "tickets.why.changed", change.after,
                    ["when": time.moment(change.at), "cause": cause(change.cause)]))
        }
        lines += clock.pauses.map(pause)
        lines.append(
            text(
                "tickets.why.used",
                [
                    "used": time.span(clock.used(at: now)), "limit": time.span(clock.terms.limit),
                    "percent": "\(clock.percent(at: now))",
                ]))
        lines.append(
            clock.dueAt.map { text("tickets.why.due", ["when": time.moment($0)]) } ?? text("tickets.why.no-due"))
        lines += ClockShare.allCases.compactMap { notice($0, clock) }
        if let end = clock.end {
            let key = end.isMet ? (clock.isLate(at: now) ? "met-late" : "met") : "dropped"
            lines.append(text("tickets.why.\(key)", ["when": time.moment(end.at), "cause": cause(end.cause)]))
        }
        return lines
    }

    private func promised(_ key: String, _ terms: ClockTerms, _ blanks: [String: String] = [:]) -> String {
        text(
            key,
            blanks.merging(["limit": time.span(terms.limit), "calendar": calendar(terms.calendar)]) { own, _ in own })
    }

    private func pause(_ pause: TicketClock.Pause) -> String {
        let blanks = [
            "from": time.moment(pause.from), "reason": text("tickets.pause.\(pause.reason.rawValue)"),
            "text": pause.text,
        ]
        guard let until = pause.until else { return text("tickets.why.paused", blanks) }
        return text("tickets.why.was-paused", blanks.merging(["until": time.moment(until)]) { own, _ in own })
    }

    /// nil for a share that nobody is told of any more.
    private func notice(_ share: ClockShare, _ clock: TicketClock) -> String? {
        if let said = clock.notices.first(where: { $0.share == share }) {
            return text(
                share == .all ? "tickets.why.breached" : "tickets.why.warned",
                [
                    "percent": "\(share.rawValue)", "reached": time.moment(said.reachedAt),
                    "when": time.moment(said.saidAt), "level": text("tickets.level.\(said.level.rawValue)"),
                ])
        }
        let last = clock.notices.map(\.share).max()
        guard clock.end == nil, last.map({ share > $0 }) ?? true, let reached = clock.reaches(share) else { return nil }
        let level = ClockLevel(share, of: clock.kind, colour)
        return text(
            "tickets.why.will-warn",
            [
                "percent": "\(share.rawValue)", "when": time.moment(clock.terms.calendar.nextOpening(at: reached)),
                "level": text("tickets.level.\(level.rawValue)"),
            ])
    }

    private func cause(_ cause: ClockCause) -> String { text("tickets.cause.\(cause.rawValue)") }

    private func text(_ key: String, _ blanks: [String: String] = [:]) -> String { context.text(key, blanks) }

    // MARK: Calendars

    /// `24 x 7`, or `Sen–Kam 08.00–16.00, Jum 08.00–11.30 13.00–16.30 WIB, 2 hari libur`.
    func calendar(_ calendar: WorkingCalendar) -> String {
        switch calendar {
        case .aroundTheClock: text("tickets.calendar.always")
        case .hours(let hours):
            text(
                hours.holidays.isEmpty ? "tickets.calendar.hours" : "tickets.calendar.hours-and-holidays",
                ["hours": week(hours), "zone": hours.zone.rawValue, "holidays": "\(hours.holidays.count)"])
        }
    }

    private func week(_ hours: BusinessHours) -> String {
        let names = text("tickets.weekdays").split(separator: " ").map(String.init)
        var groups: [(first: Int, last: Int, times: String)] = []
        for weekday in 1...7 {
            let times = hours.spans.filter { $0.weekday == weekday }
                .map { "\(minute($0.from))–\(minute($0.until))" }.joined(separator: " ")
            if let group = groups.last, group.times == times, group.last == weekday - 1 {
                groups[groups.count - 1].last = weekday
            } else {
                groups.append((weekday, weekday, times))
            }
        }
        return groups.filter { !$0.times.isEmpty }.map { group in
            let days = [group.first, group.last].map { names.count == 7 ? names[$0 - 1] : "\($0)" }
            return (group.first == group.last ? days[0] : "\(days[0])–\(days[1])") + " " + group.times
        }.joined(separator: ", ")
    }

    private func minute(_ minutes: Int) -> String {
        let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
        return minutes == 1_440 ? "24.00" : "\(two(minutes / 60 % 24)).\(two(minutes % 60))"
    }
}
