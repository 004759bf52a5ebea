public import Kernel

/// Why the register of the staff does not do what was asked.
public enum StaffRefusal: Error, Hashable, Sendable {
    case nameMissing
    case userNameTaken
    case noRole
    case unknownSite
    case unknownTeam
    case unknownBranch
    /// Only officers of branches belong to one.
    case branchWithoutRole
    /// Only an officer of a branch leads one.
    case headWithoutBranch
    /// Only people of regions belong to one.
    case regionWithoutRole
    case unknownSkill(String)
    /// Levels are 1 to 10.
    case skillLevel(String)
    case notFound
    /// Nobody shuts themselves out.
    case oneself
    /// The centre would have nobody left who may edit the staff.
    case lastAdministrator
    case password(PasswordRefusal)
}

/// Why nobody is signed in.
public enum SignInRefusal: Error, Hashable, Sendable {
    /// The user name or the password: which one is not told.
    case wrong
    /// Too many wrong tries; the next is taken from this moment on.
    case locked(until: Timestamp)
    /// The password was right, but the person is disabled.
    case disabled
    /// Too many people sign in at once.
    case busy

    /// As the fact names it.
    var word: String {
        switch self {
        case .wrong: "wrong"
        case .locked: "locked"
        case .disabled: "disabled"
        case .busy: "busy"
        }
    }
}

/// Why a password is not taken.
public enum PasswordRefusal: String, Error, Hashable, Sendable {
    /// Shorter than `PasswordRule.shortest`.
    case tooShort = "too-short"
    case tooLong = "too-long"
    /// It is, or contains, the user name or the person's name.
    case containsName = "contains-name"
    /// One character over and over, a row of the keyboard, or one of the first that anyone would try.
    case tooCommon = "too-common"
    /// The one in use.
    case unchanged
}
