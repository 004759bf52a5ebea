public import Kernel

/// What happened to a change, for the journal: about `change:0192…`. No answers are in it; those are in the draft.
public enum ChangeFact: Sendable, Hashable {
    case began(Began)
    case edited(Edited)
    case submitted(Submitted)
    case registryHeard(RegistryHeard)
    case queued(Queued)
    case taken(Taken)
    case released(Released)
    case approvedOnce(ApprovedOnce)
    case approved(Approved)
    case returned(Returned)
    case sentToBranch(SentToBranch)
    case closed(Closed)
    case withdrawn(Withdrawn)
    case lapsed(Lapsed)
    case ringBackPlanned(RingBackPlanned)
    case rungBack(RungBack)
    case accountsIssued(AccountsIssued)

    public struct Began: Sendable, Hashable, Codable {
        public static let kind = "change.began"
        public let of: ChangeKind
        public let member: MemberID?
        public let contact: ContactID?
        public let channel: String
        public let region: String?
    }

    public struct Edited: Sendable, Hashable, Codable {
        public static let kind = "change.edited"
        /// nil: people or proofs, no step.
        public let step: StepName?
        public let version: Int
    }

    /// Handed in; figures of registrations by region and channel are folds of these.
    public struct Submitted: Sendable, Hashable, Codable {
        public static let kind = "change.submitted"
        public let of: ChangeKind
        public let channel: String
        public let region: String?
        public let decider: ChangeDecider
        /// Corrected after it came back: not counted twice.
        public let isAgain: Bool
    }

    public struct RegistryHeard: Sendable, Hashable, Codable {
        public static let kind = "change.registry-heard"
        public let answer: PersonCheck
        public let tries: Int
        /// When it is asked again.
        public let nextAt: Timestamp?
    }

    /// Came to the back office.
    public struct Queued: Sendable, Hashable, Codable {
        public static let kind = "change.queued"
        public let dueAt: Timestamp
    }

    public struct Taken: Sendable, Hashable, Codable {
        public static let kind = "change.taken"
    }

    public struct Released: Sendable, Hashable, Codable {
        public static let kind = "change.released"
        /// Who had it.
        public let from: PersonID
    }

    /// By the first of two.
    public struct ApprovedOnce: Sendable, Hashable, Codable {
        public static let kind = "change.approved-once"
    }

    /// It is done: whoever follows the journal applies it.
    public struct Approved: Sendable, Hashable, Codable {
        public static let kind = "change.approved"
        public let approvers: [PersonID]
        public let on: Day
        /// nil: from the first payment on.
        public let holdsFrom: Day?
        public let payFrom: Day?
        public let payUntil: Day?
        public let isLate: Bool
    }

    public struct Returned: Sendable, Hashable, Codable {
        public static let kind = "change.returned"
        public let reason: ReturnReason
        public let dueAt: Timestamp
    }

    public struct SentToBranch: Sendable, Hashable, Codable {
        public static let kind = "change.sent-to-branch"
        public let reason: BranchReason
        public let branch: String?
        public let dueAt: Timestamp
    }

    public struct Closed: Sendable, Hashable, Codable {
        public static let kind = "change.closed"
        public let outcome: BranchOutcome
        public let note: String
        public let isLate: Bool
    }

    public struct Withdrawn: Sendable, Hashable, Codable {
        public static let kind = "change.withdrawn"
        public let reason: String
    }

    public struct Lapsed: Sendable, Hashable, Codable {
        public static let kind = "change.lapsed"
    }

    public struct RingBackPlanned: Sendable, Hashable, Codable {
        public static let kind = "change.ring-back-planned"
        public let ringBack: Int
        public let reason: TellReason
        public let at: Timestamp
    }

    public struct RungBack: Sendable, Hashable, Codable {
        public static let kind = "change.rung-back"
        public let ringBack: Int
        public let outcome: RingBack.Outcome
        public let attempt: Int
        public let state: RingBack.State
    }

    public struct AccountsIssued: Sendable, Hashable, Codable {
        public static let kind = "change.accounts-issued"
        public let count: Int
    }
}

extension ChangeFact {
    /// As the journal names it.
    public var kind: String {
        switch self {
        case .began: Began.kind
        case .edited: Edited.kind
        case .submitted: Submitted.kind
        case .registryHeard: RegistryHeard.kind
        case .queued: Queued.kind
        case .taken: Taken.kind
        case .released: Released.kind
        case .approvedOnce: ApprovedOnce.kind
        case .approved: Approved.kind
        case .returned: Returned.kind
        case .sentToBranch: SentToBranch.kind
        case .closed: Closed.kind
        case .withdrawn: Withdrawn.kind
        case .lapsed: Lapsed.kind
        case .ringBackPlanned: RingBackPlanned.kind
        case .rungBack: RungBack.kind
        case .accountsIssued: AccountsIssued.kind
        }
    }
}
