import Kernel
import Pages

/// What is wrong with a plan, where it stands in the form and how it is said.
extension PlanDrawing {
    func error(_ place: PlanProblem.Place) -> String? {
        problems.first { $0.place == place }.map { text($0.reason) }
    }

    func text(_ reason: PlanProblem.Reason) -> String {
        switch reason {
        case .nobodyCanRing: words("plan.problem.nobody-can-ring")
        case .missing: words("plan.problem.missing")
        case .twice: words("plan.problem.twice")
        case .notAName: words("plan.problem.not-a-name")
        case .notANumber: words("plan.problem.not-a-number")
        case .notAKey: words("plan.problem.not-a-key")
        case .leadsNowhere: words("plan.problem.leads-nowhere")
        case .circle: words("plan.problem.circle")
        case .outside(let bounds):
            words("plan.problem.outside", ["least": "\(bounds.lowerBound)", "most": "\(bounds.upperBound)"])
        case .unreadableHours: words("plan.problem.unreadable-hours")
        case .unknownPrompt(let name): words("plan.problem.unknown-prompt", ["name": name])
        case .unknownSkill(let name): words("plan.problem.unknown-skill", ["name": name])
        case .callersWait(let count): words("plan.problem.callers-wait", ["count": "\(count)"])
        }
    }

    /// The element of the form that a problem leads to.
    func id(_ place: PlanProblem.Place) -> String {
        switch place {
        case .entries: "entries"
        case .entry(let row, let field): "entry-\(row)-\(field.rawValue)"
        case .menu(let row, let field): "menu-\(row)-\(field.rawValue)"
        case .option(let row, let menu): "menu-\(menu)-option-\(row)"
        case .queue(let row, let field): "queue-\(row)-\(field.rawValue)"
        case .auxReason(let row): "aux-\(row)"
        case .sameAgent: "same-agent"
        case .cutContact: "cut-contact"
        case .rating: "rating"
        }
    }

    /// `Antrean Informasi, Batas dering`
    func label(_ place: PlanProblem.Place) -> String {
        switch place {
        case .entries: words("plan.part.entries")
        case .entry(let row, let field):
            join("plan.one.entry", draft.entries[row].number, "plan.field.\(word(field))")
        case .menu(let row, let field): join("plan.one.menu", draft.menus[row].name, "plan.field.\(word(field))")
        case .option(let row, let menu):
            join("plan.one.menu", draft.menus[menu].name, "plan.field.key") + " \(row + 1)"
        case .queue(let row, let field):
            join("plan.one.queue", draft.queues[row].title, "plan.field.\(word(field))")
        case .auxReason(let row): words("plan.part.aux") + " \(row + 1)"
        case .sameAgent: words("plan.field.same-agent")
        case .cutContact: words("plan.field.cut-contact")
        case .rating: words("plan.field.rating")
        }
    }

    private func join(_ one: String, _ name: String, _ field: String) -> String {
        [words(one), name, "·", words(field)].filter { !$0.isEmpty }.joined(separator: " ")
    }

    private func word(_ field: PlanProblem.EntryField) -> String { field.rawValue }

    private func word(_ field: PlanProblem.MenuField) -> String {
        switch field {
        case .wrong: "wrong-digit"
        case .none: "no-digit"
        case .name, .prompts, .options, .wait, .tries, .fallback: field.rawValue
        }
    }

    private func word(_ field: PlanProblem.QueueField) -> String {
        switch field {
        case .title: "queue-title"
        case .ringLimit: "ring-limit"
        case .wrapUpLimit: "wrap-up-limit"
        case .serviceLevel: "service-level"
        case .announceEvery: "announce-every"
        case .name, .skills, .strategy, .priority, .music: field.rawValue
        }
    }
}
