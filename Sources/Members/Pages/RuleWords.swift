import Kernel
import Pages
import Staff

/// Rules in words.
struct RuleWords {
    private let context: PageContext
    private let time: WrittenTime

    init(_ calendar: CentreCalendar, _ context: PageContext) {
        (self.context, time) = (context, WrittenTime(calendar, context))
    }

    enum Measure { case money, share, day, count }

    /// What a number of a row counts.
    static func measure(_ key: String) -> Measure {
        switch key {
        case "first", "second", "third", "third-state", "highest-wage", "most": .money
        case "rate", "per-month", "employer", "worker", "further": .share
        case "rest-due": .day
        default: .count
        }
    }

    func title(_ kind: ContributionRules.Kind) -> String { context.text("contributions.rules.kind.\(kind.rawValue)") }

    func row(_ row: RuleRow, today: Day) -> [String: Any] {
        let isPast = row.until.map { $0 < today } ?? false
        return [
            "from": time.write(row.from),
            "until": row.until.map(time.write) ?? context.text("contributions.rules.open"),
            "numbers": numbers(row), "regulation": row.regulation, "isPast": isPast, "isToCome": row.from > today,
            "inForce": !isPast && row.from <= today,
            "sureness": context.text("contributions.sureness.\(row.sureness.rawValue)"),
            "unsure": row.sureness != .verified,
        ]
    }

    private func numbers(_ row: RuleRow) -> String {
        row.numbers.map { context.text("contributions.rules.number.\($0.key)") + ": " + written($0) }
            .joined(separator: "; ")
    }

    private func written(_ number: RuleNumber) -> String {
        switch Self.measure(number.key) {
        case .money: return Rupiah(number.amount).description
        case .share: return PenaltyWords.share(Int(number.amount), context.language)
        case .day:
            let amount = Int(number.amount)
            let day = Day(year: amount / 10_000, month: amount / 100 % 100, day: amount % 100)
            return day.map(time.write) ?? "\(amount)"
        case .count: return "\(number.amount)"
        }
    }

    func proposal(
        _ proposal: RuleProposal, over rules: ContributionRules, by name: String, _ viewer: SignedIn
    ) -> [String: Any] {
        let isOwn = proposal.by == viewer.author
        var changes: [[String: Any]] = []
        var refused: String?
        do {
            changes = try rules.after(proposal.change).changes(since: rules).map(change)
        } catch {
            refused = refusal(error)
        }
        return [
            "id": proposal.id.description, "title": title(proposal.change.kind), "reason": proposal.reason,
            "who": name, "when": time.moment(proposal.at), "changes": changes, "refused": refused ?? false as Any,
            "isOwn": isOwn, "mayDecide": viewer.may(.contributionsApprove) && !isOwn,
        ]
    }

    private func change(_ change: ContributionRules.Change) -> [String: Any] {
        func line(_ row: RuleRow) -> String {
            let until = row.until.map(time.write) ?? context.text("contributions.rules.open")
            return "\(time.write(row.from)) – \(until): \(numbers(row)) (\(row.regulation))"
        }
        switch change {
        case .added(let row): return ["word": context.text("contributions.rules.added"), "line": line(row)]
        case .removed(let row): return ["word": context.text("contributions.rules.removed"), "line": line(row)]
        case .changed(let old, let new):
            return [
                "word": context.text("contributions.rules.changed"), "line": line(new), "before": line(old),
            ]
        }
    }

    func form(_ form: Form, _ kind: ContributionRules.Kind, _ rules: ContributionRules) -> [String: Any] {
        [
            "kind": kind.rawValue, "title": title(kind),
            "kinds": ContributionRules.Kind.allCases.map {
                ["value": $0.rawValue, "label": title($0), "chosen": $0 == kind] as [String: Any]
            },
            "fields": kind.keys.map { key in
                [
                    "name": "n." + key, "label": context.text("contributions.rules.number.\(key)"),
                    "value": form["n." + key] ?? "",
                    "error": form.errors["n." + key].map { context.text($0.key, $0.arguments) } ?? false as Any,
                ] as [String: Any]
            },
            "rows": rules.rows(kind).reversed().map {
                [
                    "value": $0.from.description, "label": time.write($0.from) + " · " + $0.regulation,
                    "chosen": $0.from.description == form["row"],
                ] as [String: Any]
            },
            "sureness": Form.choices(
                Sureness.allCases.map { ($0.rawValue, context.text("contributions.sureness.\($0.rawValue)")) },
                chosen: [form["sureness"] ?? ""]),
        ]
    }

    func refusal(_ refusal: RuleRefusal) -> String {
        switch refusal {
        case .noSuchRow: context.text("contributions.rules.refused.row")
        case .numbers: context.text("contributions.rules.wrong.number")
        case .reasonMissing: context.text("contributions.rules.refused.reason")
        case .noSuchProposal: context.text("contributions.rules.refused.proposal")
        case .decidedAlready: context.text("contributions.rules.refused.decided")
        case .ownProposal: context.text("contributions.rules.refused.own")
        case .problems(let problems): problems.map(problem).joined(separator: " ")
        }
    }

    private func problem(_ problem: ContributionRules.Problem) -> String {
        let (word, kind, day): (String, ContributionRules.Kind, Day?) =
            switch problem {
            case .noRow(let kind): ("no-row", kind, nil)
            case .backwards(let kind, let day): ("backwards", kind, day)
            case .overlap(let kind, let day): ("overlap", kind, day)
            case .gap(let kind, let day): ("gap", kind, day)
            case .openEnd(let kind, let day): ("open-end", kind, day)
            case .negative(let kind, let day, _): ("number", kind, day)
            case .moreThanWhole(let kind, let day, _): ("whole", kind, day)
            case .noRegulation(let kind, let day): ("regulation", kind, day)
            }
        return context.text(
            "contributions.rules.problem.\(word)", ["kind": title(kind), "day": day.map(time.write) ?? ""])
    }
}
