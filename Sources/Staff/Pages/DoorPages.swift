import Hummingbird
import Kernel
import Pages

/// In and out: `/sign-in`, `/sign-out`, and `/`, which sends each person to where their work begins.
struct DoorPages: PageGroup {
    let store: StaffStore
    let views: Views

    func add(to router: Router<PageContext>) {
        router.get("/", use: start)
        router.get("/sign-in", use: askWho)
        router.post("/sign-in", use: signIn)
        router.post("/sign-out", use: signOut)
    }

    @Sendable private func start(_ request: Request, _ context: PageContext) async throws -> Response {
        let person = try context.requireSignedIn()
        if let place = views.firstPlace(for: person) { return .redirect(to: place) }
        return try views.page(
            "staff-start", title: context.text("staff.start.title"), ["name": person.name], context)
    }

    @Sendable private func askWho(_ request: Request, _ context: PageContext) async throws -> Response {
        let to = Form.query(request)["to"].flatMap { Path(local: $0) }
        if context.signedIn != nil { return .redirect(to: to ?? .start) }
        return try page(Form(to.map { ["to": $0.text] } ?? [:]), nil, context)
    }

    @Sendable private func signIn(_ request: Request, _ context: PageContext) async throws -> Response {
        var form = try await Form.read(request, context)
        let password = form.verbatim("password")
        form.forget("password")
        guard let userName = form["user_name"], !password.isEmpty else {
            if form["user_name"] == nil { form.fail("user_name", "staff.sign-in.user-name-missing") }
            if password.isEmpty { form.fail("password", "staff.sign-in.password-missing") }
            return try page(form, nil, context, status: 422)
        }
        do {
            let token = try await store.signIn(
                userName: userName, password: password, address: context.remoteAddress, browser: context.browser)
            if let before = context.signedIn { try await store.signOut(before) }
            let to = form["to"].flatMap { Path(local: $0) } ?? .start
            return Response.redirect(to: to).opening(token, context)
        } catch let refusal as SignInRefusal {
            return try refused(refusal, form, context)
        }
    }

    private func refused(_ refusal: SignInRefusal, _ form: Form, _ context: PageContext) throws -> Response {
        switch refusal {
        case .wrong: return try page(form, context.text("staff.sign-in.wrong"), context, status: 422)
        case .disabled: return try page(form, context.text("staff.sign-in.disabled"), context, status: 403)
        case .busy: return try page(form, context.text("staff.sign-in.busy"), context, status: 503)
        case .locked(let until):
            let wait = waitWords(until, context)
            return try page(form, context.text("staff.sign-in.locked", ["wait": wait]), context, status: 429)
        }
    }

    private func page(
        _ form: Form, _ refusal: String?, _ context: PageContext, status: HTTPResponse.Status = 200
    ) throws -> Response {
        var model: [String: Any] = ["form": form.model(context)]
        model["refusal"] = refusal
        return try views.page(
            "staff-sign-in", title: context.text("staff.sign-in.title"), model, context, status: status,
            frame: Views.Frame(navigation: false))
    }

    @Sendable private func signOut(_ request: Request, _ context: PageContext) async throws -> Response {
        if let signedIn = context.signedIn { try await store.signOut(signedIn) }
        return Response.redirect(to: .signIn, notice: "staff.signed-out").closingSession(context)
    }
}

/// `15 dtk` or `3 mnt`, rounded up.
func waitWords(_ until: Timestamp, _ context: PageContext) -> String {
    let seconds = max(1, Int((until - context.arrivedAt).inSeconds.rounded(.up)))
    return seconds < 120
        ? context.text("staff.wait.seconds", ["count": "\(seconds)"])
        : context.text("staff.wait.minutes", ["count": "\((seconds + 59) / 60)"])
}
