import Hummingbird
import Kernel
import Pages
import Staff
import Tickets

/// `/outbound/board`: what waits to be confirmed, who has whom, and how ringing goes.
struct OutboundBoardPages: PageGroup {
    let confirmations: ConfirmationStore
    let rules: RingingRuleStore
    let staff: StaffStore
    let calendar: CentreCalendar
    let views: Views

    /// So many days of figures, today among them.
    static let days = 7

    func add(to router: Router<PageContext>) {
        router.get("/outbound/board") { _, context in try await page(Form(), context) }
        router.post("/outbound/board/numbers", use: give)
    }

    /// Another number for whom no right one is known.
    @Sendable private func give(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.outboundPlan)
        var form = try await Form.read(request, context)
        guard let ticket = form.value("ticket", as: TicketID.self) else { throw PageRefusal.unreadable }
        guard let phone = form.value("phone", as: PhoneNumber.self) else {
            form.fail("phone", "outbound.board.phone-wrong")
            return try await page(form, context)
        }
        do {
            try await confirmations.giveNumber(ticket, phone, by: viewer.author, at: context.arrivedAt)
            return .redirect(to: .outboundBoard, notice: "outbound.board.number-given")
        } catch is EscalationRefusal {
            return .redirect(to: .outboundBoard, notice: "outbound.board.gone", kind: .warning)
        }
    }

    private func page(_ form: Form, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.outboundWatch)
        let board = try await confirmations.board(at: context.arrivedAt)
        let today = calendar.day(of: context.arrivedAt)
        let tries = try await confirmations.tries(since: calendar.start(of: today.adding(days: 1 - Self.days)))
        let people = Set(tries.map(\.person) + board.locks.map(\.person))
        let names = try await AuthorNames(of: people.map { .person($0) }, staff, context)
        let drawing = OutboundBoardDrawing(
            board: board, tries: tries, names: names, viewer: viewer, target: try await rules.plan().plan.target,
            calendar: calendar, words: OutboundWords(calendar, context))
        let asks = OutboundRoom.boardAsks(hasWaiting: board.total > 0, hasCalls: !tries.isEmpty, context)
        let model = drawing.model(form).merging(asks) { own, _ in own }
        return try views.page(
            "outbound-board", title: context.text("outbound.board.title"), model, context,
            status: form.isSound ? .ok : .unprocessableContent, frame: Views.Frame(styles: ["outbound.css"]))
    }
}

/// The board as its page's model.
struct OutboundBoardDrawing {
    let board: ConfirmationBoard
    let tries: [ConfirmationTry]
    let names: AuthorNames
    let viewer: SignedIn
    let target: Int
    let calendar: CentreCalendar
    let words: OutboundWords

    private var now: Timestamp { words.context.arrivedAt }

    func model(_ form: Form) -> [String: Any] {
        let days = tries.byDayAndPerson(in: calendar)
        return [
            "count": words("outbound.board.count", ["due": "\(board.ready)", "total": "\(board.total)"]),
            "isEmpty": board.waiting.isEmpty, "waiting": board.waiting.map { row($0, form) },
            "isCut": board.waiting.count < board.total ? "\(board.waiting.count)" : false as Any,
            "locks": board.locks.map(lock), "hasLocks": !board.locks.isEmpty, "hasFigures": !days.isEmpty,
            "rows": days.flatMap { day, people in
                people.map { person, figures in
                    FiguresDrawing(words: words).model(figures).merging([
                        "day": words.time.write(day), "person": names[person], "isShort": figures.confirmed < target,
                    ]) { own, _ in own }
                }
            }, "target": "\(target)", "chart": chart,
        ]
    }

    // MARK: Waiting

    private func row(_ one: Confirmation, _ form: Form) -> [String: Any] {
        let due = one.due.confirmation ?? one.due.whole
        let choice = board.numbers[one.ticket]?.choice ?? .none
        let isStuck = if case .ring = choice { false } else { true }
        let mayGive = isStuck && viewer.may(.outboundPlan)
        return present([
            "ticket": one.ticket.description, "number": one.number.description,
            "path": viewer.may(.ticketsRead) ? Path.ticket(one.ticket).text : nil,
            "priority": words.priority(one.priority), "branch": one.branch.text,
            "age": words.time.span(now - one.answeredAt), "due": words.time.moment(due), "isLate": due < now,
            "calls": "\(one.standing.calls)", "loops": one.round > 0 ? "\(one.round)" : nil,
            "state": state(one, choice), "mayGive": mayGive,
            "error": form["ticket"] == one.ticket.description
                ? form.errors["phone"].map { words($0.key, $0.arguments) } : nil,
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
            "person": names[lock.person], "number": number ?? words("outbound.board.other"),
            "since": words.time.span(now - lock.takenAt),
            "call": words(lock.call == nil ? "outbound.board.no-call" : "outbound.board.has-call"),
        ]
    }

    // MARK: Rates

    /// Three rates a day, from zero to a hundred, with the number above; the table beside says the same.
    private var chart: [String: Any] {
        let days = Dictionary(grouping: tries) { calendar.day(of: $0.savedAt) }.sorted { $0.key < $1.key }
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
        let all = FiguresDrawing(words: words).model(ConfirmationFigures(tries))
        let said = words(
            "outbound.board.said",
            ["reached": all["reachedRate"], "satisfied": all["satisfiedRate"], "reopened": all["reopenedRate"]]
                .compactMapValues { $0 as? String })
        return ["bars": bars, "labels": labels, "said": said]
    }
}
