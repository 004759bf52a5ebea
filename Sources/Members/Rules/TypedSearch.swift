public import Kernel

/// What somebody typed into the one box that finds members: a number, a name, a birth date, or name and birth date.
public enum TypedSearch: Hashable, Sendable {
    case number(TypedNumber)
    /// At least one of them. Any of the days may be meant.
    case person(NameQuery?, born: [Day])

    public enum Refusal: Error, Hashable, Sendable {
        case empty
        /// Digits, but neither a number of this length nor a date: see `TypedNumber.Refusal`.
        case length(Int)
        /// A virtual account, but its first five digits are no bank's.
        case prefix(String)
        /// No word of two letters.
        case shortName
    }

    /// - Parameter isBeingTyped: the last word of a name may go on.
    public static func read(_ text: String, isBeingTyped: Bool = false, on today: Day) throws(Refusal) -> TypedSearch {
        do { return .number(try TypedNumber(text, on: today)) } catch {
            switch error {
            case .empty: throw .empty
            case .prefix(let digits): throw .prefix(digits)
            case .letters: return try person(text, isBeingTyped, on: today, otherwise: .shortName)
            case .length(let length): return try person(text, isBeingTyped, on: today, otherwise: .length(length))
            }
        }
    }

    private static func person(
        _ text: String, _ isBeingTyped: Bool, on today: Day, otherwise refusal: Refusal
    ) throws(Refusal) -> TypedSearch {
        if let (date, rest) = TypedDate.find(in: text, on: today) {
            return .person(NameQuery(rest, isBeingTyped: isBeingTyped), born: date.days)
        }
        guard refusal == .shortName, let name = NameQuery(text, isBeingTyped: isBeingTyped) else { throw refusal }
        return .person(name, born: [])
    }
}
