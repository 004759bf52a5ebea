import Contacts
import Database
import Hummingbird
import Kernel
import Members
import Pages
import Staff

/// `/inbox/…`: one ticket for its branch and those over it, and what the branch does about it. To everybody else there
/// is no such ticket.
struct InboxTicketPages: PageGroup {
    let tickets: TicketStore
    let attachments: AttachmentStore
    let members: MemberStore
    let staff: StaffStore
    let source: TicketWords.Source
    let views: Views

    func add(to router: Router<PageContext>) {
        router.get("/inbox/:ticket", use: show)
        router.post("/inbox/:ticket/takings", use: take)
        router.post("/inbox/:ticket/questions", use: ask)
        router.post("/inbox/:ticket/answers", use: answer)
        router.post("/inbox/:ticket/passings", use: pass)
        router.post("/inbox/:ticket/phone-looks", use: showPhone)
        router.get("/inbox/:ticket/attachments/:attachment", use: evidence)
    }

    @Sendable private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        try await page(Form(), context)
    }

    @Sendable private func take(_ request: Request, _ context: PageContext) async throws -> Response {
        try await deed(request, context, field: "taking", notice: "tickets.inbox.taken") { id, branch, _, viewer in
            try await tickets.take(id, for: viewer.id, of: branch, at: context.arrivedAt)
        }
    }

    @Sendable private func ask(_ request: Request, _ context: PageContext) async throws -> Response {
        try await deed(request, context, field: "question", notice: "tickets.inbox.asked") { id, branch, form, viewer in
            try await tickets.ask(
                id, form["question"] ?? "", of: branch, by: viewer.author, at: context.arrivedAt)
        }
    }

    @Sendable private func answer(_ request: Request, _ context: PageContext) async throws -> Response {
        try await deed(request, context, field: "answer", notice: "tickets.inbox.answered") {
            id, branch, form, viewer in
            guard let status = form["status"].flatMap(AnswerStatus.init) else { throw Missing.status }
            let evidence = form.files("evidence")
            for file in evidence {
                do throws(AttachmentRefusal) { _ = try Attachment.kind(of: file.bytes) } catch {
                    throw Unfit(refusal: error, name: file.name)
                }
            }
            do {
                try await attachments.answer(
                    id, status, form["answer"] ?? "", with: evidence.map { ($0.name, $0.bytes) }, of: branch,
                    by: viewer.author, at: context.arrivedAt)
            } catch let refusal as AttachmentRefusal {
                throw Unfit(refusal: refusal, name: evidence.first?.name ?? "")
            }
        }
    }

    private struct Unfit: Error {
        let refusal: AttachmentRefusal
        let name: String

        var blanks: [String: String] {
            [
                "name": String(name.prefix(80)), "size": "\(Attachment.largest / 1_024 / 1_024)",
                "count": "\(Attachment.mostOfTicket)",
            ]
        }
    }

    /// For the branch that answers, and for those who may read members: a photograph of a card is a look at a member.
    @Sendable private func evidence(_ request: Request, _ context: PageContext) async throws -> Response {
        let rights = try await InboxRights(context, staff)
        let viewer = try context.requireSignedIn()
        let (id, attachment): (TicketID, AttachmentID) = (
            try context.parameter("ticket"), try context.parameter("attachment")
        )
        guard let sight = try await tickets.escalated(id, within: rights.scope), mayRead(sight, rights, viewer),
            let (found, content) = try await attachments.download(
                attachment, of: id, withPrivate: false, by: viewer.author, at: context.arrivedAt)
        else { throw PageRefusal.notFound }
        return .download(content, named: found.name, contentType: found.kind.contentType)
    }

    /// What tells of the participant.
    private func mayRead(_ sight: EscalationSight, _ rights: InboxRights, _ viewer: SignedIn) -> Bool {
        rights.answersFor == sight.escalation.branch || viewer.may(.membersRead)
    }

    @Sendable private func pass(_ request: Request, _ context: PageContext) async throws -> Response {
        try await deed(
            request, context, field: "pass-reason", notice: "tickets.inbox.passed", isLeaving: true
        ) { id, branch, form, viewer in
            let directory = try await tickets.branchDirectory()
            guard let other = form["branch"].flatMap(directory.branch) else { throw EscalationRefusal.unknownBranch }
            try await tickets.pass(
                id, to: other, from: branch, reason: form["pass-reason"] ?? "", by: viewer.author,
                at: context.arrivedAt)
        }
    }

    private enum Missing: Error { case status }

    /// Answers with the page itself: the number has no address of its own, and is gone with the next view.
    @Sendable private func showPhone(_ request: Request, _ context: PageContext) async throws -> Response {
        let (viewer, id, branch) = try await mine(context)
        var form = try await Form.read(request, context)
        guard let choice = form["reason"].flatMap(UnmaskingReason.Choice.init) else { throw PageRefusal.unreadable }
        do {
            let reason = try UnmaskingReason(choice, words: form["words"])
            let phone = try await tickets.showPhone(
                id, reason, of: branch, by: viewer.author, at: context.arrivedAt)
            guard let phone else { throw PageRefusal.notFound }
            return try await page(Form(), context, phone: phone)
        } catch let refusal as UnmaskingReason.Refusal {
            form.fail("words", "members.refused.\(refusal.rawValue)")
            return try await page(form, context, status: .unprocessableContent)
        } catch is EscalationRefusal {
            throw PageRefusal.notFound
        }
    }

    // MARK: Either way

    /// Who acts for which branch; a ticket that does not lie there is not found.
    private func mine(_ context: PageContext) async throws -> (viewer: SignedIn, id: TicketID, branch: BranchCode) {
        let viewer = try context.require(.escalationsAnswer)
        let id: TicketID = try context.parameter("ticket")
        guard let branch = try await InboxRights(context, staff).answersFor,
            try await tickets.escalated(id, within: .branch(branch)) != nil
        else { throw PageRefusal.notFound }
        return (viewer, id, branch)
    }

    private func deed(
        _ request: Request, _ context: PageContext, field: String, notice: String, isLeaving: Bool = false,
        _ work: (TicketID, BranchCode, Form, SignedIn) async throws -> Void
    ) async throws -> Response {
        let (viewer, id, branch) = try await mine(context)
        var form = try await Form.read(request, context)
        do {
            try await work(id, branch, form, viewer)
            return .redirect(to: isLeaving ? .inbox : .inbox(id), notice: notice)
        } catch EscalationRefusal.noSuchTicket, EscalationRefusal.notYours, EscalationRefusal.notEscalated {
            // It went elsewhere a moment ago.
            throw PageRefusal.notFound
        } catch EscalationRefusal.taken(let holder) {
            let name = try await staff.person(holder)?.name ?? context.text("staff.author.unknown")
            form.fail(field, "tickets.escalation.refused.taken", ["who": name])
        } catch let refusal as EscalationRefusal {
            form.fail(refusal.isOfBranch ? "branch" : field, "tickets.escalation.refused.\(refusal.word)")
        } catch let refusal as TicketRefusal {
            form.fail(field, "tickets.refused.\(refusal.rawValue)", ["most": "\(Ticket.longestText)"])
        } catch let unfit as Unfit {
            form.fail("evidence", "tickets.inbox.evidence.refused.\(unfit.refusal.rawValue)", unfit.blanks)
        } catch Missing.status {
            form.fail("status", "tickets.escalation.refused.status-missing")
        }
        return try await page(form, context, status: .unprocessableContent)
    }

    private func page(
        _ form: Form, _ context: PageContext, phone: PhoneNumber? = nil, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let rights = try await InboxRights(context, staff)
        let viewer = try context.requireSignedIn()
        guard let sight = try await tickets.escalated(try context.parameter("ticket"), within: rights.scope) else {
            throw PageRefusal.notFound
        }
        let people =
            sight.facts.map(\.author) + [sight.ticket.openedBy]
            + [sight.escalation.holder].compactMap(\.self).map(Author.person)
        let words = try await TicketWords(source, context)
        let escalations = EscalationWords(
            directory: sight.directory, names: try await AuthorNames(of: people, staff, context), time: words.time,
            context: context)
        let drawing = InboxTicketDrawing(sight: sight, rights: rights, words: words, escalations: escalations)
        var model = try drawing.model(form, phone: phone)
        if mayRead(sight, rights, viewer) {
            let files = try await attachments.list(of: sight.ticket.id, withPrivate: false)
            model["evidence"] = files.isEmpty ? false : ["files": files.map { evidence($0, escalations) }] as Any
        }
        if let member = try await member(sight, rights, viewer, context) {
            model["member"] = [
                "name": member.name, "card": member.card,
                "class": context.text(
                    "members.class", ["class": String(repeating: "I", count: member.careClass.rawValue)]),
                "status": context.text("members.status.\(member.status.rawValue)"),
            ]
        }
        return try views.page(
            "tickets-inbox-ticket", title: sight.ticket.number.description, model, context, status: status,
            frame: Views.Frame(styles: ["tickets-inbox.css"]))
    }

    private func evidence(_ file: Attachment, _ escalations: EscalationWords) -> [String: Any] {
        [
            "path": Path.evidence(file).text, "name": file.name, "who": escalations.names[file.by],
            "when": escalations.time.moment(file.at), "size": "\(max(1, file.size / 1_024)) KB",
        ]
    }

    /// Whom it is about, for the branch that answers and for those who may read members; the look leaves its fact.
    private func member(
        _ sight: EscalationSight, _ rights: InboxRights, _ viewer: SignedIn, _ context: PageContext
    ) async throws -> MemberSummary? {
        guard let id = sight.ticket.matter.member, mayRead(sight, rights, viewer) else { return nil }
        let found = try await members.find(
            .id(id), because: .ticket(sight.ticket.id), by: viewer.author, at: context.arrivedAt)
        return found.first?.summary(for: viewer.roles)
    }
}
