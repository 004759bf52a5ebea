public import Database
import Foundation
public import Kernel
public import Logging
import Routing
import Synchronization

/// Writes what the floor decides, in its order, without ever making the floor wait.
///
/// Lines wait in memory and are committed in batches, each batch one transaction. While the database is locked,
/// full or away, they are kept and tried again, and `status` says so. When too many wait, `isFull` turns true and
/// the floor takes no new calls; those in hand go on.
public final class FloorLog: Sendable {
    public struct Status: Sendable, Equatable {
        public var waiting = 0
        /// Since when writing fails.
        public var failingSince: Timestamp?
        public var reason: DatabaseError.Kind?
    }

    private struct Line: Sendable {
        var entry: FloorEntry
        var at: Timestamp
    }

    private struct State {
        var lines: [Line] = []
        var status = Status()
        var batch: Int64 = 0
        /// Nobody waits for a second try any more.
        var isEnding = false
        var changed: @Sendable () -> Void = {}
    }

    private let state = Mutex(State())
    private let database: any Database
    private let clock: any WallClock
    private let log: Logger
    private let writer: String
    private let capacity: Int
    private let keepsState: Bool
    private let wake: AsyncStream<Void>
    private let waker: AsyncStream<Void>.Continuation

    /// - Parameter keepsState: false for a floor that nobody will take up again: only facts and contacts are written.
    public init(
        _ database: any Database, writer: String, clock: any WallClock, log: Logger, capacity: Int = 100_000,
        keepsState: Bool = true
    ) {
        self.database = database
        self.writer = writer
        self.clock = clock
        self.log = log
        self.capacity = capacity
        self.keepsState = keepsState
        (wake, waker) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Called when writing begins to fail, and when it works again.
    func whenChanged(_ call: @escaping @Sendable () -> Void) { state.withLock { $0.changed = call } }

    public var status: Status { state.withLock { $0.status } }
    public var isFull: Bool { state.withLock { $0.lines.count >= capacity } }

    func append(_ entries: [FloorEntry], at moment: Timestamp) {
        let entries = keepsState ? entries : entries.filter { $0.row == nil }
        guard !entries.isEmpty else { return }
        state.withLock { state in
            state.lines += entries.map { Line(entry: $0, at: moment) }
            state.status.waiting = state.lines.count
        }
        waker.yield()
    }

    /// Writes until cancelled, and then whatever still waits if the database allows it at once.
    public func run() async {
        for await _ in wake {
            while await writeBatch() {}
            if Task.isCancelled { break }
        }
        state.withLock { $0.isEnding = true }
        // In a task of its own: a database refuses to work for one that is cancelled.
        await Task { while await self.writeBatch() {} }.value
    }

    public func stop() { waker.finish() }

    /// True when there may be more.
    private func writeBatch() async -> Bool {
        let lines = state.withLock { Array($0.lines.prefix(1_000)) }
        return lines.isEmpty ? false : await write(lines)
    }

    /// Writes lines as one batch. When something among them can never be written, each is written by itself, so that
    /// the rest is not lost with it; what is refused alone is told to the log and left out.
    ///
    /// - Returns: false when the lines still wait and the floor is ending.
    private func write(_ lines: [Line]) async -> Bool {
        let number = state.withLock { state in
            state.batch += 1
            return state.batch
        }
        while true {
            do {
                try await commit(lines, number)
                settle(lines.count)
                return true
            } catch let error as DatabaseError where !error.mayPass {
                if lines.count > 1 { return await writeOneByOne(lines, after: error) }
                log.critical("a line is lost", metadata: ["line": "\(lines[0].entry)", "error": "\(error)"])
                settle(1)
                return true
            } catch {
                guard await mayTryAgain(after: error) else { return false }
            }
        }
    }

    private func writeOneByOne(_ lines: [Line], after error: DatabaseError) async -> Bool {
        log.critical("the journal refuses a line; the batch is written one by one", metadata: ["error": "\(error)"])
        for line in lines {
            guard await write([line]) else { return false }
        }
        return true
    }

    private func settle(_ count: Int) {
        let healed = state.withLock { state -> Bool in
            state.lines.removeFirst(count)
            state.status.waiting = state.lines.count
            defer { (state.status.failingSince, state.status.reason) = (nil, nil) }
            return state.status.failingSince != nil
        }
        if healed {
            log.notice("the journal is written again")
            state.withLock { $0.changed }()
        }
    }

    private func mayTryAgain(after error: any Error) async -> Bool {
        let kind = (error as? DatabaseError)?.kind ?? .other
        let (first, isEnding) = state.withLock { state -> (Bool, Bool) in
            let first = state.status.failingSince == nil
            state.status.failingSince = state.status.failingSince ?? clock.now()
            state.status.reason = kind
            return (first, state.isEnding)
        }
        if first {
            log.critical("the journal cannot be written; facts are kept in memory", metadata: ["error": "\(error)"])
            state.withLock { $0.changed }()
        }
        if isEnding {
            log.critical("lines are lost: the floor ends while the journal cannot be written")
            return false
        }
        do {
            try await Task.sleep(for: .milliseconds(250))
            return true
        } catch { return false }
    }

    /// A batch whose commit was uncertain is not written twice: its number is committed with it.
    private func commit(_ lines: [Line], _ number: Int64) async throws {
        let writer = writer
        try await database.write { transaction in
            let last = try transaction.scalar(
                "SELECT number FROM floor_batches WHERE writer = \(writer)", as: Int64.self)
            if let last, last >= number { return }
            for line in Self.latestStates(lines) { try transaction.write(line.entry, at: line.at) }
            try transaction.execute(
                """
                INSERT INTO floor_batches (writer, number) VALUES (\(writer), \(number))
                ON CONFLICT (writer) DO UPDATE SET number = excluded.number
                """)
        }
    }

    /// All facts, and of each row only its last state in the batch.
    private static func latestStates(_ lines: [Line]) -> [Line] {
        var seen: Set<String> = []
        var kept: [Line] = []
        for line in lines.reversed() {
            if let row = line.entry.row, !seen.insert(row).inserted { continue }
            kept.append(line)
        }
        return kept.reversed()
    }
}

extension DatabaseError {
    /// Trying again later may work.
    fileprivate var mayPass: Bool {
        switch kind {
        case .busy, .full, .connection, .uncertain, .readOnly, .closed, .corrupt: true
        case .unique, .foreignKey, .check, .notNull, .unstorable, .other: false
        }
    }
}

extension FloorEntry {
    /// The row that the entry sets; nil for what is only ever added.
    fileprivate var row: String? {
        switch self {
        case .fact, .contact, .contactEnded: nil
        case .call(let call): "call \(call.id)"
        case .callGone(let id): "call \(id)"
        case .desk(let desk, _): "desk \(desk.agent.id)"
        case .deskGone(let id): "desk \(id)"
        case .item(let item): "item \(item.id)"
        case .dialog(let id, _): "dialog \(id)"
        }
    }
}
