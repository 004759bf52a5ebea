import Database
import Exports
import Hummingbird
import Kernel
import Members
import Pages
import Staff

/// `/contacts`: those that wait to be logged, and one with its story.
struct ContactPages: PageGroup {
    let contacts: ContactStore
    let members: MemberStore
    let staff: StaffStore
    let calendar: CentreCalendar
    let views: Views

    func add(to router: Router<PageContext>) {
        router.get("/contacts/unlogged", use: unlogged)
        router.get("/contacts/:id", use: show)
        router.post("/contacts/:id/logs", use: log)
    }

    /// Everybody's for those who may read all, else one's own.
    @Sendable private func unlogged(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.requireSignedIn()
        let readsAll = viewer.may(.contactsRead)
        if !readsAll { _ = try context.require(.contactsOwn) }
        let agent = readsAll ? nil : viewer.id
        let waiting = try await contacts.unlogged(of: agent)
        let total = try await contacts.unloggedCount(of: agent)
        let names = try await AuthorNames(of: waiting.map { .person($0.agent) }, staff, context)
        let time = WrittenTime(calendar, context)
        return try views.page(
            "contacts-unlogged", title: context.text("contacts.unlogged.title"),
            present([
                "count": context.text("contacts.unlogged.count", ["count": "\(total)"]),
                "more": total > waiting.count
                    ? context.text("contacts.unlogged.more", ["count": "\(waiting.count)"]) : nil,
                "exports": ExportAsk.model("unlogged", .contactsRead, context), "readsAll": readsAll,
                "isEmpty": waiting.isEmpty,
                "contacts": waiting.map { contact in
                    present([
                        "path": Path.contact(contact.id).text, "when": time.moment(contact.openedAt),
                        "age": time.span(context.arrivedAt - contact.openedAt), "agent": names[contact.agent],
                        "phone": contact.phone?.masked ?? context.text("contacts.hidden-number"),
                        "queue": contact.queue, "lasted": lasted(contact, time), "cut": contact.isCut,
                    ])
                },
            ]), context)
    }

    private func lasted(_ contact: Contact, _ time: WrittenTime) -> String? {
        contact.endedAt.map { time.span($0 - contact.openedAt) }
    }

    // MARK: One contact

    /// The contact that the path names, for those who may see it: its agent, and who may read all.
    private func contact(_ context: PageContext) async throws -> Contact {
        let viewer = try context.requireSignedIn()
        let id: ContactID = try context.parameter("id")
        if !viewer.may(.contactsRead) { _ = try context.require(.contactsOwn) }
        guard let contact = try await contacts.contact(id), contact.agent == viewer.id || viewer.may(.contactsRead)
        else { throw PageRefusal.notFound }
        return contact
    }

    @Sendable private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        let contact = try await contact(context)
        return try await page(contact, Form(contact.log), context)
    }

    @Sendable private func log(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.contactsLog)
        let contact = try await contact(context)
        var form = try await Form.read(request, context)
        let tree = try await contacts.categories()
        guard let log = ContactLog.read(&form, tree, keeping: contact.log?.category) else {
            return try await page(contact, form, context, status: 422)
        }
        do {
            try await contacts.log(contact.id, log, by: viewer.id, at: context.arrivedAt)
            return .redirect(to: .contact(contact.id), notice: "contacts.saved")
        } catch let refusal as ContactRefusal {
            form.fail(refusal)
            return try await page(contact, form, context, status: 422)
        }
    }

    private func page(
        _ contact: Contact, _ form: Form, _ context: PageContext, status: HTTPResponse.Status = 200
    ) async throws -> Response {
        let viewer = try context.requireSignedIn()
        let choices = ContactChoices(try await contacts.categories(), try await members.regions(), context)
        let facts = try await contacts.story(contact.id)
        let names = try await AuthorNames(of: facts.map(\.author) + [.person(contact.agent)], staff, context)
        let time = WrittenTime(calendar, context)
        let title = context.text("contacts.one", ["when": time.moment(contact.openedAt)])
        var model = present([
            "title": title,
            "path": Path.contact(contact.id).text, "channel": choices.channel(contact.channel, contact.direction),
            "agent": names[contact.agent], "queue": contact.queue,
            "phone": contact.phone?.masked ?? context.text("contacts.hidden-number"),
            "lasted": lasted(contact, time), "cut": contact.isCut, "isLogged": contact.log != nil,
            "story": try ContactStory(time: time, names: names, choices: choices, context: context).lines(facts),
            "mayLog": contact.agent == viewer.id && viewer.may(.contactsLog), "form": form.model(context),
            "categories": choices.categories(chosen: form["category"]),
            "kinds": choices.kinds(chosen: form["kind"].flatMap(ContactKind.init)),
            "outcomes": choices.outcomes(chosen: form["outcome"].flatMap(ContactOutcome.init)),
            "regions": choices.regions(chosen: form["region"]),
        ])
        if let log = contact.log {
            model["log"] = present([
                "category": choices.category(log.category), "kind": choices.kind(log.kind),
                "outcome": choices.outcome(log.outcome), "region": log.region.map(choices.region),
            ])
            if let member = try await member(log.member, of: contact, viewer, context) {
                model["member"] = ["name": member.name, "card": member.card]
            }
        }
        return try views.page("contacts-contact", title: title, model, context, status: status)
    }

    /// Whom the contact was about, for those who may read members; the look leaves its fact.
    private func member(
        _ id: MemberID?, of contact: Contact, _ viewer: SignedIn, _ context: PageContext
    ) async throws -> MemberSummary? {
        guard let id, viewer.may(.membersRead) else { return nil }
        let found = try await members.find(
            .id(id), because: .contact(contact.id), by: viewer.author, at: context.arrivedAt)
        return found.first?.summary(for: viewer.roles)
    }
}

extension Form {
    fileprivate init(_ log: ContactLog?) {
        self.init()
        set("category", log?.category)
        set("kind", log?.kind.rawValue)
        set("outcome", log?.outcome.rawValue)
        set("region", log?.region)
        set("note", log?.note)
        set("member", log?.member?.description)
    }
}
