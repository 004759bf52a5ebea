public import Kernel

/// How the centre rings participants.
public struct RingingPlan: Sendable, Hashable, Codable {
    public var hours: CallingHours
    public var tries: TryPlan
    /// A participant whom nobody went on with for so long goes back to the list.
    public var lockMinutes: Int
    /// Confirmations a day and person.
    public var target: Int
    /// The number that the called party sees; nil for the centre's own.
    public var callerNumber: PhoneNumber?

    public init(
        hours: CallingHours = .original, tries: TryPlan = TryPlan(), lockMinutes: Int = 15, target: Int = 50,
        callerNumber: PhoneNumber? = nil
    ) {
        (self.hours, self.tries, self.lockMinutes) = (hours, tries, lockMinutes)
        (self.target, self.callerNumber) = (target, callerNumber)
    }

    public static let original = RingingPlan()

    public var lock: Duration { .seconds(60 * lockMinutes) }
}

/// How often, and how far apart, somebody is tried who cannot be reached.
public struct TryPlan: Sendable, Hashable, Codable {
    public var count: Int
    /// Hours on the clock between two tries. Twenty makes one try a day: three tries take three days.
    public var hoursApart: Int
    /// Who is busy is there: rung again so soon.
    public var busyMinutes: Int

    public init(count: Int = 3, hoursApart: Int = 20, busyMinutes: Int = 15) {
        (self.count, self.hoursApart, self.busyMinutes) = (count, hoursApart, busyMinutes)
    }
}

/// Why a plan cannot be used.
public enum RingingPlanRefusal: String, Error, Sendable, Hashable, CaseIterable {
    /// One to nine.
    case triesOutside = "tries-outside"
    /// One to 168.
    case hoursApartOutside = "hours-apart-outside"
    /// One to 240.
    case busyOutside = "busy-outside"
    /// Two minutes to two hours.
    case lockOutside = "lock-outside"
    /// One to 500.
    case targetOutside = "target-outside"
    case reasonMissing = "reason-missing"
    /// Somebody else has set a version meanwhile.
    case outdated
}

extension RingingPlan {
    func check() throws(RingingPlanRefusal) {
        guard (1...9).contains(tries.count) else { throw .triesOutside }
        guard (1...168).contains(tries.hoursApart) else { throw .hoursApartOutside }
        guard (1...240).contains(tries.busyMinutes) else { throw .busyOutside }
        guard (2...120).contains(lockMinutes) else { throw .lockOutside }
        guard (1...500).contains(target) else { throw .targetOutside }
    }
}

/// A plan as it was set.
public struct RingingPlanVersion: Sendable, Hashable {
    /// 1, 2, 3 …; 0 for what a centre starts from.
    public let number: Int
    public let plan: RingingPlan
    public let setAt: Timestamp
    public let setBy: Author
    public let reason: String
}
