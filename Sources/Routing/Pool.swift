import Kernel

/// What items ask for and how their agent is chosen.
struct Demand: Hashable, Sendable {
    let skills: [SkillName: SkillLevel]
    let strategy: RoutingStrategy

    func isMet(by profile: AgentProfile) -> Bool {
        for (skill, least) in skills {
            guard let level = profile.skills[skill], level >= least else { return false }
        }
        return true
    }

    /// Where a ready agent stands among those who could take such an item.
    func rank(of agent: AgentRecord) -> Rank {
        let score: Int64 =
            switch strategy {
            case .longestIdle: 0
            case .leastOccupied: Int64(agent.settledOccupancy * 1_000_000)
            case .bestLevel: -Int64(skills.keys.reduce(0) { $0 + (agent.profile.skills[$1]?.rawValue ?? 0) })
            }
        return Rank(first: score, second: agent.idleSince.microseconds, number: agent.number)
    }
}

/// Those who ask alike, and those who can help them. When both lines have somebody, the two meet.
struct Pool: Equatable, Sendable {
    let demand: Demand
    /// Agents who are ready.
    var ready = RankedLine()
    /// Items that anyone of the pool may take.
    var waiting = RankedLine()
    /// Agents who are at work and will take more.
    var staffed = 0
    /// How many queues ask just this by their policy.
    var queues = 0

    /// Somebody is ready while something waits: so only within an event.
    var isUnsettled: Bool { !ready.isEmpty && !waiting.isEmpty }
}

extension AgentRecord {
    /// The share of work in the time available, without the stretch that runs now.
    var settledOccupancy: Double {
        let (work, wait) = (Double(worked.microseconds), Double(available.microseconds))
        return work + wait > 0 ? work / (work + wait) : 0
    }

    /// Can be counted on for more work: at work or waiting for it, and not about to stop.
    var isStaffed: Bool {
        guard standing == .ready else { return false }
        if case .none = work { return reachable }
        return true
    }

    /// An item may be kept for them: they will take work again by themselves.
    var mayBeAwaited: Bool { standing == .ready }

    /// When something happens to the agent by itself.
    var deadline: Rank? {
        if case .wrapUp(_, let until?) = work { return Deadline.wrapUp.rank(until, number) }
        if case .none = work, let overstaysAt { return Deadline.aux.rank(overstaysAt, number) }
        return nil
    }
}

extension ItemRecord {
    /// When something happens to the item by itself.
    var deadline: Rank? {
        switch place {
        case .offered(let offer): Deadline.offer.rank(offer.deadline, number)
        case .waiting(let preferred?): Deadline.preference.rank(preferred.until, number)
        case .waiting(nil), .handled: nil
        }
    }

    /// Where the item stands in its queue and among all that wait: priority, then returned ones, then age.
    func rank(in policy: QueuePolicy) -> Rank {
        let priority = Int64(policy.priority) + Int64(work.priority)
        return Rank(
            first: -2 * priority + (returned ? 0 : 1), second: work.enqueuedAt.microseconds, number: number)
    }
}

extension Rank {
    /// Of two items: whether this one's priority is at least the other's, whatever their age.
    func isAsUrgent(as other: Rank) -> Bool { first >> 1 <= other.first >> 1 }
}

/// What can fall due.
enum Deadline: Int64 {
    case offer, wrapUp, preference, aux

    func rank(_ at: Timestamp, _ number: Int64) -> Rank {
        Rank(first: at.microseconds, second: rawValue, number: number)
    }
}
