public import Kernel
public import Routing

/// What happens to a call between the ring and the agent, as data: numbers, hours, menus, queues, reasons.
///
/// A plan is edited as one value and refused as a whole if anything in it leads nowhere (`problems`).
public struct CallPlan: Codable, Sendable, Equatable {
    public var entries: [Entry]
    public var menus: [Menu]
    public var queues: [Queue]
    public var auxReasons: [AuxReason]
    /// How long a caller whose earlier contact was cut is kept for the same agent.
    public var sameAgentSeconds: Int
    /// How long ago a cut contact may lie to count as the same conversation.
    public var cutContactSeconds: Int

    public init(
        entries: [Entry], menus: [Menu], queues: [Queue], auxReasons: [AuxReason],
        sameAgentSeconds: Int = 30, cutContactSeconds: Int = 900
    ) {
        self.entries = entries
        self.menus = menus
        self.queues = queues
        self.auxReasons = auxReasons
        self.sameAgentSeconds = sameAgentSeconds
        self.cutContactSeconds = cutContactSeconds
    }

    /// A number that people ring.
    public struct Entry: Codable, Sendable, Equatable {
        /// The user part of the called address, as the trunk sends it; `*` takes every number that no other entry
        /// takes.
        public var number: String
        public var title: String
        public var hours: OpeningHours
        /// Prompts played first: the greeting and the notice that the call is recorded.
        public var greeting: [PromptName]
        public var next: Step
        /// Prompts played outside the hours, before the centre hangs up.
        public var closed: [PromptName]

        public init(
            number: String, title: String, hours: OpeningHours, greeting: [PromptName], next: Step, closed: [PromptName]
        ) {
            self.number = number
            self.title = title
            self.hours = hours
            self.greeting = greeting
            self.next = next
            self.closed = closed
        }
    }

    public struct Menu: Codable, Sendable, Equatable {
        public var name: String
        public var prompts: [PromptName]
        public var options: [Option]
        /// How long the caller may think after the last word.
        public var waitSeconds: Int
        /// How often the menu is told before `fallback`.
        public var tries: Int
        public var wrongDigit: [PromptName]
        public var noDigit: [PromptName]
        public var fallback: Step

        public init(
            name: String, prompts: [PromptName], options: [Option], waitSeconds: Int, tries: Int,
            wrongDigit: [PromptName], noDigit: [PromptName], fallback: Step
        ) {
            self.name = name
            self.prompts = prompts
            self.options = options
            self.waitSeconds = waitSeconds
            self.tries = tries
            self.wrongDigit = wrongDigit
            self.noDigit = noDigit
            self.fallback = fallback
        }
    }

    public struct Option: Codable, Sendable, Equatable {
        public var digit: String
        public var title: String
        public var next: Step

        public init(
            digit: String, title: String, next: Step
        ) {
            self.digit = digit
            self.title = title
            self.next = next
        }
    }

    public enum Step: Codable, Sendable, Equatable {
        case menu(String)
        case queue(String)
        case farewell([PromptName])
    }

    public struct Queue: Codable, Sendable, Equatable {
        public var name: String
        public var title: String
        public var skills: [String: Int]
        public var strategy: RoutingStrategy
        public var ringLimitSeconds: Int
        public var wrapUpLimitSeconds: Int
        public var serviceLevelSeconds: Int
        public var priority: Int
        /// Position and expected wait are told this often.
        public var announceEverySeconds: Int
        public var music: PromptName

        public init(
            name: String, title: String, skills: [String: Int], strategy: RoutingStrategy, ringLimitSeconds: Int,
            wrapUpLimitSeconds: Int, serviceLevelSeconds: Int, priority: Int, announceEverySeconds: Int,
            music: PromptName
        ) {
            self.name = name
            self.title = title
            self.skills = skills
            self.strategy = strategy
            self.ringLimitSeconds = ringLimitSeconds
            self.wrapUpLimitSeconds = wrapUpLimitSeconds
            self.serviceLevelSeconds = serviceLevelSeconds
            self.priority = priority
            self.announceEverySeconds = announceEverySeconds
            self.music = music
        }
    }

    public func queue(named name: String) -> Queue? { queues.first { $0.name == name } }
    public func menu(named name: String) -> Menu? { menus.first { $0.name == name } }

    public func entry(for number: String) -> Entry? {
        entries.first { $0.number == number } ?? entries.first { $0.number == "*" }
    }
}

/// The name of a prompt in the prompt shelf: `salam`, `menu-utama`, `angka-7`.
public struct PromptName: Hashable, Sendable, Codable, ExpressibleByStringLiteral {
    public let text: String

    public init(_ text: String) { self.text = text }
    public init(stringLiteral text: String) { self.text = text }
    public init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// When an entry number is answered by people.
public enum OpeningHours: Codable, Sendable, Equatable {
    case always
    /// Minutes of the day `from ..< until` for each weekday (1 = Monday … 7 = Sunday); a day without ranges is
    /// closed.
    case weekly([Range])

    public struct Range: Codable, Sendable, Equatable {
        public var weekday: Int
        public var from: Int
        public var until: Int

        public init(weekday: Int, from: Int, until: Int) {
            self.weekday = weekday
            self.from = from
            self.until = until
        }
    }

    public func isOpen(at moment: Timestamp, in calendar: CentreCalendar) -> Bool {
        switch self {
        case .always: return true
        case .weekly(let ranges):
            let weekday = calendar.day(of: moment).weekday
            let minute = calendar.secondOfDay(moment) / 60
            return ranges.contains { $0.weekday == weekday && ($0.from..<$0.until).contains(minute) }
        }
    }
}

// MARK: - A plan that leads nowhere is refused

extension CallPlan {
    /// What is wrong with the plan, one sentence each; empty when it can be used.
    public func problems() -> [String] {
        var problems: [String] = []
        if entries.isEmpty { problems.append("no entry number: nobody can ring") }
        problems += doubles(entries.map(\.number), "entry number")
        problems += doubles(menus.map(\.name), "menu")
        problems += doubles(queues.map(\.name), "queue")
        problems += doubles(auxReasons.map(\.code), "AUX reason")
        for entry in entries { problems += check(entry.next, in: "entry \(entry.number)") }
        for menu in menus {
            problems += doubles(menu.options.map(\.digit), "digit of menu \(menu.name)")
            for option in menu.options {
                if option.digit.count != 1 || !"0123456789*#".contains(option.digit) {
                    problems.append("menu \(menu.name): '\(option.digit)' is not a telephone key")
                }
                problems += check(option.next, in: "menu \(menu.name), digit \(option.digit)")
            }
            if menu.tries < 1 || menu.waitSeconds < 1 {
                problems.append("menu \(menu.name): tries and wait must be at least 1")
            }
            problems += check(menu.fallback, in: "menu \(menu.name), fallback")
        }
        for queue in queues where queue.ringLimitSeconds < 1 || queue.announceEverySeconds < 5 {
            problems.append("queue \(queue.name): ring limit at least 1 s, announcements at least 5 s apart")
        }
        return problems
    }

    private func check(_ step: Step, in place: String) -> [String] {
        switch step {
        case .menu(let name) where menu(named: name) == nil: ["\(place): there is no menu '\(name)'"]
        case .queue(let name) where queue(named: name) == nil: ["\(place): there is no queue '\(name)'"]
        default: []
        }
    }

    private func doubles(_ names: [String], _ kind: String) -> [String] {
        var seen: Set<String> = []
        return names.filter { !seen.insert($0).inserted }.map { "\(kind) '\($0)' is there twice" }
    }
}
