import Kernel
public import Staff

/// Whose escalations somebody sees. Outside of it there is nothing: not even that a ticket exists.
public enum EscalationScope: Sendable, Hashable {
    case none
    /// Those that lie at one branch now.
    case branch(BranchCode)
    /// Those at the branches of a region.
    case region(OfficeRegion)
    case all

    /// The widest that one of the person's roles gives. Nobody has said where an officer or somebody of a region
    /// works: he sees nothing.
    public init(_ person: Person) {
        let overseers = person.roles.filter { $0.permissions.contains(.escalationsWatch) }
        if overseers.contains(where: { $0 != .region }) {
            self = .all
        } else if !overseers.isEmpty, let region = person.region {
            self = .region(region)
        } else if person.may(.escalationsAnswer), let branch = person.branch {
            self = .branch(branch)
        } else {
            self = .none
        }
    }

    public func holds(_ branch: Branch) -> Bool {
        switch self {
        case .none: false
        case .branch(let code): branch.code == code
        case .region(let region): branch.region == region
        case .all: true
        }
    }
}

extension Person {
    /// For which branch the person takes, asks, answers and passes on; nil: for none.
    public var answersFor: BranchCode? { may(.escalationsAnswer) && !isDisabled ? branch : nil }
}
