import Kernel

extension RoutingEngine {
    mutating func signIn(_ profile: AgentProfile, reachable: Bool) throws(RoutingRefusal) {
        guard agents[profile.id] == nil else { throw .alreadySignedIn(profile.id) }
        let agent = AgentRecord(
            number: number(), profile: profile, standing: .aux(.signedIn), reachable: reachable, work: .none,
            since: latest, signedInAt: latest, idleSince: latest, worked: .zero, available: .zero)
        agents[profile.id] = agent
        index.move(nil, to: agent)
        tell(.agentChanged(profile.id, from: .signedOut, to: agent.state, lasted: .zero))
    }

    mutating func signOut(_ id: PersonID) throws(RoutingRefusal) {
        // Signed out already is what was asked for.
        guard let agent = agents[id] else { return }
        switch agent.work {
        case .none, .busy: update(id) { $0.standing = .leaving }
        case .offered(let offer): takeBack(offer, .agentSignedOut) { $0.standing = .leaving }
        case .wrapUp: endWrapUp(of: agent, .signedOut) { $0.standing = .leaving }
        }
    }

    mutating func changeProfile(_ profile: AgentProfile) throws(RoutingRefusal) {
        let agent = try signedIn(profile.id)
        guard agent.profile != profile else { return }
        tell(.profileChanged(profile))
        update(profile.id) { $0.profile = profile }
        for item in keptItems(for: agent) where !canTake(item, profile) { endPreference(of: item.id) }
    }

    mutating func makeReady(_ id: PersonID) throws(RoutingRefusal) {
        let agent = try signedIn(id)
        if case .wrapUp = agent.work {
            endWrapUp(of: agent, .done) { $0.standing = .ready }
        } else if agent.standing != .ready {
            update(id) { $0.standing = .ready }
        }
    }

    mutating func makeAux(_ id: PersonID, _ reason: AuxReason) throws(RoutingRefusal) {
        let agent = try signedIn(id)
        if agent.standing != .aux(reason) { update(id) { $0.standing = .aux(reason) } }
    }

    mutating func losePhone(_ id: PersonID) throws(RoutingRefusal) {
        let agent = try signedIn(id)
        guard agent.reachable else { return }
        tell(.phoneChanged(id, reachable: false))
        if case .offered(let offer) = agent.work {
            takeBack(offer, .agentLost) { $0.reachable = false }
        } else {
            update(id) { $0.reachable = false }
        }
    }

    mutating func findPhone(_ id: PersonID) throws(RoutingRefusal) {
        let agent = try signedIn(id)
        guard !agent.reachable else { return }
        tell(.phoneChanged(id, reachable: true))
        update(id) { $0.reachable = true }
    }

    mutating func release(_ id: PersonID) throws(RoutingRefusal) {
        let agent = try signedIn(id)
        switch agent.work {
        case .none: throw .nothingToRelease(id)
        case .offered(let offer): takeBack(offer, .released) { $0.mustSayReady() }
        case .wrapUp: endWrapUp(of: agent, .released)
        case .busy(let handling):
            returnToHead(handling.item)
            update(id) {
                $0.work = .none
                $0.mustSayReady()
            }
        }
    }

    func signedIn(_ id: PersonID) throws(RoutingRefusal) -> AgentRecord {
        guard let agent = agents[id] else { throw .notSignedIn(id) }
        return agent
    }
}

extension AgentRecord {
    /// Who did not take work, or lost it, gets none until they say so; a wish for AUX or to leave stands.
    mutating func mustSayReady() {
        if standing == .ready { standing = .notResponding }
    }
}

// MARK: Wrap-up

extension RoutingEngine {
    mutating func finishWrapUp(_ id: PersonID, of item: WorkID) throws(RoutingRefusal) {
        endWrapUp(of: try wrappingUp(id, item).agent, .done)
    }

    mutating func extendWrapUp(_ id: PersonID, of item: WorkID, by extra: Duration) throws(RoutingRefusal) {
        let (_, handling, until) = try wrappingUp(id, item)
        guard let until else { throw .wrapUpHasNoLimit(id) }
        update(id) { $0.work = .wrapUp(handling, until: until + max(extra, .zero)) }
    }

    private func wrappingUp(
        _ id: PersonID, _ item: WorkID
    ) throws(RoutingRefusal) -> (agent: AgentRecord, handling: AgentRecord.Handling, until: Timestamp?) {
        let agent = try signedIn(id)
        guard case .wrapUp(let handling, let until) = agent.work, handling.item == item else {
            throw .notWrappingUp(id)
        }
        return (agent, handling, until)
    }

    /// The agent's part in a live item is over.
    mutating func beginWrapUp(_ id: PersonID) {
        guard let agent = agents[id], case .busy(let handling) = agent.work else { return }
        let limit = queues[handling.queue]?.policy.wrapUpLimit
        if limit == .zero {
            measure(handling)
            update(id) { $0.work = .none }
        } else {
            let until = limit.map { latest + $0 }
            tell(.wrapUpStarted(id, handling.item, until: until))
            update(id) { $0.work = .wrapUp(handling, until: until) }
        }
    }

    mutating func endWrapUp(of agent: AgentRecord, _ end: WrapUpEnd, _ change: (inout AgentRecord) -> Void = { _ in }) {
        guard case .wrapUp(let handling, _) = agent.work else { return }
        measure(handling)
        tell(.wrapUpEnded(agent.id, handling.item, end))
        update(agent.id) {
            $0.work = .none
            change(&$0)
        }
    }

    /// Takes one handling into the queue's average: a sixteenth of the difference, so that the last sixteen or so
    /// count.
    private mutating func measure(_ handling: AgentRecord.Handling) {
        guard let queue = queues[handling.queue] else { return }
        let average = queue.averageHandling ?? queue.policy.expectedHandling
        queues[handling.queue]?.averageHandling = average + (latest - handling.began - average) / 16
    }
}
