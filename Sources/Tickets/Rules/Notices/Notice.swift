public import Kernel
public import Staff

/// What is written to a branch, or to those above it, about a ticket. It holds no more than may stand in a mail:
/// nothing of the participant, and none of anybody's words.
public struct Notice: Sendable, Hashable {
    public let reason: Reason
    public let ticket: TicketID
    public let number: TicketNumber
    public let colour: TicketColour
    public let priority: TicketPriority
    /// The branch that has the ticket; nil while none has.
    public let branch: Branch?
    /// By when; nil while the clock stands still.
    public let dueAt: Timestamp?
    /// For a branch that has nobody who could sign in.
    public let link: SealedLink<AnswerLink>?

    public enum Reason: Sendable, Hashable {
        /// The branch has it now.
        case handed
        /// The participant was not satisfied: the branch has it again.
        case reopened
        /// The centre told what the branch had asked.
        case replied
        /// A clock has used so much of its time.
        case clock(ClockKind, ClockShare)
    }
}

extension Notice {
    /// Nobody is woken for what can wait until the office opens; nil: at once.
    ///
    /// What a clock says is said in its hours already.
    static func earliest(
        of reason: Reason, _ priority: TicketPriority, in hours: BusinessHours, at moment: Timestamp
    ) -> Timestamp? {
        if case .clock = reason { return nil }
        return priority == .high ? nil : hours.nextOpening(at: moment)
    }
}

/// Who above a branch's officers is written to.
public struct NoticeRecipient: Sendable, Hashable, Identifiable {
    public let id: NoticeRecipientID
    public let office: Office
    public let address: NoticeAddress

    /// Whose clocks somebody is told of.
    public enum Office: Sendable, Hashable {
        case branchHead(BranchCode)
        case region(OfficeRegion)
        case headOffice
    }
}

public enum NoticeRecipientTag {}
public typealias NoticeRecipientID = Identifier<NoticeRecipientTag>

/// Why a recipient is not added.
public enum NoticeRecipientRefusal: String, Error, Sendable, Hashable, CaseIterable {
    case unknownBranch = "unknown-branch"
    /// The same address is there for the same office.
    case alreadyThere = "already-there"
}
