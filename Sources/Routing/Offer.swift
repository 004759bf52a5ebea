public import Kernel

/// The name of one attempt to give one item to one agent: the item and the attempt's number, counted from 1.
/// Written `0192…-….3`.
public struct OfferID: Hashable, Sendable, Codable, LosslessStringConvertible {
    public let item: WorkID
    public let attempt: Int

    public init(item: WorkID, attempt: Int) {
        self.item = item
        self.attempt = attempt
    }

    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let item = WorkID(parts[0]), let attempt = Int(parts[1]), attempt > 0 else {
            return nil
        }
        self.init(item: item, attempt: attempt)
    }

    public var description: String { "\(item).\(attempt)" }
}

/// An item that rings at one agent until it is accepted, declined, withdrawn or its deadline passes.
public struct Offer: Hashable, Sendable, Codable, Identifiable {
    public let id: OfferID
    public let agent: PersonID
    public let queue: QueueName
    public let offeredAt: Timestamp
    public internal(set) var deadline: Timestamp

    public var item: WorkID { id.item }
}

/// Why an offer ended without an answer.
public enum WithdrawReason: String, Hashable, Sendable, Codable, CaseIterable {
    /// The deadline passed.
    case timeout
    case declined
    /// The other party left, or the line did.
    case abandoned
    /// The agent's phone was lost.
    case agentLost
    case agentSignedOut
    /// The agent was released from it by somebody else.
    case released
    /// The item was moved to another queue.
    case moved
}
