import Kernel
import Pages
import Staff
import Tickets

/// The board as its page's parts.
struct OutboundBoardDrawing {
    let ringing: RingingNow
    let names: AuthorNames
    let rights: BoardRights
    let calendar: CentreCalendar
    let words: OutboundWords

    private var board: ConfirmationBoard { ringing.board }
    private var now: Timestamp { words.now }

    /// - Parameter form: what was typed, when it was refused.
    func models(_ form: Form) -> [RingingPart: [String: Any]] {
        let count = words("outbound.board.count", ["due": "\(board.ready)", "total": "\(board.total)"])
        return [
            .count: ["count": count], .holders: ["locks": board.locks.map(lock), "hasLocks": !board.locks.isEmpty],
            .waiting: [
                "isEmpty": board.waiting.isEmpty, "waiting": board.waiting.map { row($0, form) },
                "isCut": board.waiting.count < board.total ? "\(board.waiting.count)" : false as Any,
                "csrf": rights.formToken ?? "",
            ], .figures: figures,
        ]
    }

    private var figures: [String: Any] {
        let days = ringing.tries.byDayAndPerson(in: calendar)
        let rows = days.flatMap { day, people in
            people.map { person, figures in
                FiguresDrawing(words: words).model(figures).merging([
                    "day": words.time.write(day), "person": names[person],
                    "isShort": figures.confirmed < ringing.target, "target": "\(ringing.target)",
                ]) { own, _ in own }
            }
        }
        return ["hasFigures": !days.isEmpty, "rows": rows, "chart": chart]
    }

    // MARK: Waiting

    private func row(_ one: Confirmation, _ form: Form) -> [String: Any] {
        let due = one.due.confirmation ?? one.due.whole
        let choice = board.numbers[one.ticket]?.choice ?? .none
        let isStuck = if case .ring = choice { false } else { true }
        let mayGive = isStuck && rights.formToken != nil
        let isTyped = form["ticket"] == one.ticket.description
        return present([
            "key": "ticket-\(one.ticket)",
            "ticket": one.ticket.description, "number": one.number.description,
            "path": rights.opensTickets ? Path.ticket(one.ticket).text : nil,
            "priority": words.priority(one.priority), "branch": ringing.branches[one.branch]?.text,
            "age": words.time.span(now - one.answeredAt), "due": words.time.moment(due), "isLate": due < now,
            "calls": "\(one.standing.calls)", "loops": one.round > 0 ? "\(one.round)" : nil,
            "state": state(one, choice), "mayGive": mayGive,
            "typed": isTyped ? form["phone"] : nil,
            "error": isTyped ? form.errors["phone"].map { words($0.key, $0.arguments) } : nil,
        ])
    }

    private func state(_ one: Confirmation, _ choice: RingableNumbers.Choice) -> [String: Any] {
        func state(_ tone: String, _ key: String, _ blanks: [String: String] = [:]) -> [String: Any] {
            ["tone": tone, "word": words("outbound.board.state.\(key)", blanks)]
        }
        if let lock = board.locks.first(where: { $0.purpose == .confirmation(one.ticket) }) {
            return state("blue", "held", ["person": names[lock.person]])
        }
        switch choice {
        case .ring: break
        case .none: return state("amber", "no-number")
        case .wrong: return state("amber", "wrong-number")
        case .unwanted: return state("amber", "do-not-call")
        }
        guard let next = one.standing.nextAt, next > now else {
            guard board.openZones.contains(one.zone) else { return state("none", "outside") }
            return one.standing.isAsked ? state("green", "asked-now") : state("green", "due")
        }
        return state("none", one.standing.isAsked ? "asked" : "later", ["when": words.moment(next, in: one.zone)])
    }

    private func lock(_ lock: RingingLock) -> [String: Any] {
        let number = board.waiting.first { .confirmation($0.ticket) == lock.purpose }?.number.description
        return [
            "key": "held-\(lock.person)", "person": names[lock.person], "number": number ?? other(lock),
            "since": words.time.span(now - lock.takenAt),
            "call": words(lock.call == nil ? "outbound.board.no-call" : "outbound.board.has-call"),
        ]
    }

    private func other(_ lock: RingingLock) -> String {
        words(lock.purpose.kind == .reminder ? "reminders.purpose" : "outbound.board.other")
    }

    // MARK: Rates

    /// Three rates a day, from zero to a hundred, with the number above; the table beside says the same.
    private var chart: [String: Any] {
        let days = Dictionary(grouping: ringing.tries) { calendar.day(of: $0.savedAt) }.sorted { $0.key < $1.key }
            .map { ($0.key, ConfirmationFigures($0.value)) }
        let step = 640 / max(1, days.count)
        let bars = days.enumerated().flatMap { index, day -> [[String: Any]] in
            let rates = [
                ("reached", day.1.reachedRate), ("satisfied", day.1.satisfiedRate), ("reopened", day.1.reopenedRate),
            ]
            return rates.enumerated().compactMap { place, rate -> [String: Any]? in
                guard let value = rate.1 else { return nil }
                let (height, width) = (Int((value * 120).rounded()), max(8, min(40, step / 4)))
                let x = index * step + (step - 3 * width) / 2 + place * width
                return [
                    "kind": rate.0, "x": x, "y": 150 - height, "width": width - 2, "height": height,
                    "middle": x + width / 2 - 1, "above": 146 - height, "value": "\(Int((value * 100).rounded()))",
                ]
            }
        }
        let labels = days.enumerated().map { index, day -> [String: Any] in
            ["x": index * step + step / 2, "word": "\(day.0.day)/\(day.0.month)"]
        }
        let all = FiguresDrawing(words: words).model(ConfirmationFigures(ringing.tries))
        let said = words(
            "outbound.board.said",
            ["reached": all["reachedRate"], "satisfied": all["satisfiedRate"], "reopened": all["reopenedRate"]]
                .compactMapValues { $0 as? String })
        return ["bars": bars, "labels": labels, "said": said]
    }
}
