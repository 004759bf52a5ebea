import Calls
import Database
import Kernel
import Pages

/// Follows the call of what an agent holds, for as long as the page is open; meanwhile it stays held.
struct RingingFeed<Work: Sendable>: Sendable {
    let store: ConfirmationStore
    let phone: OutboundPhone
    let person: PersonID
    let clock: any WallClock
    /// What the agent holds, with all that its page shows.
    let work: @Sendable (PersonID, Timestamp) async throws -> Work?

    /// A lock lasts two minutes at least.
    private var keeping: Duration { .seconds(60) }
    private var kinds: [String] { [CallFact.Dialled.kind, CallFact.DialAnswered.kind, CallFact.DialEnded.kind] }

    /// The part as it is now, and again after each fact about the agent's own call and each change of the phone. One
    /// after the other, so that the last one shown is the newest.
    func events(
        _ draw: @escaping @Sendable (Work) async throws -> LiveEvent
    ) -> AsyncStream<LiveEvent> {
        AsyncStream(bufferingPolicy: .bufferingNewest(8)) { stream in
            let (causes, cause) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(16))
            let works: [@Sendable () async throws -> Void] = [
                {
                    for await _ in causes { try await show(draw, stream) }
                    stream.finish()
                }, { try await followCall(cause) }, { await watchPhone(cause) }, { try await keep() },
            ]
            let tasks = works.map { work in
                Task {
                    // Whatever ends it ends the stream: the page connects again, and is shown everything anew.
                    do { try await work() } catch { stream.finish() }
                }
            }
            stream.onTermination = { _ in for task in tasks { task.cancel() } }
        }
    }

    private func show(
        _ draw: @Sendable (Work) async throws -> LiveEvent,
        _ stream: AsyncStream<LiveEvent>.Continuation
    ) async throws {
        guard let work = try await work(person, clock.now()) else { return }
        stream.yield(try await draw(work))
    }

    private func followCall(_ cause: AsyncStream<Void>.Continuation) async throws {
        let journal = Journal(store.database)
        let start = try await journal.lastSequence()
        cause.yield()
        for try await batch in journal.follow(after: start, kinds: kinds) {
            guard let call = try await store.call(of: person) else { continue }
            if batch.contains(where: { $0.subject == .call(call) }) { cause.yield() }
        }
        cause.finish()
    }

    private func watchPhone(_ cause: AsyncStream<Void>.Continuation) async {
        var last: Bool?
        for await isReady in phone.readiness(person) where isReady != last {
            last = isReady
            cause.yield()
        }
    }

    private func keep() async throws {
        while true {
            try await store.keep(person, at: clock.now())
            try await clock.sleep(until: clock.now() + keeping)
        }
    }
}
