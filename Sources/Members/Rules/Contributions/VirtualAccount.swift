public import Kernel

/// A bank at which a contribution is paid by virtual account.
public enum PayingBank: String, Sendable, Codable, CaseIterable, Hashable {
    case bri, bni, btn, bca, mandiri
}

/// The number that a family pays to: a bank's prefix and the last eleven digits of the card. Paying for any member
/// pays for all on the family card who pay for themselves (since 1 September 2016).
public struct VirtualAccount: Sendable, Hashable {
    public let bank: PayingBank
    public let number: String

    /// Prefixes as the insurer's spokesman gave them (Kompas, 9 March 2021).
    public init(of card: CardNumber, at bank: PayingBank) {
        self.bank = bank
        number = (bank == .mandiri ? "89888" : "88888") + card.digits.suffix(11)
    }

    public static func all(of card: CardNumber) -> [VirtualAccount] {
        PayingBank.allCases.map { VirtualAccount(of: card, at: $0) }
    }
}
