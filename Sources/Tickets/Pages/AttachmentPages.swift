import Hummingbird
import Kernel
import Pages

extension Path {
    static func attachment(_ attachment: Attachment) -> Path {
        "/tickets/\(attachment.ticket)/attachments/\(attachment.id)"
    }
}

/// `/tickets/…/attachments`: files are added, seen small, and handed out; every download is a look.
struct AttachmentPages: PageGroup {
    let show: TicketShow

    func add(to router: Router<PageContext>) {
        router.post("/tickets/:id/attachments", use: attach)
        router.get("/tickets/:id/attachments/:attachment", use: download)
        router.get("/tickets/:id/attachments/:attachment/thumbnail", use: thumbnail)
    }

    @Sendable private func attach(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.ticketsOpen)
        let id: TicketID = try context.parameter("id")
        var form = try await Form.read(request, context)
        let files = form.files("file")
        if files.isEmpty { form.fail("file", "tickets.attach.refused.empty") }
        for file in files where form.isSound {
            do {
                try await show.attachments.put(
                    id, file.name, file.bytes, isPrivate: form.isTicked("private"), by: viewer.author,
                    at: context.arrivedAt)
            } catch AttachmentRefusal.noSuchTicket {
                throw PageRefusal.notFound
            } catch let refusal as AttachmentRefusal {
                form.fail("file", refusal, file.name)
            }
        }
        show.readers.tell(id, changedBy: viewer, at: context.arrivedAt)
        guard form.isSound else { return try await show.page(id, form, context, status: 422) }
        return .redirect(to: .ticket(id), notice: "tickets.attach.done")
    }

    @Sendable private func download(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.ticketsRead)
        let (ticket, id): (TicketID, AttachmentID) = (
            try context.parameter("id"), try context.parameter("attachment")
        )
        try await requireSight(of: ticket, context)
        let found = try await show.attachments.download(
            id, of: ticket, withPrivate: true, by: viewer.author, at: context.arrivedAt)
        guard let (attachment, content) = found else { throw PageRefusal.notFound }
        return .download(content, named: attachment.name, contentType: attachment.kind.contentType)
    }

    @Sendable private func thumbnail(_ request: Request, _ context: PageContext) async throws -> Response {
        _ = try context.require(.ticketsRead)
        let ticket: TicketID = try context.parameter("id")
        try await requireSight(of: ticket, context)
        let found = try await show.attachments.thumbnail(
            try context.parameter("attachment"), of: ticket, withPrivate: true)
        guard let picture = found else { throw PageRefusal.notFound }
        return .picture(picture, contentType: AttachmentKind.jpeg.contentType)
    }

    /// A file of a ticket about a member is a look at him: a card, a letter.
    private func requireSight(of id: TicketID, _ context: PageContext) async throws {
        guard let ticket = try await show.tickets.ticket(id) else { throw PageRefusal.notFound }
        if ticket.matter.member != nil { _ = try context.require(.membersRead) }
    }
}

extension Form {
    /// Says why a file was not taken, beside the field that it came in.
    mutating func fail(_ field: String, _ refusal: AttachmentRefusal, _ name: String) {
        fail(
            field, "tickets.attach.refused.\(refusal.rawValue)",
            [
                "name": name, "size": "\(Attachment.largest / 1_024 / 1_024)",
                "count": "\(Attachment.mostOfTicket)",
            ])
    }
}
