import Hummingbird
import Kernel
import Pages

/// `/members/…/consents`: what a member agrees to, and no longer agrees to.
struct ConsentPages: PageGroup {
    let members: MemberStore
    let show: MemberShow

    func add(to router: Router<PageContext>) {
        router.post("/members/:id/consents", use: give)
        router.post("/members/:id/consents/:consent/withdrawals", use: withdraw)
    }

    @Sendable private func give(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.membersConsent)
        let id: MemberID = try context.parameter("id")
        var form = try await Form.read(request, context)
        let purpose = form["purpose"].flatMap(ConsentPurpose.init)
        if purpose == nil { form.fail("purpose", "members.refused.purpose-missing") }
        let means = form["means"].flatMap(ConsentMeans.init)
        if means == nil { form.fail("means", "members.refused.means-missing") }
        do {
            guard let purpose, let means else { throw ConsentRefusal.referenceMissing }
            let given = try Consent.Given(at: context.arrivedAt, means, reference: form["reference"] ?? "")
            var random = SystemRandomNumberGenerator()
            try await members.consent(
                ConsentID(at: context.arrivedAt, random: &random), of: id, to: purpose, given, by: viewer.author)
            return .redirect(to: .member(id), notice: "members.consented")
        } catch MemberRefusal.noSuchMember {
            throw PageRefusal.notFound
        } catch let refusal as ConsentRefusal {
            if form.isSound || form["reference"] == nil {
                form.fail("reference", "members.refused.\(refusal.rawValue)")
            }
            return try await show.page(of: id, forms: MemberForms(consent: form), context)
        }
    }

    @Sendable private func withdraw(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.membersConsent)
        let (id, consent): (MemberID, ConsentID) = (try context.parameter("id"), try context.parameter("consent"))
        let form = try await Form.read(request, context)
        do {
            guard let means = form["means"].flatMap(ConsentMeans.init) else { throw PageRefusal.unreadable }
            let given = try Consent.Given(at: context.arrivedAt, means, reference: form["reference"] ?? "")
            try await members.withdraw(consent, of: id, given, by: viewer.author)
            return .redirect(to: .member(id), notice: "members.withdrawn")
        } catch ConsentRefusal.noSuchConsent {
            throw PageRefusal.notFound
        } catch let refusal as ConsentRefusal {
            let forms = MemberForms(refusal: "members.refused.\(refusal.rawValue)")
            return try await show.page(of: id, forms: forms, context)
        }
    }
}
