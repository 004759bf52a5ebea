import Kernel
import Pages
import Routing

/// A call plan as it stands in its form: every field as it was typed.
struct PlanDraft: Sendable, Equatable {
    var entries: [Entry] = []
    var menus: [Menu] = []
    var queues: [Queue] = []
    var auxReasons: [AuxRow] = []
    var sameAgent = ""
    var cutMinutes = ""
    var rating: [String] = []

    struct Entry: Sendable, Equatable {
        var number = ""
        var title = ""
        var isWeekly = false
        /// Monday first.
        var days = Array(repeating: "", count: 7)
        var greeting: [String] = []
        var next = ""
        var closed: [String] = []
    }

    struct Menu: Sendable, Equatable {
        var name = ""
        var prompts: [String] = []
        var options: [Option] = []
        var wait = ""
        var tries = ""
        var wrong: [String] = []
        var none: [String] = []
        var fallback = ""
    }

    struct Option: Sendable, Equatable {
        var digit = ""
        var title = ""
        var next = ""
    }

    struct Queue: Sendable, Equatable {
        var name = ""
        var title = ""
        /// Least level by the skill's code; blank when the queue does not ask for it.
        var skills: [String: String] = [:]
        var strategy = ""
        var ringLimit = ""
        var wrapUpLimit = ""
        var serviceLevel = ""
        var priority = ""
        var announceEvery = ""
        var music = ""
    }

    struct AuxRow: Sendable, Equatable {
        /// Blank while it is new.
        var code = ""
        var title = ""
        var minutes = ""
    }

    /// So many numbers, menus or queues are added here, no more: a form has at most a thousand fields.
    static let mostRows = 20
}

// MARK: - A destination in one field

extension CallPlan.Step {
    /// `menu:utama`, `queue:informasi`, `farewell:tutup+terima-kasih`, `ticket-status:`
    var text: String {
        switch self {
        case .menu(let name): "menu:" + name
        case .queue(let name): "queue:" + name
        case .ticketStatus: "ticket-status:"
        case .farewell(let prompts): "farewell:" + prompts.map(\.text).joined(separator: "+")
        }
    }

    init?(_ text: String) {
        let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard halves.count == 2 else { return nil }
        switch halves[0] {
        case "menu": self = .menu(halves[1])
        case "queue": self = .queue(halves[1])
        case "ticket-status": self = .ticketStatus
        case "farewell": self = .farewell(halves[1].split(separator: "+").map { PromptName(String($0)) })
        default: return nil
        }
    }
}

// MARK: - From a plan

extension PlanDraft {
    init(_ plan: CallPlan) {
        entries = plan.entries.map(Entry.init)
        menus = plan.menus.map(Menu.init)
        queues = plan.queues.map(Queue.init)
        auxReasons = plan.auxReasons.map { reason in
            AuxRow(code: reason.code, title: reason.title, minutes: reason.longestSeconds.map(Self.minutes) ?? "")
        }
        sameAgent = "\(plan.sameAgentSeconds)"
        cutMinutes = Self.minutes(plan.cutContactSeconds)
        rating = plan.ratingQuestion?.map(\.text) ?? []
    }

    /// Whole minutes, upwards.
    private static func minutes(_ seconds: Int) -> String { "\((seconds + 59) / 60)" }
}

extension PlanDraft.Entry {
    init(_ entry: CallPlan.Entry) {
        number = entry.number
        title = entry.title
        isWeekly = entry.hours != .always
        days = (1...7).map { entry.hours.text(on: $0) }
        greeting = entry.greeting.map(\.text)
        next = entry.next.text
        closed = entry.closed.map(\.text)
    }
}

extension PlanDraft.Menu {
    init(_ menu: CallPlan.Menu) {
        name = menu.name
        prompts = menu.prompts.map(\.text)
        options = menu.options.map { PlanDraft.Option(digit: $0.digit, title: $0.title, next: $0.next.text) }
        wait = "\(menu.waitSeconds)"
        tries = "\(menu.tries)"
        wrong = menu.wrongDigit.map(\.text)
        none = menu.noDigit.map(\.text)
        fallback = menu.fallback.text
    }
}

extension PlanDraft.Queue {
    init(_ queue: CallPlan.Queue) {
        name = queue.name
        title = queue.title
        skills = queue.skills.mapValues { "\($0)" }
        strategy = queue.strategy.rawValue
        ringLimit = "\(queue.ringLimitSeconds)"
        wrapUpLimit = "\(queue.wrapUpLimitSeconds)"
        serviceLevel = "\(queue.serviceLevelSeconds)"
        priority = "\(queue.priority)"
        announceEvery = "\(queue.announceEverySeconds)"
        music = queue.music.text
    }
}

// MARK: - From what was typed

extension PlanDraft {
    /// Fields are named `queue.2.title`; what a row has several of repeats one name in its order.
    init(_ form: Form) {
        let typed = TypedPlan(values: form.values)
        entries = typed.rows("entry").map { row in
            Entry(
                number: row["number"], title: row["title"], isWeekly: row["hours"] == "weekly",
                days: (1...7).map { row["day.\($0)"] }, greeting: row.filled("greeting"), next: row["next"],
                closed: row.filled("closed"))
        }
        menus = typed.rows("menu").map { row in
            let (digits, titles, nexts) = (row.all("digit"), row.all("option"), row.all("to"))
            let options = digits.indices.map { index in
                Option(
                    digit: digits[index], title: titles.indices.contains(index) ? titles[index] : "",
                    next: nexts.indices.contains(index) ? nexts[index] : "")
            }
            return Menu(
                name: row["name"], prompts: row.filled("prompts"),
                options: options.filter { !$0.digit.isEmpty || !$0.title.isEmpty }, wait: row["wait"],
                tries: row["tries"], wrong: row.filled("wrong"), none: row.filled("none"), fallback: row["fallback"])
        }
        queues = typed.rows("queue").map { row in
            Queue(
                name: row["name"], title: row["title"], skills: row.fields(under: "skill"), strategy: row["strategy"],
                ringLimit: row["ringLimit"], wrapUpLimit: row["wrapUpLimit"], serviceLevel: row["serviceLevel"],
                priority: row["priority"], announceEvery: row["announceEvery"], music: row["music"])
        }
        auxReasons = typed.rows("aux").map { AuxRow(code: $0["code"], title: $0["title"], minutes: $0["minutes"]) }
            .filter { !$0.title.isEmpty }
        sameAgent = form["sameAgent"] ?? ""
        cutMinutes = form["cutMinutes"] ?? ""
        rating = form.all("rating").filter { !$0.isEmpty }
    }
}

/// The fields of a form, row by row.
private struct TypedPlan {
    let values: [String: [String]]

    struct Row {
        let prefix: String
        let values: [String: [String]]

        subscript(field: String) -> String { all(field).first ?? "" }

        func all(_ field: String) -> [String] {
            values[prefix + field, default: []].map { $0.trimmingBlanks() }
        }

        func filled(_ field: String) -> [String] { all(field).filter { !$0.isEmpty } }

        func fields(under name: String) -> [String: String] {
            let whole = prefix + name + "."
            var found: [String: String] = [:]
            for key in values.keys where key.hasPrefix(whole) {
                let text = self[String(key.dropFirst(prefix.count))]
                if !text.isEmpty { found[String(key.dropFirst(whole.count))] = text }
            }
            return found
        }
    }

    func rows(_ kind: String) -> [Row] {
        let numbers = values.keys.compactMap { key -> Int? in
            let parts = key.split(separator: ".", maxSplits: 2)
            return parts.count == 3 && parts[0] == kind ? Int(parts[1]) : nil
        }
        return Set(numbers).sorted().map { Row(prefix: "\(kind).\($0).", values: values) }
    }
}

extension String {
    fileprivate func trimmingBlanks() -> String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
