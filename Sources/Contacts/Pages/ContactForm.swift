import Kernel
public import Pages

extension ContactLog {
    /// Reads the form's `category`, `kind`, `outcome`, `region`, `note` and `member`. What is missing is said beside
    /// its field, and then there is no log.
    ///
    /// - Parameter kept: the category that it was logged with before, which may be retired since.
    public static func read(_ form: inout Form, _ tree: CategoryTree, keeping kept: String? = nil) -> ContactLog? {
        let category = form["category"]
        if category.map({ tree.has($0) || $0 == kept }) != true {
            form.fail("category", "contacts.refused.category-missing")
        }
        let kind = form["kind"].flatMap(ContactKind.init)
        if kind == nil { form.fail("kind", "contacts.refused.kind-missing") }
        let outcome = form["outcome"].flatMap(ContactOutcome.init)
        if outcome == nil { form.fail("outcome", "contacts.refused.outcome-missing") }
        let note = form["note"] ?? ""
        if note.count > longestNote { form.fail(ContactRefusal.noteTooLong) }
        guard form.isSound, let category, let kind, let outcome else { return nil }
        return ContactLog(
            category: category, kind: kind, outcome: outcome, region: form["region"], note: note,
            member: form.value("member"))
    }
}

extension Form {
    /// Says a refusal beside the field that it is about.
    public mutating func fail(_ refusal: ContactRefusal) {
        let field =
            switch refusal {
            case .unknownCategory: "category"
            case .unknownRegion: "region"
            case .unknownMember: "member"
            case .noteTooLong, .noteUnreadable: "note"
            case .noSuchContact, .notYours: "contact"
            }
        fail(field, "contacts.refused.\(refusal.rawValue)", ["most": "\(ContactLog.longestNote)"])
    }
}
