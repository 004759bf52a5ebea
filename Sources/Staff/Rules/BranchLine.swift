import Kernel

extension BranchLine {
    /// What a branch is once the line is taken: over what it was, or of nothing.
    func branch(over before: Branch?, code proposed: @autoclosure () -> BranchCode?) throws(Fault) -> Branch {
        if var branch = before {
            branch.code = code ?? branch.code
            // Another spelling of the same name is none that anybody meant to give it.
            if let name, name.key != branch.name.key { branch.name = name }
            branch.region = region ?? branch.region
            branch.zone = zone ?? branch.zone
            branch.hours = hours ?? branch.hours
            if let notices { branch.notices = notices }
            branch.isClosed = isClosed ?? branch.isClosed
            return branch
        }
        guard let name, let region, let zone else {
            let lacks: [(BranchFile.Column, Bool)] = [
                (.name, name == nil), (.region, region == nil), (.zone, zone == nil),
            ]
            throw .lacks(lacks.filter(\.1).map(\.0))
        }
        guard let code = code ?? proposed() else { throw .lacks([.code]) }
        return Branch(
            code: code, name: name, region: region, zone: zone, hours: hours ?? .usual, notices: notices ?? nil,
            isClosed: isClosed ?? false)
    }
}

extension BranchCode {
    /// For a new branch that nobody gave a code: the first letters of its name, and a number when that is taken.
    static func proposed(for name: BranchName, taken: (BranchCode) -> Bool) -> BranchCode? {
        let letters = String(name.text.uppercased().filter { $0.isLetter || $0.isNumber }.prefix(3))
        let candidates = [letters] + (2...99).map { "\(letters)\($0)" }
        return candidates.lazy.compactMap { BranchCode($0) }.first { !taken($0) }
    }
}

extension BranchLine.Fault {
    /// For the list of rejected lines.
    var words: String {
        switch self {
        case .notUTF8: "the line is not UTF-8"
        case .quotes: "a quotation mark is not closed"
        case .tooLong: "the line is too long"
        case .fields(let count, let wanted): "\(count) fields where the first line names \(wanted)"
        case .nobody: "neither code nor name"
        case .wrong(let column, let field): "\(column.rawValue): \(column.wants), not '\(field.prefix(60))'"
        case .twice(let column, let word, let line): "\(column.rawValue) \(word) stands in line \(line) already"
        case .lacks(let columns):
            "a new branch, which needs \(columns.map(\.rawValue).joined(separator: ", "))"
        case .twoBranches: "the code is one branch's, the name another's"
        }
    }
}

extension BranchFile.Column {
    /// What may stand in it.
    fileprivate var wants: String {
        switch self {
        case .code: "2 to 10 letters, digits or hyphens"
        case .name: "2 to 60 letters, digits, blanks, hyphens"
        case .region: "I to XII, or 1 to 12"
        case .zone: "WIB, WITA or WIT"
        case .hours: "hours as Mon-Fri 08:00-15:00"
        case .email: "an e-mail address"
        case .state: "open or closed"
        case .regencies: "codes of four digits"
        }
    }
}
