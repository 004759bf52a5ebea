/// A moment in UTC, in whole microseconds since 1970-01-01T00:00:00Z: as stored, as compared, as journalled.
public struct Timestamp: Hashable, Comparable, Sendable {
    public var microseconds: Int64

    public init(microseconds: Int64) { self.microseconds = microseconds }
    public init(seconds: Int64) { microseconds = seconds * 1_000_000 }

    public static let distantPast = Timestamp(microseconds: .min / 4)
    public static let distantFuture = Timestamp(microseconds: .max / 4)

    /// Whole seconds since 1970, rounded down.
    public var seconds: Int64 { microseconds >= 0 ? microseconds / 1_000_000 : (microseconds - 999_999) / 1_000_000 }

    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.microseconds < rhs.microseconds }
    public static func + (moment: Self, duration: Duration) -> Self {
        Timestamp(microseconds: moment.microseconds + duration.microseconds)
    }
    public static func - (moment: Self, duration: Duration) -> Self {
        Timestamp(microseconds: moment.microseconds - duration.microseconds)
    }
    public static func - (later: Self, earlier: Self) -> Duration {
        .microseconds(later.microseconds - earlier.microseconds)
    }
    public static func += (moment: inout Self, duration: Duration) { moment = moment + duration }
}

extension Timestamp: Codable {
    public init(from decoder: any Decoder) throws {
        microseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(microseconds)
    }
}

extension Duration {
    /// Whole microseconds, rounded towards zero.
    public var microseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }

    /// Seconds as a number, for sums and charts.
    public var inSeconds: Double { Double(microseconds) / 1_000_000 }
}
