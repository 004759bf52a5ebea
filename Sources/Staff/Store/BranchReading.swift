public import Database
public import Kernel

/// What rooms above ask of branches within their own transactions.
extension Transaction {
    /// By its code, or by one that it had before.
    public func branch(of code: BranchCode) throws -> Branch? { try branch(code) }

    public func everyBranch() throws -> [Branch] { try branches() }

    /// What each code stands for, also those that a branch gave up.
    public func branchNames() throws -> [BranchCode: BranchName] {
        let rows = try query(
            """
            SELECT code, name FROM branches
            UNION ALL SELECT f.code, b.name FROM branch_former_codes f JOIN branches b ON b.code = f.branch
            """)
        return try Dictionary(rows.map { (try $0("code"), try $0("name")) }, uniquingKeysWith: { now, _ in now })
    }

    public func branchRouting() throws -> BranchRouting {
        BranchRouting(try branches(), serving: try served())
    }

    /// When a branch works, in its zone and without the holidays.
    public func businessHours(of branch: Branch) throws -> BusinessHours {
        branch.businessHours(without: Set(try scalars("SELECT day FROM holidays", as: Day.self)))
    }

    /// Whether anybody of a branch may sign in.
    public func hasPeople(_ code: BranchCode) throws -> Bool {
        try scalar(
            "SELECT 1 FROM people WHERE branch = \(code) AND disabled_at IS NULL LIMIT 1", as: Int.self) != nil
    }

    /// The branch to which an officer belongs, by the code that it has now.
    public func branch(ofOfficer person: PersonID) throws -> Branch? {
        try branches("code = (SELECT branch FROM people WHERE id = \(person))").first
    }
}
