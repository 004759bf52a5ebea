import Contacts
import Kernel
import Members
import Pages

/// The middle of the desk: who speaks and why, the script, members and past contacts.
extension DeskDrawing {
    var talk: [String: Any] {
        if let call = view.conversation { return ["call": conversation(call), "idle": false] }
        return ["call": false, "idle": DeskIdle(view: view, time: time).model]
    }

    /// Whom the call is about: from the ring until its record is saved.
    private func conversation(_ call: CallCard) -> [String: Any] {
        let isRinging = view.state == .offered
        let isOver = view.call == nil
        return [
            "look": view.state.look, "number": callerText(call), "who": who(call), "queueTitle": call.queueTitle,
            "outgoing": call.outgoing != nil, "path": orNothing(call.outgoing?.purpose.path),
            "choices": call.choices.filter { $0 != call.queueTitle },
            "waiting": orNothing(isRinging ? time.since(call.queuedAt) : nil),
            "waited": ShownTime.clock(((call.answeredAt ?? time.now) - call.queuedAt).inSeconds),
            "over": orNothing(isOver ? over(call) : nil),
            "cut": orNothing(isOver ? nil : call.match.cut.map(cut)), "script": script(call),
            "register": Path.changes.with("for", Subject.contact(call.contact).text).text,
            "members": call.match.members.map { member($0, of: call) }, "contacts": call.match.contacts.map(contact),
        ]
    }

    /// The call has ended; what remains is its record.
    private func over(_ call: CallCard) -> [String: Any] {
        let lasted = view.wrapUp.flatMap { wrapUp in call.answeredAt.map { wrapUp.endedAt - $0 } } ?? .zero
        return [
            "head": words("desk.over.head", ["time": ShownTime.clock(lasted.inSeconds)]),
            "hint": words("desk.over.hint", ["next": afterRecord]),
        ]
    }

    private var afterRecord: String {
        if view.leaves { return words("desk.over.next-leaves") }
        return view.afterwards.map { words("desk.over.next-aux", ["reason": words.title(of: $0)]) }
            ?? words("desk.over.next-ready")
    }

    func callerText(_ call: CallCard) -> String { call.shownNumber ?? words("desk.caller.hidden") }

    private func who(_ call: CallCard) -> String {
        let names = call.match.members.map(\.name)
        switch names.count {
        case 0: return words(call.caller == nil ? "desk.caller.hidden-hint" : "desk.caller.unknown")
        case 1: return words("desk.caller.one", ["name": names[0]])
        default:
            let shown = names.prefix(3).joined(separator: ", ") + (names.count > 3 ? ", …" : "")
            return words("desk.caller.several", ["count": "\(names.count)", "names": shown])
        }
    }

    /// The greeting of the house, filled in: part of the day by the centre's clock, the agent's own name.
    private func script(_ call: CallCard) -> [String: Any] {
        let part = time.calendar.dayPart(at: call.answeredAt ?? time.now).rawValue
        let filled = ["organisation": organisation, "part": part, "name": view.name]
        if call.outgoing != nil {
            let opening: [String: Any] = [
                "greeting": words("desk.dial.script.greeting", filled), "name": words("desk.dial.script.name"),
                "place": words("desk.dial.script.recorded"), "resume": false,
            ]
            return [
                "opening": orNothing(view.call == nil ? nil : opening),
                "closing": words("desk.dial.script.closing", filled),
            ]
        }
        let opening: [String: Any] = [
            "greeting": words("desk.script.greeting", filled), "name": words("desk.script.name"),
            "place": words("desk.script.place"),
            "resume": orNothing(call.match.cut == nil ? nil : words("desk.script.resume")),
        ]
        return [
            "opening": orNothing(view.call == nil ? nil : opening), "closing": words("desk.script.closing", filled),
        ]
    }

    private func cut(_ contact: ContactSummary) -> [String: Any] {
        let minutes = Int((time.now - (contact.endedAt ?? contact.openedAt)).inSeconds / 60)
        let head =
            minutes < 1 ? words("desk.cut.head-now") : words("desk.cut.head", ["minutes": "\(minutes)"])
        return self.contact(contact).merging(["head": head]) { own, _ in own }
    }

    private func contact(_ contact: ContactSummary) -> [String: Any] {
        let log = contact.log
        let note = log?.note ?? ""
        return [
            "contact": "\(contact.id)", "cut": contact.isCut, "note": orNothing(note.isEmpty ? nil : note),
            "category": log.flatMap { past.choices?.category($0.category) } ?? words("desk.history.unlogged"),
            "ticket": orNothing(past.tickets[contact.id].map { "\($0)" }), "when": time.moment(contact.openedAt),
            "channel": words(contact.channel.wordKey(contact.direction)),
            "agent": orNothing(past.agents[contact.agent]),
            "outcome": orNothing(log.map { words("contacts.outcome.\($0.outcome.rawValue)") }),
        ]
    }

    private func member(_ member: MemberSummary, of call: CallCard) -> [String: Any] {
        [
            "id": "\(member.id)", "name": member.name, "card": member.card,
            "path": Path.member(member.id, because: .contact(call.contact)).text,
            "contributions": Path.memberContributions(member.id).text,
            "class": String(repeating: "I", count: member.careClass.rawValue),
            "status": words("members.status.\(member.status.rawValue)"), "tone": tone(member.status),
            "segment": words("members.segment.\(member.segment.rawValue)"), "branch": member.branch,
        ]
    }

    private func tone(_ status: MemberStatus) -> String {
        switch status {
        case .active: "green"
        case .arrears: "amber"
        case .ended, .deceased: "red"
        }
    }
}
