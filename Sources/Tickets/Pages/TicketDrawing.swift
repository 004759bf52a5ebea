import Contacts
import Kernel
import Pages
import Staff

/// One ticket as its page's model.
struct TicketDrawing {
    let record: TicketRecord
    let words: TicketWords
    let names: AuthorNames
    let context: PageContext

    private var ticket: Ticket { record.ticket }
    private var clocks: TicketClocks { record.clocks }

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
        model["attachPath"] = "\(Path.ticket(ticket.id))/attachments"
        (model["mayAttach"], model["mayHide"]) = (mayChange, true)
        model["ratingIsOpen"] = isWrong(form, "mark", "priority-reason", "colour-reason")
        model["pauseIsOpen"] = isWrong(form, "pause-text")
        return model
    }

    /// What a form within a fold came back for must be seen.
    private func isWrong(_ form: Form, _ fields: String...) -> Bool { fields.contains { form.errors[$0] != nil } }

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
}
