import Calls
import Contacts
import Database
public import Kernel
import Tickets

extension ConfirmationStore {
    /// Writes down what came of a call, and does to the ticket what follows from it, all or nothing. The contact of the
    /// call is logged with it. Was the ticket closed or sent back meanwhile, nothing follows, and all else is written.
    ///
    /// - Parameter note: what the contact's record says.
    /// - Returns: what became of the ticket, and the contact that was logged, if any.
    /// - Throws: `RingingRefusal`, `TicketRefusal` of the text.
    @discardableResult
    public func finish(
        _ id: TicketID, _ outcome: ConfirmationOutcome, note: String, by person: PersonID, at moment: Timestamp
    ) async throws -> (end: ConfirmationEnd, contact: ContactID?) {
        try await database.write { transaction in
            let lock = try transaction.expectRinging(.confirmation(id), by: person, at: moment)
            guard let ticket = try transaction.ticket(id) else { throw TicketRefusal.noSuchTicket }
            let call = try lock.call.map { try transaction.ringingCall($0, at: moment) }
            let end = try transaction.finish(lock, outcome, isOpen: ticket.isOpen, at: moment)
            let contact = try call?.end?.contact.flatMap {
                try transaction.log($0, of: ticket, outcome, note, by: person, at: moment)
            }
            return (end, contact)
        }
    }
}

extension Transaction {
    fileprivate func finish(
        _ lock: RingingLock, _ outcome: ConfirmationOutcome, isOpen: Bool, at moment: Timestamp
    ) throws -> ConfirmationEnd {
        guard case .confirmation(let id) = lock.purpose else { throw RingingRefusal.notHeld }
        let (purpose, person, author) = (lock.purpose, lock.person, Author.person(lock.person))
        let word = outcome.kind.rawValue
        switch outcome {
        case .satisfied(let text), .explained(let text):
            try spoke(purpose, word, by: person, at: moment)
            guard isOpen else { return .closedMeanwhile }
            try moveClocks(of: id, .confirmed, by: author, at: moment)
            _ = try closeTicket(id, text, by: author, at: moment)
            return .closed
        case .insists(let reason):
            try spoke(purpose, word, by: person, at: moment)
            guard isOpen else { return .closedMeanwhile }
            guard try escalation(of: id)?.stage == .done else { return .reopenedMeanwhile }
            let escalation = try reopenEscalation(id, reason: reason, by: author, at: moment)
            return .reopened(loop: escalation.loops)
        case .notReached(let notice):
            let (result, next) = try missed(purpose, word, by: person, at: moment)
            guard isOpen else { return .closedMeanwhile }
            if result.isWrong { return .needsNumber }
            guard case .at(let again) = next else {
                return try giveUp(lock, id, notice: notice, by: author, at: moment)
            }
            return .ringsAgain(at: again)
        case .wrongNumber:
            try wrongNumber(purpose, word, by: person, at: moment)
            return isOpen ? .needsNumber : .closedMeanwhile
        case .asksForTime(let wanted):
            try askedForTime(purpose, word, at: wanted, by: person, at: moment)
            return isOpen ? .ringsAgain(at: wanted) : .closedMeanwhile
        case .refuses(let text):
            try spoke(purpose, word, by: person, at: moment)
            try neverCall(lock.phone, reason: text, by: author, at: moment)
            guard isOpen else { return .closedMeanwhile }
            _ = try closeTicket(id, text, by: author, at: moment)
            return .closed
        }
    }

    private func giveUp(
        _ lock: RingingLock, _ id: TicketID, notice: String, by author: Author, at moment: Timestamp
    ) throws -> ConfirmationEnd {
        let fact = ConfirmationFact.GivenUp(round: lock.item.round, calls: try tries(of: lock.item).count)
        try append(fact, about: .ticket(id), by: author, at: moment)
        _ = try closeTicket(id, notice, by: author, at: moment)
        return .givenUp
    }

    /// What the agent has written of the call is its record too, so that nothing is typed twice. A contact that cannot
    /// take it, since its category is gone or the floor has not written it yet, waits among those without a record.
    fileprivate func log(
        _ id: ContactID, of ticket: Ticket, _ outcome: ConfirmationOutcome, _ note: String, by person: PersonID,
        at moment: Timestamp
    ) throws -> ContactID? {
        guard let contact = try contact(id), contact.log == nil else { return nil }
        let isStranger = outcome == .wrongNumber
        let log = ContactLog(
            category: ticket.matter.category, kind: isStranger ? .wrongNumber : ticket.matter.kind,
            outcome: outcome.contactOutcome, region: ticket.matter.region,
            note: note, member: isStranger ? nil : ticket.matter.member)
        do {
            try logContact(id, log, by: person, at: moment)
            return id
        } catch let refusal as ContactRefusal where refusal == .unknownCategory || refusal == .noteTooLong {
            return nil
        }
    }
}

extension ConfirmationOutcome {
    fileprivate var contactOutcome: ContactOutcome {
        switch self {
        case .satisfied, .explained: .solved
        case .insists, .asksForTime: .followUp
        case .notReached, .wrongNumber, .refuses: .unfinished
        }
    }
}
