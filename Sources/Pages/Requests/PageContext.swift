public import Hummingbird
public import Kernel
import Logging

/// What is known about one request: who asks, in which language, under which request id.
public struct PageContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    /// Names the request in the log, on error pages and in the header `X-Request-ID`.
    public let requestID: String
    /// The person of the session; nil before sign-in.
    public internal(set) var signedIn: SignedIn?
    /// What a program shows instead of a session (RFC 6750). With it there is no person and no form: no page of another
    /// site can make a browser send it.
    public internal(set) var bearer: String?
    public internal(set) var language: Language = .id
    /// The token that forms carry in `_csrf` and scripts in `X-CSRF-Token`.
    public internal(set) var csrfToken = ""
    /// The address at the other end of the connection; nil when it is not known.
    public let remoteAddress: String?
    /// The words of the site in every language.
    public internal(set) var catalogue = Catalogue.empty
    /// The moment at which the request arrived, by the centre's clock.
    public internal(set) var arrivedAt = Timestamp(seconds: 0)
    /// What the browser calls itself.
    public internal(set) var browser: String?
    /// The browser came by TLS, so that cookies must go back by TLS only.
    public internal(set) var isSecure = false
    /// What the page before left to be shown once.
    var notice: Notice?
    /// Where the request points, path and query, for the way back after sign-in.
    public internal(set) var place: Path = "/"
    /// The secret given to a browser that came without one.
    var newVisit: SessionToken?
    /// The form that came with the request, read and checked before any page sees it.
    var form: Form?
    /// Holds the session while a live page is open; nil without a session.
    var session: OpenSession?
    /// True over a socket, false in router tests, where a request has no connection that could close.
    let hasConnection: Bool

    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        // A logger without a memory keeps no request id, and a page without one must not fail.
        requestID = source.logger[metadataKey: "hb.request.id"].map { "\($0)" } ?? "-"
        remoteAddress = source.channel.remoteAddress?.ipAddress
        hasConnection = true
    }

    init(logger: Logger, requestID: String, remoteAddress: String?) {
        coreContext = .init(source: DirectSource(logger: logger))
        self.requestID = requestID
        self.remoteAddress = remoteAddress
        hasConnection = false
    }

    /// The one place that asks whether someone may do something. Denied by default.
    ///
    /// - Throws: `PageRefusal.signInFirst`, `.passwordFirst` or `.forbidden`.
    public func require(_ permission: Permission) throws -> SignedIn {
        let person = try requireSignedIn()
        guard person.may(permission) else { throw PageRefusal.forbidden(permission) }
        return person
    }

    /// For pages that every signed-in person has.
    public func requireSignedIn() throws -> SignedIn {
        guard let signedIn else { throw PageRefusal.signInFirst }
        guard !signedIn.mustChangePassword else { throw PageRefusal.passwordFirst }
        return signedIn
    }

    /// Words of the catalogue in the language of this request.
    public func text(_ key: String, _ arguments: [String: String] = [:]) -> String {
        catalogue.text(key, language, arguments)
    }

    /// A typed part of the path, such as `:id`. What cannot be read names nothing, so it is not found.
    public func parameter<Value: LosslessStringConvertible>(
        _ name: String, as type: Value.Type = Value.self
    ) throws -> Value {
        guard let value = parameters.get(name, as: type) else { throw PageRefusal.notFound }
        return value
    }
}

private struct DirectSource: RequestContextSource {
    let logger: Logger
}
