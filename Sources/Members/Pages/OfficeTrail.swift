import Database
import Kernel
import Pages

/// The facts of a change in words.
struct OfficeTrail {
    struct Line {
        let what: String
        /// What somebody wrote.
        var said = ""
    }

    let words: OfficeWords

    /// nil for a fact that tells a reader nothing: what was typed step by step.
    func line(_ entry: JournalEntry) throws -> Line? {
        if let line = try decision(entry) { return line }
        if let fact: ChangeFact.Submitted = try entry.fact() {
            let key = fact.isAgain ? "submitted-again" : "submitted"
            return Line(what: told(key, ["decider": words(fact.decider.key)]))
        }
        if let fact: ChangeFact.RegistryHeard = try entry.fact() {
            let answer = words.check(fact.answer)["word"] as? String ?? ""
            guard let next = fact.nextAt else { return Line(what: told("registry-heard", ["answer": answer])) }
            return Line(
                what: told(
                    "registry-asked",
                    ["answer": answer, "tries": "\(fact.tries)", "next": words.time.moment(next)]))
        }
        if let fact: ChangeFact.RingBackPlanned = try entry.fact() {
            return Line(
                what: told(
                    "ring-back-planned", ["reason": words(fact.reason.key), "at": words.time.moment(fact.at)]))
        }
        if let fact: ChangeFact.RungBack = try entry.fact() {
            return Line(what: told("rung-back", ["outcome": words(fact.outcome.key)]))
        }
        if let fact: ChangeFact.AccountsIssued = try entry.fact() {
            return Line(what: told("accounts-issued", ["count": "\(fact.count)"]))
        }
        let plain = [
            ChangeFact.Began.kind: "began", ChangeFact.Queued.kind: "queued", ChangeFact.Taken.kind: "taken",
            ChangeFact.Released.kind: "released", ChangeFact.Lapsed.kind: "lapsed", NumberShown.kind: "number-shown",
        ]
        return plain[entry.kind].map { Line(what: told($0)) }
    }

    private func decision(_ entry: JournalEntry) throws -> Line? {
        if let fact: ChangeFact.Approved = try entry.fact() {
            return Line(what: told(fact.isLate ? "approved-late" : "approved"))
        }
        if entry.kind == ChangeFact.ApprovedOnce.kind { return Line(what: told("approved-once")) }
        if let fact: ChangeFact.Returned = try entry.fact() {
            return Line(what: told("returned", ["reason": words(fact.reason.key)]), said: fact.reason.said)
        }
        if let fact: ChangeFact.SentToBranch = try entry.fact() {
            let branch = fact.branch ?? words.nothing
            return Line(
                what: told("sent-to-branch", ["branch": branch, "reason": words(fact.reason.key)]),
                said: fact.reason.said)
        }
        if let fact: ChangeFact.Closed = try entry.fact() {
            let key = fact.isLate ? "closed-late" : "closed"
            return Line(what: told(key, ["outcome": words(fact.outcome.key)]), said: fact.note)
        }
        if let fact: ChangeFact.Withdrawn = try entry.fact() {
            return Line(what: told("withdrawn"), said: fact.reason)
        }
        return nil
    }

    private func told(_ key: String, _ arguments: [String: String] = [:]) -> String {
        words("members.office.fact.\(key)", arguments)
    }
}

extension ReturnReason {
    /// What the back office or the branch wrote; nothing when a rule said it.
    var said: String {
        switch self {
        case .backOffice(let text), .branch(let text): text
        case .registryDiffers, .someoneLeftOut: ""
        }
    }
}

extension BranchReason {
    var said: String { if case .backOffice(let text) = self { text } else { "" } }
}
