public import Database
public import Kernel

public enum SessionTag {}
/// One sign-in of one person in one browser.
public typealias SessionID = Identifier<SessionTag>

/// What the staff register says about the person of a session, asked anew at each request: a role that is taken away
/// is gone with the next click.
public struct SessionPerson: Sendable, Hashable {
    public let id: PersonID
    public let name: String
    public let roles: Set<Role>
    public let site: String?
    public let mustChangePassword: Bool

    public init(id: PersonID, name: String, roles: Set<Role>, site: String? = nil, mustChangePassword: Bool = false) {
        self.id = id
        self.name = name
        self.roles = roles
        self.site = site
        self.mustChangePassword = mustChangePassword
    }
}

/// Finds the person of a session; nil when there is none or the person may not sign in any more.
public typealias FindSessionPerson = @Sendable (PersonID, any Transaction) throws -> SessionPerson?

/// The person who sends a request.
public struct SignedIn: Sendable, Hashable {
    public let person: SessionPerson
    public let sessionID: SessionID

    public init(person: SessionPerson, sessionID: SessionID) {
        self.person = person
        self.sessionID = sessionID
    }

    public var id: PersonID { person.id }
    public var name: String { person.name }
    public var roles: Set<Role> { person.roles }
    public var site: String? { person.site }
    public var mustChangePassword: Bool { person.mustChangePassword }
    public var author: Author { .person(person.id) }

    public func may(_ permission: Permission) -> Bool { person.roles.may(permission) }
}
