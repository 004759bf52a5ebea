import Foundation
import Glibc
import Synchronization

/// A program that a test started, with its output in a log.
final class ChildProcess: Sendable {
    let pid: pid_t
    let log: URL
    private let ending: Ending

    private final class Ending: Sendable {
        let state = Mutex(State())

        struct State {
            var code: Int32?
            var waiters: [CheckedContinuation<Int32, Never>] = []
        }

        func happened(_ code: Int32) {
            let waiters = state.withLock { state in
                state.code = code
                defer { state.waiters = [] }
                return state.waiters
            }
            for waiter in waiters { waiter.resume(returning: code) }
        }
    }

    /// Starts a program, found on the path, with exactly the given environment. Standard input is empty.
    init(
        _ program: String, _ arguments: [String], environment: [String: String], folder: URL, log: URL
    ) throws {
        self.log = log
        let ending = Ending()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.environment = environment
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        if !FileManager.default.fileExists(atPath: log.path) { try Data().write(to: log) }
        let output = try FileHandle(forWritingTo: log)
        if log.path != "/dev/null" { try output.seekToEnd() }
        process.standardOutput = output
        process.standardError = output
        process.terminationHandler = { process in
            // As a shell counts: the exit code, or 128 and the signal.
            let isSignal = process.terminationReason == .uncaughtSignal
            ending.happened(process.terminationStatus + (isSignal ? 128 : 0))
        }
        try process.run()
        self.ending = ending
        pid = process.processIdentifier
        try output.close()
    }

    var isRunning: Bool { ending.state.withLock { $0.code == nil } }

    /// The exit code, or 128 and the number of the signal that ended it.
    func exitCode() async -> Int32 {
        await withCheckedContinuation { continuation in
            let known = ending.state.withLock { state in
                if state.code == nil { state.waiters.append(continuation) }
                return state.code
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    func signal(_ number: Int32) {
        ending.state.withLock { state in
            // Only while it is ours: the number may be another's once it is waited for.
            if state.code == nil { kill(pid, number) }
        }
    }

    /// kill -9, and waits until it is gone.
    func murder() async {
        signal(SIGKILL)
        _ = await exitCode()
    }

    var output: String {
        FileManager.default.contents(atPath: log.path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
