/// The number to which a contribution is paid at a bank: a prefix of the bank's and the last 11 digits of a card.
///
/// Form and prefixes as the insurer's spokesman gave them (Kompas, 9 March 2021). Paying any member's number bills
/// everybody who pays for himself on the family card.
public struct VirtualAccount: Hashable, Sendable, Codable {
    /// Banks that share a prefix, by the prefix.
    public enum Banks: String, Hashable, Sendable, Codable, CaseIterable {
        case most = "88888"
        case mandiri = "89888"

        public var names: [String] {
            switch self {
            case .most: ["BRI", "BNI", "BTN", "BCA"]
            case .mandiri: ["Mandiri"]
            }
        }
    }

    public enum Fault: Error, Hashable, Sendable {
        case digits(NumberFault)
        /// The first five digits are no bank's.
        case prefix(String)
    }

    public let banks: Banks
    /// The last 11 of the card's 13 digits.
    public let cardEnding: String

    public init(of card: CardNumber, at banks: Banks) {
        self.banks = banks
        cardEnding = String(card.digits.suffix(11))
    }

    public init(typed text: some StringProtocol) throws(Fault) {
        let digits: String
        do { digits = try TypedDigits(text).exactly(16) } catch { throw .digits(error) }
        guard let banks = Banks(rawValue: String(digits.prefix(5))) else { throw .prefix(String(digits.prefix(5))) }
        self.banks = banks
        cardEnding = String(digits.suffix(11))
    }

    /// `8888801944358911`
    public var digits: String { banks.rawValue + cardEnding }

    public func isOf(_ card: CardNumber) -> Bool { card.digits.hasSuffix(cardEnding) }

    /// The card, were its two missing digits zeros as on all cards known; `isOf` holds for any.
    public var likelyCard: CardNumber { CardNumber(digits: "00" + cardEnding) }
}
