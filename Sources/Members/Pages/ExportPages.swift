import Hummingbird
import Kernel
import Pages
import Staff

/// `/members/…/exports`: a member's requests for all that is held on him, with their clock, and the answers.
struct ExportPages: PageGroup {
    let members: MemberStore
    let staff: StaffStore
    let story: MemberStory
    let calendar: CentreCalendar
    let views: Views

    func add(to router: Router<PageContext>) {
        router.get("/members/:id/exports", use: show)
        router.post("/members/:id/exports", use: ask)
        router.post("/members/:id/exports/:request/files", use: write)
    }

    @Sendable private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        _ = try context.require(.membersExport)
        return try await page(try context.parameter("id"), Form(), context)
    }

    @Sendable private func ask(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.membersExport)
        let id: MemberID = try context.parameter("id")
        var form = try await Form.read(request, context)
        var random = SystemRandomNumberGenerator()
        do {
            try await members.askForData(
                DataRequestID(at: context.arrivedAt, random: &random), of: id, form["asking"] ?? "",
                by: viewer.author, at: context.arrivedAt)
            return .redirect(to: .memberExports(id), notice: "members.exports.asked")
        } catch DataRequestRefusal.noSuchMember {
            throw PageRefusal.notFound
        } catch let refusal as DataRequestRefusal {
            form.fail("asking", "members.refused.\(refusal.rawValue)", ["most": "\(DataRequest.longestAsking)"])
            return try await page(id, form, context, status: .unprocessableContent)
        }
    }

    /// The answer as a file. It is a form, so that no link that somebody follows can write one out.
    @Sendable private func write(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.membersExport)
        let (id, asked): (MemberID, DataRequestID) = (try context.parameter("id"), try context.parameter("request"))
        guard let format = try await Form.read(request, context)["format"].flatMap(DataRequestFormat.init) else {
            throw PageRefusal.unreadable
        }
        do {
            let held = try await members.answer(
                asked, of: id, as: format, by: viewer.author, at: context.arrivedAt)
            let items = try await story.items(id, .member, context)
            let writing = try await HeldWriting(held, items, MemberWords(calendar, context), staff)
            return try file(writing.answer(), as: format, about: id, context)
        } catch DataRequestRefusal.noSuchRequest {
            throw PageRefusal.notFound
        }
    }

    private func file(
        _ answer: HeldAnswer, as format: DataRequestFormat, about id: MemberID, _ context: PageContext
    ) throws -> Response {
        var response: Response
        switch format {
        case .json: response = try .json(answer)
        case .html:
            response = .html(try views.fragment("members-export", answer.model, context.language))
        }
        let day = calendar.day(of: context.arrivedAt)
        response.headers[.contentDisposition] =
            "attachment; filename=\"sahut-\(day)-\(String(id.description.suffix(12))).\(format.rawValue)\""
        return response
    }

    private func page(
        _ id: MemberID, _ form: Form, _ context: PageContext, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let viewer = try context.require(.membersExport)
        let found = try await members.record(
            id, because: Subject("data-request", "member"), by: viewer.author, at: context.arrivedAt)
        guard let record = found else { throw PageRefusal.notFound }
        let requests = try await members.dataRequests(of: id)
        let names = try await AuthorNames(
            of: requests.flatMap { [$0.by] + [$0.answer?.by].compactMap(\.self) },
            staff, context)
        let words = MemberWords(calendar, context)
        let title = context.text("members.exports.of", ["name": record.member.name])
        return try views.page(
            "members-exports", title: title,
            [
                "title": title, "card": record.member.card.masked, "path": Path.memberExports(id).text,
                "member": Path.member(id).text, "form": form.model(context), "longest": DataRequest.longestAsking,
                "requests": requests.map { row($0, names, words) },
            ], context, status: status, frame: Views.Frame(styles: ["members.css"]))
    }

    private func row(_ request: DataRequest, _ names: AuthorNames, _ words: MemberWords) -> [String: Any] {
        let now = words.context.arrivedAt
        var row: [String: Any] = [
            "asked": "\(words.time.moment(request.askedAt)) · \(names[request.by])", "asking": request.asking,
            "due": words.time.moment(request.dueAt), "answered": false, "files": "\(request.id)/files",
        ]
        if let answer = request.answer {
            row["answered"] = "\(words.time.moment(answer.at)) · \(names[answer.by])"
            row["term"] = [
                "tone": request.isLate(at: now) ? "red" : "green",
                "word": words(
                    request.isLate(at: now) ? "members.exports.late" : "members.exports.done"),
            ]
        } else if request.isLate(at: now) {
            let span = words.time.span(now - request.dueAt)
            row["term"] = ["tone": "red", "word": words("members.exports.overdue", ["span": span])]
        } else {
            let left = request.dueAt - now
            row["term"] = [
                "tone": left < .seconds(86_400) ? "amber" : "blue",
                "word": words("members.exports.left", ["span": words.time.span(left)]),
            ]
        }
        return row
    }
}
