public import Kernel

/// What follows from an event: what the edges must do, and what became so. Every fact of the journal about agents,
/// offers and queues can be told from these, with the moment that was handed to `handle`.
public enum RoutingEffect: Hashable, Sendable, Codable {
    // The item
    /// The item waits from now on.
    case itemQueued(WorkItem)
    /// The agent has it in hand: it never waited.
    case itemTaken(WorkItem, by: PersonID)
    /// Ring the agent.
    case offer(Offer)
    /// Stop ringing the agent.
    case withdraw(Offer, WithdrawReason)
    /// The offer was accepted: connect the two.
    case connect(Offer)
    /// The item waits again, before all others of its priority: entertain the caller.
    case itemReturned(WorkID, to: QueueName)
    /// The item waits in another queue, or on other terms in the same.
    case itemMoved(WorkItem, from: QueueName)
    /// The item is no longer kept for the agent whom it preferred; anyone may have it.
    case preferenceEnded(WorkID, PersonID)
    case itemEnded(WorkID, ItemEnd)

    // The agent
    /// `lasted` is how long they were in the former state.
    case agentChanged(PersonID, from: AgentState, to: AgentState, lasted: Duration)
    /// What follows the agent's work at hand was changed.
    case standingChanged(PersonID, Standing)
    case phoneChanged(PersonID, reachable: Bool)
    case profileChanged(AgentProfile)
    case wrapUpStarted(PersonID, WorkID, until: Timestamp?)
    case wrapUpEnded(PersonID, WorkID, WrapUpEnd)
    /// The agent has been in AUX for the reason's longest stay. Told once a stay.
    case auxOverstayed(PersonID, AuxReason, since: Timestamp)

    // The rest
    case policyChanged(QueuePolicy)
    /// The event did not fit; nothing was changed by it.
    case refused(RoutingRefusal)
}

extension RoutingEffect {
    /// The agent whose record it may have changed.
    public var agent: PersonID? {
        switch self {
        case .offer(let offer), .withdraw(let offer, _), .connect(let offer): offer.agent
        case .agentChanged(let agent, _, _, _), .standingChanged(let agent, _), .phoneChanged(let agent, _),
            .wrapUpStarted(let agent, _, _), .wrapUpEnded(let agent, _, _), .auxOverstayed(let agent, _, _):
            agent
        case .profileChanged(let profile): profile.id
        case .itemTaken(_, let agent): agent
        case .itemQueued, .itemReturned, .itemMoved, .preferenceEnded, .itemEnded, .policyChanged, .refused: nil
        }
    }

    /// The item whose record it may have changed.
    public var item: WorkID? {
        switch self {
        case .offer(let offer), .withdraw(let offer, _), .connect(let offer): offer.item
        case .itemQueued(let work), .itemMoved(let work, _), .itemTaken(let work, _): work.id
        case .itemReturned(let item, _), .preferenceEnded(let item, _), .itemEnded(let item, _): item
        case .agentChanged, .standingChanged, .phoneChanged, .profileChanged, .wrapUpStarted, .wrapUpEnded,
            .auxOverstayed, .policyChanged, .refused:
            nil
        }
    }
}

/// How a wrap-up ended.
public enum WrapUpEnd: String, Hashable, Sendable, Codable, CaseIterable {
    /// The agent said so.
    case done
    /// The queue's limit was reached.
    case limitReached
    case signedOut
    case released
}

/// Why an event was refused.
public enum RoutingRefusal: Error, Hashable, Sendable, Codable {
    case unknownQueue(QueueName)
    case queueFull(QueueName)
    /// Never queued, or ended.
    case unknownItem(WorkID)
    /// Queued already, or ended already.
    case itemKnown(WorkID)
    /// No agent handles the item.
    case itemNotHandled(WorkID)
    /// The offer ended, or never was.
    case offerOver(OfferID)
    /// The offer rings at somebody else.
    case offerOfAnother(OfferID)
    case notSignedIn(PersonID)
    case alreadySignedIn(PersonID)
    case notWrappingUp(PersonID)
    case wrapUpHasNoLimit(PersonID)
    case nothingToRelease(PersonID)
    /// They have work already, or no phone.
    case agentOccupied(PersonID)
}
