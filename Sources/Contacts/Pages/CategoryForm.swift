import Pages

/// The tree as fields: `title.<code>`, `place.<code>`, `retired.<code>`, `new.<group>`, and a new group with its first
/// leaf.
struct CategoryForm {
    private(set) var form: Form
    private let inForce: CategoryTree
    private let catalogue: Catalogue
    private var refusal: CategoryRefusal?

    /// What stands in force.
    init(_ version: CategoryVersion, _ catalogue: Catalogue) {
        var fields = ["over": "\(version.number)"]
        for (place, group) in version.tree.groups.enumerated() {
            fields["title.\(group.code)"] = group.title ?? Self.words(group.code, catalogue)
            fields["place.\(group.code)"] = "\(place + 1)"
            for (place, leaf) in group.leaves.enumerated() {
                fields["title.\(leaf.code)"] = leaf.title ?? Self.words(leaf.code, catalogue)
                fields["place.\(leaf.code)"] = "\(place + 1)"
                fields["retired.\(leaf.code)"] = leaf.isRetired ? "yes" : nil
            }
        }
        self.init(Form(fields), version, catalogue)
    }

    /// What was typed over a version.
    init(_ form: Form, _ version: CategoryVersion, _ catalogue: Catalogue) {
        (self.form, inForce, self.catalogue) = (form, version.tree, catalogue)
    }

    var over: Int64 { form.value("over") ?? -1 }

    /// Titles are typed in Indonesian, whichever language the page is read in.
    private static func words(_ code: String, _ catalogue: Catalogue) -> String {
        catalogue.text("contacts.category.\(code)", .id)
    }

    func reason() throws(CategoryRefusal) -> String {
        guard let reason = form["reason"], !reason.unicodeScalars.contains("\0") else { throw .reasonMissing }
        return String(reason.prefix(300))
    }

    func tree() throws(CategoryRefusal) -> CategoryTree {
        func entry(_ code: String, _ place: Int) -> CategoryDraft.Entry {
            CategoryDraft.Entry(
                code: code, title: form["title.\(code)"] ?? "",
                place: form["place.\(code)"].flatMap { Int($0) }.map { min(max($0, 0), 1_000) } ?? place,
                isRetired: form.isTicked("retired.\(code)"))
        }
        let groups = inForce.groups.enumerated().map { place, group in
            CategoryDraft.Group(
                entry: entry(group.code, place + 1),
                leaves: group.leaves.enumerated().map { entry($1.code, $0 + 1) },
                newLeaf: form["new.\(group.code)"])
        }
        let draft = CategoryDraft(
            groups: groups, newGroup: form["new-group"], newGroupLeaf: form["new-group-leaf"])
        return try draft.tree(over: inForce) { Self.words($0, catalogue) }
    }

    mutating func fail(_ refusal: CategoryRefusal) { self.refusal = refusal }

    func model(
        _ tree: CategoryTree, uses: (contacts: [String: Int], tickets: [String: Int]), _ context: PageContext
    ) -> [String: Any] {
        func field(_ code: String) -> [String: Any] {
            ["code": code, "title": form["title.\(code)"] ?? "", "place": form["place.\(code)"] ?? ""]
        }
        let said = refusal.map {
            context.text(
                "categories.refused.\($0.rawValue)",
                ["most": "\(CategoryDraft.longestTitle)", "leaves": "\(CategoryDraft.mostLeaves)"])
        }
        return [
            "over": form["over"] ?? "", "refusal": said ?? false as Any,
            "reason": form["reason"] ?? "", "newGroup": form["new-group"] ?? "",
            "newGroupLeaf": form["new-group-leaf"] ?? "", "longest": CategoryDraft.longestTitle,
            "groups": tree.groups.map { group -> [String: Any] in
                var model = field(group.code)
                model["retired"] = group.isRetired
                model["newLeaf"] = form["new.\(group.code)"] ?? ""
                model["leaves"] = group.leaves.map { leaf -> [String: Any] in
                    var model = field(leaf.code)
                    model["retired"] = form.isTicked("retired.\(leaf.code)")
                    model["contacts"] = uses.contacts[leaf.code, default: 0]
                    model["tickets"] = uses.tickets[leaf.code, default: 0]
                    return model
                }
                return model
            },
        ]
    }
}
