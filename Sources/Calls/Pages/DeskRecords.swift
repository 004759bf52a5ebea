public import Contacts
import Kernel
public import Members
import Pages
public import Staff
public import Tickets

/// What the desk reads from the stores beside the floor: the forms of records, and the names under past contacts.
public struct DeskRecords: Sendable {
    let contacts: ContactStore
    let tickets: TicketStore
    let members: MemberStore
    let hints: HintStore
    let staff: StaffStore

    public init(
        contacts: ContactStore, tickets: TicketStore, members: MemberStore, hints: HintStore, staff: StaffStore
    ) {
        self.contacts = contacts
        self.tickets = tickets
        self.members = members
        self.hints = hints
        self.staff = staff
    }

    /// The names and numbers that a list of past contacts shows.
    func past(_ match: CallerMatch, _ words: Words) async throws -> PastContacts {
        let summaries = match.contacts + (match.cut.map { [$0] } ?? [])
        guard !summaries.isEmpty else { return PastContacts() }
        var past = PastContacts()
        past.choices = ContactChoices(try await contacts.categories(), [], words.catalogue, words.language)
        for agent in Set(summaries.map(\.agent)) { past.agents[agent] = try await staff.person(agent)?.name }
        past.tickets = try await tickets.tickets(of: Array(Set(summaries.map(\.id)))).compactMapValues(\.first?.number)
        return past
    }

    /// The form of a contact, filled with what was logged before, if anything.
    func form(_ asked: RecordAsked, of person: SignedIn, _ time: ShownTime) async throws -> RecordForm {
        let kept = try await contacts.contact(asked.contact)
        if let kept, kept.agent != person.id { throw PageRefusal.notFound }
        guard kept != nil || asked.isAtTheDesk else { throw PageRefusal.notFound }
        var candidates = asked.members
        if candidates.isEmpty, let phone = kept?.phone {
            let because = Subject.contact(asked.contact)
            candidates = try await members.find(.phone(phone), because: because, by: person.author, at: time.now)
                .map { $0.summary(for: person.roles) }
        }
        let choices = ContactChoices(
            try await contacts.categories(), try await members.regions(), time.words.catalogue, time.words.language)
        return RecordForm(
            contact: asked.contact, about: asked.about ?? about(kept, time), form: Form(kept?.log), members: candidates,
            choices: choices, canOpenTicket: person.may(.ticketsOpen))
    }

    private func about(_ contact: Contact?, _ time: ShownTime) -> String {
        guard let contact else { return "" }
        let number = contact.direction == .outgoing ? contact.phone?.masked : contact.phone?.local
        let caller = number ?? time.words("desk.caller.hidden")
        return caller + " · " + time.moment(contact.openedAt)
    }

    /// The agent's contacts that wait to be logged.
    func unlogged(of person: SignedIn, _ time: ShownTime) async throws -> [String: Any] {
        let waiting = try await contacts.unlogged(of: person.id, upTo: 20)
        return [
            "form": false, "hasUnlogged": !waiting.isEmpty,
            "unlogged": waiting.map { contact in
                [
                    "contact": "\(contact.id)", "when": time.moment(contact.openedAt),
                    "caller": contact.phone?.masked ?? time.words("desk.caller.hidden"),
                ]
            },
        ]
    }
}

/// Which record is asked for, with what the floor knows of it while it is on the desk.
struct RecordAsked {
    var contact: ContactID
    /// The floor has it in hand, even if the database has not heard of it yet.
    var isAtTheDesk = false
    var about: String?
    var members: [MemberSummary] = []

    init(_ contact: ContactID, at view: DeskView?, _ words: Words) {
        self.contact = contact
        guard let card = [view?.call, view?.wrapUp?.card].compactMap(\.self).first(where: { $0.contact == contact })
        else { return }
        isAtTheDesk = true
        let caller = card.shownNumber ?? words("desk.caller.hidden")
        about = words("desk.form.about", ["caller": caller, "queue": card.queueTitle])
        members = card.match.members
    }
}

/// What a list of past contacts shows beside what each of them says itself.
struct PastContacts: Sendable {
    var agents: [PersonID: String] = [:]
    var tickets: [ContactID: TicketNumber] = [:]
    /// Nil while there is nothing to list.
    var choices: ContactChoices?
}
