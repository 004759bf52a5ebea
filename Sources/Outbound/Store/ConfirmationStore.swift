public import Database
public import Kernel
import Staff
public import Tickets

/// Participants who are asked whether a branch's answer helped: who is next, who has whom, and what came of it.
public struct ConfirmationStore: Sendable {
    let database: any Database

    public init(_ database: any Database) { self.database = database }

    // MARK: Taking

    /// Gives an agent the next one, and to nobody else; what the agent holds already, if anything.
    ///
    /// - Returns: nil when none can be rung now.
    public func takeNext(for person: PersonID, at moment: Timestamp) async throws -> RingingLock? {
        try await database.write { transaction in
            if let held = try transaction.ringingLock(of: person, at: moment) { return held }
            let due = try transaction.confirmations().filter { $0.isDue(at: moment) }
                .sorted(by: Confirmation.order(at: moment))
            for start in stride(from: 0, to: due.count, by: 50) {
                let batch = Array(due[start..<min(start + 50, due.count)])
                let numbers = try transaction.numbers(of: batch, at: moment)
                let candidates = batch.map {
                    RingingCandidate($0.item, numbers[$0.ticket] ?? RingableNumbers([]), in: $0.zone)
                }
                if let lock = try transaction.takeFirst(of: candidates, for: person, at: moment) { return lock }
            }
            return nil
        }
    }

    /// The agent's page is open: what is held stays held.
    public func keep(_ person: PersonID, at moment: Timestamp) async throws {
        try await database.write { try $0.keepRinging(person, at: moment) }
    }

    public func release(_ ticket: TicketID, by person: PersonID, at moment: Timestamp) async throws {
        try await database.write { try $0.releaseRinging(.confirmation(ticket), by: person, at: moment) }
    }

    /// Nobody is rung for a ticket that was closed or went back to its branch meanwhile.
    ///
    /// - Throws: `RingingRefusal`.
    public func placeCall(
        _ call: WorkID, for ticket: TicketID, by person: PersonID, at moment: Timestamp
    ) async throws -> (lock: RingingLock, number: TicketNumber, plan: RingingPlan) {
        try await database.write { transaction in
            guard let open = try transaction.ticket(ticket), open.isOpen,
                try transaction.escalation(of: ticket)?.stage == .done
            else { throw RingingRefusal.notHeld }
            let lock = try transaction.placeCall(call, for: .confirmation(ticket), by: person, at: moment)
            return (lock, open.number, try transaction.ringingPlan().plan)
        }
    }

    public func forgetCall(_ call: WorkID, by person: PersonID) async throws {
        try await database.write { try $0.forgetCall(call, by: person) }
    }

    /// Another number for a participant whose number is wrong or missing.
    ///
    /// - Throws: `EscalationRefusal`.
    public func giveNumber(
        _ ticket: TicketID, _ phone: PhoneNumber, by author: Author, at moment: Timestamp
    ) async throws {
        try await database.write { transaction in
            guard let escalation = try transaction.escalation(of: ticket) else { throw EscalationRefusal.notEscalated }
            guard escalation.stage == .done else { throw EscalationRefusal.notDone }
            let item = OutboundItem(.confirmation(ticket), round: escalation.loops)
            try transaction.giveNumber(item, phone, by: author, at: moment)
        }
    }

    // MARK: Showing

    /// What an agent holds, with all that its page shows. What is no longer to be confirmed and was not rung is given
    /// back.
    public func work(of person: PersonID, at moment: Timestamp) async throws -> ConfirmationWork? {
        // It may have gone back to the list by now, which is written down.
        try await database.write { transaction in
            guard let lock = try transaction.ringingLock(of: person, at: moment),
                case .confirmation(let id) = lock.purpose, let ticket = try transaction.ticket(id),
                let escalation = try transaction.escalation(of: id)
            else { return nil }
            guard lock.call != nil || (ticket.isOpen && escalation.stage == .done) else {
                try transaction.release(lock, isExpired: true, by: .system("outbound"), at: moment)
                return nil
            }
            let hours = try transaction.callingHours(in: lock.zone)
            return ConfirmationWork(
                lock: lock, ticket: ticket, escalation: escalation,
                branchName: try transaction.branch(of: escalation.branch)?.name.text ?? escalation.branch.text,
                facts: try transaction.entries(about: .ticket(id)), tries: try transaction.tries(of: lock.item),
                call: try lock.call.map { try transaction.ringingCall($0, at: moment) },
                mayRing: hours.isOpen(at: moment))
        }
    }

    /// The latest call that was placed for what an agent holds.
    public func call(of person: PersonID) async throws -> WorkID? {
        try await database.read {
            try $0.scalar("SELECT call FROM outbound_locks WHERE person = \(person)", as: WorkID?.self) ?? nil
        }
    }

    /// The list as it is taken from, so many at most, and how long it is.
    public func board(upTo limit: Int = 200, at moment: Timestamp) async throws -> ConfirmationBoard {
        try await database.read { transaction in
            let order = Confirmation.order(at: moment)
            let all = try transaction.confirmations().sorted { one, other in
                let due = (one.isDue(at: moment), other.isDue(at: moment))
                return due.0 == due.1 ? order(one, other) : due.0
            }
            let zones = try IndonesianZone.allCases.filter { try transaction.callingHours(in: $0).isOpen(at: moment) }
            let locks: [RingingLock] = try transaction.all(
                "SELECT * FROM outbound_locks WHERE until > \(moment) ORDER BY taken_at")
            let numbers = try transaction.numbers(of: all, at: moment)
            let (held, busy) = (Set(locks.map(\.purpose)), Set(locks.map(\.phone)))
            let ready = all.count { one in
                guard case .ring(let phone) = numbers[one.ticket]?.choice, one.isDue(at: moment) else { return false }
                return zones.contains(one.zone) && !held.contains(one.item.purpose) && !busy.contains(phone)
            }
            return ConfirmationBoard(
                waiting: Array(all.prefix(limit)), total: all.count, ready: ready, openZones: Set(zones),
                numbers: numbers, locks: locks)
        }
    }

    /// Calls whose outcome was saved since a moment: one agent's, or everybody's.
    public func tries(of person: PersonID? = nil, since moment: Timestamp) async throws -> [ConfirmationTry] {
        let whose: SQL = person.map { "AND person = \($0)" } ?? ""
        return try await database.read {
            try $0.all(
                """
                SELECT person, saved_at, result, outcome, talk, hold, wrap_up FROM outbound_tries
                WHERE kind = \(OutboundPurpose.Kind.confirmation) AND saved_at >= \(moment) \(whose)
                ORDER BY saved_at
                """)
        }
    }
}

/// One confirmation in an agent's hands.
public struct ConfirmationWork: Sendable {
    public let lock: RingingLock
    public let ticket: Ticket
    public let escalation: Escalation
    public let branchName: String
    /// The ticket's, oldest first.
    public let facts: [JournalEntry]
    /// Of this round, oldest first.
    public let tries: [RingingTry]
    public let call: RingingCall?
    /// Whether the participant may be rung at this hour.
    public let mayRing: Bool
}

/// What waits to be confirmed.
public struct ConfirmationBoard: Sendable {
    public let waiting: [Confirmation]
    public let total: Int
    /// Those that could be taken now.
    public let ready: Int
    /// Where people may be rung at this hour.
    public let openZones: Set<IndonesianZone>
    public let numbers: [TicketID: RingableNumbers]
    public let locks: [RingingLock]
}
