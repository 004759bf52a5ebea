import Hummingbird
import Kernel
import Pages

/// `/members/…/insurer-answers`: asks the insurer of a member, for whoever may see him.
struct InsurerPages: PageGroup {
    let show: MemberShow

    func add(to router: Router<PageContext>) { router.post("/members/:id/insurer-answers", use: ask) }

    @Sendable private func ask(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.membersRead)
        let id: MemberID = try context.parameter("id")
        guard let insurer = show.insurer else { throw PageRefusal.notFound }
        let form = try await Form.read(request, context)
        let because = form["for"].flatMap(Subject.init(asked:))
        do {
            if form["unless"] == "fresh" { return try await part(of: id, insurer, viewer, because, context) }
            let heard = try await insurer.ask(id, anew: true, by: viewer.author)
            if let trouble = heard.trouble {
                return try await show.page(of: id, forms: MemberForms(insurer: trouble), because: because, context)
            }
            let notice = heard.card == .taken ? "members.insurer.card-came" : "members.insurer.asked"
            return .redirect(to: Path.member(id).with("for", because?.text), notice: notice)
        } catch MemberRefusal.noSuchMember {
            throw PageRefusal.notFound
        }
    }

    /// The block alone, for the page's script, which asks without anybody's pressing.
    private func part(
        of id: MemberID, _ insurer: RememberedInsurer, _ viewer: SignedIn, _ because: Subject?, _ context: PageContext
    ) async throws -> Response {
        let heard = try await insurer.ask(id, by: viewer.author)
        if heard.card == .taken { return Response(status: .resetContent) }
        let found = try await show.store.find(
            .id(id), because: because ?? .memberPage, by: viewer.author, at: context.arrivedAt)
        guard let member = found.first else { throw PageRefusal.notFound }
        let model = try await show.insurerModel(
            member, member.summary(for: viewer.roles).clear, trouble: heard.trouble, isTold: false, because: because,
            MemberWords(show.calendar, context))
        return try show.views.part("members-insurer", model ?? [:], context)
    }
}
