public import Kernel

/// A change from its first question to its end: the draft, where it stands, by when, whose hands it passed through.
///
/// A state machine: `handle` takes what happens, with who does it and when, and answers with the facts to append, or
/// refuses and leaves everything as it was. While it is open it has a clock.
public struct ChangeCase: Sendable, Hashable, Codable, Identifiable {
    public internal(set) var draft: ChangeDraft
    public internal(set) var stage = ChangeStage.draft
    /// nil once it has ended.
    public internal(set) var dueAt: Timestamp?
    /// Everybody who began, typed or handed in: none of them decides.
    public internal(set) var hands: Set<PersonID>
    /// nil until it was handed in.
    public internal(set) var submission: Submission?
    public internal(set) var approvals: [Approval] = []
    public internal(set) var ringBacks: [RingBack] = []
    /// The virtual accounts that were issued for it.
    public internal(set) var accounts: [String] = []
    /// What the branch did with it; nil until it did.
    public internal(set) var closure: Closure?

    /// How the branch closed it.
    public struct Closure: Sendable, Hashable, Codable {
        public let on: Day
        /// In the words of the branch.
        public let note: String
    }

    /// What handing in settled.
    public struct Submission: Sendable, Hashable, Codable {
        public let at: Timestamp
        public let decider: ChangeDecider
        public let promise: ChangePromise
        /// Where the caller is rung back.
        public let phone: PhoneNumber?
    }

    public struct Approval: Sendable, Hashable, Codable {
        public let by: PersonID
        public let at: Timestamp
    }

    public var id: ChangeID { draft.id }
    public var kind: ChangeKind { draft.kind }
    public var subject: Subject { Subject("change", id) }
    public var isOpen: Bool { stage.isOpen }

    /// On which day it was done, in the centre or at the branch: days that count from the approval begin then. nil: it
    /// is not done.
    public var doneOn: Day? {
        switch stage {
        case .approved(let day, _): day
        case .closed(.done): closure?.on
        default: nil
        }
    }

    /// Somebody is to pay who was insured by this, and does not know yet where to.
    public var awaitsAccounts: Bool {
        guard doneOn != nil, accounts.isEmpty, kind.isRegistration, let promise = submission?.promise else {
            return false
        }
        return promise.payment != .nothing
    }

    /// The family that pays: all on one card by one account.
    var payingFamily: FamilyCardNumber? { draft.peopleOf ?? draft.origin.family }

    /// Open beyond its clock.
    public func isLate(at moment: Timestamp) -> Bool { dueAt.map { moment > $0 } ?? false }

    public var openRingBacks: [RingBack] { ringBacks.filter { $0.state == .open } }
}

public enum ChangeStage: Sendable, Hashable, Codable {
    case draft
    /// Handed in; the registry has not answered.
    case awaitingRegistry(tries: Int, nextAt: Timestamp)
    /// In the back office, in nobody's hands.
    case waiting
    case taken(by: PersonID, at: Timestamp)
    /// With the agents again, to be corrected.
    case returned(ReturnReason)
    /// In the branch's drop box.
    case atBranch(BranchReason)
    case approved(on: Day, holdsFrom: Day?)
    case closed(BranchOutcome)
    case withdrawn
    case lapsed

    public var isOpen: Bool {
        switch self {
        case .draft, .awaitingRegistry, .waiting, .taken, .returned, .atBranch: true
        case .approved, .closed, .withdrawn, .lapsed: false
        }
    }

    /// `members.change.stage.waiting`
    public var key: String { "members.change.stage.\(word)" }

    /// For rows, lists and their filters.
    public var word: String {
        switch self {
        case .draft: "draft"
        case .awaitingRegistry: "awaiting-registry"
        case .waiting: "waiting"
        case .taken: "taken"
        case .returned: "returned"
        case .atBranch: "at-branch"
        case .approved: "approved"
        case .closed: "closed"
        case .withdrawn: "withdrawn"
        case .lapsed: "lapsed"
        }
    }

    /// Answers may be typed.
    var isEditable: Bool {
        switch self {
        case .draft, .returned: true
        default: false
        }
    }
}

public enum ReturnReason: Sendable, Hashable, Codable {
    /// In the words of the back office.
    case backOffice(String)
    case registryDiffers
    /// The registry knows more people on the card than were registered.
    case someoneLeftOut
    /// In the words of the branch.
    case branch(String)

    public var key: String {
        switch self {
        case .backOffice: "members.change.returned.back-office"
        case .branch: "members.change.returned.branch"
        case .registryDiffers: "members.change.returned.registry-differs"
        case .someoneLeftOut: "members.change.returned.someone-left-out"
        }
    }
}

public enum BranchReason: Sendable, Hashable, Codable {
    case registryUnknown
    /// It was asked as often as the plan says and never answered.
    case registrySilent
    /// Papers are brought there.
    case papers
    case backOffice(String)

    public var key: String {
        switch self {
        case .registryUnknown: "members.change.at-branch.registry-unknown"
        case .registrySilent: "members.change.at-branch.registry-silent"
        case .papers: "members.change.at-branch.papers"
        case .backOffice: "members.change.at-branch.back-office"
        }
    }
}

public enum BranchOutcome: String, Sendable, Codable, CaseIterable, Hashable {
    case done
    case notPossible = "not-possible"
    /// The caller did not come.
    case notCome = "not-come"

    public var key: String { "members.change.outcome.\(rawValue)" }
}

/// What happens to a change.
public enum ChangeEvent: Sendable, Hashable {
    case submit
    /// The registry's word on the family card; spread is chance in 0..<1 for the next try.
    case familyRead(FamilyReading, participants: [NIK: Participation], spread: Double)
    /// The registry's word on one person; `.unverifiedYet` when it is down.
    case personChecked(PersonCheck, spread: Double)
    case take
    case release
    case approve
    case sendBack(reason: String)
    case sendToBranch(reason: String)
    case closeAtBranch(BranchOutcome, note: String)
    case returnAtBranch(reason: String)
    case withdraw(reason: String)
    case lapse
    case ringBack(Int, RingBack.Outcome)
    case issueAccounts([String])

    public var action: ChangeAction {
        switch self {
        case .submit: .submit
        case .familyRead, .personChecked: .hearRegistry
        case .take: .take
        case .release: .release
        case .approve: .approve
        case .sendBack: .sendBack
        case .sendToBranch: .sendToBranch
        case .closeAtBranch: .closeAtBranch
        case .returnAtBranch: .returnAtBranch
        case .withdraw: .withdraw
        case .lapse: .lapse
        case .ringBack: .ringBack
        case .issueAccounts: .issueAccounts
        }
    }
}
