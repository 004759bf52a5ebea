import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import Logging
import NIOCore

/// How the browser comes.
enum Transport: Sendable {
    /// HTTP on loopback.
    case plain
    /// TLS under a certificate that nobody has vouched for; a browser must stay free to accept it by hand.
    case selfSigned
    case trusted
}

/// Around every request: who asks, the form's token, errors as pages, security headers, the access log.
struct PageFrame: RouterMiddleware {
    typealias Context = PageContext

    let site: Site
    let transport: Transport

    func handle(
        _ request: Request, context: PageContext, next: (Request, PageContext) async throws -> Response
    ) async throws -> Response {
        let began = ContinuousClock.now
        var context = context
        prepare(&context, for: request)
        var response: Response
        do {
            context.bearer = bearer(request)
            let isPage = !["/assets/", "/api/"].contains { request.uri.path.hasPrefix($0) }
            if context.bearer == nil, isPage {
                try await recognise(request, &context)
                context.form = try await FormGate(limits: site.limits).admit(request, context)
            }
            response = try await next(request, context)
        } catch {
            response = await ErrorPages(site: site).response(to: error, request, context)
        }
        finish(&response, request, context)
        log(request, response, context, began.duration(to: .now))
        return response
    }

    /// The answer for a page that did not come in time.
    func tooLate(_ request: Request, context: PageContext) async -> Response {
        var context = context
        prepare(&context, for: request)
        context.logger.error("no answer in time", metadata: ["path": "\(request.uri.path)"])
        var response = await ErrorPages(site: site).response(to: PageRefusal.tookTooLong, request, context)
        response.headers[.retryAfter] = "5"
        finish(&response, request, context)
        return response
    }

    private func prepare(_ context: inout PageContext, for request: Request) {
        context.isSecure = transport != .plain
        context.arrivedAt = site.clock.now()
        context.catalogue = site.views.catalogue
        context.language = request.cookie(.language).flatMap(Language.init) ?? .id
        context.place = Path(local: request.uri.string) ?? .start
        context.browser = request.headers[.userAgent]
        context.notice = request.cookie(.notice).flatMap { percentDecoded(ArraySlice($0.utf8)) }.flatMap { Notice($0) }
    }

    /// The key of a program: it has no session and sends no form.
    private func bearer(_ request: Request) -> String? {
        guard let shown = request.headers[.authorization], shown.lowercased().hasPrefix("bearer ") else { return nil }
        return shown.dropFirst("bearer ".count).trimmingCharacters(in: .whitespaces)
    }

    /// Finds the session, or gives a browser without one a secret for its forms.
    private func recognise(_ request: Request, _ context: inout PageContext) async throws {
        if let token = request.cookie(.session).flatMap(SessionToken.init),
            let signedIn = try await site.sessions.find(token)
        {
            context.signedIn = signedIn
            context.csrfToken = token.formToken
            context.session = OpenSession(id: signedIn.sessionID, store: site.sessions)
            return
        }
        let known = request.cookie(.visit).flatMap(SessionToken.init)
        let visit = known ?? SessionToken()
        context.csrfToken = visit.formToken
        if known == nil { context.newVisit = visit }
    }

    private func finish(_ response: inout Response, _ request: Request, _ context: PageContext) {
        for (name, value) in securityHeaders where response.headers[name] == nil { response.headers[name] = value }
        if transport == .trusted { response.headers[.strictTransportSecurity] = "max-age=31536000" }
        response.headers[.requestID] = context.requestID
        let secure = context.isSecure
        let isPage = response.headers[.contentType]?.hasPrefix("text/html") == true
        if let visit = context.newVisit, isPage { response.headers.set(.visit, visit.text, secure: secure) }
        if context.notice != nil, isPage { response.headers.set(.notice, "", seconds: 0, secure: secure) }
    }

    private func log(_ request: Request, _ response: Response, _ context: PageContext, _ duration: Duration) {
        let level: Logger.Level = response.status.code >= 500 ? .error : .info
        context.logger.log(
            level: level, "\(request.method) \(request.uri.path) \(response.status.code)",
            metadata: [
                "milliseconds": "\(duration.microseconds / 1_000)", "from": "\(context.remoteAddress ?? "-")",
                "person": "\(context.signedIn.map { "\($0.id)" } ?? "-")",
            ])
    }
}

/// What a browser may do with our pages: run our own scripts and styles only, be framed by nobody, use the microphone.
/// (OWASP Secure Headers; CSP level 3.)
let securityHeaders: [(HTTPField.Name, String)] = [
    (
        .contentSecurityPolicy,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
            + "connect-src 'self'; media-src 'self' blob:; worker-src 'self'; manifest-src 'self'; form-action 'self'; "
            + "base-uri 'none'; frame-ancestors 'none'"
    ),
    (.xContentTypeOptions, "nosniff"),
    (.frameOptions, "DENY"),
    (.referrerPolicy, "same-origin"),
    (.permissionsPolicy, "microphone=(self), speaker-selection=(self), camera=(), geolocation=(), payment=(), usb=()"),
    (.openerPolicy, "same-origin"),
    (.resourcePolicy, "same-origin"),
]
