import Database
import Kernel
import Pages
import Staff

/// Escalations in the words of a page.
struct EscalationWords {
    let directory: BranchDirectory
    let names: AuthorNames
    let time: WrittenTime
    let context: PageContext

    func callAsFunction(_ key: String, _ blanks: [String: String] = [:]) -> String { context.text(key, blanks) }

    func branch(_ code: String) -> String { BranchCode(code).map(directory.name) ?? code }

    // MARK: How it stands

    /// `Di cabang Semarang, sedang dikerjakan Tuti Rahayu sejak 22 Nov 2026 14.05.`
    func standing(_ escalation: Escalation) -> String {
        let stage = self("tickets.escalation.stage.\(escalation.stage.rawValue)")
        return self(
            escalation.holder == nil ? "tickets.escalation.stands" : "tickets.escalation.stands-with",
            [
                "branch": directory.name(escalation.branch), "stage": stage,
                "who": escalation.holder.map { names[$0] } ?? "", "when": time.moment(escalation.movedAt),
            ])
    }

    func remark(_ remark: Escalation.Remark) -> [String: Any] {
        ["who": who(remark.by), "when": time.moment(remark.at), "said": paragraphs(remark.text)]
    }

    /// A branch without people of its own here answers by a link.
    private func who(_ author: Author) -> String {
        author == .outsider ? self("tickets.escalation.by-link") : names[author]
    }

    func answer(_ answer: Escalation.Answer) -> [String: Any] {
        var model = remark(answer.remark)
        model["status"] = status(answer.status)
        return model
    }

    func status(_ status: AnswerStatus) -> [String: Any] {
        ["tone": status == .done ? "green" : "blue", "word": self("tickets.escalation.status.\(status.rawValue)")]
    }

    // MARK: Where it could go

    /// Why the house's rules lead there, and what they tried before.
    func route(_ route: BranchRouting.Route, region: (String) -> String) -> [String] {
        var lines = route.missed.map { missed in
            self(
                "tickets.escalation.missed.\(missed.miss.word)",
                ["clue": clue(missed.clue, region), "place": missed.miss.place(directory, region)])
        }
        if let branch = route.branch, let because = route.because {
            lines.append(
                self("tickets.escalation.suggested", ["branch": branch.name.text, "clue": clue(because, region)]))
        } else if lines.isEmpty {
            lines.append(self("tickets.escalation.no-clue"))
        }
        return lines
    }

    private func clue(_ clue: BranchRouting.Clue, _ region: (String) -> String) -> String {
        switch clue {
        case .chosen(let code): self("tickets.escalation.clue.chosen", ["place": directory.name(code)])
        case .home(let code): self("tickets.escalation.clue.home", ["place": region(code)])
        case .facility(let code): self("tickets.escalation.clue.facility", ["place": region(code)])
        case .recorded(let name): self("tickets.escalation.clue.recorded", ["place": name])
        }
    }
}

extension BranchRouting.Miss {
    fileprivate var word: String {
        switch self {
        case .noSuchBranch: "no-such-branch"
        case .noRegency: "no-regency"
        case .nobodyServes: "nobody-serves"
        case .closed: "closed"
        }
    }

    fileprivate func place(_ directory: BranchDirectory, _ region: (String) -> String) -> String {
        switch self {
        case .noSuchBranch, .noRegency: ""
        case .nobodyServes(let regency): region(regency.digits)
        case .closed(let code): directory.name(code)
        }
    }
}

extension EscalationRefusal {
    /// The last part of the key of its words.
    var word: String {
        switch self {
        case .noSuchTicket: "no-such-ticket"
        case .closed: "closed"
        case .notEscalated: "not-escalated"
        case .alreadyEscalated: "already-escalated"
        case .unknownBranch: "unknown-branch"
        case .closedBranch: "closed-branch"
        case .sameBranch: "same-branch"
        case .notYours: "not-yours"
        case .taken: "taken"
        case .done: "done"
        case .notDone: "not-done"
        case .alreadyAsked: "already-asked"
        case .nothingAsked: "nothing-asked"
        }
    }

    /// What is about the branch stands beside its field.
    var isOfBranch: Bool { [.unknownBranch, .closedBranch, .sameBranch].contains(self) }
}

extension BranchDirectory {
    /// A branch as people type it or choose it of the list: `Semarang`, `smg`, `Semarang · SMG`.
    func branch(typed text: String) -> BranchCode? {
        let last = text.split(separator: "·").last.map { $0.trimmingPrefix(while: \.isWhitespace) } ?? ""
        if let code = BranchCode(String(last)), names[code] != nil { return code }
        let key = BranchName.key(of: text.split(whereSeparator: \.isWhitespace).joined(separator: " "))
        return branches.first { $0.name.key == key }?.code
    }

    /// For a list that is typed into, without the branch where it lies.
    func choices(but code: BranchCode?, _ context: PageContext) -> [[String: Any]] {
        branches.filter { $0.code != code }.sorted { $0.name.key < $1.name.key }.map {
            ["value": label($0), "hint": context.text("branches.region-of", ["n": $0.region.roman])]
        }
    }

    func label(_ branch: Branch) -> String { "\(branch.name) · \(branch.code)" }
}
