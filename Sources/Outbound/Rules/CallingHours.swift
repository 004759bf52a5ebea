public import Kernel

/// When people may be rung: by the clock where they live, and never on a holiday.
public struct CallingHours: Sendable, Hashable, Codable {
    public let spans: [BusinessHours.Span]

    public init(_ spans: [BusinessHours.Span]) throws(BusinessHours.Refusal) {
        self.spans = try BusinessHours(spans, in: .wib).spans
    }

    /// Monday to Saturday from 8 to 20: a guess at what is taken as decent here, as no rule names hours for a public
    /// insurer. Lenders may ring Monday to Saturday from 8 to 20, never on holidays (Financial Services Authority,
    /// Regulation 22 of 2023, article 62).
    public static let original: CallingHours = {
        do { return try CallingHours(BusinessHours.week(1...6, [480..<1_200])) } catch {
            preconditionFailure("the house's own calling hours are refused: \(error)")
        }
    }()

    public func hours(in zone: IndonesianZone, holidays: Set<Day>) -> BusinessHours {
        do { return try BusinessHours(spans, in: zone, holidays: holidays) } catch {
            preconditionFailure("spans that were checked are refused: \(error)")
        }
    }

    public init(from decoder: any Decoder) throws {
        let spans = try decoder.singleValueContainer().decode([BusinessHours.Span].self)
        do { try self.init(spans) } catch {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "no calling hours: \(error)"))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(spans)
    }
}
