public import Exports
import Kernel
import Pages
public import Staff
import Tickets

extension OutboundRoom {
    /// What waits to be confirmed, the calls for it and their figures, numbers never rung, campaigns and their members,
    /// as files.
    public static func exportables(
        _ confirmations: ConfirmationStore, _ reminders: ReminderStore, _ rules: RingingRuleStore, staff: StaffStore
    ) -> [ExportableList] {
        [
            ExportableList("confirmations", titleKey: "outbound.board.waiting", permission: .outboundWatch) {
                _, viewer in
                let names = try await AuthorNames(everybodyOf: staff, viewer.catalogue, viewer.language)
                let board = try await confirmations.board(upTo: .max, at: viewer.at)
                return WaitingSheet(board: board, names: names, viewer: viewer).sheet
            },
            ExportableList("confirmation-calls", titleKey: "outbound.sheet.calls", permission: .outboundWatch) {
                _, viewer in
                try await calls(confirmations, staff, viewer)
            },
            ExportableList("confirmation-figures", titleKey: "outbound.sheet.figures", permission: .outboundWatch) {
                _, viewer in
                try await figures(confirmations, rules, staff, viewer)
            },
            ExportableList("do-not-call", titleKey: "outbound.never.title", permission: .outboundPlan) { _, viewer in
                try await doNotCall(rules, staff, viewer)
            },
            campaignsExportable(reminders), remindersExportable(reminders),
        ]
    }

    /// What the board offers of what stands on it, each list with its name where there are two.
    static func boardAsks(hasWaiting: Bool, hasCalls: Bool, _ context: PageContext) -> [String: Any] {
        func ask(_ list: String) -> Any { ExportAsk.model(list, .outboundWatch, context) }
        let isOffered = hasCalls && ask("confirmation-calls") is [String: Any]
        let figures = ["figures", "calls"].map { list -> [String: Any] in
            ["title": context.text("outbound.sheet.\(list)"), "exports": ask("confirmation-\(list)")]
        }
        let waiting: [String: Any] = ["exports": hasWaiting ? ask("confirmations") : false]
        return ["waitingAsk": waiting, "figureAsks": isOffered ? figures : []]
    }

    /// From the first of the board's days on.
    private static func span(_ viewer: ExportViewer) -> (first: Day, start: Timestamp, told: [String]) {
        let today = viewer.calendar.day(of: viewer.at)
        let first = today.adding(days: 1 - RingingListing.days)
        return (
            first, viewer.calendar.start(of: first),
            [
                viewer.told("outbound.sheet.from", viewer.time.write(first)),
                viewer.told("outbound.sheet.until", viewer.time.write(today)),
            ]
        )
    }

    private static func calls(
        _ confirmations: ConfirmationStore, _ staff: StaffStore, _ viewer: ExportViewer
    ) async throws -> Sheet {
        let (start, told) = (span(viewer).start, span(viewer).told)
        let names = try await AuthorNames(everybodyOf: staff, viewer.catalogue, viewer.language)
        return Sheet(
            viewer.text("outbound.sheet.calls"), filter: told,
            columns: [
                Sheet.Column(viewer.text("outbound.sheet.rung"), .moment),
                Sheet.Column(viewer.text("outbound.board.person")), Sheet.Column(viewer.text("outbound.board.ticket")),
                Sheet.Column(viewer.text("outbound.board.branch")),
                Sheet.Column(viewer.text("outbound.board.loops"), .number),
                Sheet.Column(viewer.text("outbound.sheet.result")),
                Sheet.Column(viewer.text("outbound.outcome.title"), .words),
                Sheet.Column(viewer.text("outbound.sheet.talk"), .duration),
                Sheet.Column(viewer.text("outbound.sheet.hold"), .duration),
                Sheet.Column(viewer.text("outbound.sheet.wrap-up"), .duration),
                Sheet.Column(viewer.text("outbound.sheet.saved"), .moment),
            ],
            count: try await confirmations.callCount(since: start, until: viewer.at),
            pages: Sheet.pages { last in
                try await confirmations.calls(since: start, until: viewer.at, after: last)
            } row: { call in
                [
                    .moment(call.rungAt), .text(names[call.person]), .text(call.ticket.description),
                    Sheet.Cell(call.branch?.text), .number(call.round),
                    .text(viewer.text("outbound.result.\(call.result.rawValue)")),
                    .text(viewer.text("outbound.outcome.\(call.outcome.rawValue)")), .duration(call.talk),
                    .duration(call.hold), .duration(call.wrapUp), .moment(call.savedAt),
                ]
            })
    }

    /// A row a day and person, as the board has them, in counts that a spreadsheet can reckon with.
    private static func figures(
        _ confirmations: ConfirmationStore, _ rules: RingingRuleStore, _ staff: StaffStore, _ viewer: ExportViewer
    ) async throws -> Sheet {
        let (start, told) = (span(viewer).start, span(viewer).told)
        let names = try await AuthorNames(everybodyOf: staff, viewer.catalogue, viewer.language)
        let target = try await rules.plan().plan.target
        let days = try await confirmations.tries(since: start).filter { $0.savedAt <= viewer.at }
            .byDayAndPerson(in: viewer.calendar)
        let missed = TryResult.allCases.filter { $0 != .reached }
        func number(_ key: String) -> Sheet.Column { Sheet.Column(viewer.text(key), .number) }
        return Sheet(
            viewer.text("outbound.sheet.figures"), filter: told,
            columns: [
                Sheet.Column(viewer.text("outbound.board.day"), .day),
                Sheet.Column(viewer.text("outbound.board.person")), number("outbound.figure.confirmed"),
                number("outbound.sheet.target"), number("outbound.figure.calls"), number("outbound.figure.reached"),
                number("outbound.figure.satisfied"), number("outbound.sheet.explained"),
                number("outbound.figure.reopened"), Sheet.Column("AHT", .duration),
            ] + missed.map { number("outbound.result.\($0.rawValue)") },
            rows: days.flatMap { day, people in
                people.map { person, figures -> Sheet.Row in
                    [
                        .day(day), .text(names[person]), .number(figures.confirmed), .number(target),
                        .number(figures.calls), .number(figures.reached), .number(figures.satisfied),
                        .number(figures.explained), .number(figures.reopened), Sheet.Cell(figures.averageHandling),
                    ] + missed.map { Sheet.Cell.number(figures.missed[$0] ?? 0) }
                }
            })
    }

    /// Numbers whole, as on the page of those who keep the list.
    private static func doNotCall(
        _ rules: RingingRuleStore, _ staff: StaffStore, _ viewer: ExportViewer
    ) async throws -> Sheet {
        let names = try await AuthorNames(everybodyOf: staff, viewer.catalogue, viewer.language)
        return Sheet(
            viewer.text("outbound.never.title"),
            filter: [viewer.text("outbound.sheet.in-force", ["when": viewer.time.moment(viewer.at)])],
            columns: [
                Sheet.Column(viewer.text("outbound.board.phone")),
                Sheet.Column(viewer.text("outbound.plan.reason"), .words),
                Sheet.Column(viewer.text("outbound.sheet.by")),
                Sheet.Column(viewer.text("outbound.sheet.since"), .moment),
                Sheet.Column(viewer.text("outbound.sheet.ends"), .moment),
            ],
            count: try await rules.doNotCallCount(at: viewer.at),
            pages: Sheet.pages { last in
                try await rules.doNotCallPage(after: last, at: viewer.at)
            } row: { one in
                [
                    .text(one.phone.local), .text(one.reason), .text(names[one.by]), .moment(one.since),
                    Sheet.Cell(one.until),
                ]
            })
    }
}

/// What waits to be confirmed, in the order in which it is rung.
private struct WaitingSheet {
    let board: ConfirmationBoard
    let names: AuthorNames
    let viewer: ExportViewer

    var sheet: Sheet {
        Sheet(
            viewer.text("outbound.board.waiting"),
            filter: [
                viewer.text("outbound.board.count", ["due": "\(board.ready)", "total": "\(board.total)"])
            ],
            columns: [
                Sheet.Column(viewer.text("outbound.board.ticket")),
                Sheet.Column(viewer.text("outbound.priority.title")),
                Sheet.Column(viewer.text("outbound.board.branch")),
                Sheet.Column(viewer.text("outbound.board.age"), .moment),
                Sheet.Column(viewer.text("outbound.board.due"), .moment),
                Sheet.Column(viewer.text("outbound.board.calls"), .number),
                Sheet.Column(viewer.text("outbound.board.loops"), .number),
                Sheet.Column(viewer.text("outbound.sheet.next"), .moment),
                Sheet.Column(viewer.text("outbound.board.state.title")),
            ],
            rows: board.waiting.map { one in
                [
                    .text(one.number.description),
                    .text(viewer.text("outbound.priority.\(one.priority.rawValue)")), .text(one.branch.text),
                    .moment(one.answeredAt), .moment(one.due.confirmation ?? one.due.whole),
                    .number(one.standing.calls), .number(one.round), Sheet.Cell(one.standing.nextAt),
                    .text(state(one)),
                ]
            })
    }

    private func state(_ one: Confirmation) -> String {
        if let lock = board.locks.first(where: { $0.purpose == one.item.purpose }) {
            return viewer.text("outbound.board.state.held", ["person": names[lock.person]])
        }
        switch board.numbers[one.ticket]?.choice ?? .none {
        case .ring: break
        case .none: return viewer.text("outbound.board.state.no-number")
        case .wrong: return viewer.text("outbound.board.state.wrong-number")
        case .unwanted: return viewer.text("outbound.board.state.do-not-call")
        }
        guard one.isDue(at: viewer.at) else { return viewer.text("outbound.sheet.later") }
        return viewer.text("outbound.board.state.\(board.openZones.contains(one.zone) ? "due" : "outside")")
    }
}
