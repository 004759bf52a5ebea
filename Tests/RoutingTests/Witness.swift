import Kernel

@testable import Routing

/// Follows a floor by its effects alone, as the journal does, and objects to what cannot be.
struct Witness {
    enum Place: Equatable {
        case waiting
        case offered(Offer)
        case handled(PersonID)
        /// Taken from its place within the event at hand.
        case moving
    }

    private(set) var agents: [PersonID: AgentState] = [:]
    /// Since when each is in that state.
    private(set) var since: [PersonID: Timestamp] = [:]
    private(set) var items: [WorkID: Place] = [:]
    private(set) var ended: Set<WorkID> = []
    private(set) var queued = 0
    private var violations: [String] = []

    mutating func takeViolations() -> [String] {
        defer { violations.removeAll() }
        return violations
    }

    /// Takes the effects of one event over and checks all that they touched.
    mutating func watch(_ effects: [RoutingEffect], after event: RoutingEvent, at now: Timestamp) {
        for effect in effects {
            switch effect {
            case .itemQueued(let work): queue(work)
            case .itemTaken(let work, let agent):
                queue(work)
                items[work.id] = .handled(agent)
            case .offer(let offer): ring(offer, again: event == .resumed, at: now)
            case .withdraw(let offer, _): leave(offer, to: .moving)
            case .connect(let offer): leave(offer, to: .handled(offer.agent))
            case .itemReturned(let item, _): comeBack(item)
            case .itemMoved(let work, _): comeBack(work.id)
            case .itemEnded(let item, _): end(item)
            case .agentChanged(let agent, let from, let to, let lasted):
                change(agent, from, to)
                let began = since.updateValue(now, forKey: agent) ?? now
                expect(lasted == now - began, "a state lasted longer or shorter than it was told")
                if to == .signedOut { since[agent] = nil }
            case .refused, .standingChanged, .phoneChanged, .profileChanged, .wrapUpStarted, .wrapUpEnded,
                .auxOverstayed,
                .preferenceEnded, .policyChanged:
                break
            }
        }
        for effect in effects { checkTouched(effect) }
    }

    private mutating func queue(_ work: WorkItem) {
        expect(items[work.id] == nil, "an item that lives was queued again")
        expect(!ended.contains(work.id), "an item that ended was queued again")
        items[work.id] = .waiting
        queued += 1
    }

    private mutating func ring(_ offer: Offer, again: Bool, at now: Timestamp) {
        expect(offer.deadline > now, "an offer was late when it was made")
        if case .offered(let ringing) = items[offer.item] {
            expect(again && ringing.id == offer.id && ringing.agent == offer.agent, "an item was offered twice")
        } else {
            expect(items[offer.item] == .waiting, "an item was offered that did not wait")
            expect(agents[offer.agent] == .ready, "an agent was rung who was not ready")
        }
        items[offer.item] = .offered(offer)
    }

    private mutating func leave(_ offer: Offer, to place: Place) {
        guard case .offered(let ringing) = items[offer.item], ringing.id == offer.id else {
            return object("an offer ended that was not live")
        }
        items[offer.item] = place
    }

    private mutating func comeBack(_ item: WorkID) {
        guard let place = items[item] else { return object("an item came back that was not there") }
        if case .offered = place { object("an item came back whose offer still rings") }
        items[item] = .waiting
    }

    private mutating func end(_ item: WorkID) {
        guard let place = items.removeValue(forKey: item) else { return object("an item ended that was not there") }
        if case .offered = place { object("an item ended whose offer still rings") }
        ended.insert(item)
    }

    private mutating func change(_ agent: PersonID, _ from: AgentState, _ to: AgentState) {
        expect(agents[agent] ?? .signedOut == from, "an agent left a state that they were not in")
        expect(from != to, "an agent changed to the same state")
        agents[agent] = to == .signedOut ? nil : to
    }

    /// After the event, agents and items that it touched must agree with each other.
    private mutating func checkTouched(_ effect: RoutingEffect) {
        switch effect {
        case .agentChanged(let agent, _, _, _): checkAgent(agent)
        case .offer(let offer), .withdraw(let offer, _), .connect(let offer):
            checkItem(offer.item)
            checkAgent(offer.agent)
        case .itemQueued(let work), .itemMoved(let work, _): checkItem(work.id)
        case .itemTaken(let work, let agent):
            checkItem(work.id)
            checkAgent(agent)
        case .itemReturned(let item, _), .itemEnded(let item, _): checkItem(item)
        default: break
        }
    }

    private mutating func checkAgent(_ agent: PersonID) {
        switch agents[agent] {
        case .offered(let offer):
            guard case .offered(let ringing) = items[offer.item], ringing.id == offer, ringing.agent == agent else {
                return object("an agent believes in an offer that is not theirs")
            }
        case .busy(let item):
            expect(items[item] == .handled(agent), "an agent believes in a call that is not theirs")
        default: break
        }
    }

    private mutating func checkItem(_ item: WorkID) {
        switch items[item] {
        case .moving: object("an item was lost")
        case .offered(let offer):
            expect(agents[offer.agent] == .offered(offer.id), "an offer rings at an agent who does not know")
        case .handled(let agent): expect(agents[agent] == .busy(item), "a call is with an agent who does not know")
        case .waiting, nil: break
        }
    }

    private mutating func expect(_ holds: Bool, _ objection: @autoclosure () -> String) {
        if !holds { violations.append(objection()) }
    }

    private mutating func object(_ objection: String) { violations.append(objection) }
}
