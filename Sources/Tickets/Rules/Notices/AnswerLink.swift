public import Kernel
public import Staff

/// What a link to one ticket stands for: a branch may answer it, this time and until then.
public struct AnswerLink: MailLink {
    public static let purpose = "sahut answer link 1"
    public static let lifetime = Duration.seconds(7 * 86_400)

    public let ticket: TicketID
    public let branch: BranchCode
    /// How often the ticket had been sent back: a link of an earlier time opens nothing.
    public let loop: Int
    public let expiresAt: Timestamp

    public init(_ ticket: TicketID, _ branch: BranchCode, loop: Int, expiresAt: Timestamp) {
        (self.ticket, self.branch, self.loop) = (ticket, branch, loop)
        self.expiresAt = Timestamp(seconds: expiresAt.seconds)
    }

    /// `0192….SMG.0.1764547200`
    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, let ticket = TicketID(parts[0]), let branch = BranchCode(String(parts[1])),
            let loop = Int(parts[2]), let seconds = Int64(parts[3]), (0...99_999_999_999).contains(seconds)
        else { return nil }
        self.init(ticket, branch, loop: loop, expiresAt: Timestamp(seconds: seconds))
        // Written in one way only, so that a seal is of one text.
        guard description == text else { return nil }
    }

    public var description: String { "\(ticket).\(branch).\(loop).\(expiresAt.seconds)" }
}

/// What a branch is shown that answers by a link: what it needs, and no more.
public struct AnswerSheet: Sendable, Hashable {
    public let ticket: Ticket
    public let branch: Branch
    /// By when the branch must answer; nil while the clock stands still.
    public let dueAt: Timestamp?
    /// `B.` and the last four digits of the card.
    public let member: MaskedMember?
    /// The latest answer.
    public let answer: Escalation.Answer?
    /// It was said to be done: nothing is added.
    public let isDone: Bool

    public struct MaskedMember: Sendable, Hashable {
        public let initial: String
        public let cardEnd: String
    }
}
