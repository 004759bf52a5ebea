import Database
import Hummingbird
import Kernel
import Pages
import Staff

/// `/back-office/…`: one change, with what the caller said, what the registry said and what would change, and what
/// can be done about it. Refusals stand beside the button.
struct BackOfficeChangePages: PageGroup {
    let changes: ChangeStore
    let members: MemberStore
    let staff: StaffStore
    let calendar: CentreCalendar
    let views: Views

    /// What can be done, by the last part of its address.
    enum Deed: String, CaseIterable {
        case takings, releases, approvals, returns, handovers, closures
        /// Back from the branch.
        case corrections

        func event(_ form: Form) -> ChangeEvent? {
            switch self {
            case .takings: .take
            case .releases: .release
            case .approvals: .approve
            case .returns: .sendBack(reason: form["reason"] ?? "")
            case .handovers: .sendToBranch(reason: form["reason"] ?? "")
            case .corrections: .returnAtBranch(reason: form["reason"] ?? "")
            case .closures:
                form["outcome"].flatMap(BranchOutcome.init).map { .closeAtBranch($0, note: form["note"] ?? "") }
            }
        }

        /// Whether the change is off one's table afterwards.
        var endsWork: Bool { self != .takings }
    }

    func add(to router: Router<PageContext>) {
        router.get("/back-office/:id", use: show)
        for deed in Deed.allCases {
            router.post(RouterPath("/back-office/:id/\(deed.rawValue)")) { request, context in
                try await act(deed, request, context)
            }
        }
    }

    @Sendable private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        let rights = try await OfficeRights(try context.require(.changesDecide), staff)
        return try await page(try context.parameter("id"), rights, nil, context)
    }

    private func act(_ deed: Deed, _ request: Request, _ context: PageContext) async throws -> Response {
        let rights = try await OfficeRights(try context.require(.changesDecide), staff)
        let id: ChangeID = try context.parameter("id")
        guard let line = try await changes.line(id), rights.maySee(line) else { throw PageRefusal.notFound }
        var form = try await Form.read(request, context)
        guard let event = deed.event(form) else {
            form.fail("outcome", "members.office.outcome-missing")
            return try await page(id, rights, Refused(deed, form), context)
        }
        do {
            let seen = try await changes.handle(event, id, by: rights.actor, at: context.arrivedAt)
            guard deed.endsWork else { return .redirect(to: .backOffice(id)) }
            let isHalf = deed == .approvals && seen.change.isOpen
            let notice = isHalf ? "members.office.done.approved-once" : "members.office.done.\(deed.rawValue)"
            let isAtBranch = [.closures, .corrections].contains(deed)
            return .redirect(to: .backOffice(isAtBranch ? .branch : rights.boxes[0]), notice: notice)
        } catch ChangeRefusal.noSuchChange {
            throw PageRefusal.notFound
        } catch ChangeRefusal.notAllowed {
            throw PageRefusal.forbidden(.changesDecide)
        } catch let refusal as ChangeRefusal {
            let field = [.reasonMissing, .reasonTooLong].contains(refusal) ? deed.textField : "deed"
            form.fail(field, refusal.key)
            return try await page(id, rights, Refused(deed, form), context)
        }
    }

    private func page(
        _ id: ChangeID, _ rights: OfficeRights, _ refused: Refused?, _ context: PageContext
    ) async throws -> Response {
        let now = context.arrivedAt
        guard let line = try await changes.line(id), rights.maySee(line),
            let opened = try await changes.opened(id, by: rights.actor, at: now)
        else { throw PageRefusal.notFound }
        let story = try await changes.story(id)
        let words = OfficeWords(calendar, try await members.regions(), context)
        let people = opened.change.approvals.map(\.by) + [opened.change.draft.origin.agent] + opened.change.holders
        let names = try await AuthorNames(of: story.map(\.author) + people.map(Author.person), staff, context)
        let drawing = BackOfficeDrawing(opened: opened, rights: rights, names: names, words: words, now: now)
        var model = drawing.model
        let trail = OfficeTrail(words: words)
        model["story"] = try story.compactMap { entry -> [String: Any]? in
            try trail.line(entry).map {
                [
                    "when": words.time.moment(entry.at), "who": names[entry.author], "what": $0.what,
                    "said": paragraphs($0.said),
                ]
            }
        }
        model["deeds"] = BackOfficeDeeds(opened: opened, rights: rights, names: names, words: words)
            .model(refused, context)
        return try views.page(
            "members-back-office-change", title: words(opened.change.kind.titleKey), model, context,
            status: refused == nil ? .ok : .unprocessableContent, frame: .office)
    }
}

/// What was typed for a deed and could not be done.
struct Refused {
    let deed: BackOfficeChangePages.Deed
    let form: Form

    init(_ deed: BackOfficeChangePages.Deed, _ form: Form) { (self.deed, self.form) = (deed, form) }
}

extension BackOfficeChangePages.Deed {
    var textField: String { self == .closures ? "note" : "reason" }
}

extension ChangeCase {
    /// In whose hands it is, if anybody's.
    var holders: [PersonID] { if case .taken(let person, _) = stage { [person] } else { [] } }
}
