public import Contacts
import Database
public import Kernel
public import Members
import Pages

extension MemberStory {
    /// A member's contacts of every channel and tickets: Tickets is the lowest room that knows both.
    public static func told(
        by tickets: TicketStore, _ contacts: ContactStore, _ members: MemberStore, calendar: CentreCalendar
    ) -> MemberStory {
        let words = TicketWords.Source(contacts: contacts, members: members, calendar: calendar)
        return MemberStory(
            items: { member, reader, context in
                let telling = Telling(
                    tickets: tickets, contacts: contacts, reader: reader,
                    words: try await TicketWords(words, context), context: context)
                return try await telling.items(of: member)
            },
            place: { subject in
                switch subject.kind {
                case "ticket": TicketID(subject.id).map(Path.ticket)
                // A call's contact has the call's own name.
                case "contact", "call": ContactID(subject.id).map(Path.contact)
                default: nil
                }
            })
    }
}

/// One member's contacts and tickets, told to one reader.
private struct Telling {
    let tickets: TicketStore
    let contacts: ContactStore
    let reader: MemberStory.Reader
    let words: TicketWords
    let context: PageContext

    func items(of member: MemberID) async throws -> [StoryItem] {
        var items: [StoryItem] = []
        if mayReadContacts {
            items += try await contacts.past(of: nil, orOf: [member], before: .distantFuture, upTo: most).map(item)
        }
        if mayReadTickets {
            var cursor: TicketCursor?
            repeat {
                let page = try await tickets.list(
                    TicketFilter(state: .all, member: member), from: cursor, at: context.arrivedAt)
                for ticket in page.tickets { items.append(item(ticket, try await notes(of: ticket.id))) }
                cursor = isForMember ? page.next : nil
            } while cursor != nil && items.count < most
        }
        return items.sorted { $0.at < $1.at }.suffix(most)
    }

    /// What was added to a ticket; the member himself is told of it, but not of what is the centre's own.
    private func notes(of ticket: TicketID) async throws -> [LabelledValue] {
        guard isForMember, let (_, facts) = try await tickets.story(ticket) else { return [] }
        return try facts.withStandingNotes().compactMap { entry in
            guard let noted: TicketFact.Noted = try entry.fact(), !noted.isPrivate else { return nil }
            return label("tickets.form.note", "\(words.time.moment(entry.at)): \(noted.text)")
        }
    }

    // MARK: What the reader may read

    private var isForMember: Bool { if case .member = reader { true } else { false } }

    /// A page shows the newest; the member himself is told all.
    private var most: Int { isForMember ? 10_000 : 30 }

    private func may(_ permission: Permission) -> Bool {
        switch reader {
        case .person(let viewer): viewer.may(permission)
        case .member: true
        }
    }

    private var mayReadContacts: Bool { may(.contactsRead) || may(.contactsOwn) }
    private var mayReadTickets: Bool { may(.ticketsRead) }

    private func mayOpen(_ contact: ContactSummary) -> Bool {
        guard case .person(let viewer) = reader else { return false }
        return viewer.may(.contactsRead) || contact.agent == viewer.id
    }

    // MARK: Words

    private func label(_ key: String, _ value: String?) -> LabelledValue? {
        value.flatMap { $0.isEmpty ? nil : LabelledValue(context.text(key), $0) }
    }

    private func item(_ contact: ContactSummary) -> StoryItem {
        let log = contact.log
        let title = log.map { words.choices.category($0.category) } ?? context.text("tickets.story.unlogged")
        return StoryItem(
            at: contact.openedAt, kind: words.choices.channel(contact.channel, contact.direction), title: title,
            said: log?.note ?? "",
            badge: log.map { StoryItem.Badge(tone: "none", word: words.choices.outcome($0.outcome)) },
            path: mayOpen(contact) ? .contact(contact.id) : nil,
            values: [
                label("tickets.matter", title), label("tickets.story.kind", log.map { words.choices.kind($0.kind) }),
                label("tickets.story.outcome", log.map { words.choices.outcome($0.outcome) }),
                label("tickets.region", log?.region.map(words.choices.region)),
                label("tickets.story.note", log?.note),
            ].compactMap(\.self))
    }

    private func item(_ ticket: Ticket, _ notes: [LabelledValue]) -> StoryItem {
        let matter = words.matter(ticket.matter)
        let colour = words.colour(ticket.colour)
        return StoryItem(
            at: ticket.openedAt, kind: context.text("tickets.story.ticket"),
            title: "\(ticket.number) · \(matter)", said: ticket.matter.text,
            badge: StoryItem.Badge(
                tone: ticket.isOpen ? colour["tone"] as? String ?? "none" : "none",
                word: context.text(ticket.isOpen ? "tickets.state.open" : "tickets.state.closed")),
            path: isForMember ? nil : .ticket(ticket.id),
            values: [
                label("tickets.number", ticket.number.description), label("tickets.matter", matter),
                label("tickets.colour.title", context.text("tickets.colour.\(ticket.colour.rawValue)")),
                label("tickets.region", ticket.matter.region.map(words.choices.region)),
                label("tickets.phone", ticket.matter.phone?.local), label("tickets.story.note", ticket.matter.text),
                label("tickets.due", words.time.moment(ticket.dueAt)),
                label("tickets.form.closing", ticket.closing.map { "\(words.time.moment($0.at)): \($0.text)" }),
            ].compactMap(\.self) + notes)
    }
}
