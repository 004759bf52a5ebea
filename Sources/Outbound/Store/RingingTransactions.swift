import Calls
public import Database
public import Kernel

/// Who rings whom, step by step, each with its fact. The rooms of confirmations and of reminders do them together with
/// what is theirs. All throw `RingingRefusal`.
extension Transaction {
    /// Gives an agent the first of some items that nobody holds and whose participant has a number that nobody rings;
    /// the one that the agent holds already, if any.
    ///
    /// - Parameter candidates: in the order in which they are to be taken, and due now.
    /// - Returns: nil when none can be taken.
    public func takeFirst(
        of candidates: [RingingCandidate], for person: PersonID, at moment: Timestamp
    ) throws -> RingingLock? {
        if let held = try ringingLock(of: person, at: moment) { return held }
        let locks: [RingingLock] = try all("SELECT * FROM outbound_locks")
        let (items, phones) = (Set(locks.map(\.purpose)), Set(locks.map(\.phone)))
        let plan = try ringingPlan().plan
        let open = try Set(IndonesianZone.allCases.filter { try callingHours(in: $0).isOpen(at: moment) })
        for candidate in candidates where open.contains(candidate.zone) && !items.contains(candidate.item.purpose) {
            guard case .ring(let phone) = candidate.numbers.choice, !phones.contains(phone) else { continue }
            let lock = RingingLock(
                item: candidate.item, phone: phone, zone: candidate.zone, person: person, takenAt: moment,
                until: moment + plan.lock, call: nil)
            try insert(lock)
            try append(
                OutboundFact.Taken(phone: phone, round: lock.item.round), about: lock.purpose.subject,
                by: .person(person), at: moment)
            return lock
        }
        return nil
    }

    /// What an agent holds; nil when it went back to the list meanwhile.
    public func ringingLock(of person: PersonID, at moment: Timestamp) throws -> RingingLock? {
        try releaseExpired(at: moment)
        return try first("SELECT * FROM outbound_locks WHERE person = \(person)")
    }

    /// What an agent must hold to write of it.
    public func expectRinging(
        _ purpose: OutboundPurpose, by person: PersonID, at moment: Timestamp
    ) throws -> RingingLock {
        guard let lock = try ringingLock(of: person, at: moment) else { throw RingingRefusal.notHeld }
        guard lock.purpose == purpose else { throw RingingRefusal.holdsAnother(lock.purpose) }
        return lock
    }

    /// The agent is still at it: the lock lasts as long again.
    public func keepRinging(_ person: PersonID, at moment: Timestamp) throws {
        guard let lock = try ringingLock(of: person, at: moment) else { return }
        let until = moment + (try ringingPlan().plan.lock)
        guard until > lock.until else { return }
        try execute("UPDATE outbound_locks SET until = \(until) WHERE person = \(person)")
    }

    /// Gives it back to the list.
    public func releaseRinging(_ purpose: OutboundPurpose, by person: PersonID, at moment: Timestamp) throws {
        let lock = try expectRinging(purpose, by: person, at: moment)
        if let call = lock.call, try ringingCall(call, at: moment).end == nil { throw RingingRefusal.callIsOn }
        try release(lock, isExpired: false, by: .person(person), at: moment)
    }

    /// Writes down that a call is being placed, before it is: to the number of the lock, within the hours.
    public func placeCall(
        _ call: WorkID, for purpose: OutboundPurpose, by person: PersonID, at moment: Timestamp
    ) throws -> RingingLock {
        var lock = try expectRinging(purpose, by: person, at: moment)
        if let before = lock.call, try ringingCall(before, at: moment).end == nil { throw RingingRefusal.callIsOn }
        let hours = try callingHours(in: lock.zone)
        guard hours.isOpen(at: moment) else {
            throw RingingRefusal.outsideHours(until: hours.nextOpening(at: moment))
        }
        guard try unwanted(among: [lock.phone], at: moment).isEmpty else { throw RingingRefusal.doNotCall }
        (lock.call, lock.until) = (call, moment + (try ringingPlan().plan.lock))
        try execute("UPDATE outbound_locks SET call = \(call), until = \(lock.until) WHERE person = \(person)")
        return lock
    }

    /// The telephone would not place that call.
    public func forgetCall(_ call: WorkID, by person: PersonID) throws {
        try execute("UPDATE outbound_locks SET call = NULL WHERE person = \(person) AND call = \(call)")
    }

    /// Where a placed call is.
    public func ringingCall(_ call: WorkID, at moment: Timestamp) throws -> RingingCall {
        try RingingCall(entries(about: .call(call))).ending(call.madeAt, at: moment)
    }

    // MARK: Locks

    /// Locks whose time is over, unless their call is still on.
    private func releaseExpired(at moment: Timestamp) throws {
        let expired: [RingingLock] = try all("SELECT * FROM outbound_locks WHERE until <= \(moment)")
        for lock in expired {
            if let call = lock.call, try ringingCall(call, at: moment).end == nil { continue }
            try release(lock, isExpired: true, by: .system("outbound"), at: moment)
        }
    }

    func release(_ lock: RingingLock, isExpired: Bool, by author: Author, at moment: Timestamp) throws {
        try unlock(lock)
        try append(
            OutboundFact.Released(round: lock.item.round, isExpired: isExpired), about: lock.purpose.subject,
            by: author, at: moment)
    }

    func unlock(_ lock: RingingLock) throws {
        try execute("DELETE FROM outbound_locks WHERE phone = \(lock.phone)")
    }

    private func insert(_ lock: RingingLock) throws {
        try execute(
            """
            INSERT INTO outbound_locks (phone, kind, id, round, zone, person, taken_at, until)
            VALUES (\(lock.phone), \(lock.purpose.kind), \(lock.purpose.id), \(lock.item.round), \(lock.zone),
                \(lock.person), \(lock.takenAt), \(lock.until))
            """)
    }
}

extension RingingLock: RowDecodable {
    public init(row: Row) throws {
        self.init(
            item: try OutboundItem(row: row), phone: try row("phone"), zone: try row("zone"),
            person: try row("person"), takenAt: try row("taken_at"), until: try row("until"), call: try row("call"))
    }
}

extension OutboundItem: RowDecodable {
    public init(row: Row) throws {
        let (kind, id): (OutboundPurpose.Kind, String) = (try row("kind"), try row("id"))
        guard let purpose = OutboundPurpose(kind, id) else {
            throw DatabaseError(kind: .other, code: "outbound-item", message: "no name of its kind")
        }
        self.init(purpose, round: try row("round"))
    }
}

extension RingingCall {
    /// From the facts about it, oldest first.
    init(_ facts: [JournalEntry]) throws {
        self = .placed
        for entry in facts {
            if try entry.fact(CallFact.Dialled.self) != nil { self = .ringing }
            if try entry.fact(CallFact.DialAnswered.self) != nil { self = .talking }
            guard let fact: CallFact.DialEnded = try entry.fact() else { continue }
            self = .ended(
                End(
                    at: entry.at, fact.outcome, talk: .seconds(fact.talkSeconds), hold: .seconds(fact.holdSeconds),
                    contact: fact.contact))
        }
    }
}
