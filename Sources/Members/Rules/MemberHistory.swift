public import Kernel

/// What of a member changes with the months, and is asked for afterwards: was he insured on that day, in which class?
public enum MemberState: Sendable, Hashable {
    case status(MemberStatus)
    case segment(Segment)
    case careClass(CareClass)

    public enum Matter: String, Sendable, Codable, CaseIterable, Hashable { case status, segment, careClass = "class" }

    public var matter: Matter {
        switch self {
        case .status: .status
        case .segment: .segment
        case .careClass: .careClass
        }
    }

    /// As it is kept.
    public var code: String {
        switch self {
        case .status(let status): status.rawValue
        case .segment(let segment): segment.rawValue
        case .careClass(let careClass): String(careClass.rawValue)
        }
    }

    public init?(_ matter: Matter, _ code: String) {
        let read: MemberState? =
            switch matter {
            case .status: MemberStatus(rawValue: code).map(MemberState.status)
            case .segment: Segment(rawValue: code).map(MemberState.segment)
            case .careClass: Int(code).flatMap(CareClass.init).map(MemberState.careClass)
            }
        guard let read else { return nil }
        self = read
    }
}

/// A stretch of days on which a state held.
public struct MemberSpan: Sendable, Hashable {
    public let state: MemberState
    /// The first day; nil when the register began later than it.
    public let since: Day?
    public let told: Provenance

    public init(_ state: MemberState, since: Day?, told: Provenance) {
        (self.state, self.since, self.told) = (state, since, told)
    }
}

/// The states of a member over time, of each matter the oldest first. A matter that never changed has no span: what
/// holds now has held as long as the register knows.
public struct MemberHistory: Sendable, Hashable {
    public private(set) var spans: [MemberSpan]

    public init(_ spans: [MemberSpan] = []) { self.spans = spans }

    public func spans(of matter: MemberState.Matter) -> [MemberSpan] { spans.filter { $0.state.matter == matter } }

    /// From a day on something else holds. Spans that were thought to begin on that day or later never were.
    ///
    /// - Parameter old: what held until now, for a matter that has no span yet.
    mutating func turn(from old: MemberSpan, to state: MemberState, on day: Day, told: Provenance) {
        let new = MemberSpan(state, since: day, told: told)
        let matter = state.matter
        var kept = spans(of: matter)
        if kept.isEmpty { kept = [old] }
        kept.removeAll { span in span.since.map { $0 >= day } ?? false }
        if kept.last?.state != new.state { kept.append(new) }
        spans.removeAll { $0.state.matter == matter }
        spans += kept
    }
}

extension MemberHistory {
    /// What held on a day; nil when that is before the register's memory of it.
    public func state(_ matter: MemberState.Matter, on day: Day) -> MemberState? {
        spans(of: matter).last { $0.since.map { $0 <= day } ?? true }?.state
    }
}
