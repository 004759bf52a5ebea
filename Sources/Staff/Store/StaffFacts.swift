public import Database
import Kernel

/// The facts of the staff: who came and went, who was refused what, who changed whom.
public enum StaffFact {
    public struct SignedIn: Fact {
        public static let kind = "staff.signed-in"
        public var address: String?
        public var session: String
    }

    public struct SignedOut: Fact {
        public static let kind = "staff.signed-out"
        public var session: String
    }

    /// About the person when the user name is known, about the address otherwise: an unknown user name may be a
    /// password typed into the wrong field, so it is not kept.
    public struct SignInRefused: Fact {
        public static let kind = "staff.sign-in-refused"
        /// wrong, locked, disabled, busy
        public var reason: String
        public var address: String?
    }

    /// Somebody asked for what they may not do.
    public struct Refused: Fact {
        public static let kind = "staff.refused"
        /// forbidden, form
        public var reason: String
        public var permission: String?
        public var place: String
        public var address: String?
    }

    public struct Added: Fact {
        public static let kind = "staff.added"
        public var name: String
        public var userName: String
        public var roles: [String]
        public var site: String?
        public var branch: String?
        /// nil in facts from before branches had heads.
        public var isHead: Bool?
        public var region: String?
    }

    /// Everything as it is after the change.
    public struct Edited: Fact {
        public static let kind = "staff.edited"
        public var name: String
        public var userName: String
        public var roles: [String]
        public var site: String?
        public var team: String?
        public var branch: String?
        public var isHead: Bool?
        public var region: String?
        public var skills: [String: Int]
        public var autoAnswer: Bool
    }

    public struct DeskSet: Fact {
        public static let kind = "staff.desk-set"
        public var autoAnswer: Bool
    }

    public struct Disabled: Fact {
        public static let kind = "staff.disabled"
    }

    public struct Enabled: Fact {
        public static let kind = "staff.enabled"
    }

    public struct PasswordChanged: Fact {
        public static let kind = "staff.password-changed"
    }

    /// Somebody else gave out a new password, which must be changed at the next sign-in.
    public struct PasswordReset: Fact {
        public static let kind = "staff.password-reset"
    }

    /// A site was added or renamed.
    public struct SitePut: Fact {
        public static let kind = "staff.site-put"
        public var name: String
    }

    /// A skill was added or renamed.
    public struct SkillPut: Fact {
        public static let kind = "staff.skill-put"
        public var name: String
    }

    public struct TeamMade: Fact {
        public static let kind = "staff.team-made"
        public var name: String
        public var site: String
    }
}
