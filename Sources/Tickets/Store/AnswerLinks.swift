import Crypto
public import Database
import Foundation
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
    /// - Throws: `AnswerLinkRefusal`.
    public func open(
        _ text: String, seal: String, from address: String?, at moment: Timestamp
    ) async throws -> AnswerSheet {
        // What is refused leaves its count, so it is no error of the transaction.
        try await database.write { transaction -> Result<AnswerSheet, AnswerLinkRefusal> in
            let link: AnswerLink
            switch try transaction.admitLink(text, seal, from: address, at: moment) {
            case .success(let admitted): link = admitted
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
    /// - Throws: `AnswerLinkRefusal`, `TicketRefusal` of the text, `EscalationRefusal.done` when it was answered.
    public func answer(
        _ text: String, seal: String, _ status: AnswerStatus, _ words: String, from address: String?,
        at moment: Timestamp
    ) async throws {
        try await database.write { transaction -> Result<Void, AnswerLinkRefusal> in
            switch try transaction.admitLink(text, seal, from: address, at: moment) {
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
    /// A link under the seal of this centre.
    func sealed(_ link: AnswerLink) throws -> SealedAnswerLink {
        let code = HMAC<SHA256>.authenticationCode(for: link.sealedBytes, using: try answerKey())
        return SealedAnswerLink(link: link, seal: code.map(hex).joined())
    }

    /// A link of this centre that has not expired, unless too many wrong ones came from there.
    fileprivate func admitLink(
        _ text: String, _ seal: String, from address: String?, at moment: Timestamp
    ) throws -> Result<AnswerLink, AnswerLinkRefusal> {
        var tries = try address.map(linkTries)
        if let until = tries?.lockedUntil(.address, at: moment) { return .failure(.locked(until: until)) }
        guard let link = AnswerLink(text), let code = bytes(ofHex: seal),
            HMAC<SHA256>.isValidAuthenticationCode(
                code, authenticating: link.sealedBytes, using: try answerKey())
        else {
            tries?.begin(.address, at: moment)
            if let address, let tries { try keep(tries, of: address, at: moment) }
            return .failure(.wrong)
        }
        return link.expiresAt > moment ? .success(link) : .failure(.expired)
    }

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

    // MARK: The key

    /// Made when the first link is sealed, or asked for.
    private func answerKey() throws -> SymmetricKey {
        if let kept = try scalar("SELECT secret FROM answer_keys", as: String.self).flatMap(bytes(ofHex:)) {
            return SymmetricKey(data: kept)
        }
        let key = SymmetricKey(size: .bits256)
        try execute("INSERT INTO answer_keys (secret) VALUES (\(key.withUnsafeBytes { $0.map(hex).joined() }))")
        return key
    }

    // MARK: Wrong tries

    private func linkTries(of address: String) throws -> LockOut {
        let rows = try query("SELECT tries, last_at FROM answer_link_tries WHERE whom = \(address)")
        return try rows.first.map { LockOut(tries: try $0("tries"), lastAt: try $0("last_at")) } ?? LockOut()
    }

    private func keep(_ tries: LockOut, of address: String, at moment: Timestamp) throws {
        try execute("DELETE FROM answer_link_tries WHERE last_at < \(moment - LockOut.Policy.address.memory)")
        try execute(
            """
            INSERT INTO answer_link_tries (whom, tries, last_at) VALUES (\(address), \(tries.tries), \(tries.lastAt))
            ON CONFLICT (whom) DO UPDATE SET tries = excluded.tries, last_at = excluded.last_at
            """)
    }
}

extension AnswerLink {
    /// Of this purpose only, whatever else the key may seal one day.
    fileprivate var sealedBytes: Data { Data("sahut answer link 1\n\(self)".utf8) }
}

private func hex(_ byte: UInt8) -> String {
    let digits = Array("0123456789abcdef")
    return String([digits[Int(byte >> 4)], digits[Int(byte & 15)]])
}

/// nil for what is not 32 bytes in hexadecimal digits.
private func bytes(ofHex text: String) -> [UInt8]? {
    let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    guard text.utf8.count == 64, digits.count == 64 else { return nil }
    return stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}
