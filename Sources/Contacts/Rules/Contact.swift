public import Kernel

/// One conversation on one channel, with its outcome once the agent has logged it.
public struct Contact: Sendable, Hashable, Identifiable {
    public let id: ContactID
    public let channel: ContactChannel
    public let direction: ContactDirection
    /// Who had the conversation.
    public let agent: PersonID
    /// The other party's; nil when it was hidden.
    public let phone: PhoneNumber?
    /// The queue through which it came, by its code.
    public let queue: String?
    public let openedAt: Timestamp
    public internal(set) var endedAt: Timestamp?
    /// The line failed in the middle of it.
    public internal(set) var isCut: Bool
    public internal(set) var log: ContactLog?
    public internal(set) var loggedAt: Timestamp?
}

public enum ContactChannel: String, Sendable, Codable, CaseIterable, Hashable { case call }

/// Who sought the conversation: they us, or we them.
public enum ContactDirection: String, Sendable, Codable, CaseIterable, Hashable { case incoming, outgoing }

/// What the agent writes down after the conversation.
public struct ContactLog: Sendable, Hashable, Codable {
    /// A leaf of the category tree, by its code.
    public var category: String
    public var kind: ContactKind
    public var outcome: ContactOutcome
    /// Where the matter lies, by the code of the region.
    public var region: String?
    public var note: String
    /// Whom it was about, once the agent is sure.
    public var member: MemberID?

    public init(
        category: String, kind: ContactKind, outcome: ContactOutcome, region: String? = nil, note: String = "",
        member: MemberID? = nil
    ) {
        (self.category, self.kind, self.outcome) = (category, kind, outcome)
        (self.region, self.note, self.member) = (region, note, member)
    }

    /// Characters of a note.
    public static let longestNote = 4_000
}

public enum ContactKind: String, Sendable, Codable, CaseIterable, Hashable {
    case information, complaint
    case dataChange = "data-change"
    case registration, consultation
    case wrongNumber = "wrong-number"
}

public enum ContactOutcome: String, Sendable, Codable, CaseIterable, Hashable {
    /// The caller has what he rang for.
    case solved
    /// The centre still has something to do: usually a ticket.
    case followUp = "follow-up"
    /// The caller was told where else to go: a branch, a facility.
    case referred
    /// It ended before its purpose was served.
    case unfinished
}

/// Why a contact is not logged.
public enum ContactRefusal: String, Error, Sendable, Hashable, CaseIterable {
    case noSuchContact = "no-such-contact"
    /// Only the agent who had the conversation knows what was said.
    case notYours = "not-yours"
    case unknownCategory = "unknown-category"
    case unknownRegion = "unknown-region"
    case unknownMember = "unknown-member"
    case noteTooLong = "note-too-long"
    /// Control characters that no keyboard types.
    case noteUnreadable = "note-unreadable"
}

extension Contact {
    /// What came of logging a contact.
    enum Logging: Sendable, Hashable { case logged, corrected, unchanged }

    /// Takes the log. A second log corrects the first: the later word counts, the journal keeps both.
    mutating func take(
        _ log: ContactLog, by person: PersonID, at moment: Timestamp, in tree: CategoryTree
    ) throws(ContactRefusal) -> Logging {
        guard person == agent else { throw .notYours }
        guard tree.has(log.category) || log.category == self.log?.category else { throw .unknownCategory }
        guard log.note.count <= ContactLog.longestNote else { throw .noteTooLong }
        guard !log.note.unicodeScalars.contains("\0") else { throw .noteUnreadable }
        guard log != self.log else { return .unchanged }
        let logging: Logging = self.log == nil ? .logged : .corrected
        self.log = log
        loggedAt = loggedAt ?? moment
        return logging
    }
}

/// A contact as lists and desks show it: without the telephone number.
public struct ContactSummary: Sendable, Hashable, Codable, Identifiable {
    public let id: ContactID
    public let channel: ContactChannel
    public let direction: ContactDirection
    public let agent: PersonID
    public let queue: String?
    public let openedAt: Timestamp
    public let endedAt: Timestamp?
    public let isCut: Bool
    /// nil while it is not logged.
    public let log: ContactLog?
}

extension Contact {
    public var summary: ContactSummary {
        ContactSummary(
            id: id, channel: channel, direction: direction, agent: agent, queue: queue, openedAt: openedAt,
            endedAt: endedAt, isCut: isCut, log: log)
    }
}
