public import Kernel

/// All that Routing keeps of one agent who is signed in.
public struct AgentRecord: Hashable, Sendable, Codable, Identifiable {
    /// What occupies the agent.
    enum Work: Hashable, Sendable, Codable {
        case none
        case offered(OfferID)
        case busy(Handling)
        case wrapUp(Handling, until: Timestamp?)
    }

    /// An item's stay with an agent, from the answer to the end of wrap-up.
    struct Handling: Hashable, Sendable, Codable {
        let item: WorkID
        let queue: QueueName
        let began: Timestamp
    }

    /// A seat number: given at sign-in, never again, so that the first to sign in has the smallest.
    let number: Int64
    public internal(set) var profile: AgentProfile
    /// Where they stand without the work at hand.
    public internal(set) var standing: Standing
    /// Whether their phone is connected.
    public internal(set) var reachable: Bool
    var work: Work
    /// Since when they are in this state.
    public internal(set) var since: Timestamp
    public let signedInAt: Timestamp
    /// When their AUX is too long; nil when it never is or when that was told already.
    var overstaysAt: Timestamp?
    /// Since when they are ready, counting through offers that were abandoned.
    var idleSince: Timestamp
    /// Handling and wrap-up that is over.
    var worked: Duration
    /// Waiting for work that is over.
    var available: Duration

    public var id: PersonID { profile.id }
}

extension AgentRecord {
    public var state: AgentState {
        switch (work, standing) {
        case (.offered(let offer), _): .offered(offer)
        case (.busy(let handling), _): .busy(handling.item)
        case (.wrapUp(let handling, let until), _): .wrapUp(handling.item, until: until)
        case (.none, .ready): reachable ? .ready : .unreachable
        case (.none, .aux(let reason)): .aux(reason)
        case (.none, .notResponding): .notResponding
        case (.none, .leaving): .signedOut
        }
    }
}

/// All that Routing keeps of one item until it ends.
public struct ItemRecord: Hashable, Sendable, Codable, Identifiable {
    /// Where the item is; it is nowhere else.
    public enum Place: Hashable, Sendable, Codable {
        /// In its queue: for the agent whom it prefers, or for anyone.
        case waiting(keptFor: PreferredAgent?)
        case offered(Offer)
        case handled(by: PersonID, since: Timestamp)
    }

    /// The order of arrival.
    let number: Int64
    public internal(set) var work: WorkItem
    public internal(set) var place: Place
    /// How often it was offered.
    public internal(set) var attempts: Int
    /// It was offered or handled before and goes ahead of others of its priority.
    public internal(set) var returned: Bool

    public var id: WorkID { work.id }
}

/// All that Routing keeps of one queue.
public struct QueueRecord: Hashable, Sendable, Codable, Identifiable {
    public internal(set) var policy: QueuePolicy
    /// Handling and wrap-up of one item: smoothed over about the last sixteen; nil before the first.
    public internal(set) var averageHandling: Duration?

    public var id: QueueName { policy.name }
}
