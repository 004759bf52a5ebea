import Kernel
import Pages

/// How registrations and changes are written on pages.
struct ChangeWords {
    let context: PageContext
    let time: WrittenTime

    init(_ calendar: CentreCalendar, _ context: PageContext) {
        self.context = context
        time = WrittenTime(calendar, context)
    }

    func callAsFunction(_ key: String, _ arguments: [String: String] = [:]) -> String { context.text(key, arguments) }

    func shown(_ value: ShownValue) -> String {
        switch value {
        case .day(let day): time.write(day)
        case .money(let amount): amount.description
        case .number(let number): "\(number)"
        case .text(let text): text
        case .key(let key): self(key)
        }
    }

    func problem(_ problem: FieldProblem) -> String { self(problem.key, problem.blanks.mapValues(shown)) }
    func notice(_ notice: ChangeNotice) -> String { self(notice.key, notice.blanks.mapValues(shown)) }

    /// - Parameter word: as `ChangeStage.word`.
    func stage(_ word: String) -> [String: Any] {
        let tone =
            switch word {
            case "approved": "green"
            case "returned", "awaiting-registry", "at-branch": "amber"
            case "withdrawn", "lapsed": "red"
            default: "blue"
            }
        return ["word": self("members.change.stage.\(word)"), "tone": tone]
    }

    func level(_ level: IdentityLevel) -> [String: Any] {
        let tone =
            switch level {
            case .none: "amber"
            case .basic: "blue"
            case .strong: "green"
            }
        return ["word": self(level.key), "tone": tone]
    }

    func check(_ check: PersonCheck) -> [String: Any] {
        let (word, tone) =
            switch check {
            case .unverifiedYet: ("unverified", "amber")
            case .verified: ("verified", "green")
            case .notFound: ("not-found", "red")
            case .differs: ("differs", "red")
            }
        return ["word": self("members.changes.check.\(word)"), "tone": tone]
    }
}
