import Foundation
import Synchronization

/// Databases for tests, and for nothing else: each empty and of its own, on either backend.
///
/// PostgreSQL is the one that `TEST_POSTGRES` names (keywords, as `host=… user=…`); without it
/// `scripts/postgres-for-tests` starts one in a private folder, once per process, which ends with the process.
public enum TestDatabase {
    /// An empty database that nobody else uses; SQLite's files lie in a temporary folder.
    public static func open(
        _ dialect: Dialect, _ settings: DatabaseSettings = DatabaseSettings(readers: 2)
    ) async throws -> any Database {
        try await location(dialect).open(settings)
    }

    /// Where such a database is, to open it more than once.
    public static func location(_ dialect: Dialect) async throws -> DatabaseLocation {
        let name = "test_\(ProcessInfo.processInfo.processIdentifier)_\(number.add(1, ordering: .relaxed).newValue)"
        switch dialect {
        case .sqlite: return .sqlite(path: folder.appendingPathComponent("\(name).sqlite").path)
        case .postgres:
            let server = try await server.value
            let admin = try PostgresConnection(server)
            try admin.script("CREATE DATABASE \(name)")
            return .postgres(conninfo: "\(server) dbname=\(name)")
        }
    }

    private static let number = Atomic<Int>(0)

    private static let folder: URL = {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sahut-tests-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            preconditionFailure("no folder for test databases: \(error)")
        }
        atexit {
            // At its end a test process has nobody left to tell; the folder is a temporary one.
            try? FileManager.default.removeItem(at: TestDatabase.folder)
        }
        return folder
    }()

    private static let server = Task<String, any Error> {
        if let given = ProcessInfo.processInfo.environment["TEST_POSTGRES"] { return given }
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let script = root.appendingPathComponent("scripts/postgres-for-tests").path
        guard let output = popen("'\(script)' start --while \(ProcessInfo.processInfo.processIdentifier)", "r") else {
            throw DatabaseError(kind: .other, code: "test", message: String(cString: strerror(errno)))
        }
        var bytes: [UInt8] = []
        while case let byte = fgetc(output), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
        guard pclose(output) == 0 else {
            throw DatabaseError(kind: .connection, code: "test", message: "\(script) failed")
        }
        return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
