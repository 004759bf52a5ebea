public import Kernel

/// What people call a ticket, over the telephone too: `TKT-2611-00042`, the forty-second of November 2026.
public struct TicketNumber: Hashable, Sendable {
    public let year: Int
    public let month: Int
    /// Within its month, from 1.
    public let count: Int

    public init(_ count: Int, on day: Day) {
        (year, month, self.count) = (day.year, day.month, count)
    }

    /// The months are counted apart.
    static func month(of day: Day) -> String { digits(day.year % 100, 2) + digits(day.month, 2) }

    fileprivate static func digits(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}

extension TicketNumber: LosslessStringConvertible {
    /// Reads what people write: in either case, blanks for hyphens, with or without the letters and leading zeros.
    /// Centuries are not told, so it is the 21st.
    public init?(_ text: String) {
        var parts = text.uppercased().split { $0 == "-" || $0 == " " }.map(String.init)
        if parts.first == "TKT" { parts.removeFirst() }
        guard parts.count == 2, parts[0].count == 4, (1...9).contains(parts[1].count),
            parts.allSatisfy({ $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }),
            let year = Int(parts[0].prefix(2)), let month = Int(parts[0].suffix(2)), let count = Int(parts[1]),
            (1...12).contains(month), count > 0
        else { return nil }
        (self.year, self.month, self.count) = (2_000 + year, month, count)
    }

    public var description: String {
        "TKT-\(TicketNumber.digits(year % 100, 2))\(TicketNumber.digits(month, 2))-\(TicketNumber.digits(count, 5))"
    }
}

extension TicketNumber: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let number = TicketNumber(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not a ticket number: \(text)"))
        }
        self = number
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
