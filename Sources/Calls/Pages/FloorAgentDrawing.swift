import Kernel
import Pages

/// One agent of the floor as a model for the drawer.
struct FloorAgentDrawing {
    let time: ShownTime
    /// The viewer may act on agents; head office only watches.
    let mayAct: Bool

    private var words: Words { time.words }

    func model(_ agent: AgentView) -> [String: Any] {
        let tile = agent.tile
        var state: [String: Any] = time.since(tile.since)
        state["look"] = tile.state.look
        state["word"] = [words("desk.state.\(tile.state.look)"), tile.state.reason.map { words.title(of: $0) }]
            .compactMap(\.self).joined(separator: ": ")
        state["overdue"] = tile.overdue
        state["limit"] = orNothing(agent.until.map(time.until))
        return [
            "agent": "\(tile.agent)", "path": Path.floorAgent(tile.agent).text, "name": tile.name,
            "place": "\(tile.site) · \(tile.team)", "state": state,
            "afterwards": orNothing(agent.leaves ? words("desk.bar.leaves") : agent.afterwards.map(title)),
            "call": orNothing(agent.call.map { call($0, tile.state) }), "day": day(agent.today),
            "dismissal": orNothing(mayAct && !agent.leaves ? dismissal(tile) : nil),
        ]
    }

    /// An agent who is not on the floor has a day all the same.
    func model(absent name: String, id: PersonID, today: AgentDay) -> [String: Any] {
        [
            "agent": "\(id)", "path": Path.floorAgent(id).text, "name": name, "place": false,
            "state": ["look": "signed-out", "word": words("floor.agent.absent"), "since": false] as [String: Any],
            "afterwards": false, "call": false, "day": day(today), "dismissal": false,
        ]
    }

    private func title(_ reason: AuxReason) -> String { "AUX: " + words.title(of: reason) }

    private func call(_ call: AgentView.Call, _ state: DeskView.DeskState) -> [String: Any] {
        let word =
            switch state {
            case .offered: "floor.agent.rings"
            case .dialling: "floor.agent.dials"
            case .wrapUp: "floor.agent.wraps-up"
            default: "floor.agent.talks"
            }
        let held = ShownTime.clock(call.holdSeconds)
        return [
            "queue": call.isOutgoing ? words("floor.outgoing") : call.queueTitle, "word": words(word),
            "time": time.since(call.since),
            "held": orNothing(call.heldSince.map(time.since)),
            "heldBefore": orNothing(call.heldSince == nil && call.holdSeconds >= 1 ? held : nil),
        ]
    }

    private func day(_ today: AgentDay) -> [String: Any] {
        [
            "calls": today.calls, "contacts": today.contacts, "tickets": today.tickets, "unlogged": today.unlogged,
            "aht": today.averageHandlingSeconds.map { ShownTime.clock(Double($0)) } ?? "–",
            "unloggedTone": orNothing(today.unlogged > 0 ? "amber" : nil),
        ]
    }

    private func dismissal(_ tile: FloorView.AgentTile) -> [String: Any] {
        let key =
            switch tile.state {
            case .dialling, .talking, .held: "floor.agent.dismiss-after"
            case .offered: "floor.agent.dismiss-ringing"
            case .wrapUp: "floor.agent.dismiss-wrap-up"
            default: "floor.agent.dismiss-now"
            }
        return [
            "path": Path.floorDismissals(tile.agent).text, "what": words(key, ["name": tile.name]),
            "act": words("floor.agent.dismiss-yes", ["name": tile.name]),
        ]
    }
}
