public import Kernel
import Routing

/// What the pages show, from the floor's state alone.
extension FloorMachine {
    public func deskView(_ person: PersonID, today: AgentDay, alarms: [Alarm]) -> DeskView? {
        guard let desk = desks[person], let record = routing.agent(person) else { return nil }
        let (state, until) = shown(record)
        return DeskView(
            agent: person, name: desk.agent.name, phone: desk.link, state: state, since: record.since, until: until,
            afterwards: afterwards(record), autoAnswer: desk.agent.autoAnswer, call: card(record),
            wrapUp: wrapUp(desk, record), today: today, queues: queueStrips(), alarms: alarms)
    }

    private func shown(_ record: AgentRecord) -> (DeskView.DeskState, Timestamp?) {
        switch record.state {
        case .signedOut, .unreachable: (.unreachable, nil)
        case .aux(let reason): (.aux(named(reason)), reason.longestStay.map { record.since + $0 })
        case .ready: (.ready, nil)
        case .offered(let offer): (.offered, routing.offer(offer)?.deadline)
        case .busy(let item): (calls[item]?.talk?.heldSince == nil ? .talking : .held, nil)
        case .wrapUp(_, let until): (.wrapUp, until)
        case .notResponding: (.notResponding, nil)
        }
    }

    private func named(_ reason: Routing.AuxReason) -> AuxReason {
        plan.auxReasons.first { $0.code == reason.name }
            ?? AuxReason(code: reason.name, title: reason.name, longestSeconds: nil)
    }

    private func afterwards(_ record: AgentRecord) -> AuxReason? {
        guard case .aux(let reason) = record.standing else { return nil }
        switch record.state {
        case .busy, .wrapUp, .offered: return named(reason)
        default: return nil
        }
    }

    private func card(_ record: AgentRecord) -> CallCard? {
        let id: WorkID
        switch record.state {
        case .offered(let offer): id = offer.item
        case .busy(let item): id = item
        default: return nil
        }
        guard let call = calls[id], let queue = call.queue else { return nil }
        return CallCard(
            call: id, contact: call.contact, caller: call.caller, queue: queue.name, queueTitle: queue.title,
            choices: call.choices, arrivedAt: call.arrivedAt, queuedAt: queue.at, answeredAt: call.talk?.connectedAt,
            heldSince: call.talk?.heldSince, recording: call.talk != nil, match: matches[id] ?? CallerMatch())
    }

    private func wrapUp(_ desk: Desk, _ record: AgentRecord) -> DeskView.WrapUp? {
        guard case .wrapUp(let item, _) = record.state, let pending = desk.wrapUp, pending.call == item else {
            return nil
        }
        return DeskView.WrapUp(
            contact: item.named(ContactID.self), call: item, caller: pending.caller?.local ?? "",
            queueTitle: pending.queueTitle, logged: pending.logged)
    }

    public func queueStrips() -> [QueueStrip] {
        plan.queues.map { queue in
            let status = routing.status(of: QueueName(rawValue: queue.name), at: now)
            return QueueStrip(
                queue: queue.name, title: queue.title, waiting: (status?.waiting ?? 0) + (status?.offered ?? 0),
                longestSince: status?.longestWait.map { now - $0 }, ready: status?.ready ?? 0)
        }
    }

    public func floorView(today: FloorFigures, alarms: [Alarm], at moment: Timestamp) -> FloorView {
        FloorView(
            at: moment, agents: tiles(at: moment), queues: queueStrips(), today: today, alarms: alarms,
            live: liveCounts())
    }

    private func tiles(at moment: Timestamp) -> [FloorView.AgentTile] {
        desks.values.compactMap { desk -> FloorView.AgentTile? in
            guard let record = routing.agent(desk.agent.id) else { return nil }
            let (state, until) = shown(record)
            var queueTitle: String?
            if case .busy(let item) = record.state { queueTitle = calls[item]?.queue?.title }
            return FloorView.AgentTile(
                agent: desk.agent.id, name: desk.agent.name, site: desk.agent.site, team: desk.agent.team, state: state,
                since: record.since, overdue: desk.overstayed || until.map { $0 < moment } ?? false,
                queueTitle: queueTitle)
        }
        .sorted { ($0.name, $0.agent) < ($1.name, $1.agent) }
    }

    private func liveCounts() -> FloorView.LiveCounts {
        var counts = FloorView.LiveCounts()
        for call in calls.values {
            switch call.stage {
            case .opening, .telling, .menu, .farewell: counts.inMenu += 1
            case .waiting: counts.waiting += 1
            case .ringing: counts.ringing += 1
            case .talking: counts.talking += 1
            }
        }
        return counts
    }
}
