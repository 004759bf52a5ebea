import Hummingbird
import Kernel
import Pages

/// `/members`: one box that takes a card, a NIK, a family card, a telephone number, a birth date or a name.
struct SearchPages: PageGroup {
    let members: MemberStore
    let calendar: CentreCalendar
    let views: Views

    /// Characters that are read; nobody's name is longer.
    private static let longest = 120

    func add(to router: Router<PageContext>) { router.get("/members", use: search) }

    @Sendable private func search(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.requireSignedIn()
        if !viewer.may(.membersLooks) { _ = try context.require(.membersRead) }
        let words = MemberWords(calendar, context)
        let typed = String((Form.query(request)["q"] ?? "").prefix(Self.longest))
        var model: [String: Any] = ["query": typed, "help": typed.isEmpty, "because": false]
        if let subject = Form.query(request)["for"].flatMap(Subject.init(asked:)) { model["because"] = subject.text }
        do {
            if !typed.isEmpty {
                let search = try TypedSearch.read(typed, on: calendar.day(of: context.arrivedAt))
                let finds = try await members.search(search, by: viewer.author, at: context.arrivedAt)
                model.merge(found(finds, viewer, model["because"] as? String, words)) { _, new in new }
            }
        } catch let refusal as TypedSearch.Refusal {
            model.merge(refused(refusal, words)) { _, new in new }
        }
        return try views.page(
            "members-search", title: context.text("members.title"), model, context,
            frame: Views.Frame(styles: ["members.css"], scripts: ["members.js"]))
    }

    private func found(
        _ finds: MemberFinds, _ viewer: SignedIn, _ because: String?, _ words: MemberWords
    ) -> [String: Any] {
        let count = finds.members.count
        guard count > 0 else {
            return [
                "none": [
                    "what": words("members.none.\(finds.by.rawValue)"),
                    "next": words("members.none.\(finds.by.rawValue).next"),
                    "ask": words("members.none.\(finds.by.rawValue).ask"),
                ]
            ]
        }
        var model: [String: Any] = [
            "members": finds.members.map { row($0, viewer, because, words) },
            "count": words(finds.isMore ? "members.found.more" : "members.found", ["count": "\(count)"]),
        ]
        if finds.isMore || count > 1 {
            let key = finds.isMore ? "members.ask.more" : "members.ask.which"
            model["ask"] = ["what": words(key), "say": words("members.ask.\(finds.by.question)")]
        }
        return model
    }

    /// Enough to tell namesakes apart, and nothing that proves who speaks.
    private func row(
        _ member: Member, _ viewer: SignedIn, _ because: String?, _ words: MemberWords
    ) -> [String: Any] {
        let summary = member.summary(for: viewer.roles)
        let path: Path = viewer.may(.membersRead) ? .member(member.id) : .memberLooks(member.id)
        return [
            "path": path.with("for", because).text, "name": summary.name, "card": member.card.masked,
            "born": "\(member.birthDate.year)", "sex": words("members.sex.\(member.sex.rawValue)"),
            "relation": words.relation(member.relation), "region": member.region.name,
            "status": words.badge(member.status),
        ]
    }

    private func refused(_ refusal: TypedSearch.Refusal, _ words: MemberWords) -> [String: Any] {
        switch refusal {
        case .empty: ["help": true]
        case .length(let count): ["wrong": words("members.wrong.length", ["count": "\(count)"])]
        case .prefix(let prefix): ["wrong": words("members.wrong.prefix", ["prefix": prefix])]
        case .shortName: ["wrong": words("members.wrong.short-name")]
        }
    }
}

extension MemberFinds.Key {
    /// What to ask next when several answer.
    fileprivate var question: String {
        switch self {
        case .name: "birth-date"
        case .birthDate: "name"
        case .card, .nik, .family, .account, .phone, .nameAndBirthDate: "card"
        }
    }
}

extension Subject {
    /// What a page was opened for, as its address says: a call, a contact or a ticket.
    init?(asked text: String) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, ["call", "contact", "ticket"].contains(parts[0]), let id = WorkID(parts[1]) else {
            return nil
        }
        self.init(parts[0], id)
    }
}
