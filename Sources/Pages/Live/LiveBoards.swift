public import Database
public import Logging
import Synchronization

/// The live parts of many pages, a board for each key: drawn once for all who see the same, at most once a second,
/// after facts that touch it and as time passes, and not at all once nobody watches.
public final class LiveBoards<Key: Hashable & Sendable>: Sendable {
    /// A board that is to be drawn anew.
    public typealias Stale = (key: Key, board: LiveBoard)
    /// Which boards some facts touch.
    public typealias Touch = @Sendable ([JournalEntry]) async throws -> @Sendable (Key) -> Bool
    public typealias Draw = @Sendable ([Stale]) async -> Void

    private struct State {
        var boards: [Key: LiveBoard] = [:]
        var stale: Set<Key> = []
        var isFollowed = false
    }

    private let journal: Journal
    private let kinds: [String]
    private let logger: Logger
    private let touch: Touch
    private let draw: Draw
    private let state = Mutex(State())
    private let beats: AsyncStream<Void>
    private let beat: AsyncStream<Void>.Continuation

    /// - Parameters:
    ///   - kinds: after facts of these a board may look different.
    ///   - draw: shows the parts of each; what cannot be drawn stays as it was.
    public init(
        _ journal: Journal, after kinds: [String], logger: Logger, touch: @escaping Touch, draw: @escaping Draw
    ) {
        (self.journal, self.kinds, self.logger) = (journal, kinds, logger)
        (self.touch, self.draw) = (touch, draw)
        (beats, beat) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    deinit { beat.finish() }

    /// The parts as they are now, then each change of them, until the page is gone.
    public func events(_ key: Key) async throws -> AsyncStream<LiveEvent> {
        let last = try await journal.lastSequence()
        let (events, isFirst) = state.withLock { state in
            let board = state.boards[key] ?? LiveBoard()
            state.boards[key] = board
            state.stale.insert(key)
            defer { state.isFollowed = true }
            // Within the lock: a board that somebody watches is not let go of.
            return (board.events(), !state.isFollowed)
        }
        if isFirst { Task { [weak self] in await self?.follow(after: last) } }
        beat.yield()
        return events
    }

    private func follow(after sequence: Int64) async {
        await withTaskGroup { group in
            group.addTask { await self.listen(after: sequence) }
            group.addTask {
                // Due turns into overdue, and what was asked for comes due, without anything happening.
                while !Task.isCancelled, await Self.pause(.seconds(20)) { self.mark { _ in true } }
            }
            for await _ in beats {
                await draw(taken())
                guard await Self.pause(.seconds(1)) else { break }
            }
            group.cancelAll()
        }
    }

    /// A database that does not answer for a while leaves the boards behind, not dead.
    private func listen(after sequence: Int64) async {
        var last = sequence
        repeat {
            do {
                for try await entries in journal.follow(after: last, kinds: kinds) {
                    mark(try await touch(entries))
                    last = entries.last?.seq ?? last
                }
                break
            } catch {
                logger.error("live pages are behind", metadata: ["error": "\(error)"])
            }
        } while await Self.pause(.seconds(5))
        beat.finish()
    }

    private func mark(_ isTouched: (Key) -> Bool) {
        state.withLock { $0.stale.formUnion($0.boards.keys.filter(isTouched)) }
        beat.yield()
    }

    /// What is to be drawn; boards that nobody watches are let go of.
    private func taken() -> [Stale] {
        state.withLock { state in
            state.boards = state.boards.filter { $0.value.pages > 0 }
            defer { state.stale = [] }
            return state.stale.compactMap { key in state.boards[key].map { (key, $0) } }
        }
    }

    /// False when the task was cancelled meanwhile.
    private static func pause(_ duration: Duration) async -> Bool {
        do { try await Task.sleep(for: duration) } catch { return false }
        return true
    }
}
