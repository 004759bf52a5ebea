import Contacts
import Database
import Kernel
import Pages
import Staff

/// One ticket as its page's model.
struct TicketDrawing {
    let ticket: Ticket
    let clocks: TicketClocks
    let words: TicketWords
    let names: AuthorNames
    let context: PageContext

    func model(_ form: Form, for viewer: SignedIn) -> [String: Any] {
        let mayChange = ticket.isOpen && viewer.may(.ticketsOpen)
        let drawing = ClockDrawing(colour: ticket.colour, time: words.time, context: context)
        var model = present([
            "number": ticket.number.description, "path": Path.ticket(ticket.id).text,
            "colour": words.colour(ticket.colour), "priority": words.priority(ticket.priority),
            "colourMeans": context.text("tickets.colour-means.\(ticket.colour.rawValue)"),
            "priorityMeans": context.text(
                ticket.rating.isChosen ? "tickets.priority-chosen" : "tickets.priority-by-rules"),
            "marks": words.marks(ticket.matter.marks),
            "isOpen": ticket.isOpen, "term": words.term(ticket), "matter": words.matter(ticket.matter),
            "region": ticket.matter.region.map(words.choices.region), "phone": ticket.matter.phone?.masked,
            "openedAt": words.time.moment(ticket.openedAt), "openedBy": names[ticket.openedBy],
            "dueAt": due, "policy": "\(ticket.promise.policy)",
            "clocks": drawing.clocks(clocks), "hasClocks": !clocks.all.isEmpty,
            "mayChange": mayChange, "form": form.model(context), "pause": pause(form, viewer),
            // A refused change of a ticket that was closed meanwhile has no form left to stand in.
            "refusal": ticket.isOpen ? nil : form.errors.values.first.map { context.text($0.key, $0.arguments) },
        ])
        if mayChange { model["rating"] = rating(form) }
        model["hasAside"] = mayChange || model["pause"] != nil
        if let contact = ticket.matter.contact, viewer.may(.contactsRead) || viewer.may(.contactsOwn) {
            model["contact"] = Path.contact(contact).text
        }
        return model
    }

    /// By when it must be closed: nothing is due while that clock stands still with time left.
    private var due: String {
        let isWaiting = clocks[.whole].map { $0.dueAt == nil } ?? false
        return isWaiting ? context.text("tickets.clock.no-due") : words.time.moment(ticket.dueAt)
    }

    /// The form that stops the clocks, or lets them run on; nil where neither can be done.
    private func pause(_ form: Form, _ viewer: SignedIn) -> [String: Any]? {
        guard ticket.isOpen, viewer.may(.ticketsPause), !clocks.open.isEmpty else { return nil }
        let chosen = form["pause-reason"] ?? PauseReason.participant.rawValue
        return [
            "isPaused": clocks.isPaused,
            "reasons": Form.choices(
                PauseReason.allCases.map { ($0.rawValue, context.text("tickets.pause.\($0.rawValue)")) },
                chosen: [chosen]),
        ]
    }

    private func rating(_ form: Form) -> [String: Any] {
        [
            "colours": Form.choices(
                TicketColour.allCases.map { ($0.rawValue, context.text("tickets.colour.\($0.rawValue)")) },
                chosen: [form["colour"] ?? ticket.colour.rawValue]),
            "priorities": Form.choices(
                TicketPriority.allCases.map { ($0.rawValue, context.text("tickets.priority.\($0.rawValue)")) },
                chosen: [form["priority"] ?? ticket.priority.rawValue]),
            "marks": Form.choices(
                UrgentMark.allCases.map { ($0.rawValue, context.text("tickets.mark.\($0.rawValue)")) },
                chosen: Set(ticket.matter.marks.map(\.rawValue))),
        ]
    }

    // MARK: Story

    /// nil for a fact that has no words here: clocks have their own.
    func line(_ entry: JournalEntry) throws -> [String: Any]? {
        var line: [String: Any] = ["when": words.time.moment(entry.at), "who": names[entry.author]]
        if let opened: TicketFact.Opened = try entry.fact() {
            line["what"] = context.text("tickets.fact.opened", ["due": words.time.moment(opened.dueAt)])
            line["said"] = paragraphs(opened.text)
        } else if let noted: TicketFact.Noted = try entry.fact() {
            line["what"] = context.text("tickets.fact.noted")
            line["said"] = paragraphs(noted.text)
        } else if let closed: TicketFact.Closed = try entry.fact() {
            line["what"] = context.text(closed.isLate ? "tickets.fact.closed-late" : "tickets.fact.closed")
            line["said"] = paragraphs(closed.text)
        } else if let other = try rated(entry) ?? clock(entry) {
            line.merge(other) { _, new in new }
        } else {
            return nil
        }
        return line
    }

    private func rated(_ entry: JournalEntry) throws -> [String: Any]? {
        func word(_ kind: String, _ value: String) -> String { context.text("tickets.\(kind).\(value)") }
        if let fact: TicketFact.Recoloured = try entry.fact() {
            let names = ["from": word("colour", fact.from.rawValue), "to": word("colour", fact.to.rawValue)]
            return ["what": context.text("tickets.fact.recoloured", names), "said": paragraphs(fact.reason)]
        }
        if let fact: TicketFact.Prioritised = try entry.fact() {
            let names = ["from": word("priority", fact.from.rawValue), "to": word("priority", fact.to.rawValue)]
            return ["what": context.text("tickets.fact.prioritised", names), "said": paragraphs(fact.reason)]
        }
        guard let fact: TicketFact.Marked = try entry.fact() else { return nil }
        let marks = words.marks(Set(fact.marks)) ?? context.text("tickets.mark.none")
        let blanks = ["marks": marks, "priority": word("priority", fact.priority.rawValue)]
        return ["what": context.text("tickets.fact.marked", blanks)]
    }

    /// Clocks stand in the story where somebody acted or had to be told: the rest is their own explanation.
    private func clock(_ entry: JournalEntry) throws -> [String: Any]? {
        func clock(_ kind: ClockKind) -> String { context.text("tickets.clock.\(kind.rawValue)") }
        if let fact: TicketFact.ClockPaused = try entry.fact() {
            let blanks = [
                "clock": clock(fact.clock), "reason": context.text("tickets.pause.\(fact.reason.rawValue)"),
            ]
            return ["what": context.text("tickets.fact.clock-paused", blanks), "said": paragraphs(fact.text)]
        }
        if let fact: TicketFact.ClockResumed = try entry.fact() {
            return ["what": context.text("tickets.fact.clock-resumed", ["clock": clock(fact.clock)])]
        }
        guard let fact: TicketFact.ClockBreached = try entry.fact() else { return nil }
        return ["what": context.text("tickets.fact.clock-breached", ["clock": clock(fact.clock)])]
    }
}
