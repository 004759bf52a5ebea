public import Kernel

public enum TicketBulkTag {}
public typealias TicketBulkID = Identifier<TicketBulkTag>

/// One thing done to many tickets at once.
public enum TicketDeed: Sendable, Hashable {
    case priority(TicketPriority)
    case note
    case close

    public enum Kind: String, Sendable, Codable, CaseIterable, Hashable { case priority, note, close }

    public var kind: Kind {
        switch self {
        case .priority: .priority
        case .note: .note
        case .close: .close
        }
    }
}

/// What became of it.
public struct TicketBulk: Sendable, Hashable {
    /// Tickets of one change.
    public static let most = 200
    /// How long it can be taken back.
    public static let undoable = Duration.seconds(10 * 60)

    public let id: TicketBulkID
    public let deed: TicketDeed.Kind
    public let by: Author
    public let at: Timestamp
    public let undoneAt: Timestamp?
    public let done: Int
    /// Those to which it was not done, and why.
    public let refused: [Left<TicketRefusal>]
    /// Once it was taken back: those that stay as it left them, and why.
    public let kept: [Left<TicketUndoRefusal>]

    public struct Left<Reason: Sendable & Hashable>: Sendable, Hashable {
        public let number: TicketNumber
        public let ticket: TicketID
        public let reason: Reason
    }

    /// Until when it can be taken back; nil when it no longer can.
    public func undoableUntil(_ moment: Timestamp) -> Timestamp? {
        let end = at + TicketBulk.undoable
        return undoneAt == nil && done > 0 && moment < end ? end : nil
    }
}

/// Why nothing is done to any of the tickets.
public enum TicketBulkRefusal: String, Error, Sendable, Hashable, CaseIterable {
    case noneChosen = "none-chosen"
    case tooMany = "too-many"
    case textMissing = "text-missing"
    case textTooLong = "text-too-long"
    case textUnreadable = "text-unreadable"
    /// Somebody else's, or none.
    case noSuchBulk = "no-such-bulk"
    /// It was taken back before, or is too old.
    case tooLate = "too-late"
}

/// Why one ticket stays as a change left it.
public enum TicketUndoRefusal: String, Error, Sendable, Hashable, CaseIterable {
    /// Something else happened to it since.
    case changedSince = "changed-since"
}
