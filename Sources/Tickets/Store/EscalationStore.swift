public import Database
public import Kernel
public import Members
public import Staff

/// A ticket as somebody of its branch, or an overseer, sees it.
public struct EscalationSight: Sendable {
    public let ticket: Ticket
    /// Its facts, oldest first.
    public let facts: [JournalEntry]
    public let escalation: Escalation
    public let branch: Branch
    public let directory: BranchDirectory
}

/// The branches that something can be sent to, and what every code stands for.
public struct BranchDirectory: Sendable {
    public let branches: [Branch]
    public let names: [BranchCode: BranchName]

    public func name(_ code: BranchCode) -> String { names[code]?.text ?? code.text }
}

/// A ticket as the centre sees it: where it lies, or where it could go.
public struct EscalationStanding: Sendable {
    public let escalation: Escalation?
    /// What the house's rules say; nil when a branch has it, or when it is closed.
    public let route: BranchRouting.Route?
    public let directory: BranchDirectory
}

/// What branches and the centre do about escalations, each in one transaction. All throw `EscalationRefusal`, and
/// `TicketRefusal` of their texts.
extension TicketStore {
    /// nil for what lies outside the scope, as if there were no such ticket.
    public func escalated(_ id: TicketID, within scope: EscalationScope) async throws -> EscalationSight? {
        try await database.read { transaction in
            let found: Escalation? = try transaction.first(
                "SELECT e.* FROM escalations e WHERE e.ticket = \(id) AND \(scope.condition)")
            guard let found, let ticket = try transaction.ticket(id),
                let branch = try transaction.branch(of: found.branch)
            else { return nil }
            return EscalationSight(
                ticket: ticket, facts: try transaction.entries(about: .ticket(id)), escalation: found, branch: branch,
                directory: try transaction.branchDirectory())
        }
    }

    public func standing(of id: TicketID) async throws -> EscalationStanding? {
        try await database.read { transaction in
            guard let ticket = try transaction.ticket(id) else { return nil }
            let escalation = try transaction.escalation(of: id)
            let isToBeRouted = escalation == nil && ticket.isOpen
            return EscalationStanding(
                escalation: escalation, route: isToBeRouted ? try transaction.escalationRoute(ticket) : nil,
                directory: try transaction.branchDirectory())
        }
    }

    public func branchDirectory() async throws -> BranchDirectory {
        try await database.read { try $0.branchDirectory() }
    }

    // MARK: The branch's deeds

    public func take(
        _ id: TicketID, for person: PersonID, of branch: BranchCode, at moment: Timestamp
    ) async throws {
        try await database.write { _ = try $0.takeEscalation(id, for: person, of: branch, at: moment) }
    }

    public func ask(
        _ id: TicketID, _ text: String, of branch: BranchCode, by author: Author, at moment: Timestamp
    ) async throws {
        try await database.write { _ = try $0.askCentre(id, text, of: branch, by: author, at: moment) }
    }

    public func answer(
        _ id: TicketID, _ status: AnswerStatus, _ text: String, of branch: BranchCode, by author: Author,
        at moment: Timestamp
    ) async throws {
        try await database.write {
            _ = try $0.answerEscalation(id, status, text, of: branch, by: author, at: moment)
        }
    }

    /// Tells where the participant is rung, for a reason that stays in the ticket's story.
    ///
    /// - Returns: nil when the ticket has no number.
    public func showPhone(
        _ id: TicketID, _ reason: UnmaskingReason, of branch: BranchCode, by author: Author, at moment: Timestamp
    ) async throws -> PhoneNumber? {
        try await database.write { transaction in
            guard let ticket = try transaction.ticket(id) else { throw EscalationRefusal.noSuchTicket }
            guard try transaction.escalation(of: id)?.branch == branch else { throw EscalationRefusal.notYours }
            guard let phone = ticket.matter.phone else { return nil }
            let fact = TicketFact.PhoneShown(branch: branch.text, reason: reason.choice.rawValue, words: reason.words)
            try transaction.append(fact, about: .ticket(id), by: author, at: moment)
            return phone
        }
    }

    // MARK: The centre's deeds

    public func hand(
        _ id: TicketID, to branch: BranchCode, because cause: EscalationCause = .chosen, reason: String,
        by author: Author, at moment: Timestamp
    ) async throws {
        try await database.write {
            _ = try $0.escalate(id, to: branch, because: cause, reason: reason, by: author, at: moment)
        }
    }

    /// - Parameter from: the branch that passes it on; nil for the centre.
    public func pass(
        _ id: TicketID, to branch: BranchCode, from: BranchCode? = nil, reason: String, by author: Author,
        at moment: Timestamp
    ) async throws {
        try await database.write {
            _ = try $0.passEscalation(id, to: branch, from: from, reason: reason, by: author, at: moment)
        }
    }

    public func reply(_ id: TicketID, _ text: String, by author: Author, at moment: Timestamp) async throws {
        try await database.write { _ = try $0.replyToBranch(id, text, by: author, at: moment) }
    }

    /// The participant is not satisfied and insists.
    public func reopen(_ id: TicketID, reason: String, by author: Author, at moment: Timestamp) async throws {
        try await database.write { _ = try $0.reopenEscalation(id, reason: reason, by: author, at: moment) }
    }
}

extension Transaction {
    fileprivate func branchDirectory() throws -> BranchDirectory {
        BranchDirectory(branches: try everyBranch().filter { !$0.isClosed }, names: try branchNames())
    }
}
