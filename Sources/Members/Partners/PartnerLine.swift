import AsyncHTTPClient
import Foundation
public import Kernel
public import Logging
import NIOCore
import NIOHTTP1
import Synchronization

/// The line to one partner's server: it carries questions, keeps within the partner's bounds, and knows how the partner
/// is. Neither what is asked nor what is answered is ever logged.
public final class PartnerLine: Sendable {
    private struct State {
        var watch: PartnerWatch
        var observers: [Int: AsyncStream<PartnerHealth>.Continuation] = [:]
        var nextObserver = 0
    }

    /// Its name in logs: `registry`, `insurer`.
    public let name: String
    private let settings: PartnerSettings
    private let clock: any WallClock
    private let logger: Logger
    private let http: HTTPClient
    private let state: Mutex<State>

    public init(
        _ name: String, settings: PartnerSettings, clock: any WallClock, calendar: CentreCalendar, logger: Logger
    ) {
        (self.name, self.settings, self.clock, self.logger) = (name, settings, clock, logger)
        http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: PartnerLine.configuration(settings))
        state = Mutex(State(watch: PartnerWatch(settings.watch, calendar: calendar, at: clock.now())))
    }

    /// Ends the connections. Nobody may ask afterwards.
    public func close() async throws {
        for observer in state.withLock({ Array($0.observers.values) }) { observer.finish() }
        try await http.shutdown()
    }

    private static func configuration(_ settings: PartnerSettings) -> HTTPClient.Configuration {
        // A redirection would carry our keys to whoever it names.
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: HTTPClient.Configuration.Timeout(
                connect: .microseconds(settings.connect.microseconds), read: .microseconds(settings.whole.microseconds))
        )
        configuration.httpVersion = .http1Only
        configuration.connectionPool.idleTimeout = .seconds(15)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = settings.watch.atOnce
        // The breaker decides when to try again.
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }

    // MARK: - How the partner is

    public var health: PartnerHealth { state.withLock { $0.watch.health(at: clock.now()) } }

    /// The health now, and at the beginning and end of each question, to whoever looks; what comes faster than it is
    /// read is left out.
    public func changes() -> AsyncStream<PartnerHealth> {
        let (stream, observer) = AsyncStream.makeStream(of: PartnerHealth.self, bufferingPolicy: .bufferingNewest(1))
        let key = state.withLock { state in
            state.nextObserver += 1
            state.observers[state.nextObserver] = observer
            observer.yield(state.watch.health(at: clock.now()))
            return state.nextObserver
        }
        observer.onTermination = { [weak self] _ in self?.state.withLock { _ = $0.observers.removeValue(forKey: key) } }
        return stream
    }

    /// The day's count of questions, for keeping over a restart.
    public var countedQuota: DailyQuota { state.withLock { $0.watch.countedQuota } }

    /// Goes on with the count of an earlier process.
    public func goOn(with count: DailyQuota.Count) { state.withLock { $0.watch.goOn(with: count) } }

    // MARK: - Asking

    /// Asks one question. `read` makes an answer of the reply; what it refuses tells how the partner is.
    func ask<Answer: Sendable, Refusal: PartnerRefusing>(
        _ request: PartnerRequest, read: (inout PartnerReply) throws(Refusal) -> Answer
    ) async throws(Refusal) -> Answer {
        let pass: CircuitBreaker.Pass
        do {
            pass = try state.withLock { state throws(PartnerRefusal) in
                let now = clock.now()
                let pass = try state.watch.begin(at: now)
                let health = state.watch.health(at: now)
                for observer in state.observers.values { observer.yield(health) }
                return pass
            }
        } catch {
            throw .unanswered(error)
        }
        let start = clock.now()
        var reply: PartnerReply
        do { reply = try await exchange(request) } catch {
            end(pass, error == .cancelled ? .withdrawn : .failed, since: start, because: "\(error)")
            throw .unanswered(error)
        }
        do {
            let answer = try read(&reply)
            end(pass, .answered, since: start, quotaLeft: reply.quotaLeft)
            return answer
        } catch {
            end(pass, error.outcome, since: start, quotaLeft: reply.quotaLeft, because: "unreadable or refused")
            throw error
        }
    }

    private func end(
        _ pass: CircuitBreaker.Pass, _ outcome: PartnerWatch.Outcome, since start: Timestamp, quotaLeft: Int? = nil,
        because reason: String = ""
    ) {
        let now = clock.now()
        let (before, after) = state.withLock { state in
            let before = state.watch.health(at: now)
            state.watch.end(pass, outcome, after: now - start, quotaLeft: quotaLeft, at: now)
            let after = state.watch.health(at: now)
            for observer in state.observers.values { observer.yield(after) }
            return (before.condition, after.condition)
        }
        guard before != after else { return }
        logger.notice(
            "a partner's condition changed",
            metadata: [
                "partner": "\(name)", "was": "\(before.word)", "is": "\(after.word)",
                "because": "\(reason.isEmpty ? "answered" : reason)",
            ])
    }

    /// One exchange within the time that it may take. HTTPClient's own deadline ends with the head of the answer.
    private func exchange(_ request: PartnerRequest) async throws(PartnerRefusal) -> PartnerReply {
        do {
            return try await withThrowingTaskGroup(of: PartnerReply.self) { group in
                group.addTask { try await self.send(request) }
                group.addTask {
                    try await Task.sleep(for: self.settings.whole)
                    throw PartnerRefusal.timedOut
                }
                defer { group.cancelAll() }
                guard let reply = try await group.next() else { throw PartnerRefusal.unreachable }
                return reply
            }
        } catch let refusal as PartnerRefusal {
            throw refusal
        } catch {
            throw PartnerLine.refusal(error, isCancelled: Task.isCancelled)
        }
    }

    private func send(_ request: PartnerRequest) async throws -> PartnerReply {
        var message = HTTPClientRequest(url: settings.base + request.path)
        for header in request.headers { message.headers.add(name: header.name, value: header.value) }
        if case .sending(let json) = request.kind {
            message.method = .POST
            message.headers.add(name: "Content-Type", value: "application/json")
            message.body = .bytes(json)
        }
        let response = try await http.execute(
            message, timeout: .microseconds(settings.whole.microseconds), logger: nil)
        let status = Int(response.status.code)
        // A server's own trouble comes in any form; what a partner refuses comes as an answer of its kind.
        guard status < 500, status != 429 else { throw PartnerRefusal.failed(status: status) }
        let body = try await response.body.collect(upTo: settings.longestAnswer)
        return PartnerReply(status: status, body: Array(body.readableBytesView))
    }

    private static func refusal(_ error: any Error, isCancelled: Bool) -> PartnerRefusal {
        if isCancelled { return .cancelled }
        if error is NIOTooManyBytesError { return .tooLong }
        let late: [HTTPClientError] = [
            .connectTimeout, .readTimeout, .deadlineExceeded, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout,
        ]
        if let error = error as? HTTPClientError, late.contains(error) { return .timedOut }
        return .unreachable
    }
}

extension PartnerHealth.Condition {
    /// For logs and measures.
    public var word: String {
        switch self {
        case .up: "up"
        case .slow: "slow"
        case .down: "down"
        case .refusingUs: "refusing us"
        case .usedUp: "quota used up"
        }
    }
}
