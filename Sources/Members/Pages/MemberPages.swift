import Hummingbird
import Kernel
import Pages

/// `/members/…`: one member, and his guarded fields for those who give a reason.
struct MemberPages: PageGroup {
    let members: MemberStore
    let show: MemberShow

    func add(to router: Router<PageContext>) {
        router.get("/members/:id") { request, context in
            try await show.page(
                of: try context.parameter("id"), because: Form.query(request)["for"].flatMap(Subject.init(asked:)),
                context)
        }
        router.post("/members/:id/unmaskings", use: unmask)
    }

    /// Answers with the page itself: the clear values have no address of their own and are gone with the next.
    @Sendable private func unmask(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.membersUnmask)
        let id: MemberID = try context.parameter("id")
        let form = try await Form.read(request, context)
        let because = form["for"].flatMap(Subject.init(asked:))
        let fields = Set(form.all("fields").compactMap(MemberField.init)).intersection(MemberField.unmaskable)
        guard let choice = form["reason"].flatMap(UnmaskingReason.Choice.init), !fields.isEmpty else {
            throw PageRefusal.unreadable
        }
        do {
            let reason = try UnmaskingReason(choice, words: form["words"])
            let found = try await members.unmask(
                id, fields, reason, because: because ?? .memberPage, by: viewer.author, at: context.arrivedAt)
            guard let record = found else { throw PageRefusal.notFound }
            return try await show.page(record, unmasked: fields, viewer, because: because, context)
        } catch let refusal as UnmaskingReason.Refusal {
            let forms = MemberForms(refusal: "members.refused.\(refusal.rawValue)")
            return try await show.page(of: id, forms: forms, because: because, context)
        }
    }
}

extension MemberField {
    /// Guarded fields that a page may show. What the mother's name is nobody sees: it is only compared with.
    static let unmaskable = Set(guarded).subtracting([.motherName])
}
