import Database
public import Kernel
import Pages

extension StaffStore {
    /// What a person first signs in with.
    public enum FirstPassword: Sendable {
        /// Made here, given out once, changed at the first sign-in.
        case temporary
        /// Already hashed; people of a demo share one.
        case given(PasswordHash, mustChange: Bool)
    }

    /// Hashes a password for `FirstPassword.given`.
    public func hash(_ password: String) async throws -> PasswordHash { try await passwords.hash(password) }

    /// Takes a person on. The temporary password is told here and never again.
    ///
    /// - Throws: `StaffRefusal`.
    @discardableResult
    public func add(
        _ details: PersonDetails, password: FirstPassword = .temporary, by author: Author
    ) async throws -> (person: Person, temporaryPassword: String?) {
        let temporary: String?
        let (hash, mustChange): (PasswordHash, Bool)
        switch password {
        case .temporary:
            let made = Passwords.temporary()
            temporary = made
            (hash, mustChange) = (try await passwords.hash(made), true)
        case .given(let given, let must): (temporary, hash, mustChange) = (nil, given, must)
        }
        let now = clock.now()
        var random = SystemRandomNumberGenerator()
        let id = PersonID(at: now, random: &random)
        let person = try await database.write { transaction in
            try Self.check(details, of: id, in: transaction)
            try transaction.execute(
                """
                INSERT INTO people
                    (id, name, user_name, site, team, branch, is_head, region, auto_answer, password,
                    must_change_password, made_at)
                VALUES (\(id), \(details.name), \(details.userName), \(details.site), \(details.team),
                    \(details.branch), \(details.isHead), \(details.region?.number), \(details.autoAnswer),
                    \(hash.stored), \(mustChange), \(now))
                """)
            try Self.write(details, of: id, in: transaction)
            try transaction.append(
                StaffFact.Added(
                    name: details.name, userName: details.userName.text, roles: details.roles.map(\.rawValue).sorted(),
                    site: details.site, branch: details.branch?.text, isHead: details.isHead,
                    region: details.region?.roman),
                about: .person(id), by: author, at: now)
            return try Self.person(id, in: transaction)
        }
        guard let person else { throw StaffRefusal.notFound }
        return (person, temporary)
    }

    /// Changes what is known of a person. Takes effect with the person's next click; other roles, another branch or
    /// another region end the person's sessions.
    ///
    /// - Throws: `StaffRefusal`.
    public func edit(_ id: PersonID, _ details: PersonDetails, by author: Author) async throws {
        let now = clock.now()
        try await database.write { transaction in
            guard let before = try Self.person(id, in: transaction) else { throw StaffRefusal.notFound }
            try Self.check(details, of: id, in: transaction)
            if before.may(.staffEdit), !details.roles.may(.staffEdit) {
                try Self.checkAnotherAdministrator(than: id, in: transaction)
            }
            try transaction.execute(
                """
                UPDATE people SET name = \(details.name), user_name = \(details.userName), site = \(details.site),
                    team = \(details.team), branch = \(details.branch), is_head = \(details.isHead),
                    region = \(details.region?.number), auto_answer = \(details.autoAnswer)
                WHERE id = \(id)
                """)
            try transaction.execute("DELETE FROM person_roles WHERE person = \(id)")
            try transaction.execute("DELETE FROM person_skills WHERE person = \(id)")
            try Self.write(details, of: id, in: transaction)
            // A live page that is open shows what it was opened for: whoever sees other things now signs in anew.
            if before.roles != details.roles || before.branch != details.branch || before.region != details.region {
                try sessions.endAll(of: id, in: transaction)
            }
            try transaction.append(
                StaffFact.Edited(
                    name: details.name, userName: details.userName.text, roles: details.roles.map(\.rawValue).sorted(),
                    site: details.site, team: details.team.map { "\($0)" }, branch: details.branch?.text,
                    isHead: details.isHead, region: details.region?.roman, skills: details.skills,
                    autoAnswer: details.autoAnswer),
                about: .person(id), by: author, at: now)
        }
    }

    /// Whether calls are taken by themselves: each agent's own choice.
    public func setAutoAnswer(_ id: PersonID, _ autoAnswer: Bool, by author: Author) async throws {
        let now = clock.now()
        try await database.write { transaction in
            let touched = try transaction.execute(
                "UPDATE people SET auto_answer = \(autoAnswer) WHERE id = \(id) AND auto_answer <> \(autoAnswer)")
            guard touched > 0 else { return }
            try transaction.append(StaffFact.DeskSet(autoAnswer: autoAnswer), about: .person(id), by: author, at: now)
        }
    }

    /// Shuts a person out: sessions end now, signing in is refused. Disabling twice is disabling once.
    ///
    /// - Throws: `StaffRefusal.oneself`, `.lastAdministrator`, `.notFound`.
    public func disable(_ id: PersonID, by author: Author) async throws {
        if author == .person(id) { throw StaffRefusal.oneself }
        let now = clock.now()
        try await database.write { transaction in
            guard let person = try Self.person(id, in: transaction) else { throw StaffRefusal.notFound }
            guard !person.isDisabled else { return }
            if person.may(.staffEdit) { try Self.checkAnotherAdministrator(than: id, in: transaction) }
            try transaction.execute("UPDATE people SET disabled_at = \(now) WHERE id = \(id)")
            try sessions.endAll(of: id, in: transaction)
            try transaction.append(StaffFact.Disabled(), about: .person(id), by: author, at: now)
        }
    }

    /// Lets a person in again, with the old password.
    public func enable(_ id: PersonID, by author: Author) async throws {
        let now = clock.now()
        try await database.write { transaction in
            guard let person = try Self.person(id, in: transaction) else { throw StaffRefusal.notFound }
            guard person.isDisabled else { return }
            try transaction.execute("UPDATE people SET disabled_at = NULL WHERE id = \(id)")
            try transaction.append(StaffFact.Enabled(), about: .person(id), by: author, at: now)
        }
    }

    private static func check(_ details: PersonDetails, of id: PersonID, in transaction: any Transaction) throws {
        guard details.name.contains(where: { !$0.isWhitespace }) else { throw StaffRefusal.nameMissing }
        guard !details.roles.isEmpty else { throw StaffRefusal.noRole }
        let holder: PersonID? = try transaction.scalar("SELECT id FROM people WHERE user_name = \(details.userName)")
        guard holder == nil || holder == id else { throw StaffRefusal.userNameTaken }
        if let site = details.site {
            guard try transaction.scalar("SELECT COUNT(*) FROM sites WHERE code = \(site)", as: Int.self) == 1
            else { throw StaffRefusal.unknownSite }
        }
        if let team = details.team {
            guard try transaction.scalar("SELECT COUNT(*) FROM teams WHERE id = \(team)", as: Int.self) == 1
            else { throw StaffRefusal.unknownTeam }
        }
        if let branch = details.branch {
            guard details.roles.contains(.branch) else { throw StaffRefusal.branchWithoutRole }
            guard try transaction.scalar("SELECT COUNT(*) FROM branches WHERE code = \(branch)", as: Int.self) == 1
            else { throw StaffRefusal.unknownBranch }
        }
        if details.isHead, details.branch == nil { throw StaffRefusal.headWithoutBranch }
        if details.region != nil, !details.roles.contains(.region) { throw StaffRefusal.regionWithoutRole }
        let skills = Set(try transaction.scalars("SELECT code FROM skills", as: String.self))
        for (skill, level) in details.skills.sorted(by: { $0.key < $1.key }) {
            guard skills.contains(skill) else { throw StaffRefusal.unknownSkill(skill) }
            guard PersonDetails.skillLevels.contains(level) else { throw StaffRefusal.skillLevel(skill) }
        }
    }

    private static func write(_ details: PersonDetails, of id: PersonID, in transaction: any Transaction) throws {
        for role in details.roles {
            try transaction.execute("INSERT INTO person_roles (person, role) VALUES (\(id), \(role))")
        }
        for (skill, level) in details.skills {
            try transaction.execute(
                "INSERT INTO person_skills (person, skill, level) VALUES (\(id), \(skill), \(level))")
        }
    }

    private static func checkAnotherAdministrator(than id: PersonID, in transaction: any Transaction) throws {
        let others = try people("disabled_at IS NULL AND id <> \(id)", in: transaction)
        guard others.contains(where: { $0.may(.staffEdit) }) else { throw StaffRefusal.lastAdministrator }
    }
}
