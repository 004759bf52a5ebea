import Contacts
import Database
import Hummingbird
import Kernel
import Members
import Pages
import Staff

/// `/api/v1/contacts…`: conversations, those of other systems too.
struct ContactInterface: PageGroup {
    let door: InterfaceDoor
    let contacts: ContactStore
    let staff: StaffStore

    func add(to router: Router<PageContext>) {
        let root = router.group("/api/v1/contacts")
        root.get(use: list)
        root.post(use: log)
        root.get(":id", use: show)
    }

    @Sendable private func list(_ request: Request, _ context: PageContext) async throws -> Response {
        try await door.read(request, context, .contactsRead) { _ in
            let query = Form.query(request)
            let limit = try InterfaceQuery.limit(query)
            let found = try await contacts.walk(after: try InterfaceQuery.value(query, "after"), upTo: limit)
            return ListResource(
                items: found.map(ContactResource.init),
                next: found.count == limit ? found.last?.id.description : nil)
        }
    }

    @Sendable private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        try await door.read(request, context, .contactsRead) { _ in
            let id: ContactID = try context.parameter("id")
            guard let contact = try await contacts.contact(id) else { throw InterfaceProblem.notFound }
            return ContactResource(contact.summary)
        }
    }

    private struct Conversation: Decodable {
        /// The user name of who had it.
        let agent: String
        let phone: String?
        let openedAt: WrittenMoment
        let endedAt: WrittenMoment
        let category: String
        let kind: ContactKind
        let outcome: ContactOutcome
        let region: String?
        let note: String?
        let memberCard: String?
    }

    /// A conversation that another system had, with its outcome.
    @Sendable private func log(_ request: Request, _ context: PageContext) async throws -> Response {
        try await door.write(request, context, .contactsWrite) { (body: Conversation, key) in
            guard let name = UserName(body.agent), let agent = try await staff.person(name), !agent.isDisabled else {
                throw InterfaceProblem.invalid("agent", "nobody of this user name works here")
            }
            let (began, ended, now) = (body.openedAt.moment, body.endedAt.moment, context.arrivedAt)
            guard began <= ended, ended <= now else {
                throw InterfaceProblem.invalid("endedAt", "is after openedAt and not in the future")
            }
            let card = try body.memberCard.map { text in
                guard let card = CardNumber(text) else { throw InterfaceProblem.invalid("memberCard", "is 13 digits") }
                return card
            }
            let phone = try InterfaceQuery.phone(body.phone)
            var random = SystemRandomNumberGenerator()
            let id = ContactID(at: now, random: &random)
            return { transaction in
                var log = ContactLog(
                    category: body.category, kind: body.kind, outcome: body.outcome, region: body.region,
                    note: body.note ?? "")
                if let card {
                    let found = try transaction.findMembers(
                        .card(card), because: .contact(id), by: key.author, at: now)
                    guard let member = found.first else { throw ContactRefusal.unknownMember }
                    log.member = member.id
                }
                try transaction.openContact(
                    id, channel: .call, agent: agent.id, phone: phone, queue: nil, by: key.author,
                    at: began)
                try transaction.endContact(id, cut: false, by: key.author, at: ended)
                return ContactResource(
                    try transaction.logContact(id, log, by: agent.id, written: key.author, at: now).summary)
            }
        }
    }
}
