import HTTPTypes
import Hummingbird
import Kernel
import NIOCore
import Pages
import Staff

/// `/outbound/reminders/uploads/…`: finance hands a file over, says which column tells what, and sees every line that
/// would be refused before all others are taken at once.
struct ReminderUploadPages: PageGroup {
    let reminders: ReminderStore
    let staff: StaffStore
    let calendar: CentreCalendar
    let views: Views

    /// The file, and a little for what stands around it.
    var uploadBytes: [Path: Int] { [.reminderUploads: ReminderFile.mostBytes + 64 * 1_024] }

    private static let faultsShown = 50

    func add(to router: Router<PageContext>) {
        router.get("/outbound/reminders/uploads/new", use: ask)
        router.post("/outbound/reminders/uploads", use: hand)
        router.get("/outbound/reminders/uploads/:id", use: show)
        router.get("/outbound/reminders/uploads/:id/faults", use: faults)
        router.post("/outbound/reminders/uploads/:id/mappings", use: map)
        router.post("/outbound/reminders/uploads/:id/acceptances", use: accept)
        router.post("/outbound/reminders/uploads/:id/withdrawals", use: withdraw)
    }

    // MARK: - Handing over

    @Sendable private func ask(_ request: Request, _ context: PageContext) async throws -> Response {
        _ = try context.require(.remindersUpload)
        return try await form(Form(["campaign": Form.query(request)["campaign"] ?? ""]), context)
    }

    @Sendable private func hand(_ request: Request, _ context: PageContext) async throws -> Response {
        let author = try context.require(.remindersUpload).author
        var form = try await Form.read(request, context)
        guard let file = form.file("file") else {
            form.fail("file", "reminders.file.missing")
            return try await self.form(form, context, status: 422)
        }
        var random = SystemRandomNumberGenerator()
        let id = ReminderUploadID(at: context.arrivedAt, random: &random)
        do {
            guard file.content.readableBytes <= ReminderFile.mostBytes else { throw PageRefusal.tooLarge }
            let read = try ReminderFile(named: file.name, Array(file.content.readableBytesView))
            let target: ReminderStore.Target =
                form.value("campaign").map(ReminderStore.Target.campaign)
                ?? .list(named: (form["list"] ?? "").withoutControls)
            switch try await reminders.hand(over: read, as: id, for: target, by: author, at: context.arrivedAt) {
            case .known(let known):
                return .redirect(to: .reminderUpload(known.id), notice: "reminders.upload.known", kind: .warning)
            case .new(let upload):
                if upload.mapping.problems.isEmpty {
                    try await reminders.check(id, by: upload.mapping, author: author, at: context.arrivedAt)
                }
                return .redirect(to: .reminderUpload(id))
            }
        } catch let refusal as SheetRefusal {
            form.fail("file", "reminders.file.\(refusal.rawValue)")
        } catch let refusal as ReminderRefusal {
            form.fail(refusal == .noSuchCampaign ? "campaign" : "list", "reminders.refused.\(refusal.rawValue)")
        }
        return try await self.form(form, context, status: 422)
    }

    private func form(
        _ form: Form, _ context: PageContext, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let words = ReminderWords(calendar, context)
        let open = try await reminders.campaigns().filter { $0.state != .ended }
        let model: [String: Any] = [
            "form": form.model(context), "hasCampaigns": !open.isEmpty,
            "campaigns": Form.choices(
                open.map { ($0.id.description, $0.plan.name) }, chosen: Set(form.all("campaign"))),
        ]
        return try views.page("outbound-reminders-new", title: words("upload.new"), model, context, status: status)
    }

    // MARK: - Looking at it

    private func upload(_ context: PageContext) async throws -> ReminderUpload {
        guard let upload = try await reminders.upload(try context.parameter("id")) else { throw PageRefusal.notFound }
        return upload
    }

    @Sendable private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        _ = try context.require(.remindersUpload)
        let upload = try await upload(context)
        let after = Form.query(request).value("after", as: Int.self) ?? 0
        return try await page(upload, upload.mapping, after: after, context)
    }

    private func page(
        _ upload: ReminderUpload, _ mapping: ReminderMapping, after: Int = 0, _ context: PageContext,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let words = ReminderWords(calendar, context)
        let faults = try await reminders.faults(of: upload.id, after: after, upTo: Self.faultsShown + 1)
        let names = try await AuthorNames(of: [upload.author], staff, context)
        var model = ReminderUploadDrawing(upload: upload, mapping: mapping, words: words).model
        model.merge(words.row(upload, names)) { own, _ in own }
        model["faults"] = faults.prefix(Self.faultsShown).map { words.row($0) }
        model["faultsPath"] = Path.reminderFaults(upload.id).text
        if faults.count > Self.faultsShown, let last = faults.dropLast().last {
            model["more"] = Path.reminderUpload(upload.id).with("after", last.line).text
        }
        if after > 0 { model["first"] = Path.reminderUpload(upload.id).text }
        return try views.page("outbound-reminders-upload", title: upload.file, model, context, status: status)
    }

    @Sendable private func faults(_ request: Request, _ context: PageContext) async throws -> Response {
        _ = try context.require(.remindersUpload)
        let upload = try await upload(context)
        let words = ReminderWords(calendar, context)
        var text = [words("column.line"), words("column.reason"), words("column.cells")].joined(separator: ",") + "\n"
        for fault in try await reminders.faults(of: upload.id, upTo: 200_000) {
            // A spreadsheet must not take what stands in a cell for a formula.
            let isFormula = fault.cells.first.map { "=+-@".contains($0) } ?? false
            let cells = CSVLine.written((isFormula ? "'" : "") + fault.cells)
            text += "\(fault.line),\(CSVLine.written(words.reason(fault))),\(cells)\n"
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8", .cacheControl: "no-store",
                .contentDisposition: "attachment; filename=\"baris-ditolak.csv\"",
            ], body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    // MARK: - Deciding

    @Sendable private func map(_ request: Request, _ context: PageContext) async throws -> Response {
        let author = try context.require(.remindersUpload).author
        let upload = try await upload(context)
        let form = try await Form.read(request, context)
        var places: [ReminderColumn: Int] = [:]
        for column in ReminderColumn.allCases {
            guard let place = form.value(column.rawValue, as: Int.self), upload.headings.indices.contains(place) else {
                continue
            }
            places[column] = place
        }
        let mapping = ReminderMapping(places)
        guard mapping.problems.isEmpty else { return try await page(upload, mapping, context, status: 422) }
        return try await change(context, notice: "reminders.upload.checked") { id in
            try await reminders.check(id, by: mapping, author: author, at: context.arrivedAt)
        }
    }

    @Sendable private func accept(_ request: Request, _ context: PageContext) async throws -> Response {
        let author = try context.require(.remindersUpload).author
        let upload = try await upload(context)
        let form = try await Form.read(request, context)
        guard let good = form.value("good", as: Int.self) else { throw PageRefusal.unreadable }
        do {
            switch try await reminders.accept(upload.id, good: good, by: author, at: context.arrivedAt) {
            case .taken(let campaign):
                return .redirect(to: .reminderCampaign(campaign), notice: "reminders.upload.took")
            case .checkedAnew:
                return .redirect(to: .reminderUpload(upload.id), notice: "reminders.upload.changed", kind: .warning)
            }
        } catch let refusal as ReminderRefusal {
            throw PageRefusal.conflict("reminders.refused.\(refusal.rawValue)")
        }
    }

    @Sendable private func withdraw(_ request: Request, _ context: PageContext) async throws -> Response {
        let author = try context.require(.remindersUpload).author
        return try await change(context, notice: "reminders.upload.withdrew") { id in
            try await reminders.withdraw(id, by: author, at: context.arrivedAt)
        }
    }

    private func change(
        _ context: PageContext, notice: String, _ work: (ReminderUploadID) async throws -> Void
    ) async throws -> Response {
        let id: ReminderUploadID = try context.parameter("id")
        do {
            try await work(id)
            return .redirect(to: .reminderUpload(id), notice: notice)
        } catch ReminderRefusal.noSuchUpload {
            throw PageRefusal.notFound
        } catch let refusal as ReminderRefusal {
            throw PageRefusal.conflict("reminders.refused.\(refusal.rawValue)")
        }
    }
}
