public import Kernel
import Routing

/// What the pages show, from the floor's state alone.
extension FloorMachine {
    public func deskView(_ person: PersonID, today: AgentDay, alarms: [Alarm]) -> DeskView? {
        guard let desk = desks[person], let record = routing.agent(person) else {
            return dismissals[person].map { closedDesk($0, today: today, alarms: alarms) }
        }
        let (state, until) = shown(record)
        return DeskView(
            agent: person, name: desk.agent.name, phone: desk.link, page: desk.page, state: state,
            since: record.since, until: until,
            afterwards: afterwards(record), leaves: leaves(record), autoAnswer: desk.agent.autoAnswer,
            canDial: limits.dialling != nil, unreached: desk.unreached, call: card(record),
            wrapUp: wrapUp(desk, record), today: today,
            queues: queueStrips(), alarms: alarms)
    }

    private func closedDesk(_ dismissal: Dismissal, today: AgentDay, alarms: [Alarm]) -> DeskView {
        DeskView(
            agent: dismissal.agent.id, name: dismissal.agent.name, phone: .none, state: .signedOut,
            since: dismissal.at, dismissedBy: dismissal.by.name, autoAnswer: dismissal.agent.autoAnswer, today: today,
            queues: queueStrips(), alarms: alarms)
    }

    private func shown(_ record: AgentRecord) -> (DeskView.DeskState, Timestamp?) {
        switch record.state {
        case .signedOut, .unreachable: (.unreachable, nil)
        case .aux(let reason): (.aux(named(reason)), reason.longestStay.map { record.since + $0 })
        case .ready: (.ready, nil)
        case .offered(let offer): (.offered, routing.offer(offer)?.deadline)
        case .busy(let item): inCall(item)
        case .wrapUp(_, let until): (.wrapUp, until)
        case .notResponding: (.notResponding, nil)
        }
    }

    private func inCall(_ item: WorkID) -> (DeskView.DeskState, Timestamp?) {
        guard let call = calls[item] else { return (.talking, nil) }
        if call.stage == .calling { return (.dialling, limits.dialling.map { call.arrivedAt + $0.ringLimit }) }
        return (call.talk?.heldSince == nil ? .talking : .held, nil)
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

    private func leaves(_ record: AgentRecord) -> Bool { record.standing == .leaving }

    private func card(_ record: AgentRecord) -> CallCard? {
        let id: WorkID
        switch record.state {
        case .offered(let offer): id = offer.item
        case .busy(let item): id = item
        default: return nil
        }
        return calls[id].flatMap(card)
    }

    private func card(_ call: Call) -> CallCard? {
        guard call.queue != nil || call.outgoing != nil else { return nil }
        return CallCard(
            call: call.id, contact: call.contact, caller: call.caller, queue: call.queue?.name ?? "",
            queueTitle: call.queue?.title ?? call.outgoing?.purpose.title ?? "", choices: call.choices,
            arrivedAt: call.arrivedAt, queuedAt: call.queue?.at ?? call.arrivedAt,
            answeredAt: call.talk?.connectedAt, heldSince: call.talk?.heldSince, recording: call.talk != nil,
            match: matches[call.id] ?? CallerMatch(),
            outgoing: call.outgoing.map { CallCard.Outgoing(purpose: $0.purpose, progress: $0.progress) })
    }

    private func wrapUp(_ desk: Desk, _ record: AgentRecord) -> DeskView.WrapUp? {
        guard case .wrapUp(let item, _) = record.state, let pending = desk.wrapUp, pending.call.id == item,
            let card = card(pending.call)
        else { return nil }
        return DeskView.WrapUp(card: card, endedAt: pending.since, logged: pending.logged)
    }

    public func queueStrips() -> [QueueStrip] {
        plan.queues.map { queue in
            let status = routing.status(of: QueueName(rawValue: queue.name), at: now)
            return QueueStrip(
                queue: queue.name, title: queue.title, waiting: (status?.waiting ?? 0) + (status?.offered ?? 0),
                longestSince: status?.longestWait.map { now - $0 }, ready: status?.ready ?? 0,
                serviceLevelSeconds: queue.serviceLevelSeconds)
        }
    }

    public func floorView(
        today: FloorFigures, traffic: [String: [QueueTraffic.Step]] = [:], alarms: [Alarm], at moment: Timestamp
    ) -> FloorView {
        let tiles = desks.values.compactMap { desk in
            routing.agent(desk.agent.id).map { tile(desk, $0, at: moment) }
        }
        return FloorView(
            at: moment, agents: tiles.sorted { ($0.name, $0.agent) < ($1.name, $1.agent) }, queues: queueStrips(),
            today: today, alarms: alarms, live: liveCounts(), traffic: traffic)
    }

    private func tile(_ desk: Desk, _ record: AgentRecord, at moment: Timestamp) -> FloorView.AgentTile {
        let (state, until) = shown(record)
        var call: Call?
        if case .busy(let item) = record.state { call = calls[item] }
        return FloorView.AgentTile(
            agent: desk.agent.id, name: desk.agent.name, site: desk.agent.site, team: desk.agent.team, state: state,
            since: record.since, overdue: desk.overstayed || until.map { $0 < moment } ?? false,
            queueTitle: call?.queue?.title, isOutgoing: call?.outgoing != nil)
    }

    /// Nil when the agent is not on the floor.
    public func agentView(_ person: PersonID, today: AgentDay, at moment: Timestamp) -> AgentView? {
        guard let desk = desks[person], let record = routing.agent(person) else { return nil }
        return AgentView(
            tile: tile(desk, record, at: moment), until: shown(record).1, afterwards: afterwards(record),
            leaves: leaves(record), call: callInHand(desk, record, at: moment), today: today)
    }

    private func callInHand(_ desk: Desk, _ record: AgentRecord, at moment: Timestamp) -> AgentView.Call? {
        guard let card = card(record) ?? wrapUp(desk, record)?.card else { return nil }
        let call = calls[card.call] ?? desk.wrapUp?.call
        return AgentView.Call(
            queueTitle: card.queueTitle, isOutgoing: card.outgoing != nil,
            since: record.state.kind == .busy ? card.answeredAt ?? card.arrivedAt : record.since,
            heldSince: card.heldSince, holdSeconds: call?.holdSeconds(at: moment) ?? 0)
    }

    private func liveCounts() -> FloorView.LiveCounts {
        var counts = FloorView.LiveCounts()
        for call in calls.values {
            switch call.stage {
            case .opening, .telling, .menu, .ticketNumber, .ticketStatus, .farewell: counts.inMenu += 1
            case .waiting: counts.waiting += 1
            case .ringing: counts.ringing += 1
            case .talking: counts.talking += 1
            case .calling: counts.dialling += 1
            }
        }
        return counts
    }
}
