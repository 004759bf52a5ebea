import Foundation
import NIOPosix

/// The thread on which one file is written: packing takes as long as it takes, and everybody else goes first.
struct WritingThread: Sendable {
    private let pool: NIOThreadPool

    /// What Linux gives to work in the background.
    private static let niceness: Int32 = 15

    static func during<R: Sendable>(_ body: @Sendable (WritingThread) async throws -> R) async throws -> R {
        let thread = WritingThread(pool: NIOThreadPool(numberOfThreads: 1))
        thread.pool.start()
        let result: Result<R, any Error>
        do {
            // On Linux a thread has a niceness of its own (setpriority(2)).
            try await thread.run { _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness) }
            result = .success(try await body(thread))
        } catch {
            result = .failure(error)
        }
        try await thread.pool.shutdownGracefully()
        return try result.get()
    }

    func run<R: Sendable>(_ work: @escaping @Sendable () throws -> R) async throws -> R {
        try await pool.runIfActive(work)
    }
}
