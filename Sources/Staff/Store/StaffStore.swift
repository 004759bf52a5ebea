public import Database
public import Kernel
public import Pages

/// The register of the staff: who works here, in which roles, with which skills, and who may sign in.
public struct StaffStore: Sendable {
    let database: any Database
    public let clock: any WallClock
    let passwords: Passwords
    /// The sessions of the people of this register.
    public let sessions: SessionStore

    public init(
        _ database: any Database, clock: any WallClock, passwords: Passwords = Passwords(),
        sessionLimits: SessionStore.Limits = SessionStore.Limits()
    ) {
        self.database = database
        self.clock = clock
        self.passwords = passwords
        sessions = SessionStore(database, clock: clock, limits: sessionLimits) { try Self.sessionPerson($0, in: $1) }
    }

    /// The branches to which its officers belong.
    public var branches: BranchStore { BranchStore(database) }

    // MARK: Who is there

    /// Nil when there is no such person; disabled people are found too.
    public func person(_ id: PersonID) async throws -> Person? {
        try await database.read { try Self.person(id, in: $0) }
    }

    public func person(_ userName: UserName) async throws -> Person? {
        try await database.read { try Self.people("user_name = \(userName)", in: $0).first }
    }

    public static func person(_ id: PersonID, in transaction: any Transaction) throws -> Person? {
        try people("id = \(id)", in: transaction).first
    }

    /// Everybody, by name; without those who are disabled unless they are asked for.
    public func list(withDisabled: Bool = false) async throws -> [Person] {
        try await database.read { try Self.people(withDisabled ? "TRUE" : "disabled_at IS NULL", in: $0) }
    }

    /// Those who have a role and are not disabled, by name.
    public func people(with role: Role) async throws -> [Person] {
        try await database.read { transaction in
            try Self.people(
                "disabled_at IS NULL AND id IN (SELECT person FROM person_roles WHERE role = \(role))", in: transaction)
        }
    }

    /// Those who may do something and are not disabled: the floor routes calls to those with `.desk`.
    public func people(who permission: Permission) async throws -> [Person] {
        try await list().filter { $0.may(permission) }
    }

    static func people(_ condition: SQL, in transaction: any Transaction) throws -> [Person] {
        let rows = try transaction.query(
            """
            SELECT id, name, user_name, site, team, branch, is_head, region, auto_answer, must_change_password,
                disabled_at
            FROM people WHERE \(condition)
            """)
        guard !rows.isEmpty else { return [] }
        let within: SQL = "person IN (SELECT id FROM people WHERE \(condition))"
        var roles: [PersonID: Set<Role>] = [:]
        for row in try transaction.query("SELECT person, role FROM person_roles WHERE \(within)") {
            roles[try row("person"), default: []].insert(try row("role"))
        }
        var skills: [PersonID: [String: Int]] = [:]
        for row in try transaction.query("SELECT person, skill, level FROM person_skills WHERE \(within)") {
            skills[try row("person"), default: [:]][try row("skill")] = try row("level")
        }
        let people = try rows.map { row -> Person in
            let id: PersonID = try row("id")
            return Person(
                id: id, name: try row("name"), userName: try row("user_name"), roles: roles[id] ?? [],
                site: try row("site"), team: try row("team"), branch: try row("branch"), isHead: try row("is_head"),
                region: try row("region", as: Int?.self).flatMap { OfficeRegion(number: $0) },
                skills: skills[id] ?? [:], autoAnswer: try row("auto_answer"),
                mustChangePassword: try row("must_change_password"),
                disabledAt: try row("disabled_at"))
        }
        return people.sorted { ($0.name, $0.userName.text) < ($1.name, $1.userName.text) }
    }

    /// What a session knows of its person; nil when the person is disabled, which ends it.
    static func sessionPerson(_ id: PersonID, in transaction: any Transaction) throws -> SessionPerson? {
        let rows = try transaction.query(
            """
            SELECT name, site, must_change_password FROM people WHERE id = \(id) AND disabled_at IS NULL
            """)
        guard let row = rows.first else { return nil }
        let roles: [Role] = try transaction.scalars("SELECT role FROM person_roles WHERE person = \(id)")
        return SessionPerson(
            id: id, name: try row("name"), roles: Set(roles), site: try row("site"),
            mustChangePassword: try row("must_change_password"))
    }
}

extension UserName: SQLEncodable, SQLDecodable {
    public var sqlValue: SQLValue { .text(text) }
    public init(sqlValue: SQLValue) throws(SQLDecodingError) {
        guard case .text(let text) = sqlValue, let name = Self(text) else {
            throw SQLDecodingError(sqlValue, UserName.self)
        }
        self = name
    }
}
