import Contacts
import Hummingbird
import Kernel
import Members
import Pages
import Staff

/// `/answers/…?key=…`: one ticket for a branch that has nobody who could sign in. The key is the link's seal; it stands
/// behind the question mark, so that no log of requests holds it.
struct AnswerPages: PageGroup {
    let links: AnswerLinks
    let source: TicketWords.Source
    let views: Views

    func add(to router: Router<PageContext>) {
        router.get("/answers/:link", use: show)
        router.post("/answers/:link", use: answer)
    }

    @Sendable private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        try await page(try LinkReference(request, context), Form(), context)
    }

    @Sendable private func answer(_ request: Request, _ context: PageContext) async throws -> Response {
        let reference = try LinkReference(request, context)
        var form = try await Form.read(request, context)
        guard let status = form["status"].flatMap(AnswerStatus.init) else {
            form.fail("status", "answers.wrong.status")
            return try await page(reference, form, context)
        }
        do {
            try await links.answer(
                reference.link, seal: reference.seal, status, form["answer"] ?? "", from: context.remoteAddress,
                at: context.arrivedAt)
            return .redirect(to: path(reference), notice: "answers.taken.\(status.rawValue)")
        } catch let refusal as TicketRefusal where refusal != .closed && refusal != .noSuchTicket {
            form.fail("answer", "tickets.refused.\(refusal.rawValue)", ["most": "\(Ticket.longestText)"])
            return try await page(reference, form, context)
        } catch EscalationRefusal.done {
            return .redirect(to: path(reference), notice: "answers.already", kind: .info)
        } catch is EscalationRefusal {
            return try refused(.over, context)
        } catch is TicketRefusal {
            return try refused(.over, context)
        } catch let refusal as LinkRefusal {
            return try refused(refusal, context)
        }
    }

    private func page(_ reference: LinkReference, _ form: Form, _ context: PageContext) async throws -> Response {
        let sheet: AnswerSheet
        do {
            sheet = try await links.open(
                reference.link, seal: reference.seal, from: context.remoteAddress, at: context.arrivedAt)
        } catch let refusal as LinkRefusal {
            return try refused(refusal, context)
        }
        let words = try await TicketWords(source, context)
        let time = WrittenTime(CentreCalendar(sheet.branch.zone), context)
        let moment = { (moment: Timestamp) in "\(time.moment(moment)) \(sheet.branch.zone.rawValue)" }
        let isLate = sheet.dueAt.map { $0 < context.arrivedAt } ?? false
        return try views.page(
            "tickets-answer", title: sheet.ticket.number.description,
            present([
                "number": sheet.ticket.number.description, "branch": sheet.branch.name.text,
                "matter": words.matter(sheet.ticket.matter), "priority": words.priority(sheet.ticket.priority),
                "text": paragraphs(sheet.ticket.matter.text), "isLate": isLate,
                "due": sheet.dueAt.map(moment) ?? context.text("notices.due-none"),
                "member": sheet.member.map {
                    context.text("answers.member", ["initial": $0.initial, "card": $0.cardEnd])
                },
                "answer": sheet.answer.map { answer in
                    [
                        "status": context.text("answers.status.\(answer.status.rawValue)"),
                        "when": moment(answer.remark.at), "text": paragraphs(answer.remark.text),
                    ] as [String: Any]
                },
                "isDone": sheet.isDone, "action": path(reference).text, "form": form.model(context),
                "statuses": AnswerStatus.allCases.map { status in
                    [
                        "value": status.rawValue, "label": context.text("answers.status.\(status.rawValue)"),
                        "chosen": form["status"] == status.rawValue,
                    ] as [String: Any]
                },
            ]), context, status: form.isSound ? .ok : .unprocessableContent,
            frame: Views.Frame(navigation: false))
    }

    private func path(_ reference: LinkReference) -> Path { .answer(reference.link, reference.seal) }

    private func refused(_ refusal: LinkRefusal, _ context: PageContext) throws -> Response {
        try refusal.page("answers", views, context)
    }
}
