import Database
import Kernel

extension Transaction {
    // MARK: - Reading

    func branches(_ condition: SQL = "TRUE") throws -> [Branch] {
        try all("SELECT * FROM branches WHERE \(condition) ORDER BY region, name_key", as: Branch.self)
    }

    /// By its code, or by one that it had before.
    func branch(_ code: BranchCode) throws -> Branch? {
        try branches(
            "code = \(code) OR code = (SELECT branch FROM branch_former_codes WHERE code = \(code))"
        ).first
    }

    func branch(named name: BranchName) throws -> Branch? { try branches("name_key = \(name.key)").first }

    func served(_ condition: SQL = "TRUE") throws -> [RegencyCode: BranchCode] {
        let rows = try query("SELECT regency, branch FROM branch_regencies WHERE \(condition)")
        return try Dictionary(uniqueKeysWithValues: rows.map { (try $0("regency"), try $0("branch")) })
    }

    func story(of code: BranchCode) throws -> [JournalEntry] {
        guard let code = try branch(code)?.code else { return [] }
        let former = try scalars(
            "SELECT code FROM branch_former_codes WHERE branch = \(code)", as: BranchCode.self)
        let subjects = ([code] + former).map { Subject("branch", $0) }
        return try all("SELECT * FROM journal WHERE subject IN \(list: subjects) ORDER BY seq")
    }

    // MARK: - Writing

    /// - Throws: `BranchRefusal` when another has the code or the name.
    func check(_ branch: Branch, over before: Branch?) throws {
        if let holder = try self.branch(branch.code)?.code, holder != before?.code { throw BranchRefusal.codeTaken }
        if let holder = try self.branch(named: branch.name)?.code, holder != before?.code {
            throw BranchRefusal.nameTaken
        }
    }

    func add(_ branch: Branch, by author: Author, at moment: Timestamp) throws {
        try execute(
            """
            INSERT INTO branches (code, name, name_key, region, zone, hours, notices, closed)
            VALUES (\(branch.code), \(branch.name), \(branch.name.key), \(branch.region.number), \(branch.zone),
                \(branch.hours), \(branch.notices), \(branch.isClosed))
            """)
        try append(
            BranchFact.Added(
                name: branch.name.text, region: branch.region.roman, zone: branch.zone.rawValue,
                hours: "\(branch.hours)", notices: branch.notices?.text, closed: branch.isClosed),
            about: Subject("branch", branch.code), by: author, at: moment)
    }

    /// Whether anything changed.
    func put(
        _ branch: Branch, over before: Branch, serving regencies: Set<RegencyCode>?, takingOver: Bool,
        by author: Author, at moment: Timestamp
    ) throws -> Bool {
        let changes = BranchFact.changes(from: before, to: branch)
        if !changes.isEmpty {
            try check(branch, over: before)
            if branch.code != before.code { try recode(before.code, branch.code) }
            try execute(
                """
                UPDATE branches SET name = \(branch.name), name_key = \(branch.name.key),
                    region = \(branch.region.number), zone = \(branch.zone), hours = \(branch.hours),
                    notices = \(branch.notices), closed = \(branch.isClosed) WHERE code = \(branch.code)
                """)
            try append(
                BranchFact.Edited(changes: changes), about: Subject("branch", branch.code), by: author, at: moment)
        }
        guard let regencies else { return !changes.isEmpty }
        let moved = try serve(branch.code, regencies, takingOver: takingOver, by: author, at: moment)
        return moved || !changes.isEmpty
    }

    /// The new code may be one that the branch had before.
    private func recode(_ old: BranchCode, _ new: BranchCode) throws {
        try execute("DELETE FROM branch_former_codes WHERE code = \(new)")
        try execute("UPDATE branches SET code = \(new) WHERE code = \(old)")
        try execute("INSERT INTO branch_former_codes (code, branch) VALUES (\(old), \(new))")
    }

    /// The branch serves these from now on, and no others. Whether that changed anything.
    @discardableResult
    func serve(
        _ code: BranchCode, _ regencies: Set<RegencyCode>, takingOver: Bool, by author: Author, at moment: Timestamp
    ) throws -> Bool {
        let served = try served("branch = \(code) OR regency IN \(list: regencies.sorted())")
        let gained = regencies.filter { served[$0] != code }
        let lost = served.filter { $0.value == code && !regencies.contains($0.key) }.keys
        let taken = Dictionary(grouping: gained.filter { served[$0] != nil }) { served[$0] ?? code }
        if !takingOver, !taken.isEmpty { throw BranchRefusal.servedByOthers(try holders(of: taken)) }
        guard !gained.isEmpty || !lost.isEmpty else { return false }
        try execute("DELETE FROM branch_regencies WHERE branch = \(code) AND regency IN \(list: lost.sorted())")
        for regency in gained.sorted() {
            try execute(
                """
                INSERT INTO branch_regencies (regency, branch) VALUES (\(regency), \(code))
                ON CONFLICT (regency) DO UPDATE SET branch = excluded.branch
                """)
        }
        for (other, regencies) in taken.sorted(by: { $0.key < $1.key }) {
            try tell(other, gained: [], lost: regencies, by: author, at: moment)
        }
        try tell(code, gained: gained, lost: lost, by: author, at: moment)
        return true
    }

    private func holders(of taken: [BranchCode: [RegencyCode]]) throws -> [RegencyCode: BranchName] {
        var holders: [RegencyCode: BranchName] = [:]
        for (code, regencies) in taken {
            guard let name = try branch(code)?.name else { continue }
            for regency in regencies { holders[regency] = name }
        }
        return holders
    }

    private func tell(
        _ code: BranchCode, gained: some Sequence<RegencyCode>, lost: some Sequence<RegencyCode>, by author: Author,
        at moment: Timestamp
    ) throws {
        try append(
            BranchFact.Regencies(gained: gained.map(\.digits).sorted(), lost: lost.map(\.digits).sorted()),
            about: Subject("branch", code), by: author, at: moment)
    }
}

extension BranchFact {
    /// Field by field, in the order of the form.
    static func changes(from old: Branch, to new: Branch) -> [FieldChange] {
        func words(_ branch: Branch) -> [(field: String, word: String?)] {
            [
                ("code", branch.code.text), ("name", branch.name.text), ("region", branch.region.roman),
                ("zone", branch.zone.rawValue), ("hours", "\(branch.hours)"), ("notices", branch.notices?.text),
                ("closed", branch.isClosed ? "yes" : "no"),
            ]
        }
        return zip(words(old), words(new)).compactMap { old, new in
            old.word == new.word ? nil : FieldChange(field: old.field, from: old.word, to: new.word)
        }
    }
}
