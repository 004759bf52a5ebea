public import Kernel
public import Routing
public import Voice

/// Coming back: after the death of this process, and after the death of the voice engine.
extension FloorMachine {
    /// What an earlier process wrote down.
    public struct Kept: Sendable {
        public var calls: [Call] = []
        public var desks: [Desk] = []
        public var agents: [AgentRecord] = []
        public var items: [ItemRecord] = []

        public init() {}
    }

    /// Takes up where an earlier process left off.
    ///
    /// Conversations go on untouched: their audio never stopped. Callers who waited keep their place. Callers in a
    /// menu hear it again from the start. What the voice engine no longer has ended while we were away.
    /// - Parameter listing: what the engine has; nil when it cannot be asked, and then all audio is believed to be
    ///   there.
    public mutating func takeUp(_ kept: Kept, listing: VoiceListing?, at moment: Timestamp) -> [FloorEffect] {
        now = max(now, moment)
        effects = []
        takeUpDesks(kept.desks, listing)
        let living = Set(kept.calls.map(\.id))
        restoreRouting(kept.agents, kept.items.filter { living.contains($0.id) })
        for call in kept.calls.sorted(by: { $0.id < $1.id }) { calls[call.id] = call }
        route(.resumed)
        for desk in desks.values where desk.link != .connected { route(.agentUnreachable(desk.agent.id)) }
        for call in kept.calls.sorted(by: { $0.id < $1.id }) { takeUp(call, listing) }
        for id in calls.keys { touchedCalls.insert(id) }
        lookUpAgain()
        flush()
        defer { effects = [] }
        return effects
    }

    /// What was known of the callers died with the process that had looked it up.
    private mutating func lookUpAgain() {
        let open = Array(calls.values) + desks.values.compactMap { $0.wrapUp?.call }
        for call in open.sorted(by: { $0.id < $1.id }) {
            if let caller = call.caller { effects.append(.lookUp(call.id, caller)) }
        }
    }

    private mutating func restoreRouting(_ agents: [AgentRecord], _ items: [ItemRecord]) {
        let (snapshot, _) = RoutingSnapshot.assembled(
            policies: policies, agents: agents, items: items, at: now)
        do { routing = try RoutingEngine(snapshot) } catch { setQueues(at: now) }
        for id in desks.keys where routing.agent(id) == nil {
            desks[id] = nil
            touchedDesks.insert(id)
        }
    }

    private mutating func takeUpDesks(_ kept: [Desk], _ listing: VoiceListing?) {
        let states = Dictionary(
            (listing?.legs ?? []).map { ($0.leg, $0) }, uniquingKeysWith: { first, _ in first })
        for var desk in kept {
            if let leg = desk.leg, listing != nil {
                let listed = states[leg]
                desk.link = listed.map { $0.webRTCState == .connected || $0.kind == .rtp } == true ? .connected : .lost
                if listed == nil { desk.leg = nil }
            }
            if let leg = desk.leg { phones[leg] = desk.agent.id }
            desks[desk.agent.id] = desk
            touchedDesks.insert(desk.agent.id)
        }
    }

    private mutating func takeUp(_ call: Call, _ listing: VoiceListing?) {
        guard calls[call.id] != nil else { return }
        let listed = listing?.legs.first { $0.leg == call.leg }
        if listing != nil, listed == nil, call.stage != .opening { return finish(call.id, .system, hangUp: true) }
        switch call.stage {
        // What was asked of the network died with the process that asked: nobody is left to hear the answer.
        case .opening, .calling: finish(call.id, .system, hangUp: true)
        case .telling, .menu, .ticketNumber, .ticketStatus: leadAnew(call.id)
        case .farewell: finish(call.id, .farewell, hangUp: true)
        case .waiting, .ringing:
            guard routing.item(call.id) != nil else { return finish(call.id, .system, hangUp: true) }
            if listed?.playing == nil { music(call.id) }
            deadlines.set(.announce(call.id), at: now + .seconds(5))
        case .talking:
            guard let agent = call.talk?.agent, routing.agent(agent) != nil, routing.item(call.id) != nil else {
                return finish(call.id, .system, hangUp: true)
            }
            if listed != nil, listed?.room == nil, call.talk?.heldSince == nil { join(call.id) }
        }
    }

    private mutating func flush() {
        for id in desks.keys { touchedDesks.insert(id) }
        writeWhatChanged()
    }

    // MARK: - The voice engine was out of hearing

    /// The engine lived on, but its events of the last moments were lost: what they would have told is read from
    /// its listing.
    public mutating func catchUp(with listing: VoiceListing, at moment: Timestamp) -> [FloorEffect] {
        now = max(now, moment)
        effects = []
        let listed = Dictionary(listing.legs.map { ($0.leg, $0) }, uniquingKeysWith: { first, _ in first })
        for call in calls.values.sorted(by: { $0.id < $1.id }) {
            guard call.stage != .opening, call.stage != .calling else { continue }
            guard let leg = listed[call.leg] else {
                finish(call.id, .system, hangUp: true)
                continue
            }
            if let play = call.play, leg.playing?.id != play.id { played(call.id, play.id) }
        }
        catchUpRatings(listed)
        for (leg, _) in phones where listed[leg]?.webRTCState == .connected { phoneConnected(leg) }
        for (leg, _) in phones where listed[leg] == nil || listed[leg]?.webRTCState == .closed { phoneLost(leg) }
        writeWhatChanged()
        defer { effects = [] }
        return effects
    }

    // MARK: - The voice engine died

    mutating func voiceLost() {
        voiceIsThere = false
        endRatings()
        for call in calls.values.sorted(by: { $0.id < $1.id }) where call.stage == .calling {
            finish(call.id, .system, hangUp: true)
        }
        for (leg, _) in phones { phoneLost(leg) }
        effects.append(.floorChanged)
    }

    /// All rooms, plays and recordings are made anew; the browsers offer theirs again by themselves.
    mutating func voiceReborn() {
        voiceIsThere = true
        for person in phones.values {
            desks[person]?.leg = nil
            desks[person]?.link = .lost
            touchedDesks.insert(person)
        }
        phones = [:]
        for call in calls.values.sorted(by: { $0.id < $1.id }) {
            calls[call.id]?.play = nil
            switch call.stage {
            case .opening, .calling: break
            case .telling, .menu, .ticketNumber, .ticketStatus: leadAnew(call.id)
            case .waiting, .ringing: music(call.id)
            case .farewell: finish(call.id, .farewell, hangUp: true)
            case .talking:
                if call.talk?.heldSince != nil || call.talk?.phoneLost == true { music(call.id) }
                join(call.id)
                record(call.id)
            }
        }
        effects.append(.floorChanged)
    }
}
