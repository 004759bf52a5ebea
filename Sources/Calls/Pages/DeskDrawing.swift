import Contacts
import Foundation
import Kernel
import Members
import Pages

/// The parts of the desk that change while it is open: the name in `data-live`, and the template `calls-<name>`.
enum DeskPart: String, CaseIterable {
    case signal = "desk-signal"
    case bar = "desk-bar"
    case alarms = "desk-alarms"
    case line = "desk-line"
    case queues = "desk-queues"
    case talk = "desk-talk"

    var template: String { "calls-" + rawValue }
}

/// One agent's desk as models for its templates, from the view alone.
struct DeskDrawing {
    let view: DeskView
    let past: PastContacts
    let time: ShownTime
    /// The name under which the centre greets: `BPJS Kesehatan`.
    let organisation: String

    private var words: Words { time.words }

    func model(_ part: DeskPart) -> [String: Any] {
        switch part {
        case .signal: ["signal": signalText]
        case .bar: ["bar": bar]
        case .alarms: ["alarms": alarms]
        case .line: ["line": line]
        case .queues: ["queues": queues]
        case .talk: ["talk": talk]
        }
    }

    /// All parts at once, for the whole page.
    var model: [String: Any] {
        DeskPart.allCases.reduce(into: [:]) { whole, part in whole.merge(model(part)) { _, new in new } }
    }

    // MARK: - For the scripts

    /// What desk.js and phone.js go by.
    struct Signal: Codable, Equatable {
        var link: DeskView.PhoneLink
        /// The open page that has the phone, or an empty text.
        var page: String
        var state: String
        var auto: Bool
        /// The call that rings or is in hand, or an empty text.
        var call: String
        /// The contact whose record belongs on the screen, or an empty text.
        var record: String
        var caller: String
        /// The server's clock in milliseconds, so that timers agree with it.
        var now: Int64
    }

    var signal: Signal {
        Signal(
            link: view.phone, page: view.page?.rawValue ?? "", state: view.state.look, auto: view.autoAnswer,
            call: view.call.map { "\($0.call)" } ?? "", record: recordContact.map { "\($0)" } ?? "",
            caller: (view.call ?? view.wrapUp?.card).map(callerText) ?? "", now: time.milliseconds(time.now))
    }

    private var signalText: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        do { return String(decoding: try encoder.encode(signal), as: UTF8.self) } catch {
            preconditionFailure("texts and numbers always encode: \(error)")
        }
    }

    /// A record is opened with the conversation, not with the ring, so that the one before can be finished meanwhile.
    var recordContact: ContactID? {
        if view.state.isCall { return view.call?.contact }
        guard let wrapUp = view.wrapUp, !wrapUp.logged else { return nil }
        return wrapUp.contact
    }

    // MARK: - My state

    private var bar: [String: Any] {
        var bar: [String: Any] = time.since(view.since)
        let reason = view.state.reason.map { ": " + words.title(of: $0) } ?? ""
        bar["look"] = view.state.look
        bar["state"] = view.state.look
        bar["word"] = words("desk.state.\(view.state.look)") + reason
        bar["limit"] = orNothing(
            view.until.map { time.until($0).merging(["label": words("desk.bar.ends-in")]) { own, _ in own } })
        bar["afterwards"] = orNothing(
            view.leaves ? words("desk.bar.leaves") : view.afterwards.map { words.title(of: $0) })
        bar["return"] = view.state == .signedOut
        bar["day"] = [
            "calls": view.today.calls,
            "aht": view.today.averageHandlingSeconds.map { ShownTime.clock(Double($0)) } ?? "–",
            "contacts": view.today.contacts, "tickets": view.today.tickets,
            "unlogged": orNothing(unlogged > 0 ? unlogged : nil),
        ]
        bar["ready"] = orNothing(readyButton)
        bar["aux"] = orNothing(auxButton)
        return bar
    }

    /// Those that wait, without the one in hand.
    private var unlogged: Int { view.today.unlogged - (recordContact == nil ? 0 : 1) }

    private var readyButton: [String: Any]? {
        switch view.state {
        case .aux, .notResponding: ["value": "ready", "label": words("desk.act.ready"), "main": true]
        case .talking where view.afterwards != nil, .held where view.afterwards != nil:
            ["value": "ready", "label": words("desk.act.stay"), "main": false]
        case .wrapUp where view.afterwards != nil && view.wrapUp?.logged != true:
            ["value": "ready", "label": words("desk.act.stay"), "main": false]
        case .wrapUp where view.wrapUp?.logged == true:
            ["value": "finished", "label": words("desk.act.finish"), "main": true]
        case .wrapUp: ["value": "finished", "label": words("desk.act.log-later"), "main": false]
        default: nil
        }
    }

    private var auxButton: [String: Any]? {
        switch view.state {
        case .offered, .signedOut: nil
        case _ where view.leaves: nil
        case .talking, .held, .wrapUp: ["label": words("desk.act.aux-afterwards")]
        default: ["label": words("desk.act.aux")]
        }
    }

    private var alarms: [[String: Any]] {
        view.alarms.map { alarm in
            time.since(alarm.since).merging(["text": words(alarm.key, alarm.arguments)]) { own, _ in own }
        }
    }

    // MARK: - The call in hand

    private var line: [String: Any] {
        var line: [String: Any] = ["look": view.state.look, "ringing": false, "talking": false, "idle": false]
        if view.state == .offered {
            line["ringing"] = time.until(view.until ?? time.now).merging(["auto": view.autoAnswer]) { own, _ in own }
        } else if view.state.isCall, let call = view.call {
            line["talking"] = talking(call)
        } else {
            line["idle"] = ["head": words("desk.line.idle"), "hint": false] as [String: Any]
        }
        return line
    }

    private func talking(_ call: CallCard) -> [String: Any] {
        let isHeld = view.state == .held
        var talking = time.since(call.answeredAt ?? view.since)
        talking["head"] = words(isHeld ? "desk.line.held" : "desk.line.talking")
        talking["recording"] = call.recording && !isHeld
        talking["held"] = orNothing(call.heldSince.map(time.since))
        talking["lost"] = view.phone == .lost
        talking["holdPath"] = isHeld ? Path.deskResumptions.text : Path.deskHolds.text
        talking["holdLabel"] = words(isHeld ? "desk.act.resume" : "desk.act.hold")
        talking["holdId"] = isHeld ? "act-resume" : "act-hold"
        return talking
    }

    private var queues: [[String: Any]] {
        view.queues.map { queue in
            [
                "queue": queue.queue, "title": queue.title, "waiting": queue.waiting, "ready": queue.ready,
                "longest": orNothing(queue.longestSince.map(time.since)), "late": queue.waiting > 0 && queue.ready == 0,
            ]
        }
    }

    // MARK: - The conversation

    private var talk: [String: Any] {
        if let call = view.conversation { return ["call": conversation(call), "idle": false] }
        return ["call": false, "idle": DeskIdle(view: view, time: time).model]
    }

    /// Whom the call is about: from the ring until its record is saved.
    private func conversation(_ call: CallCard) -> [String: Any] {
        let isRinging = view.state == .offered
        let isOver = view.call == nil
        return [
            "look": view.state.look, "number": callerText(call), "who": who(call), "queueTitle": call.queueTitle,
            "choices": call.choices.filter { $0 != call.queueTitle },
            "waiting": orNothing(isRinging ? time.since(call.queuedAt) : nil),
            "waited": ShownTime.clock(((call.answeredAt ?? time.now) - call.queuedAt).inSeconds),
            "over": orNothing(isOver ? over(call) : nil),
            "cut": orNothing(isOver ? nil : call.match.cut.map(cut)), "script": script(call),
            "members": call.match.members.map(member), "contacts": call.match.contacts.map(contact),
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

    private func callerText(_ call: CallCard) -> String { call.caller?.local ?? words("desk.caller.hidden") }

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
            "channel": words("contacts.channel.\(contact.channel.rawValue)"),
            "agent": orNothing(past.agents[contact.agent]),
            "outcome": orNothing(log.map { words("contacts.outcome.\($0.outcome.rawValue)") }),
        ]
    }

    private func member(_ member: MemberSummary) -> [String: Any] {
        [
            "id": "\(member.id)", "name": member.name, "card": member.card,
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
