public import Kernel

public enum DataRequestTag {}
public typealias DataRequestID = Identifier<DataRequestTag>

/// A participant's request for all that is held on him, with the trail of its use. It is answered within 3 x 24 hours
/// (Law 27 of 2022, article 32), without what belongs to others (article 33).
public struct DataRequest: Sendable, Hashable, Identifiable {
    public let id: DataRequestID
    public let member: MemberID
    public let askedAt: Timestamp
    /// How he asked, and how it was made sure who asks.
    public let asking: String
    public let by: Author
    public internal(set) var answer: Answer?

    public struct Answer: Sendable, Hashable {
        public let at: Timestamp
        public let by: Author
    }

    public static let answeredWithin = Duration.seconds(3 * 86_400)
    public static let longestAsking = 300

    public var dueAt: Timestamp { askedAt + Self.answeredWithin }

    public func isLate(at moment: Timestamp) -> Bool { (answer?.at ?? moment) > dueAt }

    static func open(
        _ id: DataRequestID, of member: MemberID, _ asking: String, by author: Author, at moment: Timestamp
    ) throws(DataRequestRefusal) -> DataRequest {
        guard asking.contains(where: { !$0.isWhitespace }) else { throw .askingMissing }
        guard asking.count <= longestAsking else { throw .askingTooLong }
        guard !asking.unicodeScalars.contains("\0") else { throw .askingUnreadable }
        return DataRequest(id: id, member: member, askedAt: moment, asking: asking, by: author)
    }
}

public enum DataRequestRefusal: String, Error, Sendable, Hashable, CaseIterable {
    case askingMissing = "asking-missing"
    case askingTooLong = "asking-too-long"
    case askingUnreadable = "asking-unreadable"
    case noSuchMember = "no-such-member"
    case noSuchRequest = "no-such-request"
}

/// How an answer is written.
public enum DataRequestFormat: String, Sendable, Codable, CaseIterable, Hashable { case html, json }
