import Contacts
import Database
import Foundation
import Kernel
import Members
import Pages
import Staff

/// One ticket as its branch's page's model.
struct InboxTicketDrawing {
    let sight: EscalationSight
    let rights: InboxRights
    let words: TicketWords
    let escalations: EscalationWords

    private var context: PageContext { escalations.context }
    private var ticket: Ticket { sight.ticket }
    private var escalation: Escalation { sight.escalation }

    /// What of a ticket's facts is the branch's to know: what was asked for and what was told, its way, and its end.
    /// The centre's own work on it is not, nor what is marked as private.
    private static let told: Set<String> = [
        TicketFact.Opened.kind, TicketFact.Noted.kind, TicketFact.Closed.kind, TicketFact.Prioritised.kind,
        TicketFact.Marked.kind, TicketFact.Escalated.kind, TicketFact.Passed.kind, TicketFact.Taken.kind,
        TicketFact.Asked.kind, TicketFact.Replied.kind, TicketFact.BranchAnswered.kind, TicketFact.Reopened.kind,
        TicketFact.PhoneShown.kind, TicketFact.ClockPaused.kind, TicketFact.ClockResumed.kind,
        TicketFact.ClockBreached.kind,
    ]

    /// - Parameter phone: the caller's number, when it is shown on this view.
    func model(_ form: Form, phone: PhoneNumber?) throws -> [String: Any] {
        let clocks = try TicketClocks(sight.facts)
        let drawing = ClockDrawing(colour: ticket.colour, time: words.time, context: context)
        let names = sight.directory.names.map { ($0.key.text, $0.value.text) }
        let telling = StoryTelling(
            words: words, names: escalations.names, branches: Dictionary(uniqueKeysWithValues: names), context: context)
        let (marks, closing) = (words.marks(ticket.matter.marks), ticket.closing)
        var model = present([
            "number": ticket.number.description, "path": Path.inbox(ticket.id).text,
            "colour": words.colour(ticket.colour), "priority": words.priority(ticket.priority), "marks": marks,
            "term": words.term(ticket), "standing": escalations.standing(escalation),
            "loops": escalation.loops > 0 ? escalations("tickets.inbox.loops", ["n": "\(escalation.loops)"]) : nil,
            "matter": words.matter(ticket.matter), "region": ticket.matter.region.map(words.choices.region),
            "openedAt": words.time.moment(ticket.openedAt), "dueAt": words.time.moment(ticket.dueAt),
            "request": paragraphs(ticket.matter.text), "hasClocks": !clocks.all.isEmpty,
            "question": escalation.question.map(escalations.remark),
            "answered": escalation.answer.map(escalations.answer),
            "closing": closing.map { ["said": paragraphs($0.text), "when": words.time.moment($0.at)] },
            "form": form.model(context),
            "refusal": refusal(form),
            "ticket": rights.isCentre ? Path.ticket(ticket.id).text : nil,
        ])
        let (past, running) = drawing.clocks(clocks).parted { $0["isPast"] as? Bool == true }
        model["clocks"] = running
        model["past"] = past.isEmpty ? false : ["pastClocks": past] as Any
        model["story"] = try sight.facts.withStandingNotes().filter(isTold).compactMap { try line($0, telling) }
        model["phone"] = self.phone(form, shown: phone)
        model["deeds"] = mayAct ? deeds(form) : false
        model["waits"] = ticket.isOpen && escalation.stage == .done && isMine
        return model
    }

    private func line(_ entry: JournalEntry, _ telling: StoryTelling) throws -> [String: Any]? {
        guard let line = try StoryTellers.line(entry, telling) else { return nil }
        return [
            "when": words.time.moment(entry.at), "who": line.who ?? escalations.names[entry.author], "what": line.what,
            "said": line.said,
        ]
    }

    private func isTold(_ entry: JournalEntry) throws -> Bool {
        struct Sealed: Decodable { let isPrivate: Bool? }
        guard Self.told.contains(entry.kind) else { return false }
        return try JSONDecoder().decode(Sealed.self, from: Data(entry.payload.utf8)).isPrivate != true
    }

    private var isMine: Bool { rights.answersFor == escalation.branch }
    private var mayAct: Bool { isMine && ticket.isOpen && escalation.stage != .done }

    /// What was refused has no form to stand in when somebody else did it a moment before.
    private func refusal(_ form: Form) -> String? {
        let hidden = form.errors.filter { field, _ in !mayAct || (field == "question" && escalation.question != nil) }
        return hidden.values.first.map { context.text($0.key, $0.arguments) }
    }

    /// The caller's number: masked, and shown to the branch for a reason.
    private func phone(_ form: Form, shown: PhoneNumber?) -> Any {
        guard let phone = ticket.matter.phone else { return false }
        let reasons = UnmaskingReason.Choice.allCases.map {
            ["value": $0.rawValue, "word": context.text("members.reason.\($0.rawValue)")]
        }
        return [
            "number": shown?.local ?? phone.masked, "isShown": shown != nil,
            "asks": isMine && shown == nil ? ["reasons": reasons, "open": form.errors["words"] != nil] : false as Any,
            "longest": UnmaskingReason.longestWords,
        ]
    }

    private func deeds(_ form: Form) -> [String: Any] {
        let mayTake = escalation.holder == nil
        return [
            "mayTake": mayTake,
            "statuses": Form.choices(
                AnswerStatus.allCases.map { ($0.rawValue, context.text("tickets.escalation.status.\($0.rawValue)")) },
                chosen: Set([form["status"]].compactMap(\.self))),
            "mayAsk": escalation.question == nil, "asks": form.errors["question"] != nil,
            "passes": form.errors["branch"] != nil || form.errors["pass-reason"] != nil,
            "branches": sight.directory.choices(but: escalation.branch, context),
            "longest": "\(Ticket.longestText)",
            "evidenceLimits": escalations(
                "tickets.inbox.evidence.limits", ["size": "\(Attachment.largest / 1_024 / 1_024)"]),
        ]
    }
}

extension [[String: Any]] {
    /// Those that are so, and the others, in their order.
    fileprivate func parted(_ isSo: (Element) -> Bool) -> (Self, Self) { (filter(isSo), filter { !isSo($0) }) }
}
