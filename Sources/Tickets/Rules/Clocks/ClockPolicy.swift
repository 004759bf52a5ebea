public import Kernel

/// How long each promise may take, by colour and, where it matters, by priority.
///
/// A ticket keeps the version of the policy that it was opened under, and its facts keep the limits themselves: a new
/// version never changes what was promised before it.
public struct ClockPolicy: Sendable, Hashable {
    public let rules: [ClockRule]
    /// For clocks that run by a branch's hours while the branch is not known, or has told none.
    public let officeHours: BusinessHours

    /// - Throws: `ClockPolicyRefusal`.
    public init(_ rules: [ClockRule], officeHours: BusinessHours) throws(ClockPolicyRefusal) {
        for colour in TicketColour.allCases where !rules.contains(where: { $0.isWhole(of: colour) }) {
            throw .wholeMissing
        }
        for rule in rules {
            guard (1...ClockRule.longestMinutes).contains(rule.limitMinutes) else { throw .limitOutside }
            if rule.clock == .branchAnswer, rule.colour != .red { throw .branchNotAsked }
        }
        guard Set(rules.map(\.place)).count == rules.count else { throw .ruleTwice }
        (self.rules, self.officeHours) = (rules, officeHours)
    }

    /// nil when nothing is promised.
    public func rule(
        _ clock: ClockKind, _ colour: TicketColour, _ priority: TicketPriority
    ) -> ClockRule? {
        let fitting = rules.filter { $0.clock == clock && $0.colour == colour }
        return fitting.first { $0.priority == priority } ?? fitting.first { $0.priority == nil }
    }

    /// What a clock that begins now promises.
    ///
    /// - Parameter hours: the branch's own, where it is known.
    func terms(
        _ clock: ClockKind, _ colour: TicketColour, _ priority: TicketPriority, hours: BusinessHours?,
        from moment: Timestamp
    ) -> ClockTerms? {
        guard let rule = rule(clock, colour, priority) else { return nil }
        let calendar: WorkingCalendar =
            switch rule.counts {
            case .aroundTheClock: .aroundTheClock
            case .branchHours: .hours((hours ?? officeHours).onwards(from: moment))
            }
        return ClockTerms(limitMinutes: rule.limitMinutes, calendar: calendar)
    }
}

/// One line of the policy.
public struct ClockRule: Sendable, Hashable, Codable {
    /// A year.
    public static let longestMinutes = 366 * 1_440

    public let clock: ClockKind
    public let colour: TicketColour
    /// nil for every priority that has no line of its own.
    public let priority: TicketPriority?
    public let limitMinutes: Int
    public let counts: Counting

    public enum Counting: String, Sendable, Codable, CaseIterable, Hashable {
        case aroundTheClock = "24x7"
        case branchHours = "branch-hours"
    }

    public init(
        _ clock: ClockKind, _ colour: TicketColour, _ priority: TicketPriority? = nil, limitMinutes: Int,
        counts: Counting = .aroundTheClock
    ) {
        (self.clock, self.colour, self.priority) = (clock, colour, priority)
        (self.limitMinutes, self.counts) = (limitMinutes, counts)
    }

    /// Which promise it is: a policy has one line at most for each.
    var place: [String] { [clock.rawValue, colour.rawValue, priority?.rawValue ?? ""] }

    fileprivate func isWhole(of colour: TicketColour) -> Bool {
        clock == .whole && self.colour == colour && priority == nil
    }
}

/// Why a policy cannot be used.
public enum ClockPolicyRefusal: String, Error, Sendable, Hashable, CaseIterable {
    /// Every colour says how long a ticket may take.
    case wholeMissing = "whole-missing"
    /// Less than a minute, or more than a year.
    case limitOutside = "limit-outside"
    /// Only red tickets go to a branch.
    case branchNotAsked = "branch-not-asked"
    case ruleTwice = "rule-twice"
    /// Somebody else has set a version meanwhile.
    case outdated
    case reasonMissing = "reason-missing"
}

/// A policy as it was set.
public struct ClockPolicyVersion: Sendable, Hashable {
    /// 1, 2, 3 …
    public let number: Int
    public let policy: ClockPolicy
    public let setAt: Timestamp
    public let setBy: Author
    public let reason: String
}

extension ClockPolicy {
    /// The rules of the house: red 5 x 24 h, yellow and green 24 h. The branch has all of a red ticket's time; who is
    /// refused in a hospital now hears within four hours.
    public static let original: ClockPolicy = {
        let (hour, day) = (60, 1_440)
        let rules = [
            ClockRule(.firstResponse, .red, limitMinutes: day),
            ClockRule(.firstResponse, .red, .high, limitMinutes: 4 * hour),
            ClockRule(.branchAnswer, .red, limitMinutes: 5 * day),
            ClockRule(.confirmation, .red, limitMinutes: day),
            ClockRule(.whole, .red, limitMinutes: 5 * day),
            ClockRule(.firstResponse, .yellow, .high, limitMinutes: 4 * hour),
            ClockRule(.whole, .yellow, limitMinutes: day),
            ClockRule(.whole, .green, limitMinutes: day),
        ]
        do {
            let office = try BusinessHours(BusinessHours.week(1...5, [480..<1_020]), in: .wib)
            return try ClockPolicy(rules, officeHours: office)
        } catch {
            preconditionFailure("the house's own rules are refused: \(error)")
        }
    }()
}

extension ClockPolicy: Codable {
    private enum CodingKeys: String, CodingKey { case rules, officeHours }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        do {
            try self.init(
                try container.decode([ClockRule].self, forKey: .rules),
                officeHours: try container.decode(BusinessHours.self, forKey: .officeHours))
        } catch let refusal as ClockPolicyRefusal {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "no clock policy: \(refusal.rawValue)"))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(rules, forKey: .rules)
        try container.encode(officeHours, forKey: .officeHours)
    }
}
