import Exports
import Foundation
import Hummingbird
import Kernel
import Pages
import Staff

/// `/changes`: what an agent began, box by box, and where one begins.
struct ChangeListPages: PageGroup {
    let changes: ChangeStore
    let members: MemberStore
    let staff: StaffStore
    let registry: PopulationRegistry?
    let calendar: CentreCalendar
    let views: Views

    func add(to router: Router<PageContext>) {
        router.get("/changes", use: list)
        router.post("/changes", use: begin)
    }

    @Sendable private func list(_ request: Request, _ context: PageContext) async throws -> Response {
        try await page(Form.query(request), context)
    }

    private func page(
        _ query: Form, refusal: ChangeRefusal? = nil, _ context: PageContext
    ) async throws -> Response {
        let viewer = try context.require(.changesRead)
        let words = ChangeWords(calendar, context)
        let box: ChangeFilter.Box = query.value("box") ?? .drafts
        let mine = viewer.actor.may(.begin) ? viewer.id : nil
        let rights = try await OfficeRights(viewer, staff)
        var filter = ChangeFilter(box, agent: mine)
        filter.dropBox = rights.dropBox
        let lines = rights.hasNoBranch ? [] : try await changes.list(filter).filter(rights.maySee)
        let names = try await AuthorNames(of: lines.map { Author.person($0.agent) }, staff, context)
        var model: [String: Any] = [
            "boxes": ChangeFilter.Box.allCases.map { other in
                [
                    "path": Path.changes.with("box", other).text, "word": words("members.changes.box.\(other)"),
                    "here": other == box,
                ] as [String: Any]
            },
            "count": words("members.changes.count", ["count": "\(lines.count)"]), "isEmpty": lines.isEmpty,
            "empty": words("members.changes.empty.\(box)"),
            "lines": lines.map { row($0, names, words, context) },
            "mayBegin": viewer.actor.may(.begin), "refusal": refusal.map { words($0.key) } ?? false as Any,
            "because": query["for"] ?? false as Any, "exports": ExportAsk.model("changes", .changesRead, context),
        ]
        model["registry"] = try await RegistryWords.model(registry, changes, words)
        return try views.page(
            "members-changes", title: words("members.changes.title"), model, context,
            status: refusal == nil ? .ok : .unprocessableContent,
            frame: Views.Frame(styles: ["members.css", "members-changes.css"]))
    }

    private func row(
        _ line: ChangeLine, _ names: AuthorNames, _ words: ChangeWords, _ context: PageContext
    ) -> [String: Any] {
        [
            "path": Path.change(line.id).text, "kind": words(line.kind.titleKey),
            "stage": words.stage(line.stage), "agent": names[.person(line.agent)],
            "opened": words.time.moment(line.openedAt),
            "due": line.dueAt.map(words.time.moment) ?? words("members.changes.no-clock"),
            "dueTone": line.isLate(at: context.arrivedAt) ? "red" : "none",
        ]
    }

    // MARK: Beginning

    @Sendable private func begin(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.changesRead)
        guard viewer.actor.may(.begin) else { throw PageRefusal.forbidden(.changesRead) }
        let form = try await Form.read(request, context)
        guard let kind = form["kind"].flatMap(ChangeKind.init) else { throw PageRefusal.unreadable }
        let subject = form["for"].flatMap(Subject.init(asked:))
        let contact = subject.flatMap { ["call", "contact"].contains($0.kind) ? ContactID($0.id) : nil }
        let member = kind.isOfStrangers ? nil : form["member"].flatMap { MemberID($0) }
        do {
            let (origin, level) = try await origin(contact, member, viewer, context)
            var random = SystemRandomNumberGenerator()
            let id = ChangeID(at: context.arrivedAt, random: &random)
            _ = try await changes.begin(
                id, kind, from: origin, identity: level, by: viewer.actor, at: context.arrivedAt)
            return .redirect(to: .change(id))
        } catch let refusal as ChangeRefusal {
            guard let member, case .identityTooLow = refusal else {
                return try await page(form, refusal: refusal, context)
            }
            return .redirect(
                to: .identity(member).with("for", subject?.text), notice: refusal.key, kind: .warning)
        }
    }

    private func origin(
        _ contact: ContactID?, _ member: MemberID?, _ viewer: SignedIn, _ context: PageContext
    ) async throws -> (ChangeOrigin, IdentityLevel) {
        var origin = ChangeOrigin(agent: viewer.id, contact: contact)
        guard let member else { return (origin, .none) }
        let subject = contact.map(Subject.contact) ?? .member(member)
        let found = try await members.find(.id(member), because: subject, by: viewer.author, at: context.arrivedAt)
        guard let record = found.first else { throw PageRefusal.notFound }
        (origin.member, origin.family) = (member, record.family)
        (origin.region, origin.branch) = (record.region.code, record.branch)
        let check = try await changes.identity(of: member, in: contact)
        return (origin, check.level(.original))
    }
}

/// How the registry is, before anybody starts to ask it.
enum RegistryWords {
    /// `false` while all is well.
    static func model(
        _ registry: PopulationRegistry?, _ changes: ChangeStore, _ words: ChangeWords
    ) async throws -> Any {
        guard let registry else { return ["tone": "info", "text": words("members.changes.registry.none")] }
        let waiting = "\(try await changes.waitingForRegistry())"
        switch registry.line.health.condition {
        case .up: return false
        case .slow: return ["tone": "info", "text": words("members.changes.registry.slow")]
        case .usedUp: return ["text": words("members.changes.registry.used-up", ["count": waiting])]
        case .down(let since), .refusingUs(let since):
            return [
                "text": words(
                    "members.changes.registry.down", ["since": words.time.clock(since), "count": waiting])
            ]
        }
    }
}
