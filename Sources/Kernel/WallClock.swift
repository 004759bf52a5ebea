import Foundation
import Synchronization

/// Where the edges read the time. Engines never do: they are told.
public protocol WallClock: Sendable {
    func now() -> Timestamp
    /// Waits until a moment on this clock, or throws when the task is cancelled.
    func sleep(until moment: Timestamp) async throws
}

/// The machine's time, which never runs backwards within a process: the wall is read once, and the monotonic clock
/// counts from there. A step of the machine's clock is taken over at the next start.
public struct SystemClock: WallClock {
    private let startWall: Timestamp
    private let start: ContinuousClock.Instant

    public init() {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        startWall = Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
        start = ContinuousClock.now
    }

    public func now() -> Timestamp { startWall + start.duration(to: ContinuousClock.now) }

    public func sleep(until moment: Timestamp) async throws {
        try await Task.sleep(until: start.advanced(by: moment - startWall), clock: .continuous)
    }
}

/// Time that runs faster or slower than the machine's, for a demo day that passes in minutes.
public struct ScaledClock: WallClock {
    private let base = SystemClock()
    private let realStart: Timestamp
    private let shownStart: Timestamp
    private let speed: Int

    public init(startingAt moment: Timestamp, speed: Int) {
        realStart = base.now()
        shownStart = moment
        self.speed = max(1, speed)
    }

    public func now() -> Timestamp { shownStart + (base.now() - realStart) * speed }

    public func sleep(until moment: Timestamp) async throws {
        try await base.sleep(until: realStart + (moment - shownStart) / speed)
    }
}

/// Time that moves only when it is told to, for tests and replays.
public final class ManualClock: WallClock {
    private struct State {
        var now: Timestamp
        var next = 0
        var sleepers: [Int: (until: Timestamp, wake: CheckedContinuation<Void, any Error>)] = [:]
    }

    private let state: Mutex<State>

    public init(_ now: Timestamp = Timestamp(seconds: 1_763_773_200)) { state = Mutex(State(now: now)) }

    public func now() -> Timestamp { state.withLock { $0.now } }

    public func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.now += duration
            let ripe = state.sleepers.filter { $0.value.until <= state.now }
            for key in ripe.keys { state.sleepers[key] = nil }
            return ripe.values.map(\.wake)
        }
        for wake in due { wake.resume() }
    }

    public func sleep(until moment: Timestamp) async throws {
        let id = state.withLock { state in
            state.next += 1
            return state.next
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (wake: CheckedContinuation<Void, any Error>) in
                let outcome: Result<Void, any Error>? = state.withLock { state in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if moment <= state.now { return .success(()) }
                    state.sleepers[id] = (moment, wake)
                    return nil
                }
                if let outcome { wake.resume(with: outcome) }
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: id) }?.wake.resume(throwing: CancellationError())
        }
    }
}
