import Contacts
import Exports
import Hummingbird
import Kernel
import Members
import Pages

extension Path {
    static let repeats: Path = "/repeats"
}

/// `/repeats`: how many matters were resolved at their first contact, by week and category, how satisfied people were,
/// and who rings again and again.
struct RepeatPages: PageGroup {
    static let mostCallers = 100
    /// Of satisfaction, this one with them.
    private static let months = 6

    let contacts: ContactStore
    let tickets: TicketStore
    let satisfaction: SatisfactionStore
    let callRatings: FindCallRatings?
    let source: TicketWords.Source
    let views: Views

    func add(to router: Router<PageContext>) { router.get("/repeats", use: show) }

    @Sendable private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.repeatsRead)
        let weeks = ResolutionWeeks(Form.query(request), at: context.arrivedAt, in: source.calendar)
        let rule = RepeatRule()
        let resolution = try await contacts.resolution(
            rule, from: weeks.first, through: weeks.today, at: context.arrivedAt, in: source.calendar)
        let words = try await TicketWords(source, context)
        var model = RepeatDrawing(resolution: resolution, weeks: weeks.mondays, words: words, context: context).model
        model["rule"] = context.text("repeats.rule", ["days": "\(rule.days)"])
        model["spans"] = Form.choices(
            ResolutionWeeks.spans.map { ("\($0)", context.text("repeats.weeks", ["count": "\($0)"])) },
            chosen: ["\(weeks.count)"])
        let all = try await contacts.repeatCallers(rule, at: context.arrivedAt)
        let callers = Array(all.prefix(Self.mostCallers))
        let look: (author: Author, because: Subject)? =
            viewer.may(.membersRead) ? (viewer.author, Subject.repeats) : nil
        let found = try await tickets.callers(callers, lookedAtBy: look, at: context.arrivedAt)
        let drawing = RepeatCallerDrawing(
            words: words, sight: NumberSight(viewer.roles), viewer: viewer, context: context)
        model["callers"] = zip(callers, found.tickets).map {
            drawing.row($0, $0.member.flatMap { found.members[$0] }, $1)
        }
        model["nobody"] = callers.isEmpty
        model["callersTitle"] = context.text(
            "repeats.callers", ["often": "\(rule.often)", "days": "\(rule.days)"])
        model["callersCount"] = context.text("repeats.callers.count", ["count": "\(all.count)"])
        model["satisfaction"] = try await satisfied(through: weeks.today, words, context)
        let resolutionAsk: [String: Any] = ["exports": ExportAsk.model("resolution", .repeatsRead, context)]
        model["resolutionAsk"] = resolutionAsk
        model["exports"] = ExportAsk.model("repeats", .repeatsRead, context)
        return try views.page(
            "tickets-repeats", title: context.text("repeats.title"), model, context,
            frame: Views.Frame(styles: ["members.css", "members-office.css"]))
    }

    private func satisfied(
        through today: Day, _ words: TicketWords, _ context: PageContext
    ) async throws -> [String: Any] {
        let days = SatisfactionTally.months(Self.months, through: today)
        let starts = days.map { source.calendar.start(of: $0) } + [context.arrivedAt + .seconds(1)]
        let spans = zip(starts, starts.dropFirst()).map { $0..<$1 }
        var tallies = try await satisfaction.tallies(of: spans)
        if let callRatings {
            for (index, span) in spans.enumerated() {
                let counts = try await callRatings(span.lowerBound, span.upperBound)
                tallies[index].byPhone = SatisfactionTally.Scores(counts)
            }
        }
        return SatisfactionDrawing(months: Array(zip(days, tallies)), words: words, context: context).model
    }
}

extension Subject {
    /// What a look at a member on the list of repeat callers was for.
    static let repeats = Subject("repeats", "callers")
}

/// Repeat callers as rows of a page.
struct RepeatCallerDrawing {
    let words: TicketWords
    let sight: NumberSight
    let viewer: SignedIn
    let context: PageContext

    /// - Parameter member: nil for those who may not read members.
    func row(_ caller: RepeatCaller, _ member: Member?, _ tickets: [Ticket]) -> [String: Any] {
        present([
            "name": member?.name,
            "path": member.map { Path.member($0.id, because: .repeats).text },
            "phone": sight.phone(caller.phone) ?? context.text("contacts.hidden-number"),
            "count": caller.contacts.count,
            "about": caller.categories.map(words.choices.category).joined(separator: ", "),
            "last": words.time.moment(caller.contacts[0].at),
            "tickets": tickets.map { ticket in
                present([
                    "number": ticket.number.description,
                    "ticket": viewer.may(.ticketsRead) ? Path.ticket(ticket.id).text : nil,
                ])
            },
        ])
    }
}
