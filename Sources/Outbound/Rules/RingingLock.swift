public import Kernel

/// An item in one agent's hands: nobody else rings for it, nor for anything else at its number.
public struct RingingLock: Sendable, Hashable {
    public let item: OutboundItem
    public let phone: PhoneNumber
    /// Whose clock says when it may be rung.
    public let zone: IndonesianZone
    public let person: PersonID
    public let takenAt: Timestamp
    /// It goes back to the list then, unless its page is open or its call is on.
    public internal(set) var until: Timestamp
    /// The latest call that was placed for it.
    public internal(set) var call: WorkID?

    public var purpose: OutboundPurpose { item.purpose }
}

/// An item that could be taken, with the numbers of its participant.
public struct RingingCandidate: Sendable, Hashable {
    public let item: OutboundItem
    public let numbers: RingableNumbers
    public let zone: IndonesianZone

    public init(_ item: OutboundItem, _ numbers: RingableNumbers, in zone: IndonesianZone) {
        (self.item, self.numbers, self.zone) = (item, numbers, zone)
    }
}

/// Why nobody is rung, or nothing is written of it.
public enum RingingRefusal: Error, Sendable, Hashable {
    /// The agent does not hold it: it went back to the list, or somebody else has it.
    case notHeld
    /// The agent holds another one.
    case holdsAnother(OutboundPurpose)
    /// Somebody rings that number now.
    case numberInUse
    /// Nobody is rung at this hour, where the participant lives; until then.
    case outsideHours(until: Timestamp)
    /// The number is never to be rung.
    case doNotCall
    /// What was said can only be known from a conversation, and there was none.
    case nobodySpoke
    /// No call was placed.
    case notRung
    /// The call is still on.
    case callIsOn
    /// The participant asked for a time that has passed, or that lies more than a month ahead.
    case timeOutside
}
