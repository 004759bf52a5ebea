import Foundation
import Kernel
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
    /// The person may ring out, and the centre can.
    var mayDial = false

    var words: Words { time.words }

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
        bar["dial"] = isFree && mayDial && view.canDial
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

    private var isFree: Bool {
        switch view.state {
        case .ready, .aux, .notResponding: !view.leaves
        default: false
        }
    }

    private var auxButton: [String: Any]? {
        switch view.state {
        case .offered, .signedOut: nil
        case _ where view.leaves: nil
        case .dialling, .talking, .held, .wrapUp: ["label": words("desk.act.aux-afterwards")]
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
        var line: [String: Any] = [
            "look": view.state.look, "ringing": false, "dialling": false, "talking": false, "idle": false,
        ]
        if view.state == .offered {
            line["ringing"] = time.until(view.until ?? time.now).merging(["auto": view.autoAnswer]) { own, _ in own }
        } else if view.state == .dialling, let outgoing = view.call?.outgoing {
            line["dialling"] = time.since(view.since).merging([
                "progress": words("desk.dial.progress.\(outgoing.progress.rawValue)")
            ]) { own, _ in own }
        } else if view.state.isCall, let call = view.call {
            line["talking"] = talking(call)
        } else {
            line["idle"] = ["head": words("desk.line.idle"), "hint": false, "unreached": orNothing(unreached)]
        }
        return line
    }

    private var unreached: [String: Any]? {
        view.unreached.map { call in
            [
                "outcome": call.outcome.rawValue, "number": call.number.masked,
                "word": words("desk.dial.outcome.\(call.outcome.rawValue)"),
            ]
        }
    }

    private func talking(_ call: CallCard) -> [String: Any] {
        let isHeld = view.state == .held
        var talking = time.since(call.answeredAt ?? view.since)
        talking["head"] = words(isHeld ? "desk.line.held" : "desk.line.talking")
        talking["outgoing"] = call.outgoing != nil
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
}
