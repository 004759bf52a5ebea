/// What is done first among tickets of one colour.
public enum TicketPriority: String, Sendable, Codable, CaseIterable, Hashable, Comparable {
    case low, medium, high

    public static func < (one: Self, other: Self) -> Bool { one.rank < other.rank }

    private var rank: Int {
        switch self {
        case .low: 0
        case .medium: 1
        case .high: 2
        }
    }

    /// What the marks of a matter make of it, as long as nobody has chosen otherwise.
    public init(for marks: Set<UrgentMark>) { self = marks.map(\.priority).max() ?? .low }
}

/// What makes a matter urgent, ticked by whoever speaks with the participant.
public enum UrgentMark: String, Sendable, Codable, CaseIterable, Hashable {
    /// Stands in a hospital that will not take him in.
    case inpatientRefused = "inpatient-refused"
    case child, pregnant, chronic

    public var priority: TicketPriority { self == .inpatientRefused ? .high : .medium }
}
