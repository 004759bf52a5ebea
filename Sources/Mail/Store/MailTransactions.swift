public import Database
public import Kernel

extension Transaction {
    /// Queues a mail with what else this transaction does. A key that was queued before queues nothing.
    ///
    /// - Parameter earliest: not to be sent before; nil: at once.
    /// - Returns: nil when it was there already.
    @discardableResult
    public func queueMail(
        _ draft: MailDraft, notBefore earliest: Timestamp? = nil, by author: Author, at moment: Timestamp
    ) throws -> MailID? {
        var random = SystemRandomNumberGenerator()
        let id = MailID(at: moment, random: &random)
        let since = max(moment, earliest ?? moment)
        let queued = try scalar(
            """
            INSERT INTO mails (id, key, recipient, is_to_member, subject, text, about, state, tries, queued_at, since,
                next_try_at)
            VALUES (\(id), \(draft.key), \(draft.to), \(draft.isToMember), \(draft.subject), \(draft.text),
                \(draft.about), \(QueuedMail.State.queued), 0, \(moment), \(since), \(since))
            ON CONFLICT (key) DO NOTHING RETURNING id
            """, as: MailID.self)
        guard queued != nil else { return nil }
        try append(MailFact.Queued(about: draft.about.text), about: .mail(id), by: author, at: moment)
        return id
    }

    func mail(_ id: MailID) throws -> QueuedMail? { try first("SELECT * FROM mails WHERE id = \(id)") }

    /// Takes the mail that is due first, so that no other process does until the claim ends.
    func claimMail(until end: Timestamp, by claim: String, at moment: Timestamp) throws -> QueuedMail? {
        let due: QueuedMail? = try first(
            """
            SELECT * FROM mails WHERE state = 'queued' AND next_try_at <= \(moment)
                AND (claimed_until IS NULL OR claimed_until <= \(moment))
            ORDER BY next_try_at, id LIMIT 1
            """)
        guard let due else { return nil }
        try execute("UPDATE mails SET claim = \(claim), claimed_until = \(end) WHERE id = \(due.id)")
        return due
    }

    /// Writes down what became of a mail. A claim that another process has taken over meanwhile counts no longer.
    func settleMail(
        _ id: MailID, _ outcome: MailOutcome, claim: String?, by author: Author, at moment: Timestamp
    ) throws {
        let claimed: SQL = claim.map { "claim = \($0)" } ?? "claim IS NULL OR claimed_until <= \(moment)"
        let mail: QueuedMail? = try first(
            "SELECT * FROM mails WHERE id = \(id) AND state = 'queued' AND (\(claimed))")
        guard let mail else { return }
        let tries = claim == nil ? mail.tries : mail.tries + 1
        var (state, next): (QueuedMail.State, Timestamp?) = (.failed, nil)
        switch outcome {
        case .taken: state = .sent
        case .refused: state = .failed
        case .deferred:
            next = MailPatience.next(after: tries, since: mail.since, at: moment)
            state = next == nil ? .failed : .queued
        }
        try execute(
            """
            UPDATE mails SET state = \(state), tries = \(tries), next_try_at = \(next), answer = \(outcome.answer),
                answered_at = \(moment), claim = NULL, claimed_until = NULL
            WHERE id = \(id)
            """)
        let about = mail.about.text
        switch state {
        case .queued: break
        case .sent: try append(MailFact.Sent(about: about, tries: tries), about: .mail(id), by: author, at: moment)
        case .failed:
            try append(
                MailFact.Failed(about: about, tries: tries, reason: outcome.answer.word), about: .mail(id),
                by: author, at: moment)
        }
    }
}

extension Subject {
    static func mail(_ id: MailID) -> Subject { Subject("mail", id) }
}
