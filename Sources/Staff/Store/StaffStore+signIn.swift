import Database
public import Kernel
public import Pages

extension StaffStore {
    /// Opens a session for whoever knows the password.
    ///
    /// - Throws: `SignInRefusal`; each refusal leaves a fact.
    public func signIn(
        userName typed: String, password: String, address: String?, browser: String? = nil
    ) async throws -> SessionToken {
        let userName = UserName(typed)
        let account = try await begin(userName, address: address)
        let matches: Bool
        do {
            matches = try await passwords.matches(String(password.prefix(1_000)), account?.hash)
        } catch let refusal as SignInRefusal {
            try await refuse(refusal, account?.id, address)
            throw refusal
        }
        guard let account, matches else {
            try await refuse(.wrong, account?.id, address)
            throw SignInRefusal.wrong
        }
        return try await finish(account, address: address, browser: browser)
    }

    private struct Account: Sendable {
        let id: PersonID
        let userName: UserName
        let hash: PasswordHash?
        let storedHash: String
    }

    /// Counts the try before it is known how it ends.
    private func begin(_ userName: UserName?, address: String?) async throws -> Account? {
        let now = clock.now()
        // A name that nobody can have is counted too, under one name for all of them.
        let whom = "account:" + (userName?.text ?? "?")
        let (account, until) = try await database.write { transaction -> (Account?, Timestamp?) in
            try transaction.execute("DELETE FROM sign_in_tries WHERE last_at < \(now - LockOut.Policy.account.memory)")
            let account = try userName.flatMap { try Self.account($0, in: transaction) }
            var tries = try Self.tries(of: whom, in: transaction)
            var triesThere = try address.map { try Self.tries(of: "address:\($0)", in: transaction) }
            let locks = [tries.lockedUntil(.account, at: now), triesThere?.lockedUntil(.address, at: now)]
            if let until = locks.compactMap({ $0 }).max() {
                try Self.appendRefusal(.locked(until: until), account?.id, address, in: transaction, at: now)
                return (account, until)
            }
            tries.begin(.account, at: now)
            try Self.keep(tries, of: whom, in: transaction)
            triesThere?.begin(.address, at: now)
            if let address, let triesThere { try Self.keep(triesThere, of: "address:\(address)", in: transaction) }
            return (account, nil)
        }
        if let until { throw SignInRefusal.locked(until: until) }
        return account
    }

    /// Opens the session, unless the person was disabled or the password changed while it was being checked.
    private func finish(_ account: Account, address: String?, browser: String?) async throws -> SessionToken {
        let now = clock.now()
        let token = try await database.write { transaction -> SessionToken? in
            guard let person = try Self.person(account.id, in: transaction), !person.isDisabled,
                try Self.account(account.userName, in: transaction)?.storedHash == account.storedHash
            else {
                try Self.appendRefusal(.disabled, account.id, address, in: transaction, at: now)
                return nil
            }
            try Self.forgetTries(of: "account:\(account.userName)", in: transaction)
            if let address {
                // This try was no wrong one; the others of the address stay.
                try transaction.execute(
                    "UPDATE sign_in_tries SET tries = tries - 1 WHERE whom = \("address:\(address)") AND tries > 0")
            }
            let opened = try sessions.open(
                for: account.id, address: address, browser: browser, in: transaction, at: now)
            try transaction.append(
                StaffFact.SignedIn(address: address, session: "\(opened.id)"), about: .person(account.id),
                by: .person(account.id), at: now)
            return opened.token
        }
        guard let token else { throw SignInRefusal.disabled }
        return token
    }

    private func refuse(_ refusal: SignInRefusal, _ person: PersonID?, _ address: String?) async throws {
        let now = clock.now()
        try await database.write { try Self.appendRefusal(refusal, person, address, in: $0, at: now) }
    }

    private static func appendRefusal(
        _ refusal: SignInRefusal, _ person: PersonID?, _ address: String?, in transaction: any Transaction,
        at now: Timestamp
    ) throws {
        try transaction.append(
            StaffFact.SignInRefused(reason: refusal.word, address: address),
            about: person.map { .person($0) } ?? Subject("address", address ?? "unknown"), by: .outsider, at: now)
    }

    private static func account(_ userName: UserName, in transaction: any Transaction) throws -> Account? {
        let rows = try transaction.query("SELECT id, password FROM people WHERE user_name = \(userName)")
        guard let row = rows.first else { return nil }
        let stored: String = try row("password")
        return Account(
            id: try row("id"), userName: userName, hash: PasswordHash(stored: stored), storedHash: stored)
    }

    private static func tries(of whom: String, in transaction: any Transaction) throws -> LockOut {
        let rows = try transaction.query("SELECT tries, last_at FROM sign_in_tries WHERE whom = \(whom)")
        return try rows.first.map { LockOut(tries: try $0("tries"), lastAt: try $0("last_at")) } ?? LockOut()
    }

    private static func forgetTries(of whom: String, in transaction: any Transaction) throws {
        try transaction.execute("DELETE FROM sign_in_tries WHERE whom = \(whom)")
    }

    private static func keep(_ tries: LockOut, of whom: String, in transaction: any Transaction) throws {
        try transaction.execute(
            """
            INSERT INTO sign_in_tries (whom, tries, last_at) VALUES (\(whom), \(tries.tries), \(tries.lastAt))
            ON CONFLICT (whom) DO UPDATE SET tries = excluded.tries, last_at = excluded.last_at
            """)
    }

    public func signOut(_ signedIn: SignedIn) async throws {
        let now = clock.now()
        try await database.write { transaction in
            try sessions.end(signedIn.sessionID, in: transaction)
            try transaction.append(
                StaffFact.SignedOut(session: "\(signedIn.sessionID)"), about: .person(signedIn.id), by: signedIn.author,
                at: now)
        }
    }

    // MARK: Passwords

    /// Changes one's own password. One's other sessions end.
    ///
    /// - Throws: `SignInRefusal.wrong` when the old one is not right, `StaffRefusal.password`.
    public func changePassword(_ signedIn: SignedIn, from old: String, to new: String) async throws {
        guard let person = try await person(signedIn.id),
            let account = try await database.read({ try Self.account(person.userName, in: $0) })
        else { throw StaffRefusal.notFound }
        try await admit(signedIn)
        guard try await passwords.matches(old, account.hash) else { throw SignInRefusal.wrong }
        try await database.write { try Self.forgetTries(of: "password:\(person.id)", in: $0) }
        if old == new { throw StaffRefusal.password(.unchanged) }
        if let refusal = PasswordRule.refusal(of: new, userName: person.userName, name: person.name) {
            throw StaffRefusal.password(refusal)
        }
        let hash = try await passwords.hash(new)
        let now = clock.now()
        try await database.write { transaction in
            try transaction.execute(
                "UPDATE people SET password = \(hash.stored), must_change_password = FALSE WHERE id = \(person.id)")
            try sessions.endAll(of: person.id, except: signedIn.sessionID, in: transaction)
            try transaction.append(
                StaffFact.PasswordChanged(), about: .person(person.id), by: signedIn.author, at: now)
        }
    }

    /// Guesses at the old password from an open session are slowed down like those at the door.
    private func admit(_ signedIn: SignedIn) async throws {
        let now = clock.now()
        let whom = "password:\(signedIn.id)"
        let until = try await database.write { transaction -> Timestamp? in
            var tries = try Self.tries(of: whom, in: transaction)
            if let until = tries.lockedUntil(.account, at: now) { return until }
            tries.begin(.account, at: now)
            try Self.keep(tries, of: whom, in: transaction)
            return nil
        }
        if let until { throw SignInRefusal.locked(until: until) }
    }

    /// Gives out a new password, to be changed at the next sign-in. The person's sessions end, a lock is lifted.
    public func resetPassword(of id: PersonID, by author: Author) async throws -> String {
        let temporary = Passwords.temporary()
        let hash = try await passwords.hash(temporary)
        let now = clock.now()
        try await database.write { transaction in
            guard let person = try Self.person(id, in: transaction) else { throw StaffRefusal.notFound }
            try transaction.execute(
                "UPDATE people SET password = \(hash.stored), must_change_password = TRUE WHERE id = \(id)")
            try Self.forgetTries(of: "account:\(person.userName)", in: transaction)
            try sessions.endAll(of: id, in: transaction)
            try transaction.append(StaffFact.PasswordReset(), about: .person(id), by: author, at: now)
        }
        return temporary
    }

    /// Leaves a fact of what a person asked for and may not have; given to `Site`. Strangers leave one when they try to
    /// sign in only: the journal is not for whoever knocks.
    public var witness: RefusalWitness {
        { refusal, context in
            guard let signedIn = context.signedIn else { return }
            let (reason, permission): (String, String?)
            switch refusal {
            case .forbidden(let asked): (reason, permission) = ("forbidden", asked.rawValue)
            case .formTooOld: (reason, permission) = ("form", nil)
            default: return
            }
            let fact = StaffFact.Refused(
                reason: reason, permission: permission, place: context.place.pathOnly, address: context.remoteAddress)
            let moment = context.arrivedAt
            try await database.write { transaction in
                try transaction.append(fact, about: .person(signedIn.id), by: signedIn.author, at: moment)
            }
        }
    }
}
