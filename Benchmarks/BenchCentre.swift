import Foundation
import Glibc
import Kernel

/// A whole centre of the release build in a folder of its own, on ports of its own, for one measurement.
final class BenchCentre {
    let folder: String
    let web: Int
    let sip: Int
    private let processes: [Process]

    var serve: Int32 { processes[1].processIdentifier }
    var voice: Int32 { processes[0].processIdentifier }

    enum NotAnswering: Error, CustomStringConvertible {
        case ended(status: Int32)
        case late(seconds: Double)
        /// A page with another status than 200, or none at all.
        case refused(Int?)

        var description: String {
            switch self {
            case .ended(let status): "the centre ended with status \(status) instead of answering"
            case .late(let seconds): "the centre did not answer within \(seconds) s"
            case .refused(let status): "a page answered \(status.map(String.init) ?? "nothing")"
            }
        }
    }

    struct CommandFailed: Error {
        let arguments: [String]
    }

    /// - Parameter seeded: a folder to copy, made once by `seed`.
    init(seeded: String, settings: [String: String] = [:]) throws {
        folder =
            FileManager.default.temporaryDirectory.path + "/sahut-bench-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.copyItem(atPath: seeded, toPath: folder)
        (web, sip) = (Self.freePort(), Self.freePort())
        var all = Self.settings(folder: folder, web: web, sip: sip)
        all["centre-demo"] = "true"
        all.merge(settings) { $1 }
        let arguments = all.sorted { $0.key < $1.key }.flatMap { ["--\($0.key)", $0.value] }
        processes = try ["voice", "serve"].map { try Self.start([$0] + arguments) }
    }

    /// A data folder with the demo's people, prompts and members, made by starting the demo once.
    static func seed() async throws -> String {
        let folder = FileManager.default.temporaryDirectory.path + "/sahut-bench-seed-\(getpid())"
        let (web, sip) = (freePort(), freePort())
        let arguments = settings(folder: folder, web: web, sip: sip).flatMap { ["--\($0.key)", $0.value] }
        let demo = try start(["demo", "run"] + arguments)
        defer { demo.terminate() }
        _ = try await untilAnswers(demo, web, within: 120)
        demo.terminate()
        demo.waitUntilExit()
        return folder
    }

    /// Milliseconds until the first page is answered, counted from now.
    func untilAnswers() async throws -> Double { try await Self.untilAnswers(processes[1], web, within: 30) }

    func stop() throws {
        for process in processes { process.terminate() }
        for process in processes { process.waitUntilExit() }
        try FileManager.default.removeItem(atPath: folder)
    }

    // MARK: - What processes cost (proc(5))

    /// CPU seconds that a process has used, user and system.
    static func processorSeconds(_ process: Int32) throws -> Double {
        let stat = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
        let ticks = (Double(fields[11]) ?? 0) + (Double(fields[12]) ?? 0)
        return ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    static func residentMegabytes(_ process: Int32) throws -> Double {
        let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
        return (Double(line.split(separator: " ").dropFirst().first ?? "0") ?? 0) / 1_024
    }

    // MARK: - Pieces

    private static func settings(folder: String, web: Int, sip: Int) -> [String: String] {
        // Two ports a leg, for 150 callers and 80 agents; one that was just given back rests before its next use.
        let media = 10_000 + Int.random(in: 0..<10) * 1_000
        return [
            "storage-folder": folder, "web-port": "\(web)", "sip-port": "\(sip)",
            "voice-rtp-first-port": "\(media)", "voice-rtp-last-port": "\(media + 799)",
            "voice-webrtc-port": "\(freePort())", "log-level": "error",
        ]
    }

    /// Runs a command to its end.
    static func run(_ arguments: [String]) throws {
        let process = try start(arguments)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CommandFailed(arguments: arguments) }
    }

    private static func start(_ arguments: [String]) throws -> Process {
        let process = Process()
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        process.executableURL = URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("sahut")
        process.arguments = arguments
        process.standardOutput = FileHandle.standardError
        try process.run()
        return process
    }

    private static func untilAnswers(_ serve: Process, _ port: Int, within seconds: Double) async throws -> Double {
        let start = ContinuousClock.now
        while ContinuousClock.now - start < .seconds(seconds) {
            if HTTPProbe.answers(port) { return (ContinuousClock.now - start).inSeconds * 1_000 }
            guard serve.isRunning else { throw NotAnswering.ended(status: serve.terminationStatus) }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw NotAnswering.late(seconds: seconds)
    }

    /// A port that nobody has, neither for TCP nor for UDP, from below those that the system gives to outgoing
    /// connections (ip_local_port_range(7): from 32768 on): whoever binds it a moment later still finds it free.
    static func freePort() -> Int {
        while true {
            let port = UInt16.random(in: 20_000..<30_000)
            if [SOCK_STREAM, SOCK_DGRAM].allSatisfy({ isFree(port, $0) }) { return Int(port) }
        }
    }

    private static func isFree(_ port: UInt16, _ kind: __socket_type) -> Bool {
        let descriptor = socket(AF_INET, Int32(kind.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
