import Database
import Hummingbird
public import Kernel
public import Pages
public import Staff

extension Path {
    static let categories: Path = "/categories"
}

/// How many things of another room each leaf was used for since a moment.
public typealias CountCategoryUses = @Sendable (_ since: Timestamp) async throws -> [String: Int]

extension ContactsRoom {
    public static let categoryNavigation = [
        NavigationItem(
            path: .categories, wordKey: "categories.title", permission: .categoriesEdit, order: 860, isSetting: true)
    ]

    /// What contacts and tickets are about, to be edited.
    ///
    /// - Parameter ticketUses: how many tickets each leaf was used for.
    public static func categoryPages(
        _ contacts: ContactStore, ticketUses: @escaping CountCategoryUses, staff: StaffStore, calendar: CentreCalendar,
        _ views: Views
    ) -> [any PageGroup] {
        [
            CategoryPages(
                contacts: contacts, ticketUses: ticketUses, staff: staff, calendar: calendar, views: views)
        ]
    }
}

/// `/categories`: the tree in force, its uses, and what was changed when.
struct CategoryPages: PageGroup {
    /// So many days of uses are counted.
    static let countedDays: Int64 = 30

    let contacts: ContactStore
    let ticketUses: CountCategoryUses
    let staff: StaffStore
    let calendar: CentreCalendar
    let views: Views

    func add(to router: Router<PageContext>) {
        router.get("/categories", use: show)
        router.post("/categories", use: set)
    }

    @Sendable private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        _ = try context.require(.categoriesEdit)
        let version = try await contacts.categoryVersion()
        return try await page(CategoryForm(version, context.catalogue), version, context)
    }

    @Sendable private func set(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.categoriesEdit)
        let version = try await contacts.categoryVersion()
        var form = CategoryForm(try await Form.read(request, context), version, context.catalogue)
        do {
            guard form.over == version.number else { throw CategoryRefusal.outdated }
            let tree = try form.tree()
            try await contacts.set(
                tree, over: form.over, reason: try form.reason(), by: viewer.author, at: context.arrivedAt)
            return .redirect(to: .categories, notice: "categories.saved")
        } catch let refusal as CategoryRefusal {
            form.fail(refusal)
            return try await page(form, version, context, status: .unprocessableContent)
        }
    }

    private func page(
        _ form: CategoryForm, _ version: CategoryVersion, _ context: PageContext, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let since = context.arrivedAt - .seconds(Self.countedDays * 86_400)
        let uses = (try await contacts.categoryUses(since: since), try await ticketUses(since))
        let versions = try await contacts.categoryVersions()
        let names = try await AuthorNames(of: versions.map(\.author), staff, context)
        var model = form.model(version.tree, uses: uses, context)
        model["version"] =
            version.number == 0
            ? context.text("categories.original")
            : context.text("categories.version", ["number": "\(version.number)"])
        let history = CategoryHistory(versions: versions, calendar: calendar, names: names, context: context)
        model["past"] = history.lines
        model["hasPast"] = versions.count > 1
        model["uses"] = context.text("categories.uses", ["days": "\(Self.countedDays)"])
        return try views.page(
            "contacts-categories", title: context.text("categories.title"), model, context, status: status)
    }
}

/// Versions as lines: who, when, why, and what is different.
struct CategoryHistory {
    let versions: [CategoryVersion]
    let calendar: CentreCalendar
    let names: AuthorNames
    let context: PageContext

    var lines: [[String: Any]] {
        let time = WrittenTime(calendar, context)
        return zip(versions, versions.dropFirst()).map { version, earlier in
            [
                "number": context.text("categories.version", ["number": "\(version.number)"]),
                "when": time.moment(version.at), "who": names[version.author],
                "why": version.reason.isEmpty ? false : version.reason as Any,
                "changes": version.tree.changes(from: earlier.tree).map { word($0, in: version.tree) },
            ]
        }
    }

    private func word(_ change: CategoryChange, in tree: CategoryTree) -> String {
        func title(_ code: String) -> String {
            let choices = ContactChoices(tree, [], context)
            return tree.groups.contains { $0.code == code } ? choices.group(code) : choices.category(code)
        }
        func told(_ word: String, _ code: String) -> String {
            context.text("categories.change.\(word)", ["title": title(code)])
        }
        return switch change {
        case .added(let code): told("added", code)
        case .retired(let code): told("retired", code)
        case .restored(let code): told("restored", code)
        case .reordered(let code): code.map { told("reordered", $0) } ?? context.text("categories.change.groups")
        case .renamed(let code, let from, _):
            context.text(
                "categories.change.renamed",
                ["from": from ?? context.text("contacts.category.\(code)"), "title": title(code)])
        }
    }
}
