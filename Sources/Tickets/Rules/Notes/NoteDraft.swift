public import Kernel

/// What somebody has typed into a ticket and not added yet. Each has his own, and all who have the ticket open see it.
public struct NoteDraft: Sendable, Hashable {
    public let ticket: TicketID
    public let person: PersonID
    public let text: String
    public let isPrivate: Bool
    /// When the last of it was typed.
    public let at: Timestamp
}

/// Somebody was called in a note.
public struct Mention: Sendable, Hashable {
    public let ticket: Ticket
    /// The note.
    public let text: String
    public let by: Author
    public let at: Timestamp
    /// nil until he opened the ticket.
    public let readAt: Timestamp?
}
