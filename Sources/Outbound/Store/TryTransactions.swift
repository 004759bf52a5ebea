public import Database
public import Kernel

/// What came of ringing, written down with its fact; the lock ends with it. All throw `RingingRefusal`.
extension Transaction {
    /// The participant spoke with us: what was said is the matter of whoever rings.
    ///
    /// - Parameter outcome: in the words of what was rung for.
    /// - Returns: the try, as it was written.
    @discardableResult
    public func spoke(
        _ purpose: OutboundPurpose, _ outcome: String, by person: PersonID, at moment: Timestamp
    ) throws -> RingingTry {
        let (lock, call, end) = try endedCall(purpose, by: person, at: moment)
        let result = try RingingCall.ended(end).result(.spoke)
        return try keep(lock, call, end, result, outcome, nextAt: nil, at: moment)
    }

    /// Nobody was there: rung again by the plan.
    public func missed(
        _ purpose: OutboundPurpose, _ outcome: String, by person: PersonID, at moment: Timestamp
    ) throws -> (result: TryResult, next: NextTry) {
        let (lock, call, end) = try endedCall(purpose, by: person, at: moment)
        let result = try RingingCall.ended(end).result(.missed)
        let tries = try tries(of: lock.item)
        let this = RingingTry(at: call.madeAt, phone: lock.phone, by: person, result)
        guard !result.isWrong else {
            try keep(lock, call, end, result, outcome, nextAt: nil, at: moment)
            return (result, .at(moment))
        }
        let next = try ringingPlan().plan.tries.next(after: tries + [this], in: callingHours(in: lock.zone))
        var nextAt: Timestamp?
        if case .at(let again) = next { nextAt = again }
        try keep(lock, call, end, result, outcome, nextAt: nextAt, at: moment)
        return (result, next)
    }

    /// The number is somebody else's, or nobody's: another one of the participant is rung, if there is one.
    @discardableResult
    public func wrongNumber(
        _ purpose: OutboundPurpose, _ outcome: String, by person: PersonID, at moment: Timestamp
    ) throws -> RingingTry {
        let (lock, call, end) = try endedCall(purpose, by: person, at: moment)
        let result = try RingingCall.ended(end).result(.wrongNumber)
        return try keep(lock, call, end, result, outcome, nextAt: nil, at: moment)
    }

    /// The participant asks to be rung at another time, within the hours of the plan.
    @discardableResult
    public func askedForTime(
        _ purpose: OutboundPurpose, _ outcome: String, at wanted: Timestamp, by person: PersonID,
        at moment: Timestamp
    ) throws -> RingingTry {
        let (lock, call, end) = try endedCall(purpose, by: person, at: moment)
        guard wanted > moment, wanted - moment <= .seconds(31 * 86_400) else { throw RingingRefusal.timeOutside }
        let hours = try callingHours(in: lock.zone)
        guard hours.isOpen(at: wanted) else {
            throw RingingRefusal.outsideHours(until: hours.nextOpening(at: wanted))
        }
        let result = try RingingCall.ended(end).result(.spoke)
        return try keep(lock, call, end, result, outcome, nextAt: wanted, isAsked: true, at: moment)
    }

    /// Another number of the participant, from whoever found it; it is rung first.
    public func giveNumber(_ item: OutboundItem, _ phone: PhoneNumber, by author: Author, at moment: Timestamp) throws {
        try execute(
            """
            INSERT INTO outbound_items (kind, id, round, given_phone)
            VALUES (\(item.purpose.kind), \(item.purpose.id), \(item.round), \(phone))
            ON CONFLICT (kind, id, round) DO UPDATE SET given_phone = excluded.given_phone
            """)
        try append(OutboundFact.NumberGiven(phone: phone), about: item.purpose.subject, by: author, at: moment)
    }

    /// The tries of an item, the earliest first.
    public func tries(of item: OutboundItem) throws -> [RingingTry] {
        try all(
            """
            SELECT * FROM outbound_tries
            WHERE kind = \(item.purpose.kind) AND id = \(item.purpose.id) AND round = \(item.round) ORDER BY place
            """)
    }

    /// Numbers that turned out wrong for a purpose, in any round.
    public func wrongNumbers(of kind: OutboundPurpose.Kind, _ ids: [String]) throws -> [String: Set<PhoneNumber>] {
        guard !ids.isEmpty else { return [:] }
        let rows = try query(
            """
            SELECT id, phone FROM outbound_tries
            WHERE kind = \(kind) AND id IN \(list: ids) AND result IN \(list: TryResult.allCases.filter(\.isWrong))
            """)
        return try rows.reduce(into: [:]) { found, row in
            found[try row("id"), default: []].insert(try row("phone"))
        }
    }

    // MARK: Steps

    private func endedCall(
        _ purpose: OutboundPurpose, by person: PersonID, at moment: Timestamp
    ) throws -> (RingingLock, WorkID, RingingCall.End) {
        let lock = try expectRinging(purpose, by: person, at: moment)
        guard let call = lock.call else { throw RingingRefusal.notRung }
        guard let end = try ringingCall(call, at: moment).end else { throw RingingRefusal.callIsOn }
        return (lock, call, end)
    }

    @discardableResult
    private func keep(
        _ lock: RingingLock, _ call: WorkID, _ end: RingingCall.End, _ result: TryResult, _ outcome: String,
        nextAt: Timestamp?, isAsked: Bool = false, at moment: Timestamp
    ) throws -> RingingTry {
        let (item, purpose) = (lock.item, lock.purpose)
        let (place, wrapUp) = (try tries(of: item).count + 1, max(.zero, moment - end.at))
        try execute(
            """
            INSERT INTO outbound_tries (kind, id, round, place, phone, person, call, rung_at, saved_at, result, outcome,
                talk, hold, wrap_up)
            VALUES (\(purpose.kind), \(purpose.id), \(item.round), \(place), \(lock.phone), \(lock.person), \(call),
                \(call.madeAt), \(moment), \(result), \(outcome), \(end.talk), \(end.hold), \(wrapUp))
            """)
        try execute(
            """
            INSERT INTO outbound_items (kind, id, round, next_at, is_asked)
            VALUES (\(purpose.kind), \(purpose.id), \(item.round), \(nextAt), \(isAsked))
            ON CONFLICT (kind, id, round) DO UPDATE SET next_at = excluded.next_at, is_asked = excluded.is_asked
            """)
        try unlock(lock)
        let fact = OutboundFact.Tried(
            round: item.round, call: call, phone: lock.phone, result: result, outcome: outcome, nextAt: nextAt)
        try append(fact, about: purpose.subject, by: .person(lock.person), at: moment)
        return RingingTry(at: call.madeAt, phone: lock.phone, by: lock.person, result)
    }
}

extension RingingTry: RowDecodable {
    public init(row: Row) throws {
        self.init(
            at: try row("rung_at"), phone: try row("phone"), by: try row("person"), try row("result"))
    }
}
