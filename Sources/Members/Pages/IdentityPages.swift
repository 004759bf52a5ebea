import Hummingbird
import Kernel
import Pages

/// `/members/…/identity`: the questions that prove who speaks. What is on record is never shown, only whether what
/// the caller says agrees with it.
struct IdentityPages: PageGroup {
    let changes: ChangeStore
    let members: MemberStore
    let calendar: CentreCalendar
    let views: Views
    private var rules: IdentityRules { .original }

    func add(to router: Router<PageContext>) {
        router.get("/members/:id/identity", use: show)
        router.post("/members/:id/identity", use: ask)
    }

    /// Outside of a call a conversation of its own begins, so that what is answered counts together.
    @Sendable private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.membersRead)
        let id: MemberID = try context.parameter("id")
        guard let contact = contact(Form.query(request)) else {
            var random = SystemRandomNumberGenerator()
            let own = ContactID(at: context.arrivedAt, random: &random)
            return .redirect(to: .identity(id).with("for", Subject.contact(own).text))
        }
        let check = try await changes.identity(of: id, in: contact)
        return try await page(check, Form(), viewer, context)
    }

    @Sendable private func ask(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.membersRead)
        guard viewer.actor.may(.begin) else { throw PageRefusal.forbidden(.changesRead) }
        let id: MemberID = try context.parameter("id")
        var form = try await Form.read(request, context)
        guard let contact = contact(form), let question = form["question"].flatMap(IdentityQuestion.init) else {
            throw PageRefusal.unreadable
        }
        do {
            try await changes.ask(
                question, said: form["said"] ?? "", of: id, in: contact, rules: rules, by: viewer.id,
                at: context.arrivedAt)
            return .redirect(to: .identity(id).with("for", Subject.contact(contact).text))
        } catch MemberRefusal.noSuchMember {
            throw PageRefusal.notFound
        } catch let refusal as IdentityRefusal {
            form.fail("said", refusal.key)
            let check = try await changes.identity(of: id, in: contact)
            return try await page(check, form, viewer, context)
        }
    }

    private func contact(_ form: Form) -> ContactID? {
        form["for"].flatMap(Subject.init(asked:)).flatMap {
            ["call", "contact"].contains($0.kind) ? ContactID($0.id) : nil
        }
    }

    private func page(
        _ check: IdentityCheck, _ form: Form, _ viewer: SignedIn, _ context: PageContext
    ) async throws -> Response {
        let words = ChangeWords(calendar, context)
        let because = Subject.contact(check.contact)
        let found = try await members.find(
            .id(check.member), because: because, by: viewer.author, at: context.arrivedAt)
        guard let member = found.first else { throw PageRefusal.notFound }
        let isBlocked = check.isBlocked(rules)
        let complaint = form.errors["said"].map { words($0.key) }
        let open = check.open(rules)
        let isBeside = open.contains { $0.rawValue == form["question"] }
        let model: [String: Any] = [
            "name": member.name, "path": Path.identity(member.id).text, "for": because.text,
            "member": Path.member(member.id, because: because).text, "level": words.level(check.level(rules)),
            "isBlocked": isBlocked, "points": "\(check.points(rules))", "strong": "\(rules.strongPoints)",
            "mayAsk": viewer.actor.may(.begin) && !isBlocked,
            "questions": open.enumerated().map { place, question in
                draw(question, isFirst: place == 0, form, complaint, words)
            },
            "asked": check.asked.map { draw($0, words) },
            "refusal": isBeside ? false : (complaint ?? false as Any),
        ]
        return try views.page(
            "members-change-identity", title: words("members.changes.identity.title"), model, context,
            status: form.isSound ? .ok : .unprocessableContent,
            frame: Views.Frame(styles: ["members.css", "members-changes.css"]))
    }

    private func draw(
        _ question: IdentityQuestion, isFirst: Bool, _ form: Form, _ complaint: String?, _ words: ChangeWords
    ) -> [String: Any] {
        let isTyped = form["question"] == question.rawValue
        return [
            "value": question.rawValue, "word": words(question.key), "first": isFirst,
            "typed": isTyped ? form["said"] ?? "" : "", "wrong": (isTyped ? complaint : nil) ?? false as Any,
        ]
    }

    private func draw(_ asked: IdentityCheck.Asked, _ words: ChangeWords) -> [String: Any] {
        let tone =
            switch asked.outcome {
            case .right: "green"
            case .wrong: "red"
            case .notKnown, .nothingOnRecord: "none"
            }
        return [
            "word": words(asked.question.key), "outcome": words(asked.outcome.key), "tone": tone,
            "when": words.time.clock(asked.at),
        ]
    }
}
