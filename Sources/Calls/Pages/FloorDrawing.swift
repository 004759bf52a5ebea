import Kernel
import Pages

/// The parts of the floor that change while it is open: the name in `data-live`, and the template `calls-<name>`.
enum FloorPart: String, CaseIterable {
    case figures = "floor-figures"
    case queues = "floor-queues"
    case agents = "floor-agents"
    case rail = "floor-rail"

    var template: String { "calls-" + rawValue }
}

/// The whole floor as models for its templates, from the view alone.
struct FloorDrawing {
    let view: FloorView
    let time: ShownTime
    /// Models for `members-partner`; none where nobody is asked.
    var partners: [[String: Any]] = []

    private var words: Words { time.words }

    func model(_ part: FloorPart) -> [String: Any] {
        switch part {
        case .figures: ["figures": figures]
        case .queues: ["queues": view.queues.map(strip)]
        case .agents: agents
        case .rail:
            [
                "alarms": alarms, "states": states, "live": live, "clock": time.timeOfDay(view.at),
                "partners": partners,
                "hasPartners": !partners.isEmpty,
            ]
        }
    }

    var model: [String: Any] {
        FloorPart.allCases.reduce(into: [:]) { whole, part in
            // Both the strips and the rail are lists of their own names, so nothing is overwritten.
            whole.merge(model(part)) { _, new in new }
        }
    }

    // MARK: - The day

    private struct Figure {
        var key: String
        var value: String
        var hasLongName = true
        var beside: String?
        var tone: String?
    }

    private var figures: [[String: Any]] {
        let today = view.today
        let ratio = today.successCallRatio
        let handling = today.averageHandlingSeconds
        var figures = [
            Figure(key: "arrived", value: time.count(today.arrived), hasLongName: false),
            Figure(key: "offered", value: time.count(today.offered)),
            Figure(key: "answered", value: time.count(today.answered), hasLongName: false),
            Figure(key: "abandoned", value: time.count(today.abandoned)),
            Figure(key: "lost", value: time.count(today.lost), tone: today.lost > 0 ? "amber" : nil),
            Figure(
                key: "scr", value: ratio.map(time.percent) ?? "–", beside: words("floor.figure.scr-target"),
                tone: ratio.map { $0 < 0.95 } == true ? "red" : nil),
            Figure(
                key: "aht", value: handling.map(ShownTime.clock) ?? "–", beside: words("floor.figure.aht-target"),
                tone: handling.map { $0 > 180 } == true ? "amber" : nil),
            Figure(key: "level", value: today.serviceLevel.map(time.percent) ?? "–"),
        ]
        // Where nobody is asked, or has answered yet, there is nothing to show.
        if let rating = today.averageRating {
            figures.append(
                Figure(
                    key: "rating", value: time.tenths(rating),
                    beside: words("floor.figure.rating-count", ["count": time.count(today.rated)])))
        }
        return figures.map { figure in
            let limit = ["seconds": limit.map { "\($0)" } ?? ""]
            let key = figure.key == "level" && self.limit == nil ? "levels" : figure.key
            return [
                "id": "figure-\(figure.key)", "label": words("floor.figure.\(key)", limit), "value": figure.value,
                "long": orNothing(figure.hasLongName ? ["long": words("floor.figure.\(key)-long", limit)] : nil),
                "beside": orNothing(figure.beside), "tone": orNothing(figure.tone),
            ]
        }
    }

    /// Within how many seconds an answer is in time, when all queues of the plan agree on it.
    private var limit: Int? {
        let limits = Set(view.queues.map(\.serviceLevelSeconds))
        return limits.count == 1 ? limits.first : nil
    }

    // MARK: - Queues

    private func strip(_ queue: QueueStrip) -> [String: Any] {
        let tone = tone(queue)
        return [
            "queue": queue.queue, "title": queue.title, "waiting": queue.waiting, "ready": queue.ready,
            "path": Path.floorQueue(queue.queue).text,
            "traffic": TrafficDrawing(steps: view.traffic[queue.queue] ?? emptyTraffic, time: time).model,
            "longest": orNothing(queue.longestSince.map(time.since)), "tone": orNothing(tone),
            "word": orNothing(tone.map { words($0 == "red" ? "floor.queue.late" : "floor.queue.slow") }),
        ]
    }

    private var emptyTraffic: [QueueTraffic.Step] { QueueTraffic().lately(at: view.at) }

    private func tone(_ queue: QueueStrip) -> String? {
        guard queue.waiting > 0, let since = queue.longestSince else { return nil }
        let (wait, serviceLevel) = (time.now - since, Duration.seconds(Int64(queue.serviceLevelSeconds)))
        if wait > serviceLevel { return "red" }
        return wait > serviceLevel / 2 ? "amber" : nil
    }

    // MARK: - Agents

    private var agents: [String: Any] {
        let sites = Dictionary(grouping: view.agents, by: \.site).sorted { $0.key < $1.key }
        return [
            "hasAgents": !view.agents.isEmpty,
            "sites": sites.map { site, agents in ["site": site, "summary": summary(agents)] },
            "teams": sites.flatMap { site, agents in teams(site, agents) },
        ]
    }

    private func summary(_ agents: [FloorView.AgentTile]) -> String {
        words(
            "floor.site-summary",
            [
                "agents": "\(agents.count)", "talking": "\(agents.count { $0.state.isCall })",
                "ready": "\(agents.count { $0.state == .ready })",
            ])
    }

    private func teams(_ site: String, _ agents: [FloorView.AgentTile]) -> [[String: Any]] {
        Dictionary(grouping: agents, by: \.team).sorted { $0.key < $1.key }.map { team, agents in
            let sorted = agents.sorted { (need($0), $0.name, $0.agent) < (need($1), $1.name, $1.agent) }
            return ["site": site, "team": team, "count": agents.count, "agents": sorted.map(tile)]
        }
    }

    /// Who needs a supervisor comes first; within that, the alphabet keeps tiles in their places.
    private func need(_ agent: FloorView.AgentTile) -> Int {
        if agent.overdue { return 0 }
        switch agent.state {
        case .notResponding: return 1
        case .unreachable, .signedOut: return 2
        case .held: return 3
        case .wrapUp: return 4
        case .aux: return 5
        case .offered, .dialling: return 6
        case .talking: return 7
        case .ready: return 8
        }
    }

    private func tile(_ agent: FloorView.AgentTile) -> [String: Any] {
        var tile: [String: Any] = time.since(agent.since)
        let word = word(agent.state)
        tile["look"] = agent.state.look
        tile["state"] = agent.state.look
        tile["agent"] = "\(agent.agent)"
        tile["path"] = Path.floorAgent(agent.agent).text
        tile["name"] = agent.name
        tile["word"] = word
        tile["overdue"] = agent.overdue
        let call = agent.isOutgoing ? words("floor.outgoing") : agent.queueTitle
        tile["title"] = [agent.name, word, call].compactMap(\.self).joined(separator: " · ")
        return tile
    }

    private func word(_ state: DeskView.DeskState) -> String {
        state.reason.map { words.title(of: $0) } ?? words("floor.short.\(state.look)")
    }

    // MARK: - The rail

    private struct Alert {
        var tone: String
        var text: String
        var since: Timestamp
    }

    /// What breaks first stands first: the centre's own alarms, queues that nobody serves, agents beyond their
    /// limits.
    private var alarms: [[String: Any]] {
        var alerts = view.alarms.map { Alert(tone: "red", text: words($0.key, $0.arguments), since: $0.since) }
        for queue in view.queues where tone(queue) == "red" && queue.ready == 0 {
            let arguments = ["queue": queue.title, "waiting": "\(queue.waiting)"]
            alerts.append(
                Alert(tone: "red", text: words("floor.alarm.queue", arguments), since: queue.longestSince ?? view.at))
        }
        for agent in view.agents.sorted(by: { $0.since < $1.since }) {
            if agent.overdue {
                let arguments = ["name": agent.name, "state": word(agent.state)]
                alerts.append(Alert(tone: "amber", text: words("floor.alarm.overdue", arguments), since: agent.since))
            } else if agent.state == .notResponding {
                let text = words("floor.alarm.not-responding", ["name": agent.name])
                alerts.append(Alert(tone: "amber", text: text, since: agent.since))
            }
        }
        return alerts.prefix(20).map { alert in
            time.since(alert.since).merging(["tone": alert.tone, "text": alert.text]) { own, _ in own }
        }
    }

    private var states: [[String: Any]] {
        let counts = Dictionary(grouping: view.agents, by: \.state.look).mapValues(\.count)
        let looks = [
            "ready", "talking", "offered", "dialling", "held", "wrap-up", "aux", "not-responding", "unreachable",
        ]
        return looks.map { ["look": $0, "word": words("desk.state.\($0)"), "count": counts[$0] ?? 0] }
    }

    private var live: [[String: Any]] {
        let calls = view.live
        let stages = [
            ("in-menu", calls.inMenu), ("waiting", calls.waiting), ("ringing", calls.ringing),
            ("talking", calls.talking), ("dialling", calls.dialling),
        ]
        return stages.map { ["id": $0.0, "word": words("floor.live.\($0.0)"), "count": $0.1] }
    }
}
