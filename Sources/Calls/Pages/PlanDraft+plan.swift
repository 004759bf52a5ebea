import Kernel
import Pages
import Routing

/// From the fields to a plan, or to what is wrong with them.
extension PlanDraft {
    /// What is on the shelf and in the register, for a plan to stand on.
    struct Ground: Sendable {
        var prompts: Set<PromptName>
        var skills: Set<String>
    }

    /// - Returns: the plan, and everything that is wrong with it; a plan with problems must not be used.
    func plan(on ground: Ground) -> (plan: CallPlan, problems: [PlanProblem]) {
        var reader = PlanReader()
        let plan = CallPlan(
            entries: entries.enumerated().map { reader.entry($1, $0) },
            menus: menus.enumerated().map { reader.menu($1, $0) },
            queues: queues.enumerated().map { reader.queue($1, $0) },
            auxReasons: auxReasons.enumerated().map { reader.auxReason($1, $0, codes: codes) },
            sameAgentSeconds: reader.number(sameAgent, CallPlan.Bounds.sameAgent, .sameAgent),
            cutContactSeconds: reader.minutes(cutMinutes, CallPlan.Bounds.cutContact, .cutContact),
            ratingQuestion: rating.isEmpty ? nil : rating.map { PromptName($0) })
        // A field that could not be read has its own complaint; what stands in for it needs no second one.
        let unread = Set(reader.problems.map(\.place))
        let others = plan.problems(prompts: ground.prompts, skills: ground.skills)
        return (plan, reader.problems + others.filter { !unread.contains($0.place) })
    }

    private var codes: [String] { auxReasons.map(\.code).filter { !$0.isEmpty } }
}

private struct PlanReader {
    var problems: [PlanProblem] = []
    private var newCodes: [String] = []

    mutating func entry(_ draft: PlanDraft.Entry, _ index: Int) -> CallPlan.Entry {
        CallPlan.Entry(
            number: draft.number, title: draft.title, hours: hours(draft, index),
            greeting: draft.greeting.map { PromptName($0) }, next: step(draft.next, .entry(index, .next)),
            closed: draft.closed.map { PromptName($0) })
    }

    private mutating func hours(_ draft: PlanDraft.Entry, _ index: Int) -> OpeningHours {
        guard draft.isWeekly else { return .always }
        var ranges: [OpeningHours.Range] = []
        for (day, text) in draft.days.enumerated() {
            if let read = OpeningHours.ranges(on: day + 1, from: text) {
                ranges += read
            } else {
                problems.append(PlanProblem(.entry(index, .hours), .unreadableHours))
            }
        }
        return .weekly(ranges)
    }

    mutating func menu(_ draft: PlanDraft.Menu, _ index: Int) -> CallPlan.Menu {
        let options = draft.options.enumerated().map { row, option in
            CallPlan.Option(
                digit: option.digit, title: option.title, next: step(option.next, .option(row, menu: index)))
        }
        return CallPlan.Menu(
            name: draft.name, prompts: draft.prompts.map { PromptName($0) }, options: options,
            waitSeconds: number(draft.wait, CallPlan.Bounds.wait, .menu(index, .wait)),
            tries: number(draft.tries, CallPlan.Bounds.tries, .menu(index, .tries)),
            wrongDigit: draft.wrong.map { PromptName($0) }, noDigit: draft.none.map { PromptName($0) },
            fallback: step(draft.fallback, .menu(index, .fallback)))
    }

    mutating func queue(_ draft: PlanDraft.Queue, _ index: Int) -> CallPlan.Queue {
        var skills: [String: Int] = [:]
        for (skill, level) in draft.skills.sorted(by: { $0.key < $1.key }) {
            skills[skill] = number(level, CallPlan.Bounds.skillLevel, .queue(index, .skills))
        }
        return CallPlan.Queue(
            name: draft.name, title: draft.title, skills: skills, strategy: strategy(draft, index),
            ringLimitSeconds: number(draft.ringLimit, CallPlan.Bounds.ringLimit, .queue(index, .ringLimit)),
            wrapUpLimitSeconds: number(draft.wrapUpLimit, CallPlan.Bounds.wrapUpLimit, .queue(index, .wrapUpLimit)),
            serviceLevelSeconds: number(
                draft.serviceLevel, CallPlan.Bounds.serviceLevel, .queue(index, .serviceLevel)),
            priority: number(draft.priority, CallPlan.Bounds.priority, .queue(index, .priority)),
            announceEverySeconds: number(
                draft.announceEvery, CallPlan.Bounds.announceEvery, .queue(index, .announceEvery)),
            music: PromptName(draft.music))
    }

    private mutating func strategy(_ draft: PlanDraft.Queue, _ index: Int) -> RoutingStrategy {
        if let strategy = RoutingStrategy(rawValue: draft.strategy) { return strategy }
        problems.append(PlanProblem(.queue(index, .strategy), .missing))
        return .longestIdle
    }

    /// A new reason gets its code from its title; an old one keeps the code that its facts carry.
    mutating func auxReason(_ draft: PlanDraft.AuxRow, _ index: Int, codes: [String]) -> AuxReason {
        var code = draft.code
        if code.isEmpty {
            code = PlanDraft.name(from: draft.title, unlike: codes + newCodes)
            newCodes.append(code)
        }
        let longest =
            draft.minutes.isEmpty
            ? nil : minutes(draft.minutes, CallPlan.Bounds.longestStay, .auxReason(index))
        return AuxReason(code: code, title: draft.title, longestSeconds: longest)
    }

    // MARK: - One field

    mutating func number(_ text: String, _ bounds: ClosedRange<Int>, _ place: PlanProblem.Place) -> Int {
        if let number = Int(text), bounds.contains(number) { return number }
        problems.append(PlanProblem(place, .outside(bounds)))
        return bounds.lowerBound
    }

    /// Bounds in seconds; what is said of them is in minutes, as the field is.
    mutating func minutes(_ text: String, _ bounds: ClosedRange<Int>, _ place: PlanProblem.Place) -> Int {
        number(text, bounds.lowerBound / 60...bounds.upperBound / 60, place) * 60
    }

    private mutating func step(_ text: String, _ place: PlanProblem.Place) -> CallPlan.Step {
        if let step = CallPlan.Step(text) { return step }
        problems.append(PlanProblem(place, .missing))
        return .farewell([])
    }
}

// MARK: - Rows come and go

extension PlanDraft {
    /// What a button of the form asks for before anything is saved.
    enum Change: Sendable, Equatable {
        case addEntry(String), addMenu(String), addQueue(String)
        case addOption(menu: Int)
        case removeEntry(Int), removeMenu(Int), removeQueue(Int)

        /// `add.queue`, `remove.menu.1`, `add.option.0`; new rows take their name from the form.
        init?(_ form: Form) {
            guard let parts = form["change"]?.split(separator: ".").map(String.init), parts.count >= 2 else {
                return nil
            }
            let row = parts.count == 3 ? Int(parts[2]) : nil
            switch (parts[0], parts[1], row) {
            case ("add", "entry", nil): self = .addEntry(form["new.entry"] ?? "")
            case ("add", "menu", nil): self = .addMenu(form["new.menu"] ?? "")
            case ("add", "queue", nil): self = .addQueue(form["new.queue"] ?? "")
            case ("add", "option", let row?): self = .addOption(menu: row)
            case ("remove", "entry", let row?): self = .removeEntry(row)
            case ("remove", "menu", let row?): self = .removeMenu(row)
            case ("remove", "queue", let row?): self = .removeQueue(row)
            default: return nil
            }
        }
    }

    /// A row that is not there is not removed, and one too many is not added.
    mutating func apply(_ change: Change) {
        switch change {
        case .addEntry(let number) where entries.count < Self.mostRows: entries.append(newEntry(number))
        case .addMenu(let name) where menus.count < Self.mostRows: menus.append(newMenu(name))
        case .addQueue(let title) where queues.count < Self.mostRows: queues.append(newQueue(title))
        case .addOption(let row) where menus.indices.contains(row):
            menus[row].options.append(Option(next: menus[row].options.last?.next ?? ""))
        case .removeEntry(let row) where entries.indices.contains(row): entries.remove(at: row)
        case .removeMenu(let row) where menus.indices.contains(row): menus.remove(at: row)
        case .removeQueue(let row) where queues.indices.contains(row): queues.remove(at: row)
        default: break
        }
    }

    /// New rows begin as copies of the first, which the centre has made to its liking.
    private func newEntry(_ number: String) -> Entry {
        var entry = entries.first ?? Entry(next: menus.first.map { "menu:\($0.name)" } ?? "")
        (entry.number, entry.title) = (number, number)
        return entry
    }

    private func newMenu(_ name: String) -> Menu {
        var menu = menus.first ?? Menu(wait: "6", tries: "3", fallback: queues.first.map { "queue:\($0.name)" } ?? "")
        menu.name = Self.name(from: name, unlike: menus.map(\.name))
        (menu.prompts, menu.options) = ([], [])
        return menu
    }

    private func newQueue(_ title: String) -> Queue {
        var queue =
            queues.first
            ?? Queue(
                strategy: RoutingStrategy.longestIdle.rawValue, ringLimit: "15", wrapUpLimit: "60", serviceLevel: "20",
                priority: "0", announceEvery: "30", music: PromptShelf.music.text)
        queue.name = Self.name(from: title, unlike: queues.map(\.name))
        queue.title = title
        queue.skills = [:]
        return queue
    }

    /// `Pendaftaran & mutasi` becomes `pendaftaran-mutasi`; a number tells it from those that are there.
    static func name(from title: String, unlike others: [String]) -> String {
        let words = title.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        var name = words.first.map { String($0.prefix(32)) } ?? "baru"
        for word in words.dropFirst() {
            guard name.count + word.count < 32 else { break }
            name += "-" + word
        }
        guard others.contains(name) else { return name }
        var number = 2
        while others.contains("\(name)-\(number)") { number += 1 }
        return "\(name)-\(number)"
    }
}
