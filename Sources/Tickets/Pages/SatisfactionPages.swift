import Contacts
import Hummingbird
import Kernel
import Members
import Pages

extension Path {
    static func satisfaction(_ link: String, _ seal: String) -> Path { Path("/satisfaction/\(link)").with("key", seal) }
}

/// `/satisfaction/…?key=…`: how satisfied somebody is with a ticket that was closed, by the link of a mail, without
/// signing in.
struct SatisfactionPages: PageGroup {
    let store: SatisfactionStore
    let source: TicketWords.Source
    let views: Views

    func add(to router: Router<PageContext>) {
        router.get("/satisfaction/:link", use: show)
        router.post("/satisfaction/:link", use: answer)
    }

    @Sendable private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        try await page(try LinkReference(request, context), nil, context)
    }

    @Sendable private func answer(_ request: Request, _ context: PageContext) async throws -> Response {
        let reference = try LinkReference(request, context)
        var form = try await Form.read(request, context)
        guard let score = form.value("score", as: Int.self).flatMap(SatisfactionScore.init) else {
            form.fail("score", "satisfaction.wrong.score")
            return try await page(reference, form, context)
        }
        do {
            try await store.answer(
                reference.link, seal: reference.seal, try Satisfaction(score, remark: form["remark"]),
                from: context.remoteAddress, at: context.arrivedAt)
            return .redirect(to: path(reference), notice: "satisfaction.taken")
        } catch let refusal as SatisfactionRefusal {
            form.fail(
                "remark", "satisfaction.refused.\(refusal.rawValue)", ["most": "\(Satisfaction.longestRemark)"])
            return try await page(reference, form, context)
        } catch let refusal as LinkRefusal {
            return try refusal.page("satisfaction", views, context)
        }
    }

    /// - Parameter typed: nil: as it was answered before.
    private func page(_ reference: LinkReference, _ typed: Form?, _ context: PageContext) async throws -> Response {
        let sheet: SatisfactionSheet
        do {
            sheet = try await store.open(
                reference.link, seal: reference.seal, from: context.remoteAddress, at: context.arrivedAt)
        } catch let refusal as LinkRefusal {
            return try refusal.page("satisfaction", views, context)
        }
        let form =
            typed ?? Form(sheet.answer.map { ["score": "\($0.score.rawValue)", "remark": $0.remark ?? ""] } ?? [:])
        let words = try await TicketWords(source, context)
        return try views.page(
            "tickets-satisfaction", title: context.text("satisfaction.title"),
            present([
                "number": sheet.number.description, "category": words.choices.category(sheet.category),
                "until": context.text("satisfaction.until", ["when": words.time.day(sheet.expiresAt)]),
                "isAnswered": sheet.answer != nil, "action": path(reference).text, "form": form.model(context),
                "most": Satisfaction.longestRemark,
                "scores": SatisfactionScore.allCases.map { score in
                    [
                        "value": score.rawValue, "label": context.text("satisfaction.score.\(score.rawValue)"),
                        "chosen": form["score"] == "\(score.rawValue)",
                    ] as [String: Any]
                },
            ]), context, status: form.isSound ? .ok : .unprocessableContent,
            frame: Views.Frame(navigation: false, styles: ["tickets-satisfaction.css"]))
    }

    private func path(_ reference: LinkReference) -> Path { .satisfaction(reference.link, reference.seal) }
}
