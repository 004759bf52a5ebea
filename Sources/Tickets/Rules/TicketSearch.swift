import Database
public import Kernel

/// What somebody typed into the one box that finds tickets.
public enum TicketSearch: Sendable, Hashable {
    /// A ticket's own number: leads to it.
    case ticket(TicketNumber)
    /// A number of a person: card, identity card, family card, virtual account, telephone.
    case person(TypedNumber)
    case words(String)

    /// Characters that are read.
    public static let longest = 200

    /// nil when nothing was typed that could be looked for.
    public init?(_ typed: String, on today: Day) {
        let text = String(typed.prefix(TicketSearch.longest)).replacing("\0", with: " ")
        if let number = TicketNumber(typed: text) {
            self = .ticket(number)
            return
        }
        do {
            self = .person(try TypedNumber(text, on: today))
        } catch {
            // No number of a person's: then its words are meant.
            guard WordQuery(text) != nil else { return nil }
            self = .words(text)
        }
    }
}

extension TicketNumber {
    /// As people write it down or paste it: `tkt 2611 42`, `TKT/2611/00042`, `#TKT-2611-00042.`, `TKT261100042`.
    /// Without its letters it must be in two parts, or nine digits that are no telephone number.
    public init?(typed text: String) {
        let parts = text.uppercased().split { !($0.isLetter || $0.isNumber) }.map(String.init)
        let joined = parts.joined()
        let isTold = joined.hasPrefix("TKT")
        guard isTold || joined.count < 9 || PhoneNumber(joined) == nil else { return nil }
        let digits = isTold ? joined.dropFirst(3) : joined[...]
        if parts.count <= 3, let number = TicketNumber(parts.joined(separator: " ")) {
            self = number
        } else if parts.count == 1 || isTold, isTold ? (5...13).contains(digits.count) : digits.count == 9,
            let number = TicketNumber("\(digits.prefix(4))-\(digits.dropFirst(4))")
        {
            self = number
        } else {
            return nil
        }
    }
}
