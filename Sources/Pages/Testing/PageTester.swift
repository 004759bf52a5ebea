import Foundation
import HTTPTypes
import Hummingbird
public import Kernel
import Logging
import NIOCore
import Synchronization

/// For tests: a browser without a network. It sends requests through the site's own router, keeps cookies, and takes
/// the form's token from the pages it reads, as a browser does.
///
/// ```swift
/// let tester = PageTester(site)
/// try await tester.signIn(citra)
/// let page = try await tester.get("/tickets")
/// #expect(page.status == 200 && page.body.contains("Tiket"))
/// let answer = try await tester.post("/tickets", ["subject": "Kartu"])
/// ```
public final class PageTester: Sendable {
    public struct Answer: Sendable {
        public let status: Int
        public let body: String
        let fields: HTTPFields

        /// The first header of that name, in any case.
        public subscript(header name: String) -> String? { HTTPField.Name(name).flatMap { fields[values: $0].first } }

        public func headers(_ name: String) -> [String] { HTTPField.Name(name).map { fields[values: $0] } ?? [] }

        /// Where a redirection leads.
        public var location: String? { fields[.location] }

        public func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
            try JSONDecoder().decode(Value.self, from: Data(body.utf8))
        }
    }

    private struct Memory {
        var cookies: [String: String] = [:]
        var language: String?
    }

    private let site: Site
    private let respond: @Sendable (Request, PageContext) async throws -> Response
    private let memory = Mutex(Memory())
    private let address: String

    public init(_ site: Site, secure: Bool = false, address: String = "127.0.0.1") {
        self.site = site
        self.address = address
        let responder = site.responder(secure ? .trusted : .plain)
        respond = { try await responder.respond(to: $0, context: $1) }
    }

    /// Opens a session for a person without the sign-in page.
    public func signIn(_ person: PersonID) async throws {
        let token = try await site.sessions.open(for: person, address: address)
        memory.withLock { $0.cookies[SiteCookie.session.rawValue] = token.text }
    }

    /// Forgets all cookies, as a browser that is closed.
    public func forget() { memory.withLock { $0.cookies = [:] } }

    public var cookies: [String: String] { memory.withLock { $0.cookies } }

    public func setCookie(_ name: String, _ value: String) { memory.withLock { $0.cookies[name] = value } }

    public func get(_ path: Path, headers: [String: String] = [:]) async throws -> Answer {
        try await send("GET", path, headers: headers)
    }

    /// Sends a form with the token of this browser.
    public func post(
        _ path: Path, _ fields: [String: String] = [:], headers: [String: String] = [:]
    ) async throws -> Answer {
        try await post(path, list: fields.map { ($0.key, $0.value) }, headers: headers)
    }

    /// Sends a form in which a name may occur several times.
    public func post(
        _ path: Path, list fields: [(String, String)], headers: [String: String] = [:]
    ) async throws -> Answer {
        let all = fields + [("_csrf", try await formToken())]
        let body = all.map { percentEncoded($0.0) + "=" + percentEncoded($0.1) }.joined(separator: "&")
        return try await send(
            "POST", path,
            headers: headers.merging(["Content-Type": "application/x-www-form-urlencoded"]) { own, _ in own },
            body: Array(body.utf8))
    }

    /// Sends JSON as one of our scripts does, with the token in its header.
    public func postJSON(_ path: Path, _ value: some Encodable) async throws -> Answer {
        let token = try await formToken()
        return try await send(
            "POST", path,
            headers: ["Content-Type": "application/json", "Accept": "application/json", "X-CSRF-Token": token],
            body: Array(try JSONEncoder().encode(value)))
    }

    /// Sends a form with one file.
    public func upload(
        _ path: Path, _ fields: [String: String] = [:], file field: String, name: String, type: String, content: [UInt8]
    ) async throws -> Answer {
        let boundary = "sahut-test-boundary"
        var body: [UInt8] = []
        for (key, value) in fields.merging(["_csrf": try await formToken()], uniquingKeysWith: { own, _ in own }) {
            body += Array("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(key)\"\r\n\r\n\(value)\r\n".utf8)
        }
        body += Array(
            "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(field)\"; filename=\"\(name)\"\r\n".utf8)
        body += Array("Content-Type: \(type)\r\n\r\n".utf8) + content + Array("\r\n--\(boundary)--\r\n".utf8)
        return try await send(
            "POST", path, headers: ["Content-Type": "multipart/form-data; boundary=\(boundary)"], body: body)
    }

    /// Sends anything, without adding a token.
    public func send(
        _ method: String, _ path: Path, headers: [String: String] = [:], body: [UInt8] = []
    ) async throws -> Answer {
        let response = try await response(method, path, headers, body)
        let written = Written()
        try await response.body.write(written)
        return Answer(status: response.status.code, body: written.text, fields: response.headers)
    }

    /// Reads a live stream until it has sent this many events; heart-beats are left out.
    public func live(_ path: Path, events count: Int) async throws -> [LiveEvent] {
        Array(try await live(path) { $0.count >= count }.prefix(count))
    }

    /// Reads a live stream until what it has sent is enough, then leaves it.
    public func live(_ path: Path, until isEnough: ([LiveEvent]) -> Bool) async throws -> [LiveEvent] {
        let response = try await response("GET", path, ["Accept": "text/event-stream"], [])
        guard response.status == .ok else { throw Unexpected(status: response.status.code) }
        let written = Written()
        let writing = Task { try await response.body.write(written) }
        defer { writing.cancel() }
        for await _ in written.changes where isEnough(written.events) { break }
        return written.events
    }

    public struct Unexpected: Error {
        public let status: Int
    }

    /// The token that this browser's forms carry; asks for a page when it has no cookie yet.
    public func formToken() async throws -> String {
        if secret == nil { _ = try await get(.signIn) }
        guard let secret else { throw Unexpected(status: 0) }
        return secret.formToken
    }

    private var secret: SessionToken? {
        let cookies = cookies
        return (cookies[SiteCookie.session.rawValue] ?? cookies[SiteCookie.visit.rawValue]).flatMap(SessionToken.init)
    }

    private func response(
        _ method: String, _ path: Path, _ headers: [String: String], _ body: [UInt8]
    ) async throws -> Response {
        guard let method = HTTPRequest.Method(rawValue: method) else { throw Unexpected(status: 0) }
        var fields = HTTPFields()
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        let cookies = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        if !cookies.isEmpty { fields[.cookie] = cookies }
        if !body.isEmpty { fields[.contentLength] = "\(body.count)" }
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let request = Request(
            head: HTTPRequest(
                method: method, scheme: "http", authority: "localhost", path: path.text, headerFields: fields),
            body: RequestBody(buffer: ByteBuffer(bytes: body)))
        let response = try await respond(
            request, PageContext(logger: logger, requestID: "test-request", remoteAddress: address))
        keepCookies(of: response)
        return response
    }

    private func keepCookies(of response: Response) {
        memory.withLock { memory in
            for field in response.headers[values: .setCookie] {
                let halves = field.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
                guard let name = halves.first.map(String.init) else { continue }
                memory.cookies[name] = halves.count == 2 && !field.contains("Max-Age=0") ? String(halves[1]) : nil
            }
        }
    }
}

/// What a response wrote, as it is written.
private final class Written: ResponseBodyWriter, Sendable {
    private let buffer = Mutex("")
    let changes: AsyncStream<Void>
    private let changed: AsyncStream<Void>.Continuation

    init() { (changes, changed) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    var text: String { buffer.withLock { $0 } }

    func write(_ bytes: ByteBuffer) async throws {
        buffer.withLock { $0 += String(buffer: bytes) }
        changed.yield()
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws { changed.finish() }

    var events: [LiveEvent] {
        text.components(separatedBy: "\n\n").dropLast().compactMap { block in
            var (name, lines): (String?, [Substring]) = (nil, [])
            var id: Int64?
            for line in block.split(separator: "\n", omittingEmptySubsequences: false) {
                if line.hasPrefix("event: ") { name = String(line.dropFirst(7)) }
                if line.hasPrefix("data: ") { lines.append(line.dropFirst(6)) }
                if line.hasPrefix("id: ") { id = Int64(line.dropFirst(4)) }
            }
            guard let name, name != "beat" else { return nil }
            return LiveEvent(name: name, data: lines.joined(separator: "\n"), id: id)
        }
    }
}
