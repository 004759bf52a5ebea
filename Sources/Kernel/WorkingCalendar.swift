/// Which time counts for a promise: all of it, or an office's hours.
public enum WorkingCalendar: Sendable, Hashable {
    case aroundTheClock
    case hours(BusinessHours)

    /// As `BusinessHours.adding`.
    public func adding(_ duration: Duration, to moment: Timestamp) -> Timestamp {
        switch self {
        case .aroundTheClock: moment + max(duration, .zero)
        case .hours(let hours): hours.adding(duration, to: moment)
        }
    }

    public func worked(from start: Timestamp, until end: Timestamp) -> Duration {
        switch self {
        case .aroundTheClock: end - start
        case .hours(let hours): hours.worked(from: start, until: end)
        }
    }

    public func nextOpening(at moment: Timestamp) -> Timestamp {
        switch self {
        case .aroundTheClock: moment
        case .hours(let hours): hours.nextOpening(at: moment)
        }
    }

    /// As `BusinessHours.onwards`.
    public func onwards(from moment: Timestamp) -> WorkingCalendar {
        switch self {
        case .aroundTheClock: self
        case .hours(let hours): .hours(hours.onwards(from: moment))
        }
    }

    public func isOpen(at moment: Timestamp) -> Bool { nextOpening(at: moment) == moment }
}

/// `"24x7"`, or the hours.
extension WorkingCalendar: Codable {
    private static let always = "24x7"

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // Hours are no text: whatever is none is read as hours, which refuse on their own.
        if let word = try? container.decode(String.self) {
            guard word == Self.always else {
                throw DecodingError.dataCorrupted(
                    .init(codingPath: decoder.codingPath, debugDescription: "no working calendar: \(word)"))
            }
            self = .aroundTheClock
        } else {
            self = .hours(try container.decode(BusinessHours.self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .aroundTheClock: try container.encode(Self.always)
        case .hours(let hours): try container.encode(hours)
        }
    }
}
