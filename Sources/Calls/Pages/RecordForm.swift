import Contacts
import Kernel
import Members
import Pages
import Tickets

/// The form that records a contact, as a model for its template.
struct RecordForm {
    var contact: ContactID
    /// Whom and what the record is about: it stands over the form, so that nobody writes into another's.
    var about: String
    var form: Form
    var members: [MemberSummary]
    var choices: ContactChoices
    var canOpenTicket: Bool

    func model(_ context: PageContext) -> [String: Any] {
        let words = Words(context)
        let model: [String: Any] = [
            "contact": "\(contact)", "about": about,
            "category": ["error": orNothing(error("category", words))],
            "note": ["value": form.verbatim("note"), "error": orNothing(error("note", words))],
            "categories": choices.categories(chosen: form["category"]),
            "kinds": choices.kinds(chosen: form["kind"].flatMap(ContactKind.init) ?? .information),
            "outcomes": choices.outcomes(chosen: form["outcome"].flatMap(ContactOutcome.init) ?? .solved),
            "regions": choices.regions(chosen: form["region"]),
            "hasMembers": !members.isEmpty, "members": members.map(member),
            "canTicket": canOpenTicket, "tickets": tickets(words), "isMarked": !form.all("mark").isEmpty,
            "marks": Form.choices(
                UrgentMark.allCases.map { ($0.rawValue, words("tickets.mark.\($0.rawValue)")) },
                chosen: Set(form.all("mark"))),
        ]
        return ["form": model]
    }

    private func error(_ field: String, _ words: Words) -> String? {
        form.errors[field].map { words($0.key, $0.arguments) }
    }

    private func member(_ member: MemberSummary) -> [String: Any] {
        ["id": "\(member.id)", "name": member.name, "card": member.card, "chosen": "\(member.id)" == form["member"]]
    }

    private func tickets(_ words: Words) -> [[String: Any]] {
        let chosen = form["ticket"] ?? "none"
        return ["none", "green", "yellow", "red"].enumerated().map { index, value in
            [
                "value": value, "title": words("desk.form.ticket-\(value)"), "key": "\(index + 1)",
                "chosen": value == chosen,
            ]
        }
    }
}

extension Form {
    /// What makes the ticket urgent.
    var marks: Set<UrgentMark> { Set(all("mark").compactMap(UrgentMark.init)) }

    /// A record that can be saved, and the ticket that it opens; nil when something is wrong, which is then said
    /// beside its field.
    mutating func record(_ tree: CategoryTree) -> (log: ContactLog, ticket: TicketColour?)? {
        let ticket = self["ticket"].flatMap(TicketColour.init)
        if ticket != nil, self["note"] == nil { fail("note", "desk.form.note-needed") }
        return ContactLog.read(&self, tree).map { ($0, ticket) }
    }

    /// What was logged before, to be corrected.
    init(_ log: ContactLog?) {
        self.init()
        guard let log else { return }
        set("category", log.category)
        set("kind", log.kind.rawValue)
        set("outcome", log.outcome.rawValue)
        set("region", log.region)
        set("note", log.note)
        set("member", log.member.map { "\($0)" })
    }
}
