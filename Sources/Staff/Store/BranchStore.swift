public import Database
public import Kernel

/// The register of the branches: their codes, names, hours, and which regencies each serves.
public struct BranchStore: Sendable {
    let database: any Database

    public init(_ database: any Database) { self.database = database }

    /// In the order of regions and names.
    public func list() async throws -> [Branch] { try await database.read { try $0.branches() } }

    /// By its code, or by one that it had before.
    public func branch(_ code: BranchCode) async throws -> Branch? {
        try await database.read { try $0.branch(code) }
    }

    /// To which branch an officer belongs; nil: to none yet.
    public func branch(of person: PersonID) async throws -> Branch? {
        try await database.read { transaction in
            try transaction.branches("code = (SELECT branch FROM people WHERE id = \(person))").first
        }
    }

    /// Which branch serves which regency.
    public func served() async throws -> [RegencyCode: BranchCode] {
        try await database.read { try $0.served() }
    }

    /// One snapshot of all that decides where something goes.
    public func routing() async throws -> BranchRouting {
        try await database.read { BranchRouting(try $0.branches(), serving: try $0.served()) }
    }

    /// How many people of each branch may sign in.
    public func peopleCounts() async throws -> [BranchCode: Int] {
        let rows = try await database.read {
            try $0.query(
                """
                SELECT branch, COUNT(*) AS people FROM people WHERE branch IS NOT NULL AND disabled_at IS NULL
                GROUP BY branch
                """)
        }
        return try Dictionary(uniqueKeysWithValues: rows.map { (try $0("branch"), try $0("people")) })
    }

    /// Those of a branch who may sign in, by name.
    public func people(of code: BranchCode) async throws -> [Person] {
        try await database.read { try StaffStore.people("branch = \(code) AND disabled_at IS NULL", in: $0) }
    }

    /// The facts of a branch under all codes that it ever had, oldest first.
    public func story(of code: BranchCode) async throws -> [JournalEntry] {
        try await database.read { try $0.story(of: code) }
    }

    // MARK: - Changing

    /// Puts in the branches from which a centre starts; where there is any branch, nothing is done.
    public func begin(with branches: [Branch] = Branch.original, by author: Author, at moment: Timestamp) async throws {
        try await database.write { transaction in
            guard try transaction.scalar("SELECT COUNT(*) FROM branches", as: Int.self) == 0 else { return }
            for branch in branches { try transaction.add(branch, by: author, at: moment) }
        }
    }

    /// - Parameter takingOver: regencies that others serve are taken from them; else that is refused.
    /// - Throws: `BranchRefusal`.
    public func add(
        _ branch: Branch, serving regencies: Set<RegencyCode> = [], takingOver: Bool = false, by author: Author,
        at moment: Timestamp
    ) async throws {
        try await database.write { transaction in
            try transaction.check(branch, over: nil)
            try transaction.add(branch, by: author, at: moment)
            try transaction.serve(branch.code, regencies, takingOver: takingOver, by: author, at: moment)
        }
    }

    /// Puts what is known of a branch in the place of what was; its people and its regencies go with a new code.
    ///
    /// - Parameters:
    ///   - seen: the number of the last fact of its story that was looked at; when there is a newer one it is refused.
    ///   - takingOver: regencies that others serve are taken from them; else that is refused.
    /// - Returns: whether anything changed.
    /// - Throws: `BranchRefusal`.
    @discardableResult
    public func edit(
        _ code: BranchCode, _ branch: Branch, serving regencies: Set<RegencyCode>? = nil, takingOver: Bool = false,
        seen: Int64? = nil, by author: Author, at moment: Timestamp
    ) async throws -> Bool {
        try await database.write { transaction in
            guard let before = try transaction.branch(code) else { throw BranchRefusal.notFound }
            if let seen, let last = try transaction.story(of: before.code).last?.seq, last > seen {
                throw BranchRefusal.changedMeanwhile
            }
            return try transaction.put(
                branch, over: before, serving: regencies, takingOver: takingOver, by: author, at: moment)
        }
    }
}

extension Branch: RowDecodable {
    public init(row: Row) throws {
        let number: Int = try row("region")
        guard let region = OfficeRegion(number: number) else {
            throw SQLDecodingError(.integer(Int64(number)), OfficeRegion.self)
        }
        self.init(
            code: try row("code"), name: try row("name"), region: region, zone: try row("zone"),
            hours: try row("hours"), notices: try row("notices"), isClosed: try row("closed"))
    }
}

// All of them are kept as the text that people know.

extension OfficeWeek: SQLEncodable, SQLDecodable {
    public var sqlValue: SQLValue { .text(text) }
    public init(sqlValue: SQLValue) throws(SQLDecodingError) { self = try read(sqlValue) }
}

extension BranchCode: SQLEncodable, SQLDecodable {
    public var sqlValue: SQLValue { .text(text) }
    public init(sqlValue: SQLValue) throws(SQLDecodingError) { self = try read(sqlValue) }
}

extension BranchName: SQLEncodable, SQLDecodable {
    public var sqlValue: SQLValue { .text(text) }
    public init(sqlValue: SQLValue) throws(SQLDecodingError) { self = try read(sqlValue) }
}

extension RegencyCode: SQLEncodable, SQLDecodable {
    public var sqlValue: SQLValue { .text(digits) }
    public init(sqlValue: SQLValue) throws(SQLDecodingError) { self = try read(sqlValue) }
}

extension NoticeAddress: SQLEncodable, SQLDecodable {
    public var sqlValue: SQLValue { .text(text) }
    public init(sqlValue: SQLValue) throws(SQLDecodingError) { self = try read(sqlValue) }
}

private func read<Word: LosslessStringConvertible>(_ value: SQLValue) throws(SQLDecodingError) -> Word {
    guard case .text(let text) = value, let word = Word(text) else { throw SQLDecodingError(value, Word.self) }
    return word
}
