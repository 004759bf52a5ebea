import Contacts
import Kernel
import Members
import Pages

/// How tickets are written on pages.
struct TicketWords: Sendable {
    /// Where the words for categories and regions come from.
    struct Source: Sendable {
        let contacts: ContactStore
        let members: MemberStore
        let calendar: CentreCalendar
    }

    let choices: ContactChoices
    let time: WrittenTime
    private let catalogue: Catalogue
    private let language: Language
    private let now: Timestamp

    init(_ source: Source, _ context: PageContext) async throws {
        try await self.init(source, context.catalogue, context.language, at: context.arrivedAt)
    }

    /// For what is drawn without a request: live parts.
    init(_ source: Source, _ catalogue: Catalogue, _ language: Language, at now: Timestamp) async throws {
        choices = ContactChoices(
            try await source.contacts.categories(), try await source.members.regions(), catalogue, language)
        time = WrittenTime(source.calendar, catalogue, language)
        (self.catalogue, self.language, self.now) = (catalogue, language, now)
    }

    func callAsFunction(_ key: String, _ blanks: [String: String] = [:]) -> String {
        catalogue.text(key, language, blanks)
    }

    /// A colour's badge: the tone, and the word that it only repeats.
    func colour(_ colour: TicketColour) -> [String: Any] {
        let tone =
            switch colour {
            case .red: "red"
            case .yellow: "amber"
            case .green: "green"
            }
        return ["tone": tone, "word": self("tickets.colour.\(colour.rawValue)")]
    }

    /// A priority's badge; only what is pressing has a tone.
    func priority(_ priority: TicketPriority) -> [String: Any] {
        let tone =
            switch priority {
            case .low: "none"
            case .medium: "amber"
            case .high: "red"
            }
        return ["tone": tone, "word": self("tickets.priority.\(priority.rawValue)")]
    }

    func marks(_ marks: Set<UrgentMark>) -> String? {
        marks.isEmpty ? nil : marks.inOrder.map { self("tickets.mark.\($0.rawValue)") }.joined(separator: ", ")
    }

    func matter(_ matter: Ticket.Matter) -> String {
        "\(choices.category(matter.category)) · \(choices.kind(matter.kind))"
    }

    /// `sisa 3 jam 20 mnt`, `lewat 2 hari 1 jam` of the clock that presses most, or when the ticket was closed.
    func term(_ ticket: Ticket) -> [String: Any] {
        if let closing = ticket.closing {
            let key = ticket.isLate(at: now) ? "tickets.term.closed-late" : "tickets.term.closed"
            return ["word": self(key, ["when": time.moment(closing.at)]), "tone": "none"]
        }
        guard let pressing = ticket.promise.pressing else {
            return ["word": self("tickets.term.paused"), "tone": "none"]
        }
        let clock = self("tickets.clock.\(pressing.clock.rawValue)")
        if ticket.isLate(at: now) {
            return [
                "word": self("tickets.term.late", ["span": time.span(now - pressing.dueAt)]), "tone": "red",
                "clock": clock,
            ]
        }
        return [
            "word": self("tickets.term.left", ["span": time.span(pressing.dueAt - now)]),
            "tone": pressing.dueAt - now < .seconds(4 * 3_600) ? "amber" : "none", "clock": clock,
        ]
    }
}
