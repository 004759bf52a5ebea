import Hummingbird
import Kernel
import Pages

/// `/password`: one's own password; the only page open to a person whose password was given out by somebody else.
struct PasswordPages: PageGroup {
    let store: StaffStore
    let views: Views

    func add(to router: Router<PageContext>) {
        router.get("/password", use: ask)
        router.post("/password", use: change)
    }

    private func signedIn(_ context: PageContext) throws -> SignedIn {
        guard let signedIn = context.signedIn else { throw PageRefusal.signInFirst }
        return signedIn
    }

    @Sendable private func ask(_ request: Request, _ context: PageContext) async throws -> Response {
        try page(Form(), try signedIn(context), context)
    }

    @Sendable private func change(_ request: Request, _ context: PageContext) async throws -> Response {
        let person = try signedIn(context)
        var form = try await Form.read(request, context)
        let (old, new, again) = (form.verbatim("old"), form.verbatim("new"), form.verbatim("again"))
        form.forget("old", "new", "again")
        if old.isEmpty { form.fail("old", "staff.password.old-missing") }
        if new != again { form.fail("again", "staff.password.not-alike") }
        if form.isSound {
            do {
                try await store.changePassword(person, from: old, to: new)
                return .redirect(to: .start, notice: "staff.password.changed")
            } catch SignInRefusal.wrong {
                form.fail("old", "staff.password.old-wrong")
            } catch SignInRefusal.locked(let until) {
                form.fail("old", "staff.sign-in.locked", ["wait": waitWords(until, context)])
            } catch SignInRefusal.busy {
                throw PageRefusal.tookTooLong
            } catch StaffRefusal.password(let refusal) {
                form.fail("new", "staff.password.\(refusal.rawValue)", ["count": "\(PasswordRule.shortest)"])
            }
        }
        return try page(form, person, context, status: 422)
    }

    private func page(
        _ form: Form, _ person: SignedIn, _ context: PageContext, status: HTTPResponse.Status = 200
    ) throws -> Response {
        try views.page(
            "staff-password", title: context.text("staff.password.title"),
            [
                "form": form.model(context), "first": person.mustChangePassword,
                "rule": context.text("staff.password.rule", ["count": "\(PasswordRule.shortest)"]),
            ], context, status: status, frame: Views.Frame(navigation: !person.mustChangePassword))
    }
}
