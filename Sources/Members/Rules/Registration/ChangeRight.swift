public import Kernel

/// What can be done to a change. The table below is the only place that says who may.
public enum ChangeAction: String, Sendable, Codable, CaseIterable, Hashable {
    case begin, edit, submit, withdraw
    /// Bring the registry's answer to a change that waits for it.
    case hearRegistry = "hear-registry"
    case take, release, approve
    case sendBack = "send-back"
    case sendToBranch = "send-to-branch"
    case closeAtBranch = "close-at-branch"
    /// Back from the branch's drop box to the agents, to be corrected.
    case returnAtBranch = "return-at-branch"
    /// End what nobody goes on with, once its clock has run out.
    case lapse
    case ringBack = "ring-back"
    /// Keep the virtual accounts that follow from a card: nobody types them.
    case issueAccounts = "issue-accounts"
}

extension Role {
    /// Denied unless it is written here.
    public var changeActions: Set<ChangeAction> {
        switch self {
        case .inbound: [.begin, .edit, .submit, .withdraw, .ringBack]
        case .outbound: [.withdraw, .ringBack]
        case .social: [.begin, .edit, .submit, .withdraw]
        case .supervisor: [.withdraw, .release, .ringBack]
        case .backOffice: [.take, .release, .approve, .sendBack, .sendToBranch]
        case .branch: [.closeAtBranch, .returnAtBranch]
        case .quality, .doctor, .region, .headOffice, .finance, .admin: []
        }
    }
}

/// Who does something to a change: a person with roles, or a part of Sahut itself.
public struct ChangeActor: Sendable, Hashable {
    public let author: Author
    public let roles: Set<Role>

    public static func person(_ id: PersonID, _ roles: Set<Role>) -> ChangeActor {
        ChangeActor(author: .person(id), roles: roles)
    }

    public static func system(_ name: String) -> ChangeActor { ChangeActor(author: .system(name), roles: []) }

    /// nil for a part of Sahut.
    public var person: PersonID? { if case .person(let id) = author { id } else { nil } }

    static let systemActions: Set<ChangeAction> = [.hearRegistry, .lapse, .issueAccounts]

    public func may(_ action: ChangeAction) -> Bool {
        switch author {
        case .person: roles.contains { $0.changeActions.contains(action) }
        case .system: Self.systemActions.contains(action)
        case .outsider: false
        }
    }
}

/// Why nothing is done to a change.
public enum ChangeRefusal: Error, Sendable, Hashable {
    /// None of the roles may.
    case notAllowed(ChangeAction)
    /// The caller must first be known better.
    case identityTooLow(needed: IdentityLevel)
    /// The form is about somebody on record, and nobody is named.
    case nobodyNamed
    case noSuchStep
    /// A step before it is not done.
    case stepNotReached
    /// Somebody wrote since the page was shown; what was typed is to be looked at again.
    case changedMeanwhile
    /// More than anybody types.
    case tooMuch
    case noSuchChange
    case noFamilyCard
    case familyCardChanged
    case noSuchPerson
    /// What is missing or wrong before it can be handed in.
    case notComplete([FieldProblem])
    /// It has ended.
    case ended
    /// Not while it stands where it stands.
    case notNow
    /// Nobody decides on what passed through his own hands.
    case ownChange
    /// Two people approve; this one has.
    case anotherPersonNeeded
    case takenByAnother
    case reasonMissing
    case reasonTooLong
    /// The clock has not run out.
    case tooEarly
    case noSuchRingBack
    /// The caller was told, or is no longer to be rung.
    case ringBackOver
    case accountsThere
    case accountsMissing
    /// Another participant has the NIK: one of the two records is wrong.
    case nikTaken

    /// `members.change.refusal.own-change`
    public var key: String { "members.change.refusal.\(word)" }

    private var word: String {
        switch self {
        case .notAllowed: "not-allowed"
        case .identityTooLow: "identity-too-low"
        case .nobodyNamed: "nobody-named"
        case .noSuchStep: "no-such-step"
        case .stepNotReached: "step-not-reached"
        case .changedMeanwhile: "changed-meanwhile"
        case .tooMuch: "too-much"
        case .noSuchChange: "no-such-change"
        case .noFamilyCard: "no-family-card"
        case .familyCardChanged: "family-card-changed"
        case .noSuchPerson: "no-such-person"
        case .notComplete: "not-complete"
        case .ended: "ended"
        case .notNow: "not-now"
        case .ownChange: "own-change"
        case .anotherPersonNeeded: "another-person-needed"
        case .takenByAnother: "taken-by-another"
        case .reasonMissing: "reason-missing"
        case .reasonTooLong: "reason-too-long"
        case .tooEarly: "too-early"
        case .noSuchRingBack: "no-such-ring-back"
        case .ringBackOver: "ring-back-over"
        case .accountsThere: "accounts-there"
        case .accountsMissing: "accounts-missing"
        case .nikTaken: "nik-taken"
        }
    }
}
