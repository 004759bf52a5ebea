public import Database
public import Kernel
import Members
import Staff

/// The links by which a branch answers that has nobody on the system. Whoever holds one acts for the branch, about one
/// ticket, as an outsider; each opening and each answer leaves its fact.
public struct AnswerLinks: Sendable {
    private let database: any Database

    public init(_ database: any Database) { self.database = database }

    /// What a link shows.
    ///
    /// - Parameter address: from where it is opened; many wrong links from there have to wait.
    /// - Throws: `LinkRefusal`.
    public func open(
        _ text: String, seal: String, from address: String?, at moment: Timestamp
    ) async throws -> AnswerSheet {
        // What is refused leaves its count, so it is no error of the transaction.
        try await database.write { transaction -> Result<AnswerSheet, LinkRefusal> in
            let admitted: Result<AnswerLink, LinkRefusal> = try transaction.admitLink(
                text, seal, from: address, at: moment)
            let link: AnswerLink
            switch admitted {
            case .success(let sound): link = sound
            case .failure(let refusal): return .failure(refusal)
            }
            guard let sheet = try transaction.answerSheet(link, at: moment) else { return .failure(.over) }
            try transaction.append(
                TicketFact.LinkOpened(branch: sheet.branch.code.text), about: .ticket(link.ticket), by: .outsider,
                at: moment)
            return .success(sheet)
        }.get()
    }

    /// The branch's answer, as `answerEscalation`.
    ///
    /// - Throws: `LinkRefusal`, `TicketRefusal` of the text, `EscalationRefusal.done` when it was answered.
    public func answer(
        _ text: String, seal: String, _ status: AnswerStatus, _ words: String, from address: String?,
        at moment: Timestamp
    ) async throws {
        try await database.write { transaction -> Result<Void, LinkRefusal> in
            let admitted: Result<AnswerLink, LinkRefusal> = try transaction.admitLink(
                text, seal, from: address, at: moment)
            switch admitted {
            case .failure(let refusal): return .failure(refusal)
            case .success(let link):
                guard let branch = try transaction.linkedBranch(link) else { return .failure(.over) }
                _ = try transaction.answerEscalation(
                    link.ticket, status, words, of: branch.code, by: .outsider, at: moment)
                return .success(())
            }
        }.get()
    }
}

extension Transaction {
    /// The branch of a link, while its ticket lies there as it did when the link was made.
    fileprivate func linkedBranch(_ link: AnswerLink) throws -> Branch? {
        guard let ticket = try ticket(link.ticket), ticket.isOpen, let escalation = try escalation(of: link.ticket),
            let branch = try branch(of: link.branch), escalation.branch == branch.code, escalation.loops == link.loop
        else { return nil }
        return branch
    }

    /// The look at the member's record leaves its fact.
    fileprivate func answerSheet(_ link: AnswerLink, at moment: Timestamp) throws -> AnswerSheet? {
        guard let branch = try linkedBranch(link), let ticket = try ticket(link.ticket),
            let escalation = try escalation(of: link.ticket)
        else { return nil }
        let member = try ticket.matter.member.flatMap { id in
            try findMembers(.id(id), because: .ticket(ticket.id), by: .outsider, at: moment).first
        }
        return AnswerSheet(
            ticket: ticket, branch: branch, dueAt: try clocks(of: ticket.id)[.branchAnswer]?.dueAt,
            member: member.map { member in
                AnswerSheet.MaskedMember(
                    initial: "\(member.name.prefix(1)).", cardEnd: String(member.card.digits.suffix(4)))
            },
            answer: escalation.answer, isDone: escalation.stage == .done)
    }
}
