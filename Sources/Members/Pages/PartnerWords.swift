public import Kernel
public import Pages

/// The organisations whose servers are asked, by the word that keys and shapes carry.
public enum PartnerName: String, Sendable, CaseIterable, Hashable { case registry, insurer }

/// How a partner is, in words for whoever is about to need it.
public struct PartnerWords: Sendable {
    private let calendar: CentreCalendar
    private let time: WrittenTime
    private let text: @Sendable (String, [String: String]) -> String

    public init(_ calendar: CentreCalendar, _ context: PageContext) {
        self.init(calendar, context.catalogue, context.language)
    }

    public init(_ calendar: CentreCalendar, _ catalogue: Catalogue, _ language: Language) {
        self.calendar = calendar
        time = WrittenTime(calendar, catalogue, language)
        text = { key, arguments in catalogue.text(key, language, arguments) }
    }

    public func name(_ partner: PartnerName) -> String { text("members.partner.\(partner.rawValue)", [:]) }

    /// `tidak menjawab sejak 09.14, 37 menunggu`
    ///
    /// - Parameters:
    ///   - health: nil when the centre is not connected to the partner.
    ///   - waiting: how many changes wait for its answer.
    public func sentence(_ health: PartnerHealth?, waiting: Int, at moment: Timestamp) -> String {
        let condition =
            switch health?.condition {
            case nil: text("members.partner.absent", [:])
            case .up: text("members.partner.up", [:])
            case .slow:
                text("members.partner.slow", ["span": health?.typicalWait.map(time.span) ?? time.span(.zero)])
            case .down(let since): text("members.partner.down", ["since": clock(since, at: moment)])
            case .refusingUs(let since): text("members.partner.refusing", ["since": clock(since, at: moment)])
            case .usedUp: text("members.partner.used-up", [:])
            }
        return waiting > 0 ? condition + ", " + text("members.partner.waiting", ["count": "\(waiting)"]) : condition
    }

    /// For `members-partner`: its name, the sentence, and the look that repeats it: `up`, `slow`, `down`, `absent`.
    public func model(
        _ partner: PartnerName, _ health: PartnerHealth?, quota: DailyQuota? = nil, waiting: Int = 0,
        at moment: Timestamp
    ) -> [String: Any] {
        let look = look(health)
        return [
            "partner": partner.rawValue, "name": name(partner), "look": look.word, "tone": look.tone,
            "said": sentence(health, waiting: waiting, at: moment),
            "more": more(health, quota, at: moment).joined(separator: " · "),
        ]
    }

    private func look(_ health: PartnerHealth?) -> (word: String, tone: String) {
        switch health?.condition {
        case nil: ("absent", "none")
        case .up: ("up", "green")
        case .slow: ("slow", "amber")
        case .usedUp: ("slow", "amber")
        case .down, .refusingUs: ("down", "red")
        }
    }

    private func more(_ health: PartnerHealth?, _ quota: DailyQuota?, at moment: Timestamp) -> [String] {
        var more: [String] = []
        if let quota, let limit = quota.limit {
            let used = quota.used(on: calendar.day(of: moment))
            more.append(text("members.partner.quota", ["used": "\(used)", "limit": "\(limit)"]))
        } else if let left = health?.quotaLeft {
            more.append(text("members.partner.quota-left", ["left": "\(left)"]))
        }
        if case .down = health?.condition, let next = health?.nextTry, next > moment {
            more.append(text("members.partner.next-try", ["at": clock(next, at: moment)]))
        }
        return more
    }

    /// The time alone today, the day with it before.
    private func clock(_ then: Timestamp, at moment: Timestamp) -> String {
        calendar.day(of: then) == calendar.day(of: moment) ? time.clock(then) : time.moment(then)
    }
}

/// The partners as the floor shows them, and how many changes wait for the registry.
public struct PartnerBoard: Sendable {
    private let registry: PartnerLine?
    private let insurer: PartnerLine?
    private let changes: ChangeStore

    public init(registry: PopulationRegistry?, insurer: Insurer?, changes: ChangeStore) {
        (self.registry, self.insurer, self.changes) = (registry?.line, insurer?.line, changes)
    }

    /// Models for `members-partner`, in a page's language.
    public func models(
        _ words: PartnerWords, at moment: Timestamp
    ) async throws -> [[String: Any]] {
        let waiting = try await changes.waitingForRegistry()
        return [
            words.model(
                .registry, registry?.health, quota: registry?.countedQuota, waiting: waiting, at: moment),
            words.model(.insurer, insurer?.health, quota: insurer?.countedQuota, at: moment),
        ]
    }
}
