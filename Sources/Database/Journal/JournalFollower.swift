import Kernel
import Logging

/// Remembers how far one reader of the journal has come, and waits for more.
actor JournalFollower {
    private static let batch = 500

    private let journal: Journal
    private let kinds: [String]
    private var position: Int64
    private var failures = 0
    /// One wish to look, however many asked for it.
    private let wakes: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation
    private var tasks: [Task<Void, Never>] = []
    private let poll: Duration

    init(_ journal: Journal, after sequence: Int64, kinds: [String], poll: Duration) {
        self.journal = journal
        self.kinds = kinds
        self.poll = poll
        position = sequence
        (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    deinit {
        for task in tasks { task.cancel() }
    }

    /// The next facts, at least one; nil when there will be none.
    func next() async throws -> [JournalEntry]? {
        if tasks.isEmpty { tasks = [listening(), ticking()] }
        while !Task.isCancelled {
            do {
                let entries = try await look()
                failures = 0
                if !entries.isEmpty { return entries }
                for await _ in wakes { break }
            } catch let error as DatabaseError where error.kind == .closed {
                return nil
            } catch is CancellationError {
                return nil
            } catch let error as DatabaseError {
                try await pause(after: error)
            }
        }
        return nil
    }

    /// Reads on from the position and moves it: past the last fact found, or past all that there is when these were
    /// all, so that facts of other kinds are passed once. Sequences are committed in their order: nothing can appear
    /// behind it.
    private func look() async throws -> [JournalEntry] {
        let (after, kinds) = (position, kinds)
        let (entries, end) = try await journal.database.read { transaction in
            let entries = try transaction.entries(after: after, upTo: JournalFollower.batch, kinds: kinds)
            let isAll = entries.count < JournalFollower.batch
            return (entries, isAll ? try transaction.lastSequence() : entries[entries.count - 1].seq)
        }
        position = max(position, end)
        return entries
    }

    private func pause(after error: DatabaseError) async throws {
        failures += 1
        databaseLog.warning(
            "the journal cannot be read, trying again", metadata: ["error": "\(error)", "failures": "\(failures)"])
        do { try await Task.sleep(for: .milliseconds(100 << min(failures, 6))) } catch is CancellationError {
            return  // the loop's condition ends it
        }
    }

    private func listening() -> Task<Void, Never> {
        Task { [journal, wake, poll] in
            while !Task.isCancelled {
                do {
                    let notes = try await journal.database.notifications(on: Journal.channel)
                    wake.yield()  // what was committed before there was anybody to tell
                    for await _ in notes { wake.yield() }
                } catch let error as DatabaseError where error.kind == .closed {
                    break
                } catch {
                    databaseLog.warning("the journal is polled, not told", metadata: ["error": "\(error)"])
                }
                do { try await Task.sleep(for: poll) } catch { break }
            }
            wake.yield()  // to notice the end
        }
    }

    private func ticking() -> Task<Void, Never> {
        Task { [wake, poll] in
            while !Task.isCancelled {
                do { try await Task.sleep(for: poll) } catch { return }
                wake.yield()
            }
        }
    }
}
