import Database
import Foundation

/// The demo that every centre under test begins as: seeded by the program itself, once for each database.
struct DemoSeed: Sendable {
    private let folder: URL
    /// How PostgreSQL is reached; nil when everything is in the folder.
    private let conninfo: String?
    /// What the program said at this first start of its life.
    let said: String

    static func of(_ dialect: Dialect) async throws -> DemoSeed {
        switch dialect {
        case .sqlite: try await inSQLite.value
        case .postgres: try await inPostgres.value
        }
    }

    private static let inSQLite = Task { try await make(in: nil) }

    private static let inPostgres = Task {
        guard case .postgres(let conninfo) = try await TestDatabase.location(.postgres) else {
            preconditionFailure("PostgreSQL is reached by a connection string")
        }
        return try await make(in: conninfo)
    }

    /// On a stage that stays for as long as the tests run.
    private static func make(in conninfo: String?) async throws -> DemoSeed {
        let stage = try Stage.forWholeRun()
        let folder = stage.path("centre")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // The plan of calls is written at the first start: short enough to wait for, long enough to answer by hand.
        var settings = ["floor.ringLimitSeconds": "8"]
        settings["storage.postgres"] = conninfo
        let centre = try await Sahut.start(on: stage, storage: folder, settings)
        try await Patience.until("the centre says where it is") { centre.said.contains("sahut demo call") }
        _ = await centre.stop()
        try putTonesForPrompts(in: folder)
        return DemoSeed(folder: folder, conninfo: conninfo, said: centre.said)
    }

    private static func putTonesForPrompts(in folder: URL) throws {
        let prompts = folder.appendingPathComponent("prompts")
        let replacements = prompts.appendingPathComponent("replacements")
        try FileManager.default.createDirectory(at: replacements, withIntermediateDirectories: true)
        for name in try FileManager.default.contentsOfDirectory(atPath: prompts.path) where name.hasSuffix(".wav") {
            let sound: Sound =
                switch name {
                case "musik.wav": .tone(Sahut.Prompt.music, seconds: 4, rate: 8_000)
                case "menu-utama.wav": .tone(Sahut.Prompt.menu, seconds: 1, rate: 8_000)
                default: .tone(Sahut.Prompt.spoken, seconds: 0.4, rate: 8_000)
                }
            try sound.write(to: prompts.appendingPathComponent(name))
            try sound.write(to: replacements.appendingPathComponent(name))
        }
    }

    /// Copies the centre, and returns the settings that it needs beside its folder.
    func copy(to storage: URL, on stage: Stage) async throws -> [String: String] {
        try FileManager.default.copyItem(at: folder, to: storage)
        guard let conninfo else { return [:] }
        // The last word of the connection string names the database.
        let original = conninfo.split(separator: "=").last ?? ""
        let name = "journey_\(UUID().uuidString.prefix(8).lowercased())"
        try await stage.run(
            "psql",
            [
                "--no-psqlrc", "--quiet", "--dbname", "\(conninfo) dbname=postgres",
                "--command", "CREATE DATABASE \(name) TEMPLATE \(original)",
            ])
        return ["storage.postgres": "\(conninfo) dbname=\(name)"]
    }
}
