import Foundation
import Glibc
import Synchronization

/// Where one journey is played: a private folder, free ports, and every program that it starts.
///
/// When the play is over, or when the test process dies in the middle of it, a reaper kills every process that
/// carries this stage's mark in its environment, whoever started it, and removes the folder.
final class Stage: Sendable {
    let folder: URL
    private let reaper: ChildProcess
    private let lifeline: Int32

    /// Plays on a stage of its own. What the programs said last is printed when the play throws.
    static func play<R>(_ play: (Stage) async throws -> R) async throws -> R {
        let stage = try Stage()
        do {
            let result = try await play(stage)
            await stage.close()
            return result
        } catch {
            stage.printLogs()
            await stage.close()
            throw error
        }
    }

    /// A stage that stays until the test process ends.
    static func forWholeRun() throws -> Stage { try Stage() }

    private static let mark = "JOURNEY_STAGE"

    private init() throws {
        // Short, because a Unix socket's path is.
        folder = URL(fileURLWithPath: "/tmp/sahut-\(UUID().uuidString.prefix(8).lowercased())", isDirectory: true)
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let pipe = folder.appendingPathComponent("lifeline").path
        guard mkfifo(pipe, 0o600) == 0 else { throw Failed(program: "mkfifo", code: errno, output: pipe) }
        let script = """
            read -r _ < "$1/lifeline"
            for round in 1 2 3; do
                for file in $(grep -lzxF "\(Stage.mark)=$1" /proc/[0-9]*/environ 2>/dev/null); do
                    kill -KILL "$(basename "$(dirname "$file")")" 2>/dev/null
                done
            done
            [ -z "$KEEP_STAGE" ] || exit
            for disk in $(awk -v at="$1/" 'index($2, at) == 1 { print $2 }' /proc/mounts); do umount -l "$disk"; done
            rm -rf "$1"
            """
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let keep = ProcessInfo.processInfo.environment["KEEP_STAGE"] ?? ""
        reaper = try ChildProcess(
            "/bin/sh", ["-c", script, "reaper", folder.path], environment: ["PATH": path, "KEEP_STAGE": keep],
            folder: URL(fileURLWithPath: "/"), log: URL(fileURLWithPath: "/dev/null"))
        // Held open for as long as this process lives; its closing wakes the reaper.
        lifeline = open(pipe, O_WRONLY | O_CLOEXEC)
    }

    func path(_ name: String) -> URL { folder.appendingPathComponent(name) }

    /// Starts a program in the stage's folder with a small environment of its own.
    func start(
        _ program: String, _ arguments: [String], named name: String? = nil, environment: [String: String] = [:]
    ) throws -> ChildProcess {
        let name = name ?? URL(fileURLWithPath: program).lastPathComponent
        var variables = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": folder.path,
            "TMPDIR": folder.path, "LANG": "C.UTF-8", Stage.mark: folder.path,
        ]
        variables.merge(environment) { $1 }
        return try ChildProcess(
            program, arguments, environment: variables, folder: folder, log: path("\(name).log"))
    }

    /// Runs a program to its end; throws unless it exits with 0. Returns what it said.
    @discardableResult
    func run(_ program: String, _ arguments: [String], environment: [String: String] = [:]) async throws -> String {
        let name = "\(URL(fileURLWithPath: program).lastPathComponent)-\(UUID().uuidString.prefix(4))"
        let child = try start(program, arguments, named: name, environment: environment)
        let code = await child.exitCode()
        guard code == 0 else { throw Failed(program: program, code: code, output: child.output) }
        return child.output
    }

    struct Failed: Error, CustomStringConvertible {
        let program: String
        let code: Int32
        let output: String
        var description: String { "\(program) ended with \(code):\n\(output.suffix(2_000))" }
    }

    private func close() async {
        Glibc.close(lifeline)
        _ = await reaper.exitCode()
    }

    private func printLogs() {
        do {
            for log in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            where log.hasSuffix(".log") {
                let lines = try String(contentsOf: path(log), encoding: .utf8).split(separator: "\n").suffix(20)
                print("-- \(log)\n\(lines.joined(separator: "\n"))")
            }
        } catch {
            print("the logs cannot be read: \(error)")
        }
    }
}
