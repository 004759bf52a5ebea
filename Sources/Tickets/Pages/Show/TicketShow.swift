import Contacts
import Database
import Hummingbird
import Kernel
import Members
import Pages
import Staff

/// A ticket's page, for everything that is done on it and leads back to it.
struct TicketShow: Sendable {
    let tickets: TicketStore
    let attachments: AttachmentStore
    let members: MemberStore
    let staff: StaffStore
    let readers: TicketReaders
    let source: TicketWords.Source
    let views: Views

    /// What the centre's contacts of a member may be, at most: a story longer than that is read on the member's page.
    private static let mostContacts = 100

    func page(
        _ id: TicketID, _ form: Form, _ context: PageContext, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let viewer = try context.requireSignedIn()
        guard let record = try await tickets.record(id) else { throw PageRefusal.notFound }
        try await tickets.readMentions(on: record.tickets.map(\.id), by: viewer.id, at: context.arrivedAt)
        let contacts = try await contacts(of: record)
        let drafts = try await tickets.drafts(on: id)
        let words = try await TicketWords(source, context)
        let names = try await names(record, contacts, drafts, context)
        let files = AttachmentDrawing(
            try await attachments.list(of: record.tickets.map(\.id), withPrivate: true), context)
        let branches = Dictionary(
            uniqueKeysWithValues: try await staff.branches.list().map { ($0.code.text, $0.name.text) })
        let telling = StoryTelling(words: words, names: names, branches: branches, context: context)
        let drawing = TicketDrawing(record: record, words: words, names: names, context: context)
        var model = drawing.model(form, for: viewer)
        model["story"] = try TicketStory(
            record: record, contacts: contacts, attachments: files, telling: telling, viewer: viewer
        ).lines()
        model["escalation"] =
            try await escalation(of: record, words, names, context).model(form, for: viewer) ?? false as Any
        model["files"] = files.model
        model["hasFiles"] = !files.attachments.isEmpty
        model.merge(NoteDrawing(record: record, drafts: drafts, time: words.time, context: context).model(form, viewer))
        {
            own, _ in own
        }
        model.merge(readers.model(of: id, for: viewer.id, drafts, names, context)) { own, _ in own }
        if let member = try await member(record.ticket, viewer, context) { model["member"] = member }
        model["showsFiles"] = !files.attachments.isEmpty || model["mayAttach"] as? Bool == true
        model["filesAreOpen"] = !files.attachments.isEmpty || form.errors["file"] != nil
        model["hasAside"] =
            model["member"] != nil || model["pause"] != nil || viewer.may(.ticketsOpen)
            || !files.attachments.isEmpty
        return try views.page(
            "tickets-ticket", title: record.ticket.number.description, model, context, status: status,
            frame: Views.Frame(live: "/tickets/\(id)/live", styles: ["tickets.css"], scripts: ["tickets-note.js"]))
    }

    private func names(
        _ record: TicketRecord, _ contacts: [ContactSummary], _ drafts: [NoteDraft], _ context: PageContext
    ) async throws -> AuthorNames {
        let people = contacts.map(\.agent) + drafts.map(\.person)
        return try await AuthorNames(
            of: record.facts.map(\.author) + record.tickets.map(\.openedBy) + people.map { .person($0) }, staff,
            context)
    }

    private func escalation(
        of record: TicketRecord, _ words: TicketWords, _ names: AuthorNames, _ context: PageContext
    ) async throws -> EscalationDrawing {
        guard let standing = try await tickets.standing(of: record.ticket.id) else { throw PageRefusal.notFound }
        let escalations = EscalationWords(
            directory: standing.directory, names: names, time: words.time, context: context)
        return EscalationDrawing(ticket: record.ticket, standing: standing, words: words, escalations: escalations)
    }

    private func contacts(of record: TicketRecord) async throws -> [ContactSummary] {
        let members = Set(record.tickets.compactMap(\.matter.member))
        var found: [ContactSummary] = []
        if !members.isEmpty {
            found = try await source.contacts.past(
                of: nil, orOf: members.sorted(), before: .distantFuture, upTo: Self.mostContacts
            ).filter(record.includes)
        }
        for id in Set(record.tickets.compactMap(\.matter.contact)) where !found.contains(where: { $0.id == id }) {
            if let contact = try await source.contacts.contact(id) { found.append(contact.summary) }
        }
        return found.sorted { ($0.openedAt, $0.id) < ($1.openedAt, $1.id) }
    }

    /// Whom the ticket is about, for those who may read members; the look leaves its fact.
    private func member(
        _ ticket: Ticket, _ viewer: SignedIn, _ context: PageContext
    ) async throws -> [String: Any]? {
        guard let id = ticket.matter.member, viewer.may(.membersRead) else { return nil }
        let found = try await members.find(
            .id(id), because: .ticket(ticket.id), by: viewer.author, at: context.arrivedAt)
        guard let member = found.first?.summary(for: viewer.roles) else { return nil }
        return [
            "name": member.name, "card": member.card,
            "class": context.text("members.class", ["class": String(repeating: "I", count: member.careClass.rawValue)]),
            "status": context.text("members.status.\(member.status.rawValue)"),
            "statusTone": member.status == .active ? "green" : member.status == .arrears ? "amber" : "red",
            "memberPath": Path.member(id, because: .ticket(ticket.id)).text,
            "contributions": viewer.may(.contributionsRead) ? Path.memberContributions(id).text : false as Any,
        ]
    }
}
