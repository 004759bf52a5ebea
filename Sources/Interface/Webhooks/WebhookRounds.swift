import AsyncHTTPClient
import Crypto
import Database
import Foundation
public import Kernel
public import Logging
import NIOCore
import NIOHTTP1

/// Tells other programs what happened, in the order of each ticket, until they have taken it or patience ends.
public struct WebhookRounds: Sendable {
    /// How long one program may take to answer.
    static let patience = Duration.seconds(10)
    /// Deliveries that are made at once, each of another subject.
    static let atOnce = 8

    private let store: WebhookStore
    private let clock: any WallClock
    private let logger: Logger

    public init(_ store: WebhookStore, clock: any WallClock, logger: Logger) {
        (self.store, self.clock, self.logger) = (store, clock, logger)
    }

    /// Works until it is cancelled.
    public func run() async throws {
        try await Self.withClient { client in
            try await Rounds("telling other programs", pause: .seconds(5), clock: clock, logger: logger).run {
                try await once(client)
            }
        }
    }

    /// One round: puts what happened on the lists, and makes what is due.
    ///
    /// - Returns: when the next is due; nil when nothing waits.
    func once(_ client: HTTPClient) async throws -> Timestamp? {
        while try await store.feed(upTo: 500, at: clock.now()) {}
        while true {
            let due = try await store.due(upTo: Self.atOnce, at: clock.now())
            guard !due.isEmpty else { return try await store.nextDue() }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for delivery in due { group.addTask { try await tell(delivery, client) } }
                try await group.waitForAll()
            }
        }
    }

    static func withClient<R: Sendable>(_ body: (HTTPClient) async throws -> R) async throws -> R {
        // A redirection would carry what we tell to whoever it names.
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: HTTPClient.Configuration.Timeout(
                connect: .seconds(5), read: .microseconds(patience.microseconds)))
        configuration.httpVersion = .http1Only
        // The next round tries again.
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let result: Result<R, any Error>
        do { result = .success(try await body(client)) } catch { result = .failure(error) }
        try await client.shutdown()
        return try result.get()
    }

    private func tell(_ due: WebhookStore.Due, _ client: HTTPClient) async throws {
        let body = try WebhookMessage(due.entry).json()
        let moment = clock.now()
        var request = HTTPClientRequest(url: due.url.text)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "Sahut-Event", value: due.entry.kind)
        request.headers.add(name: "Sahut-Delivery", value: "\(due.entry.seq)")
        request.headers.add(
            name: "Sahut-Signature", value: WebhookSignature.header(body, secret: due.secret, at: moment))
        request.body = .bytes(Array(body.utf8))
        let status: Int?
        do {
            let response = try await client.execute(
                request, timeout: .microseconds(Self.patience.microseconds), logger: nil)
            status = Int(response.status.code)
        } catch let error as CancellationError {
            throw error
        } catch {
            logger.info(
                "a program was not reached",
                metadata: ["webhook": "\(due.delivery.webhook)", "error": "\(type(of: error))"])
            status = nil
        }
        try await store.keep(due.delivery, status: status, at: clock.now())
    }
}

/// How whoever is told knows that it was us, and when: HMAC-SHA256 (RFC 2104) of `<seconds>.<body>` under the webhook's
/// secret, as `t=<seconds>,v1=<hexadecimal>`.
public enum WebhookSignature {
    public static func header(_ body: String, secret: String, at moment: Timestamp) -> String {
        "t=\(moment.seconds),v1=\(code(body, secret: secret, seconds: moment.seconds))"
    }

    static func code(_ body: String, secret: String, seconds: Int64) -> String {
        let key = SymmetricKey(data: Data(secret.utf8))
        return InterfaceStore.hexadecimal(
            HMAC<SHA256>.authenticationCode(for: Data("\(seconds).\(body)".utf8), using: key))
    }
}
