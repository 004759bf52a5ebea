import Database
import Kernel

/// What became of a line of a file of branches.
enum BranchTaking: Sendable {
    case added, changed, unchanged
    case rejected(BranchLine.Fault)
}

extension Transaction {
    /// Takes a line over: whole, or not at all. The file has the last word also on regencies that others serve.
    func take(_ line: BranchLine, by author: Author, at moment: Timestamp) throws -> BranchTaking {
        let byCode = try line.code.flatMap { try branch($0) }
        let byName = try line.name.flatMap { try branch(named: $0) }
        if let byCode, let byName, byCode.code != byName.code { return .rejected(.twoBranches) }
        let before = byCode ?? byName
        let codes = before == nil ? Set(try branchCodes()) : []
        let after: Branch
        do throws(BranchLine.Fault) {
            after = try line.branch(
                over: before, code: line.name.flatMap { BranchCode.proposed(for: $0, taken: { codes.contains($0) }) })
        } catch {
            return .rejected(error)
        }
        if let before {
            let isChanged = try put(
                after, over: before, serving: line.regencies, takingOver: true, by: author, at: moment)
            return isChanged ? .changed : .unchanged
        }
        try add(after, by: author, at: moment)
        try serve(after.code, line.regencies ?? [], takingOver: true, by: author, at: moment)
        return .added
    }

    private func branchCodes() throws -> [BranchCode] {
        try scalars("SELECT code FROM branches UNION SELECT code FROM branch_former_codes")
    }

    func endBranchImport(_ fact: BranchFact.Imported, by author: Author, at moment: Timestamp) throws {
        try append(fact, about: Subject("centre", "branches"), by: author, at: moment)
    }
}
