public import Foundation
public import Kernel

public enum AttachmentTag {}
/// One file on one ticket.
public typealias AttachmentID = Identifier<AttachmentTag>

/// A file that belongs to a ticket: evidence, a letter, a photograph of a card.
public struct Attachment: Sendable, Hashable, Identifiable {
    public let id: AttachmentID
    public let ticket: TicketID
    /// Clean, and with the ending of what it is.
    public let name: String
    public let kind: AttachmentKind
    /// Bytes.
    public let size: Int
    /// SHA-256 of the content in small hexadecimal digits: where the file lies.
    public let digest: String
    /// For the centre's people only: no branch and no participant sees it.
    public let isPrivate: Bool
    public let by: Author
    public let at: Timestamp
    public internal(set) var thumbnail: Thumbnail

    /// How far its small picture is.
    public enum Thumbnail: String, Sendable, Codable, CaseIterable, Hashable {
        /// It is no picture.
        case none
        case waiting, made
        /// The content cannot be drawn.
        case unreadable
    }
}

/// Why a file is not taken.
public enum AttachmentRefusal: String, Error, Sendable, Hashable, CaseIterable {
    case noSuchTicket = "no-such-ticket"
    /// The ticket is closed.
    case closed
    case empty
    case tooLarge = "too-large"
    /// The ticket has as many as it may have.
    case tooMany = "too-many"
    /// The content is none of the kinds that are taken, whatever the name says.
    case unknownKind = "unknown-kind"
}

extension Attachment {
    /// Bytes of one file.
    public static let largest = 10 * 1_024 * 1_024
    /// Files of one ticket.
    public static let mostOfTicket = 20

    /// What a file is, by its content.
    ///
    /// - Throws: `AttachmentRefusal`.
    public static func kind(of content: Data) throws(AttachmentRefusal) -> AttachmentKind {
        guard !content.isEmpty else { throw .empty }
        guard content.count <= largest else { throw .tooLarge }
        guard let kind = AttachmentKind(of: content) else { throw .unknownKind }
        return kind
    }
}
