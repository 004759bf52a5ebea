public import Kernel

/// What somebody says of the service, of their own will.
public struct Satisfaction: Sendable, Hashable {
    /// Characters of a remark.
    public static let longestRemark = 500

    public let score: SatisfactionScore
    public let remark: String?

    /// - Parameter remark: blank is none.
    public init(_ score: SatisfactionScore, remark: String?) throws(SatisfactionRefusal) {
        let remark = remark.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
        guard remark.map({ $0.count <= Self.longestRemark }) ?? true else { throw .remarkTooLong }
        let isTyped = remark?.unicodeScalars.allSatisfy {
            $0.properties.generalCategory != .control || ["\n", "\r", "\t"].contains($0)
        }
        guard isTyped ?? true else { throw .remarkUnreadable }
        (self.score, self.remark) = (score, remark)
    }
}

public enum SatisfactionScore: Int, Sendable, Codable, CaseIterable, Hashable {
    case notAtAll = 1
    case little, fair, satisfied, very
}

/// By what an answer came.
public enum SatisfactionMeans: String, Sendable, Codable, Hashable {
    case link
}

public enum SatisfactionRefusal: String, Error, Sendable, Hashable, CaseIterable {
    case remarkTooLong = "remark-too-long"
    /// Control characters that no keyboard types.
    case remarkUnreadable = "remark-unreadable"
}

/// What a link asks: how the service was, of a ticket that was closed then.
public struct SatisfactionLink: MailLink {
    public static let purpose = "sahut satisfaction link 1"
    public static let lifetime = Duration.seconds(14 * 86_400)

    public let ticket: TicketID
    /// When it was closed: opened again, or closed another time, it is not what was asked about.
    public let closedAt: Timestamp
    public let expiresAt: Timestamp

    public init(_ ticket: TicketID, closedAt: Timestamp, expiresAt: Timestamp) {
        (self.ticket, self.closedAt) = (ticket, closedAt)
        self.expiresAt = Timestamp(seconds: expiresAt.seconds)
    }

    /// `0192….1763773200000000.1764982800`
    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let ticket = TicketID(parts[0]), let closed = Int64(parts[1]),
            let seconds = Int64(parts[2]), (0...99_999_999_999).contains(seconds)
        else { return nil }
        self.init(
            ticket, closedAt: Timestamp(microseconds: closed), expiresAt: Timestamp(seconds: seconds))
        // Written in one way only, so that a seal is of one text.
        guard description == text else { return nil }
    }

    public var description: String { "\(ticket).\(closedAt.microseconds).\(expiresAt.seconds)" }
}

/// What is asked in a mail. It holds nothing of the participant, and none of anybody's words.
public struct SatisfactionQuestion: Sendable, Hashable {
    public let number: TicketNumber
    public let link: SealedLink<SatisfactionLink>
}

/// What is shown to somebody who answers.
public struct SatisfactionSheet: Sendable, Hashable {
    public let number: TicketNumber
    public let category: String
    /// Until when it can be answered, and answered better.
    public let expiresAt: Timestamp
    public let answer: Satisfaction?
}
