import Hummingbird
import Kernel
public import Pages
import Staff

extension Path {
    public static let noticeRecipients: Path = "/notices/recipients"
    static func noticeRecipientRemovals(_ id: NoticeRecipientID) -> Path { "/notices/recipients/\(id)/removals" }
    static func answer(_ link: SealedLink<AnswerLink>) -> Path { answer(link.link.description, link.seal) }
    static func answer(_ link: String, _ seal: String) -> Path { Path("/answers/\(link)").with("key", seal) }
}

/// `/notices/recipients`: who above the branches' officers is written to when a clock runs out.
struct NoticeRecipientPages: PageGroup {
    let notices: NoticeStore
    let branches: BranchStore
    let views: Views

    func add(to router: Router<PageContext>) {
        router.get("/notices/recipients", use: show)
        router.post("/notices/recipients", use: put)
        router.post("/notices/recipients/:id/removals", use: remove)
    }

    @Sendable private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        _ = try context.require(.noticesRead)
        return try await page(Form(), context)
    }

    @Sendable private func put(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.noticesRead)
        var form = try await Form.read(request, context)
        let office = form["office"].flatMap(NoticeRecipient.Office.init(word:))
        let address: NoticeAddress? = form.value("address")
        if office == nil { form.fail("office", "notices.wrong.office") }
        if address == nil { form.fail("address", "notices.wrong.address") }
        guard let office, let address else { return try await page(form, context, status: 422) }
        do {
            try await notices.add(address, for: office, by: viewer.author, at: context.arrivedAt)
            return .redirect(to: .noticeRecipients, notice: "notices.recipients.added")
        } catch let refusal as NoticeRecipientRefusal {
            form.fail(refusal == .alreadyThere ? "address" : "office", "notices.refused.\(refusal.rawValue)")
            return try await page(form, context, status: 422)
        }
    }

    @Sendable private func remove(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.noticesRead)
        try await notices.remove(try context.parameter("id"), by: viewer.author, at: context.arrivedAt)
        return .redirect(to: .noticeRecipients, notice: "notices.recipients.removed")
    }

    private func page(
        _ form: Form, _ context: PageContext, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let branches = try await self.branches.list().filter { !$0.isClosed }
        let recipients = try await notices.recipients()
        let names = Dictionary(uniqueKeysWithValues: branches.map { ($0.code, $0.name.text) })
        let mute = branches.filter { $0.notices == nil }.count
        func label(_ office: NoticeRecipient.Office) -> String {
            switch office {
            case .headOffice: context.text("notices.office.head-office")
            case .region(let region): context.text("notices.office.region", ["region": region.roman])
            case .branchHead(let code): context.text("notices.office.branch", ["branch": names[code] ?? code.text])
            }
        }
        let offices: [NoticeRecipient.Office] =
            [.headOffice] + OfficeRegion.allCases.map { .region($0) } + branches.map { .branchHead($0.code) }
        return try views.page(
            "tickets-notice-recipients", title: context.text("notices.recipients.title"),
            present([
                "form": form.model(context), "isEmpty": recipients.isEmpty,
                "recipients": recipients.map { recipient in
                    [
                        "office": label(recipient.office), "address": recipient.address.text,
                        "removal": Path.noticeRecipientRemovals(recipient.id).text,
                    ]
                },
                "offices": Form.choices(offices.map { ($0.word, label($0)) }, chosen: [form["office"] ?? ""]),
                "mute": mute == 0 ? nil : context.text("notices.mute", ["count": "\(mute)"]),
            ]), context, status: status)
    }
}

extension NoticeRecipient.Office {
    /// As its `word` writes it.
    init?(word: String) {
        let parts = word.split(separator: ":", maxSplits: 1).map(String.init)
        if word == "head-office" {
            self = .headOffice
        } else if parts.count == 2, parts[0] == "region", let region = OfficeRegion(parts[1]) {
            self = .region(region)
        } else if parts.count == 2, parts[0] == "branch", let code = BranchCode(parts[1]) {
            self = .branchHead(code)
        } else {
            return nil
        }
    }
}
