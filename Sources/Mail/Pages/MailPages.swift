import Database
import Exports
import Foundation
import Hummingbird
import Kernel
import Pages

/// `/notices`: the mails that wait, were sent or could not be, and what the server said.
struct MailPages: PageGroup {
    let outbox: MailOutbox
    let isConnected: Bool
    let recipients: Path?
    let calendar: CentreCalendar
    let place: @Sendable (Subject) -> Path?
    let views: Views

    func add(to router: Router<PageContext>) {
        router.get("/notices", use: show)
        router.post("/notices/:id/tries", use: sendAgain)
    }

    @Sendable private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        _ = try context.require(.noticesRead)
        let query = Form.query(request)
        let state = query["state"].flatMap(QueuedMail.State.init)
        let counts = try await outbox.counts()
        let page = try await outbox.list(state, page: query.value("page") ?? 1)
        let filters = [nil] + QueuedMail.State.allCases.map(Optional.some)
        return try views.page(
            "mail-notices", title: context.text("mail.title"),
            present([
                "isDisconnected": !isConnected, "recipients": recipients?.text,
                "filters": filters.map { filter -> [String: Any] in
                    let count = filter.map { counts[$0] ?? 0 } ?? counts.values.reduce(0, +)
                    return [
                        "path": Path.notices.with("state", filter?.rawValue).text, "here": filter == state,
                        "label": context.text("mail.filter.\(filter?.rawValue ?? "all")"), "count": "\(count)",
                    ]
                },
                "rows": page.mails.map { row($0, state, context) }, "isEmpty": page.mails.isEmpty,
                "empty": context.text("mail.empty.\(state?.rawValue ?? "all")"),
                "pages": pages(page, state, context), "exports": ExportAsk.model("notices", .noticesRead, context),
            ]), context)
    }

    @Sendable private func sendAgain(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.noticesRead)
        let form = try await Form.read(request, context)
        do {
            try await outbox.sendAgain(
                try context.parameter("id"), by: viewer.author, at: context.arrivedAt)
        } catch MailRefusal.noSuchMail {
            throw PageRefusal.notFound
        } catch MailRefusal.sent {
            throw PageRefusal.conflict("mail.refused.sent")
        }
        let state = form["state"].flatMap(QueuedMail.State.init)
        return .redirect(to: Path.notices.with("state", state?.rawValue), notice: "mail.queued-again")
    }

    private func row(_ mail: QueuedMail, _ filter: QueuedMail.State?, _ context: PageContext) -> [String: Any] {
        let time = WrittenTime(calendar, context)
        return present([
            "to": mail.shownTo, "subject": mail.subject, "place": place(mail.about)?.text,
            "state": [
                "tone": tone(mail), "word": context.text("mail.state.\(mail.word)"),
            ],
            "queuedAt": time.moment(mail.queuedAt), "tries": "\(mail.tries)",
            "next": mail.state == .queued ? mail.nextTryAt.map(time.moment) : nil,
            "answer": mail.shownAnswer { context.text($0) },
            "answeredAt": mail.answeredAt.map(time.moment),
            "again": mail.state == .sent ? nil : Path.mailTries(mail.id).text, "filter": filter?.rawValue,
        ])
    }

    private func tone(_ mail: QueuedMail) -> String {
        switch mail.state {
        case .queued: mail.tries > 0 ? "amber" : "blue"
        case .sent: "green"
        case .failed: "red"
        }
    }

    private func pages(
        _ page: MailPage, _ state: QueuedMail.State?, _ context: PageContext
    ) -> [String: Any]? {
        guard page.count > 1 else { return nil }
        let path = { (number: Int) in Path.notices.with("state", state?.rawValue).with("page", number).text }
        return present([
            "label": context.text("mail.page", ["number": "\(page.number)", "count": "\(page.count)"]),
            "before": page.number > 1 ? path(page.number - 1) : nil,
            "after": page.number < page.count ? path(page.number + 1) : nil,
        ])
    }
}

extension QueuedMail {
    /// One that was not taken yet is told apart from one that nobody tried.
    var word: String { state == .queued && tries > 0 ? "retried" : state.rawValue }
}

extension MailAnswer {
    /// - Parameter text: finds a key's words.
    fileprivate func written(_ text: (String) -> String) -> String {
        switch self {
        case .server(let code, let said): "\(code) \(said)"
        case .trouble(let trouble): text("mail.trouble.\(trouble.rawValue)")
        }
    }
}

extension QueuedMail {
    /// What was heard at the last try, in the reader's words. Servers like to repeat the address.
    func shownAnswer(_ text: (String) -> String) -> String? {
        answer?.written(text).replacingOccurrences(of: to.text, with: shownTo, options: .caseInsensitive)
    }
}
