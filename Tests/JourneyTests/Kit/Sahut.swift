import Database
import Foundation
import Glibc
import Kernel

/// A whole centre under test: the built program as `sahut demo` runs it, with a supervisor that keeps `serve` and
/// `voice` alive.
///
/// It begins as a copy of a demo that was seeded once for the whole run: agents, members, past contacts, one
/// password. Its prompts are short tones, so that what a caller hears says where the call is.
final class Sahut: Sendable {
    static let password = "sahut-demo-2026"

    /// What callers hear from the centre itself.
    enum Prompt {
        static let spoken = 1_500.0
        static let menu = 1_800.0
        static let music = 620.0
        /// What an agent hears while the network only says that it rings.
        static let ringing = 425.0
    }

    enum Part: String { case serve, voice }

    let stage: Stage
    let webPort: Int
    let sipPort: Int
    let storage: URL
    private let supervisor: ChildProcess
    let facts: Facts

    /// Starts a centre and returns when its pages answer.
    ///
    /// - Parameters:
    ///   - folder: where everything is kept that is written to disk; on the stage when it is left out.
    ///   - settings: keys of the configuration, such as `floor.ringLimitSeconds`, beyond ports and folders.
    static func open(
        on stage: Stage, keptIn dialect: Dialect = .sqlite, at folder: URL? = nil, _ settings: [String: String] = [:]
    ) async throws -> Sahut {
        let storage = folder ?? stage.path("centre")
        let database = try await DemoSeed.of(dialect).copy(to: storage, on: stage)
        return try await start(on: stage, storage: storage, settings.merging(database) { $1 })
    }

    /// Starts a centre in a folder as it is, also an empty one.
    static func start(on stage: Stage, storage: URL, _ settings: [String: String] = [:]) async throws -> Sahut {
        let (web, sip, media) = (Ports.free(), Ports.free(), Ports.free(block: 400))
        var all = [
            "storage.folder": storage.path, "web.port": "\(web)", "sip.port": "\(sip)",
            "voice.rtpFirstPort": "\(media)", "voice.rtpLastPort": "\(media + 399)",
            "voice.webrtcPort": "\(Ports.free())", "log.level": "debug",
        ]
        all.merge(settings) { $1 }
        let file = stage.path("settings-\(web).yaml")
        try Data(yaml(all).utf8).write(to: file)
        let supervisor = try stage.start(try program, ["demo", "--config", file.path], named: "centre")
        let centre = Sahut(stage, web, sip, storage, Facts(place: place(of: all)), supervisor)
        try await centre.untilAnswers(within: .seconds(60))
        return centre
    }

    private init(
        _ stage: Stage, _ web: Int, _ sip: Int, _ storage: URL, _ facts: Facts, _ supervisor: ChildProcess
    ) {
        (self.stage, webPort, sipPort, self.storage) = (stage, web, sip, storage)
        (self.facts, self.supervisor) = (facts, supervisor)
    }

    private static func place(of settings: [String: String]) -> DatabaseLocation {
        if let postgres = settings["storage.postgres"] { return .postgres(conninfo: postgres) }
        return .sqlite(path: (settings["storage.folder"] ?? "") + "/sahut.sqlite")
    }

    private static func yaml(_ settings: [String: String]) -> String {
        let groups = Dictionary(grouping: settings) { $0.key.split(separator: ".")[0] }
        return groups.sorted { $0.key < $1.key }.map { group, rows in
            "\(group):\n"
                + rows.map { "  \($0.key.dropFirst(group.count + 1)): \"\($0.value)\"\n" }.sorted().joined()
        }.joined()
    }

    struct NotBuilt: Error, CustomStringConvertible {
        let description = "there is no sahut program beside the tests: build it first (make test does)"
    }

    /// The program that the same build made.
    static var program: String {
        get throws {
            let besideTests = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            let places = [
                besideTests.appendingPathComponent("sahut").path,
                root.appendingPathComponent(".build/debug/sahut").path,
            ]
            guard let place = places.first(where: FileManager.default.isExecutableFile) else { throw NotBuilt() }
            return place
        }
    }

    // MARK: - Asking it

    /// What the supervisor, serve and voice have said so far.
    var said: String { supervisor.output }

    func address(_ path: String) -> URL {
        guard let address = URL(string: "http://localhost:\(webPort)\(path)") else {
            preconditionFailure("no path of a page: \(path)")
        }
        return address
    }

    func untilAnswers(within limit: Duration) async throws {
        let visitor = Visitor(on: stage)
        try await Patience.until("the centre answers", within: limit) {
            if !supervisor.isRunning {
                throw Stage.Failed(program: "sahut demo", code: await supervisor.exitCode(), output: supervisor.output)
            }
            return try await visitor.ask(address("/sign-in"), limitSeconds: 2).status == 200
        }
    }

    // MARK: - Its processes

    /// The process of a part: a child of the supervisor whose first argument is the part's name.
    func pid(of part: Part) throws -> pid_t? {
        for entry in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
            guard let pid = pid_t(entry),
                let bytes = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline"),
                let status = FileManager.default.contents(atPath: "/proc/\(pid)/status")
            else { continue }
            let words = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            let isChild = String(decoding: status, as: UTF8.self).contains("PPid:\t\(supervisor.pid)\n")
            if isChild, words.count > 1, words[1] == part.rawValue { return pid }
        }
        return nil
    }

    /// kill -9; returns when the process is gone and nobody has had time for a farewell.
    func kill(_ part: Part) async throws {
        guard let pid = try pid(of: part) else { throw Missing(part: part) }
        Glibc.kill(pid, SIGKILL)
        try await Patience.until("\(part) is dead") { try self.pid(of: part) != pid }
    }

    struct Missing: Error {
        let part: Part
    }

    /// Asks the centre to stop, as a service manager does, and waits until it has.
    func stop() async -> Int32 {
        supervisor.signal(SIGTERM)
        return await supervisor.exitCode()
    }
}
