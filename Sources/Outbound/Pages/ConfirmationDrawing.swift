import Calls
import Database
public import Kernel
import Members
import Pages
import Staff
import Tickets

/// What the script is filled in with.
public struct ScriptTerms: Sendable {
    /// The name under which the centre rings.
    public let organisation: String
    public let calendar: CentreCalendar

    public init(organisation: String, calendar: CentreCalendar) {
        (self.organisation, self.calendar) = (organisation, calendar)
    }
}

/// One participant who is rung, as the page's model.
struct ConfirmationDrawing {
    let work: ConfirmationWork
    let member: Member?
    let viewer: SignedIn
    /// nil for the live part alone, which tells no story.
    let names: AuthorNames?
    let script: ScriptTerms
    let words: OutboundWords

    private var now: Timestamp { words.now }

    func model() throws -> [String: Any] {
        let ticket = work.ticket
        return present([
            "number": ticket.number.description, "ticket": Path.ticket(ticket.id).text,
            "priority": words.priority(ticket.priority), "branch": work.branchName,
            "loops": work.escalation.loops > 0
                ? words("outbound.work.loops", ["count": "\(work.escalation.loops)"]) : nil,
            "text": paragraphs(ticket.matter.text), "openedAt": words.time.moment(ticket.openedAt),
            "due": words.time.moment(ticket.dueAt),
            "answer": work.escalation.answer.map { answer in
                ["said": paragraphs(answer.remark.text), "when": words.time.moment(answer.remark.at)]
            }, "member": member.map(card), "script": scriptLines, "tries": tries, "hasTries": !work.tries.isEmpty,
            "story": try story(), "release": Path.outboundReleases(ticket.id).text,
        ])
    }

    // MARK: Who and why

    private func card(_ member: Member) -> [String: Any] {
        let seen = member.summary(for: viewer.roles)
        let age = words("outbound.work.age", ["years": "\(member.age(on: script.calendar.day(of: now)))"])
        return [
            "name": seen.name, "path": Path.member(member.id, because: .ticket(work.ticket.id)).text,
            "card": seen.card, "age": age, "region": seen.region.name,
            "status": words("members.status.\(seen.status.rawValue)"),
        ]
    }

    private var tries: [[String: Any]] {
        work.tries.map { one in
            ["when": words.time.moment(one.at), "result": words.result(one.result), "phone": one.phone.masked]
        }
    }

    /// What people said about it so far; clocks and other facts stand on the ticket's own page.
    private func story() throws -> [[String: Any]] {
        guard let names else { return [] }
        return try work.facts.withStandingNotes().compactMap { entry in
            guard let line = try said(entry) else { return nil }
            return [
                "when": words.time.moment(entry.at), "who": names[entry.author], "what": words(line.key),
                "said": paragraphs(line.text),
            ]
        }
    }

    private func said(_ entry: JournalEntry) throws -> (key: String, text: String)? {
        if let fact: TicketFact.Noted = try entry.fact() { return ("outbound.story.noted", fact.text) }
        if let fact: TicketFact.BranchAnswered = try entry.fact() {
            return ("outbound.story.answered.\(fact.status.rawValue)", fact.text)
        }
        if let fact: TicketFact.Reopened = try entry.fact() { return ("outbound.story.reopened", fact.reason) }
        return nil
    }

    // MARK: The script

    /// Greeting, who rings, the branch's answer, the question, the farewell: filled in, in the centre's language.
    private var scriptLines: [[String: Any]] {
        let part = work.lock.zone.calendar.dayPart(at: now).rawValue
        let address = member.map { $0.sex == .female ? "Ibu" : "Bapak" } ?? "Bapak/Ibu"
        let blanks = [
            "part": part, "agent": viewer.name, "organisation": script.organisation,
            "member": member.map { "\(address) \($0.name)" } ?? "Bapak/Ibu", "address": address,
            "ticket": work.ticket.number.description, "day": words.time.day(work.ticket.openedAt),
            "branch": work.branchName, "answer": work.escalation.answer?.remark.text ?? "",
        ]
        return ["greeting", "reason", "answer", "question", "unsatisfied", "closing"].map { line in
            [
                "title": words("outbound.script.\(line)"),
                "text": paragraphs(words.catalogue.text("outbound.say.\(line)", .id, blanks)),
            ]
        }
    }

    // MARK: The call, and what is written of it

    func call(_ form: Form, isReady: Bool, _ context: PageContext) -> [String: Any] {
        let id = work.ticket.id
        let isOn = work.call.map { $0.end == nil } ?? false
        let drawn = OutboundCallDrawing(call: work.call, words: words)
        let chosen = form["outcome"] ?? work.call?.proposal?.rawValue
        return present([
            "dial": Path.outboundCalls(id).text, "outcomes": Path.outboundOutcomes(id).text,
            "phone": work.lock.phone.masked, "zone": work.lock.zone.rawValue, "isOn": isOn, "isReady": isReady,
            "mayDial": isReady && work.mayRing && !isOn, "isOutside": !work.mayRing,
            "state": drawn.state, "tone": drawn.tone, "form": form.model(context),
            "choices": ConfirmationOutcome.Kind.allCases.enumerated().map { place, kind in
                [
                    "value": kind.rawValue, "key": "\(place + 1)", "word": words.outcome(kind),
                    "chosen": kind.rawValue == chosen,
                ]
            },
        ])
    }
}
