import Contacts
import Database
import Hummingbird
import Kernel
import Members
import Pages
import Staff
import Tickets

/// `/api/v1/tickets…`
struct TicketInterface: PageGroup {
    let door: InterfaceDoor
    let tickets: TicketStore
    let contacts: ContactStore
    let calendar: CentreCalendar

    func add(to router: Router<PageContext>) {
        let root = router.group("/api/v1/tickets")
        root.get(use: list)
        root.post(use: open)
        root.get(":id", use: show)
        root.post(":id/notes", use: note)
        root.post(":id/closures", use: close)
    }

    @Sendable private func list(_ request: Request, _ context: PageContext) async throws -> Response {
        try await door.read(request, context, .ticketsRead) { _ in
            let query = Form.query(request)
            let limit = try InterfaceQuery.limit(query)
            let after: TicketID? = try InterfaceQuery.value(query, "after")
            let state = try InterfaceQuery.choice(query, "state", ["open", "closed"])
            let colour: TicketColour? = try InterfaceQuery.choice(query, "colour")
            let found = try await tickets.walk(
                after: after, isOpen: state.map { $0 == "open" }, colour: colour, upTo: limit)
            return ListResource(
                items: found.map { TicketResource($0, at: context.arrivedAt) },
                next: found.count == limit ? found.last?.id.description : nil)
        }
    }

    @Sendable private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        try await door.read(request, context, .ticketsRead) { _ in
            guard let ticket = try await tickets.ticket(try await id(context)) else { throw InterfaceProblem.notFound }
            return TicketResource(ticket, at: context.arrivedAt)
        }
    }

    /// By its name, or by the number that people know.
    private func id(_ context: PageContext) async throws -> TicketID {
        try await tickets.named(try context.parameter("id"))
    }

    private struct Opening: Decodable {
        let colour: TicketColour
        let category: String
        let kind: ContactKind
        let text: String
        let region: String?
        let memberCard: String?
        let phone: String?
        let contact: ContactID?
        let marks: [UrgentMark]?
    }

    @Sendable private func open(_ request: Request, _ context: PageContext) async throws -> Response {
        try await door.write(request, context, .ticketsWrite) { (body: Opening, key) in
            guard try await contacts.categories().has(body.category) else {
                throw InterfaceProblem(ContactRefusal.unknownCategory)
            }
            let card = try body.memberCard.map { text in
                guard let card = CardNumber(text) else { throw InterfaceProblem.invalid("memberCard", "is 13 digits") }
                return card
            }
            let phone = try InterfaceQuery.phone(body.phone)
            let (now, calendar) = (context.arrivedAt, calendar)
            var random = SystemRandomNumberGenerator()
            let id = TicketID(at: now, random: &random)
            return { transaction in
                var matter = Ticket.Matter(
                    category: body.category, kind: body.kind, text: body.text, region: body.region, phone: phone,
                    marks: Set(body.marks ?? []))
                if let card {
                    let found = try transaction.findMembers(
                        .card(card), because: .ticket(id), by: key.author, at: now)
                    guard let member = found.first else { throw ContactRefusal.unknownMember }
                    matter.member = member.id
                }
                if let contact = body.contact {
                    guard try transaction.contact(contact) != nil else {
                        throw InterfaceProblem.invalid("contact", "there is no such contact")
                    }
                    matter.contact = contact
                }
                let ticket = try transaction.openTicket(
                    id, body.colour, matter, by: key.author, at: now, in: calendar)
                return TicketResource(ticket, at: now)
            }
        }
    }

    private struct Saying: Decodable { let text: String }

    @Sendable private func note(_ request: Request, _ context: PageContext) async throws -> Response {
        try await door.write(request, context, .ticketsWrite) { (body: Saying, key) in
            let (id, now) = (try await id(context), context.arrivedAt)
            return { transaction in
                try transaction.noteTicket(id, body.text, by: key.author, at: now)
                guard let ticket = try transaction.ticket(id) else { throw InterfaceProblem.notFound }
                return TicketResource(ticket, at: now)
            }
        }
    }

    @Sendable private func close(_ request: Request, _ context: PageContext) async throws -> Response {
        try await door.write(request, context, .ticketsWrite) { (body: Saying, key) in
            let (id, now) = (try await id(context), context.arrivedAt)
            return { transaction in
                TicketResource(try transaction.closeTicket(id, body.text, by: key.author, at: now), at: now)
            }
        }
    }
}

extension TicketStore {
    /// - Throws: `InterfaceProblem.notFound` for what names no ticket.
    func named(_ text: String) async throws -> TicketID {
        if let id = TicketID(text) { return id }
        guard let number = TicketNumber(text), let found = try await ticket(numbered: number) else {
            throw InterfaceProblem.notFound
        }
        return found.ticket.id
    }
}
