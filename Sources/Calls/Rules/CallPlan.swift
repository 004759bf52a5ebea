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
    /// What callers are asked when the agent has hung up: how satisfied they are, from 1 to 5. Nil: nothing.
    public var ratingQuestion: [PromptName]?

    public init(
        entries: [Entry], menus: [Menu], queues: [Queue], auxReasons: [AuxReason],
        sameAgentSeconds: Int = 30, cutContactSeconds: Int = 900, ratingQuestion: [PromptName]? = nil
    ) {
        self.entries = entries
        self.menus = menus
        self.queues = queues
        self.auxReasons = auxReasons
        self.sameAgentSeconds = sameAgentSeconds
        self.cutContactSeconds = cutContactSeconds
        self.ratingQuestion = ratingQuestion
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
        /// The caller enters a ticket's number, hears where it stands, and is back in the menu that led there.
        case ticketStatus
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
