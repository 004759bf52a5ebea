import Kernel

extension RoutingEngine {
    mutating func accept(_ id: OfferID, by agent: PersonID) throws(RoutingRefusal) {
        let offer = try live(id, at: agent)
        tell(.connect(offer))
        let handling = AgentRecord.Handling(item: offer.item, queue: offer.queue, began: latest)
        update(offer.item) { $0.place = .handled(by: agent, since: handling.began) }
        update(agent) { $0.work = .busy(handling) }
    }

    mutating func decline(_ id: OfferID, by agent: PersonID) throws(RoutingRefusal) {
        takeBack(try live(id, at: agent).id, .declined) { $0.mustSayReady() }
    }

    private func live(_ id: OfferID, at agent: PersonID) throws(RoutingRefusal) -> Offer {
        guard let offer = offer(id) else { throw .offerOver(id) }
        guard offer.agent == agent else { throw .offerOfAnother(id) }
        return offer
    }

    /// Ends a live offer: the item goes back to the head of its queue, and the agent is changed as the reason wants.
    mutating func takeBack(_ id: OfferID, _ reason: WithdrawReason, _ change: (inout AgentRecord) -> Void) {
        guard let offer = offer(id) else { return }
        tell(.withdraw(offer, reason))
        returnToHead(offer.item)
        update(offer.agent) {
            $0.work = .none
            change(&$0)
        }
    }
}

// MARK: Who meets whom

extension RoutingEngine {
    /// Brings everyone who became ready and everything that began to wait together with its best match.
    mutating func settle() {
        var next = 0
        while next < unsettled.count {
            switch unsettled[next] {
            case .agent(let id): match(id)
            case .item(let id): match(id)
            }
            next += 1
        }
        unsettled.removeAll(keepingCapacity: true)
    }

    /// Finds an agent for an item.
    private mutating func match(_ id: WorkID) {
        guard let item = items[id], case .waiting(let preferred) = item.place, let spot = spot(of: item) else { return }
        if let preferred {
            if agents[preferred.agent]?.state == .ready { offer(item, to: preferred.agent) }
        } else if let best = index.pools[spot.pool].ready.first, let agent = index.agent(numbered: best.number) {
            offer(item, to: agent)
        }
    }

    /// Finds an item for an agent: what is kept for them, unless something more urgent waits.
    private mutating func match(_ id: PersonID) {
        guard let agent = agents[id], agent.state == .ready else { return }
        var best = index.pools(of: agent).compactMap { index.pools[$0].waiting.first }.min()
        if let kept = index.kept(for: agent).first, best.map({ kept.isAsUrgent(as: $0) }) ?? true { best = kept }
        guard let best, let name = index.item(numbered: best.number), let item = items[name] else { return }
        offer(item, to: id)
    }

    private mutating func offer(_ item: ItemRecord, to agent: PersonID) {
        guard let policy = queues[item.work.queue]?.policy else { return }
        let offer = Offer(
            id: OfferID(item: item.id, attempt: item.attempts + 1), agent: agent, queue: policy.name,
            offeredAt: latest, deadline: latest + policy.offerLimit)
        tell(.offer(offer))
        update(item.id) {
            $0.attempts = offer.id.attempt
            $0.place = .offered(offer)
        }
        update(agent) { $0.work = .offered(offer.id) }
    }
}

// MARK: What falls due

extension RoutingEngine {
    mutating func expire() {
        while let due = index.deadlines.first, due.first <= latest.microseconds {
            guard let kind = Deadline(rawValue: due.second) else { preconditionFailure("a deadline of no kind") }
            switch kind {
            case .offer: expireOffer(due.number)
            case .wrapUp: expireWrapUp(due.number)
            case .preference: if let item = index.item(numbered: due.number) { endPreference(of: item) }
            case .aux: tellOverstay(due.number)
            }
            precondition(index.deadlines.first != due, "a deadline was left standing")
            settle()
        }
    }

    private mutating func expireOffer(_ number: Int64) {
        guard let id = index.item(numbered: number), case .offered(let offer) = items[id]?.place else { return }
        takeBack(offer.id, .timeout) { $0.mustSayReady() }
    }

    private mutating func expireWrapUp(_ number: Int64) {
        guard let agent = index.agent(numbered: number).flatMap({ agents[$0] }) else { return }
        endWrapUp(of: agent, .limitReached)
    }

    private mutating func tellOverstay(_ number: Int64) {
        guard let agent = index.agent(numbered: number).flatMap({ agents[$0] }),
            case .aux(let reason) = agent.state
        else { return }
        tell(.auxOverstayed(agent.id, reason, since: agent.since))
        update(agent.id) { $0.overstaysAt = nil }
    }

    mutating func ringAnew() {
        for item in items.values.sorted(by: { $0.number < $1.number }) {
            guard case .offered(var offer) = item.place, let limit = queues[offer.queue]?.policy.offerLimit else {
                continue
            }
            offer.deadline = max(offer.deadline, latest + limit)
            update(item.id) { $0.place = .offered(offer) }
            tell(.offer(offer))
        }
    }
}
