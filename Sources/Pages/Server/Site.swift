public import Hummingbird
public import Kernel

/// A feature's pages. The group adds its routes to the router.
public protocol PageGroup: Sendable {
    func add(to router: Router<PageContext>)
    /// Places whose forms may be larger than `RequestLimits.uploadBytes`, and by how many bytes they end.
    var uploadBytes: [Path: Int] { get }
}

extension PageGroup {
    public var uploadBytes: [Path: Int] { [:] }
}

/// Bounds on what one request may take.
public struct RequestLimits: Sendable {
    /// Bytes of an ordinary form.
    public var formBytes = 256 * 1_024
    /// Bytes of a form with files, from people who are signed in.
    public var uploadBytes = 16 * 1_024 * 1_024
    /// The places that take more.
    var uploadBytesAt: [String: Int] = [:]
    /// How long a page may take to answer. A live stream answers at once and then lasts.
    public var answer = Duration.seconds(30)

    public init() {}

    func uploadBytes(at place: Path) -> Int { max(uploadBytes, uploadBytesAt[place.pathOnly] ?? 0) }
}

/// Is told of every refusal that concerns access, so that it can leave a fact.
public typealias RefusalWitness = @Sendable (PageRefusal, PageContext) async throws -> Void

/// Everything that is served: pages of all features behind one frame of sessions, forms, errors and security headers.
public struct Site: Sendable {
    public let views: Views
    public let sessions: SessionStore
    let clock: any WallClock
    let groups: [any PageGroup]
    let limits: RequestLimits
    let witness: RefusalWitness

    public init(
        views: Views, sessions: SessionStore, clock: any WallClock, groups: [any PageGroup],
        limits: RequestLimits = RequestLimits(), witness: @escaping RefusalWitness = { _, _ in }
    ) {
        self.views = views
        self.sessions = sessions
        self.clock = clock
        self.groups = groups
        var limits = limits
        for (place, bytes) in groups.flatMap({ $0.uploadBytes }) { limits.uploadBytesAt[place.text] = bytes }
        self.limits = limits
        self.witness = witness
    }

    /// What answers requests.
    func responder(_ transport: Transport) -> TimedResponder<RouterResponder<PageContext>> {
        let router = Router(context: PageContext.self, options: .autoGenerateHeadEndpoints)
        let frame = PageFrame(site: self, transport: transport)
        router.add(middleware: frame)
        AssetPages(assets: views.assets).add(to: router)
        LanguagePages().add(to: router)
        for group in groups { group.add(to: router) }
        return TimedResponder(base: router.buildResponder(), frame: frame, limit: limits.answer)
    }
}

private struct AssetPages: PageGroup {
    let assets: Assets

    func add(to router: Router<PageContext>) {
        router.get("/assets/:edition/**") { request, context in
            try assets.response(
                edition: try context.parameter("edition", as: String.self),
                name: context.parameters.getCatchAll().joined(separator: "/"),
                ifNoneMatch: request.headers[.ifNoneMatch])
        }
    }
}

/// `POST /language`: the language is a choice of the browser, kept in a cookie for a year.
private struct LanguagePages: PageGroup {
    func add(to router: Router<PageContext>) {
        router.post("/language") { request, context in
            let form = try await Form.read(request, context)
            guard let language = form["language"].flatMap(Language.init) else { throw PageRefusal.unreadable }
            var response = Response.redirect(to: form["place"].flatMap { Path(local: $0) } ?? .start)
            response.headers.set(.language, language.rawValue, seconds: 365 * 86_400, secure: context.isSecure)
            return response
        }
    }
}

/// Answers for a page that takes too long, and cancels it.
struct TimedResponder<Base: HTTPResponder>: HTTPResponder where Base.Context == PageContext {
    let base: Base
    let frame: PageFrame
    let limit: Duration

    func respond(to request: Request, context: PageContext) async throws -> Response {
        try await withThrowingTaskGroup(of: Response?.self) { group in
            group.addTask { try await base.respond(to: request, context: context) }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            guard let answer = try await group.next(), let response = answer else {
                return await frame.tooLate(request, context: context)
            }
            return response
        }
    }
}
