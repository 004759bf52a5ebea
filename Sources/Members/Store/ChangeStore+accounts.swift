import Database
public import Kernel

extension ChangeStore {
    /// Issues the virtual accounts of changes whose family has a card of the insurer's meanwhile, and has each caller
    /// rung back with them: an account is made of a card's digits, and nothing can be paid to that of a provisional
    /// one.
    ///
    /// - Returns: how many changes have accounts now.
    @discardableResult
    public func issueAccounts(by actor: ChangeActor, at moment: Timestamp, upTo limit: Int) async throws -> Int {
        let waiting = try await database.read { try $0.changesWithCards(upTo: limit) }
        for id in waiting {
            try await database.write { transaction in
                guard var change = try transaction.change(id), change.awaitsAccounts else { return }
                let ground = try ground(change.kind, change.draft.origin, actor, moment, transaction)
                try transaction.issueAccounts(of: &change, on: ground, by: actor, at: moment)
            }
        }
        return waiting.count
    }
}

extension Transaction {
    /// Does nothing while nobody of the family has a card of the insurer's.
    func issueAccounts(
        of change: inout ChangeCase, on ground: ChangeGround, by actor: ChangeActor, at moment: Timestamp
    ) throws {
        guard change.awaitsAccounts, let family = change.payingFamily else { return }
        let condition = MemberStore.Key.family(family).condition
        guard let card = try members(where: condition, upTo: MemberStore.mostFound).cardToPayBy else { return }
        let accounts = VirtualAccount.Banks.allCases.map { VirtualAccount(of: card, at: $0).digits }
        let facts = try change.handle(.issueAccounts(accounts), by: actor, at: moment, on: ground)
        try keep(change, facts, by: actor.author, at: moment)
    }

    fileprivate func changesWithCards(upTo limit: Int) throws -> [ChangeID] {
        let paying = Segment.allCases.filter(\.paysForItself)
        let insured = MemberStatus.allCases.filter(\.isInsured)
        return try scalars(
            """
            SELECT c.id FROM changes c WHERE c.accounts_of IS NOT NULL AND EXISTS (
                SELECT 1 FROM members m WHERE m.family = c.accounts_of AND m.card < \(CardNumber.provisionalSeries)
                    AND m.segment IN \(list: paying) AND m.status IN \(list: insured))
            ORDER BY c.changed_at, c.id LIMIT \(limit)
            """)
    }
}
