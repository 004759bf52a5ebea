public import Kernel

extension [Member] {
    /// The card by whose accounts a family pays: of the first who pays for himself and has one of the insurer's. nil:
    /// nobody of them has.
    var cardToPayBy: CardNumber? {
        first { $0.segment.paysForItself && $0.status.isInsured && !$0.card.isProvisional }?.card
    }
}

/// A bank at which a contribution is paid by virtual account.
public enum PayingBank: String, Sendable, Codable, CaseIterable, Hashable {
    case bri, bni, btn, bca, mandiri

    /// The number that a family pays to there. Paying for any member pays for all on the family card who pay for
    /// themselves (since 1 September 2016).
    public func account(of card: CardNumber) -> VirtualAccount {
        VirtualAccount(of: card, at: self == .mandiri ? .mandiri : .most)
    }
}
