public import Database
public import Kernel

extension TicketFact {
    public struct Attached: Fact {
        public static let kind = "ticket.attached"
        public let attachment: AttachmentID
        public let name: String
        public let of: AttachmentKind
        public let bytes: Int
        public let digest: String
        public let isPrivate: Bool
    }

    /// Somebody had the content.
    public struct AttachmentRead: Fact {
        public static let kind = "ticket.attachment-read"
        public let attachment: AttachmentID
    }
}
