/// What is wrong with a plan, and where: so that it can be said beside the field, in the user's words.
public struct PlanProblem: Sendable, Hashable {
    public var place: Place
    public var reason: Reason

    public init(_ place: Place, _ reason: Reason) {
        self.place = place
        self.reason = reason
    }

    /// By the order of the plan's rows, from 0.
    public enum Place: Sendable, Hashable {
        case entries
        case entry(Int, EntryField)
        case menu(Int, MenuField)
        case option(Int, menu: Int)
        case queue(Int, QueueField)
        case auxReason(Int)
        case sameAgent, cutContact
        case rating
    }

    public enum EntryField: String, Sendable, Hashable { case number, title, hours, greeting, next, closed }

    public enum MenuField: String, Sendable, Hashable {
        case name, prompts, options, wait, tries, wrong, none, fallback
    }

    public enum QueueField: String, Sendable, Hashable {
        case name, title, skills, strategy, ringLimit, wrapUpLimit, serviceLevel, priority, announceEvery, music
    }

    public enum Reason: Sendable, Hashable {
        case nobodyCanRing
        case missing
        case twice
        /// Small letters, digits and hyphens name a menu or queue; a number is what a telephone can dial.
        case notAName, notANumber, notAKey
        /// To a menu or queue that is not there.
        case leadsNowhere
        /// Menus lead a silent caller round and round.
        case circle
        case outside(ClosedRange<Int>)
        case unreadableHours
        case unknownPrompt(String)
        case unknownSkill(String)
        /// The queue cannot be taken away while so many callers wait in it.
        case callersWait(Int)
    }
}

extension CallPlan {
    /// Between these a plan's figures lie; the settings of the first plan have the same bounds.
    public enum Bounds {
        public static let ringLimit = 3...120
        public static let wrapUpLimit = 0...3_600
        public static let serviceLevel = 1...600
        public static let priority = 0...99
        public static let announceEvery = 5...600
        public static let skillLevel = 1...10
        public static let wait = 1...60
        public static let tries = 1...9
        public static let longestStay = 60...28_800
        public static let sameAgent = 0...600
        public static let cutContact = 0...86_400
    }

    /// What is wrong with the plan; empty when it can be used.
    ///
    /// - Parameters:
    ///   - prompts: those on the shelf; nil when that is not asked.
    ///   - skills: codes of those that agents can have; nil when that is not asked.
    public func problems(prompts: Set<PromptName>? = nil, skills: Set<String>? = nil) -> [PlanProblem] {
        var examination = PlanExamination(plan: self, prompts: prompts, skills: skills)
        examination.run()
        return examination.found
    }
}

private struct PlanExamination {
    let plan: CallPlan
    let prompts: Set<PromptName>?
    let skills: Set<String>?
    var found: [PlanProblem] = []

    mutating func run() {
        if plan.entries.isEmpty { add(.entries, .nobodyCanRing) }
        doubles(plan.entries.map(\.number)) { .entry($0, .number) }
        doubles(plan.menus.map(\.name)) { .menu($0, .name) }
        doubles(plan.queues.map(\.name)) { .queue($0, .name) }
        doubles(plan.auxReasons.map(\.code)) { .auxReason($0) }
        for (index, entry) in plan.entries.enumerated() { look(at: entry, index) }
        for (index, menu) in plan.menus.enumerated() { look(at: menu, index) }
        for (index, queue) in plan.queues.enumerated() { look(at: queue, index) }
        for (index, reason) in plan.auxReasons.enumerated() { look(at: reason, index) }
        check(plan.sameAgentSeconds, CallPlan.Bounds.sameAgent, .sameAgent)
        check(plan.cutContactSeconds, CallPlan.Bounds.cutContact, .cutContact)
        check(plan.ratingQuestion ?? [], .rating)
    }

    private mutating func look(at entry: CallPlan.Entry, _ index: Int) {
        if entry.number.wholeMatch(of: /\*|[A-Za-z0-9+._-]{1,40}/) == nil { add(.entry(index, .number), .notANumber) }
        require(entry.title, .entry(index, .title))
        check(entry.greeting, .entry(index, .greeting))
        check(entry.next, .entry(index, .next))
        check(entry.closed, .entry(index, .closed))
        if case .weekly(let ranges) = entry.hours, !ranges.allSatisfy(\.isSound) {
            add(.entry(index, .hours), .unreadableHours)
        }
    }

    private mutating func look(at menu: CallPlan.Menu, _ index: Int) {
        name(menu.name, .menu(index, .name))
        if menu.prompts.isEmpty { add(.menu(index, .prompts), .missing) }
        check(menu.prompts, .menu(index, .prompts))
        check(menu.wrongDigit, .menu(index, .wrong))
        check(menu.noDigit, .menu(index, .none))
        check(menu.waitSeconds, CallPlan.Bounds.wait, .menu(index, .wait))
        check(menu.tries, CallPlan.Bounds.tries, .menu(index, .tries))
        check(menu.fallback, .menu(index, .fallback))
        if goesInCircles(from: menu) { add(.menu(index, .fallback), .circle) }
        if menu.options.isEmpty { add(.menu(index, .options), .missing) }
        doubles(menu.options.map(\.digit)) { .option($0, menu: index) }
        for (row, option) in menu.options.enumerated() {
            if option.digit.wholeMatch(of: /[0-9*#]/) == nil { add(.option(row, menu: index), .notAKey) }
            require(option.title, .option(row, menu: index))
            check(option.next, .option(row, menu: index))
        }
    }

    private mutating func look(at queue: CallPlan.Queue, _ index: Int) {
        name(queue.name, .queue(index, .name))
        require(queue.title, .queue(index, .title))
        check(queue.ringLimitSeconds, CallPlan.Bounds.ringLimit, .queue(index, .ringLimit))
        check(queue.wrapUpLimitSeconds, CallPlan.Bounds.wrapUpLimit, .queue(index, .wrapUpLimit))
        check(queue.serviceLevelSeconds, CallPlan.Bounds.serviceLevel, .queue(index, .serviceLevel))
        check(queue.priority, CallPlan.Bounds.priority, .queue(index, .priority))
        check(queue.announceEverySeconds, CallPlan.Bounds.announceEvery, .queue(index, .announceEvery))
        check([queue.music], .queue(index, .music))
        for (skill, level) in queue.skills.sorted(by: { $0.key < $1.key }) {
            check(level, CallPlan.Bounds.skillLevel, .queue(index, .skills))
            if let skills, !skills.contains(skill) { add(.queue(index, .skills), .unknownSkill(skill)) }
        }
    }

    private mutating func look(at reason: AuxReason, _ index: Int) {
        require(reason.title, .auxReason(index))
        name(reason.code, .auxReason(index))
        if let longest = reason.longestSeconds { check(longest, CallPlan.Bounds.longestStay, .auxReason(index)) }
    }

    // MARK: - One thing

    private mutating func add(_ place: PlanProblem.Place, _ reason: PlanProblem.Reason) {
        found.append(PlanProblem(place, reason))
    }

    private mutating func require(_ text: String, _ place: PlanProblem.Place) {
        if text.allSatisfy(\.isWhitespace) { add(place, .missing) }
    }

    private mutating func name(_ text: String, _ place: PlanProblem.Place) {
        if text.wholeMatch(of: /[a-z0-9][a-z0-9-]{0,39}/) == nil { add(place, .notAName) }
    }

    private mutating func check(_ number: Int, _ bounds: ClosedRange<Int>, _ place: PlanProblem.Place) {
        if !bounds.contains(number) { add(place, .outside(bounds)) }
    }

    private mutating func check(_ names: [PromptName], _ place: PlanProblem.Place) {
        guard let prompts else { return }
        for name in names where !prompts.contains(name) { add(place, .unknownPrompt(name.text)) }
    }

    private mutating func check(_ step: CallPlan.Step, _ place: PlanProblem.Place) {
        switch step {
        case .menu(let name): if plan.menu(named: name) == nil { add(place, .leadsNowhere) }
        case .queue(let name): if plan.queue(named: name) == nil { add(place, .leadsNowhere) }
        case .farewell(let prompts): check(prompts, place)
        case .ticketStatus:
            // It leads back to its menu, so only a key of a menu leads there.
            if case .option = place {} else { add(place, .leadsNowhere) }
        }
    }

    private mutating func doubles(_ names: [String], _ place: (Int) -> PlanProblem.Place) {
        var seen: Set<String> = []
        for (index, name) in names.enumerated() where !seen.insert(name).inserted { add(place(index), .twice) }
    }

    /// Whether a caller who never presses a key comes by the same menu again.
    private func goesInCircles(from menu: CallPlan.Menu) -> Bool {
        var seen: Set<String> = []
        var current: CallPlan.Menu? = menu
        while let here = current {
            guard seen.insert(here.name).inserted else { return true }
            guard case .menu(let next) = here.fallback else { return false }
            current = plan.menu(named: next)
        }
        return false
    }
}

extension OpeningHours.Range {
    fileprivate var isSound: Bool { (1...7).contains(weekday) && from >= 0 && from < until && until <= 1_440 }
}
