import Contacts
import Crypto
import Database
import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import NIOCore
import Pages
import Synchronization
import Tickets

/// The one way in for other programs: who asks, may he, what came, and what goes back.
struct InterfaceDoor: Sendable {
    /// Bytes of a body.
    static let longestBody = 64 * 1_024
    /// Requests of one key in a minute.
    static let mostInAMinute = 1_200

    let store: InterfaceStore
    private let counts = RequestCounts()

    init(_ store: InterfaceStore) { self.store = store }

    /// Reads something.
    func read<Answer: Encodable>(
        _ request: Request, _ context: PageContext, _ scope: InterfaceScope,
        _ work: (InterfaceKey) async throws -> Answer
    ) async throws -> Response {
        try await answering {
            let key = try await admit(context, scope)
            return Self.response(200, try Self.encode(try await work(key)))
        }
    }

    /// Does something once: the same idempotency key again is given the same answer.
    ///
    /// - Parameter prepare: what must be asked before the transaction; it returns what the transaction does.
    func write<Body: Decodable, Answer: Encodable & SendableMetatype>(
        _ request: Request, _ context: PageContext, _ scope: InterfaceScope, status: Int = 201,
        _ prepare: (Body, InterfaceKey) async throws -> @Sendable (any Transaction) throws -> Answer
    ) async throws -> Response {
        try await answering {
            let key = try await admit(context, scope)
            let idempotency = try Self.idempotency(request)
            let (body, bytes) = try await Self.body(request, Body.self)
            let deed = try await prepare(body, key)
            let fingerprint = InterfaceStore.hexadecimal(
                SHA256.hash(data: Data("\(request.method) \(request.uri.path)\n".utf8) + bytes))
            let answer = try await store.once(
                key.id, idempotency, fingerprint: fingerprint, status: status, at: context.arrivedAt
            ) { try Self.encode(try deed($0)) }
            var response = Self.response(answer.status, answer.body)
            if answer.isAgain { response.headers[.idempotencyReplayed] = "true" }
            return response
        }
    }

    private func admit(_ context: PageContext, _ scope: InterfaceScope) async throws -> InterfaceKey {
        guard let token = context.bearer.flatMap(InterfaceToken.init),
            let key = try await store.admit(token, at: context.arrivedAt)
        else { throw InterfaceProblem.noKey }
        guard counts.take(key.id, at: context.arrivedAt) else { throw InterfaceProblem.tooMany }
        guard key.scopes.contains(scope) else { throw InterfaceProblem.outOfScope(scope) }
        return key
    }

    // MARK: Reading and writing

    private static func idempotency(_ request: Request) throws(InterfaceProblem) -> String? {
        guard let text = request.headers[.idempotencyKey] else { return nil }
        guard (1...200).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .badIdempotencyKey
        }
        return text
    }

    private static func body<Body: Decodable>(_ request: Request, _ type: Body.Type) async throws -> (Body, Data) {
        let kind = request.headers[.contentType]?.split(separator: ";").first
            .map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
        guard kind == "application/json" else { throw InterfaceProblem.notJSON }
        let buffer: ByteBuffer
        do { buffer = try await request.body.collect(upTo: longestBody) } catch is NIOTooManyBytesError {
            throw InterfaceProblem.tooLarge
        }
        let bytes = Data(buffer.readableBytesView)
        do {
            return (try JSONDecoder().decode(type, from: bytes), bytes)
        } catch let error as DecodingError {
            throw InterfaceProblem(error)
        }
    }

    private static func encode(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func response(_ status: Int, _ json: String, type: String = "application/json") -> Response {
        Response(
            status: .init(code: status), headers: [.contentType: type, .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: json)))
    }

    private struct Problem: Encodable {
        var type = "about:blank"
        let status: Int
        let code: String
        let detail: String
    }

    /// Turns what was refused into a problem; what is nobody's fault goes on to the site's own error page.
    private func answering(_ work: () async throws -> Response) async throws -> Response {
        let problem: InterfaceProblem
        do { return try await work() } catch let refused as InterfaceProblem { problem = refused } catch let refusal
            as TicketRefusal
        { problem = InterfaceProblem(refusal) } catch let refusal as EscalationRefusal {
            problem = InterfaceProblem(refusal)
        } catch let refusal as ContactRefusal { problem = InterfaceProblem(refusal) } catch PageRefusal.notFound {
            problem = .notFound
        } catch let error as DatabaseError where error.kind == .unstorable {
            problem = .invalid("text", "holds control characters")
        } catch let error as DatabaseError where [.busy, .full, .connection].contains(error.kind) { problem = .busy }
        let body = try Self.encode(Problem(status: problem.status, code: problem.code, detail: problem.detail))
        var response = Self.response(problem.status, body, type: "application/problem+json")
        if problem == .noKey { response.headers[.wwwAuthenticate] = "Bearer" }
        if problem == .busy || problem == .tooMany { response.headers[.retryAfter] = "60" }
        return response
    }
}

/// How many requests each key made in the minute that runs; of this process.
private final class RequestCounts: Sendable {
    private struct Minute {
        var number: Int64 = 0
        var counts: [InterfaceKeyID: Int] = [:]
    }

    private let minute = Mutex(Minute())

    func take(_ key: InterfaceKeyID, at moment: Timestamp) -> Bool {
        minute.withLock { minute in
            if minute.number != moment.seconds / 60 { minute = Minute(number: moment.seconds / 60) }
            minute.counts[key, default: 0] += 1
            return minute.counts[key, default: 0] <= InterfaceDoor.mostInAMinute
        }
    }
}

extension InterfaceProblem {
    fileprivate init(_ error: DecodingError) {
        func place(_ path: [any CodingKey]) -> String {
            path.map(\.stringValue).joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, let context):
            self = .invalid(place(context.codingPath + [key]), "is missing")
        case .typeMismatch(_, let context) where context.codingPath.isEmpty: self = .unreadable
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            self = .invalid(place(context.codingPath), "is of another type")
        case .dataCorrupted(let context) where !context.codingPath.isEmpty:
            self = .invalid(place(context.codingPath), "is not one of the values that it may have")
        default: self = .unreadable
        }
    }
}

extension HTTPField.Name {
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
    static let idempotencyReplayed = HTTPField.Name("Idempotency-Replayed")!
}
