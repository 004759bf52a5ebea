import AsyncHTTPClient
import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import Logging
import NIOCore
import NIOHTTP1

/// A server on loopback that stands in for a partner, for the demo and for tests. It speaks as the partner does, checks
/// what the partner checks, and does wrong what it is told to.
public struct StandInServer: Sendable {
    /// The partner's part of it.
    let partner: any StandInPartner
    public let faults: StandInFaults
    private let logger: Logger

    /// Some who are no participants yet, for whoever wants to show a registration.
    private let strangers: [Stranger]

    init(_ partner: any StandInPartner, _ people: StandInPeople, faults: StandInFaults, logger: Logger) {
        (self.partner, self.faults, self.logger) = (partner, faults, logger)
        strangers = people.strangers(most: 100).map(Stranger.init)
    }

    /// Serves until it is cancelled or, under a service group, asked to stop.
    ///
    /// - Parameter port: 0 takes any free one. `onRunning` is told which.
    public func run(port: Int, onRunning: @escaping @Sendable (Int) async -> Void = { _ in }) async throws {
        let application = Application(
            responder: router.buildResponder(),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port), serverName: nil),
            onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? 0) }, logger: logger)
        try await application.run()
    }

    public struct NotRunning: Error {}

    /// Serves on a free port while a closure runs.
    public func during<Value: Sendable>(_ body: @Sendable (_ port: Int) async throws -> Value) async throws -> Value {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            let (ports, port) = AsyncStream.makeStream(of: Int.self)
            tasks.addTask {
                defer { port.finish() }
                try await run(port: 0) { port.yield($0) }
            }
            defer { tasks.cancelAll() }
            guard let number = await ports.first(where: { _ in true }) else { throw NotRunning() }
            let outcome: Result<Value, any Error>
            do { outcome = .success(try await body(number)) } catch { outcome = .failure(error) }
            try await takeAll(number)
            return try outcome.get()
        }
    }

    /// A server that is cancelled while a connection waits to be taken ends the process (swift-nio, issue 2637).
    /// Connections are taken in their order, so once this one is answered none waits.
    private func takeAll(_ port: Int) async throws {
        var last = HTTPClientRequest(url: "http://127.0.0.1:\(port)/faults")
        last.headers.add(name: "Connection", value: "close")
        _ = try await HTTPClient.shared.execute(last, timeout: .seconds(60))
    }

    // MARK: - What it serves

    private var router: Router<BasicRequestContext> {
        let router = Router()
        router.get("/people") { _, _ in try StandInServer.json(strangers) }
        router.get("/faults") { _, _ in try StandInServer.json(faults.report) }
        router.post("/faults") { request, _ in
            let body = try await request.body.collect(upTo: 4_096)
            guard
                let order = try? JSONDecoder().decode(  // whatever is wrong with it, the mend is the same
                    StandInFaults.Order.self, from: Data(body.readableBytesView))
            else {
                let kinds = StandInFault.allCases.map(\.rawValue).joined(separator: ", ")
                throw HTTPError(.badRequest, message: "{\"fault\": one of \(kinds), \"seconds\": whole, optional}")
            }
            faults.set(order)
            return try StandInServer.json(faults.report)
        }
        router.get("**") { request, _ in try await answer(request) }
        router.post("**") { request, _ in try await answer(request) }
        return router
    }

    private func answer(_ request: Request) async throws -> Response {
        let number = faults.arrived()
        let body = try await request.body.collect(upTo: 64 * 1_024)
        let question = StandInQuestion(
            method: request.method.rawValue, path: request.uri.path,
            headers: Dictionary(
                request.headers.map { ($0.name.canonicalName, $0.value) }, uniquingKeysWith: { first, _ in first }),
            body: Array(body.readableBytesView))
        let order = faults.current
        switch order.fault {
        case .errors: return Response(status: .internalServerError, body: .init(byteBuffer: .init(string: Self.page)))
        case .garbage: return .json(bytes: try garbage(question, number))
        case .down: return .cutOff
        case .quota: return .json(bytes: try partner.usedUp(question))
        case .wrongSignature: return .json(bytes: try partner.stranger(question))
        case .slow: try await Task.sleep(for: .seconds(order.delaySeconds ?? 30))
        case .none: break
        }
        guard partner.knows(question) else { return .json(bytes: try partner.stranger(question)) }
        guard faults.take() else { return .json(bytes: try partner.usedUp(question)) }
        faults.answered()
        return .json(bytes: try partner.answer(question, quotaLeft: faults.left))
    }

    static let page = "<html><body><h1>502 Bad Gateway</h1></body></html>"

    private func garbage(_ question: StandInQuestion, _ number: Int) throws -> [UInt8] {
        switch number % 4 {
        case 0: return Array(Self.page.utf8)
        case 1: return Array(try partner.answer(question, quotaLeft: 1).dropLast(20))
        case 2: return Array(#"{"metaData":{"code":"200","message":"OK"},"response":"bukan sandi"}"#.utf8)
        default: return []
        }
    }

    private static func json(_ value: some Encodable) throws -> Response {
        .json(bytes: Array(try JSONEncoder().encode(value)))
    }
}

/// What a caller who is no participant yet would say of himself, as `/people` tells it.
private struct Stranger: Encodable {
    let nik: String
    let family: String
    let relation: FamilyRelation
    let name: String
    let birthPlace: String
    let birthDate: Day
    let mother: String
    let isInForce: Bool

    init(_ person: StandInPerson) {
        (nik, family, relation) = (person.nik.digits, person.family.digits, person.relation)
        (name, birthPlace, birthDate) = (person.name, person.birthPlace, person.birthDate)
        (mother, isInForce) = (person.mother, person.isInForce)
    }
}

/// A question as it reached a stand-in. Names of headers are in lower case.
struct StandInQuestion: Sendable {
    let method: String
    let path: String
    let headers: [String: String]
    let body: [UInt8]

    var segments: [String] {
        path.split(separator: "/").map { $0.removingPercentEncoding ?? String($0) }
    }
}

/// What one partner's stand-in answers: the insurer's and the registry's differ in everything.
protocol StandInPartner: Sendable {
    /// Whether the question is signed as agreed.
    func knows(_ question: StandInQuestion) -> Bool
    func answer(_ question: StandInQuestion, quotaLeft: Int?) throws -> [UInt8]
    /// What is said to somebody who is not known.
    func stranger(_ question: StandInQuestion) throws -> [UInt8]
    func usedUp(_ question: StandInQuestion) throws -> [UInt8]
}

extension Response {
    fileprivate static func json(bytes: [UInt8]) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private struct Cut: Error {}

    /// An answer that never ends as it began.
    fileprivate static var cutOff: Response {
        Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(contentLength: 1_000) { writer in
                try await writer.write(ByteBuffer(string: "{\"content\":["))
                throw Cut()
            })
    }
}
