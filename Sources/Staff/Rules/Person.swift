public import Kernel

public enum TeamTag {}
/// A team of agents and its leader.
public typealias TeamID = Identifier<TeamTag>

/// What a person signs in with: 3 to 32 of `a-z 0-9 . _ -`, beginning with a letter. Case is not kept.
public struct UserName: Hashable, Sendable, LosslessStringConvertible, Codable {
    public let text: String

    public init?(_ text: String) {
        let lowered = Array(text.lowercased().utf8)
        guard (3...32).contains(lowered.count), let first = lowered.first, isLetter(first),
            lowered.allSatisfy({ isLetter($0) || isDigit($0) || [0x2D, 0x2E, 0x5F].contains($0) })
        else { return nil }
        self.text = String(decoding: lowered, as: UTF8.self)
    }

    public var description: String { text }
}

private func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

/// A person of the staff.
public struct Person: Sendable, Hashable, Identifiable {
    public let id: PersonID
    /// The real name: agents greet callers with it.
    public var name: String
    public var userName: UserName
    public var roles: Set<Role>
    /// The code of the site where the person works.
    public var site: String?
    public var team: TeamID?
    /// Whose work an officer of a branch sees; nil: none yet.
    public var branch: BranchCode?
    /// Leads that branch: is told before its region is.
    public var isHead: Bool
    /// Whose branches somebody of a region oversees; nil: none yet.
    public var region: OfficeRegion?
    /// Level of each skill by its code, 1 to 10.
    public var skills: [String: Int]
    /// Calls are taken by themselves after the tone.
    public var autoAnswer: Bool
    /// The password was given out by someone else.
    public internal(set) var mustChangePassword: Bool
    public internal(set) var disabledAt: Timestamp?

    public var isDisabled: Bool { disabledAt != nil }
    public func may(_ permission: Permission) -> Bool { roles.may(permission) }
}

/// What must be known of a person who is taken on, or changed.
public struct PersonDetails: Sendable, Hashable {
    public var name: String
    public var userName: UserName
    public var roles: Set<Role>
    public var site: String?
    public var team: TeamID?
    /// Only of those with the role.
    public var branch: BranchCode?
    /// Leads the branch.
    public var isHead: Bool
    /// Only of those with the role.
    public var region: OfficeRegion?
    public var skills: [String: Int]
    public var autoAnswer: Bool

    public init(
        name: String, userName: UserName, roles: Set<Role>, site: String? = nil, team: TeamID? = nil,
        branch: BranchCode? = nil, isHead: Bool = false, region: OfficeRegion? = nil, skills: [String: Int] = [:],
        autoAnswer: Bool = false
    ) {
        self.name = name
        self.userName = userName
        self.roles = roles
        self.site = site
        self.team = team
        (self.branch, self.isHead, self.region) = (branch, isHead, region)
        self.skills = skills
        self.autoAnswer = autoAnswer
    }

    /// The level of a skill: 1 knows a little, 10 teaches it.
    public static let skillLevels = 1...10
}

/// A place where people work, by its short code: `JKT`, `SMG`.
public struct WorkSite: Sendable, Hashable {
    public let code: String
    public let name: String

    public init(code: String, name: String) {
        self.code = code
        self.name = name
    }
}

public struct Team: Sendable, Hashable, Identifiable {
    public let id: TeamID
    public let name: String
    /// The code of its site.
    public let site: String

    public init(id: TeamID, name: String, site: String) {
        self.id = id
        self.name = name
        self.site = site
    }
}

/// Something that calls ask for, by its code: `info`, `registration`.
public struct Skill: Sendable, Hashable {
    public let code: String
    public let name: String

    public init(code: String, name: String) {
        self.code = code
        self.name = name
    }
}
