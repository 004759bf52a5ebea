import ArgumentParser
import Database
import Foundation
import Kernel
import Members

/// What the commands that take over a file line by line do alike.
struct ImportRun {
    let file: URL
    let database: any Database
    let calendar: CentreCalendar

    /// Opens the database, with all tables, for a file that is there.
    init(_ path: String, _ options: ConfigurationOptions) async throws {
        let configuration = try options.read()
        file = URL(fileURLWithPath: path)
        guard FileManager.default.fileExists(atPath: file.path) else {
            throw ValidationError("There is no file \(file.path).")
        }
        calendar = CentreCalendar(zone: configuration.centre.zone)
        database = try CentreDatabase.open(configuration)
        try await database.migrate(CentreDatabase.migrations)
    }

    /// Reads the file with progress, and tells what became of its lines.
    ///
    /// - Parameter counts: in words, after the count of lines.
    func take(
        _ read: (URL, any Database, @Sendable (MemberImport.Progress) -> Void) async throws -> MemberImport.Outcome,
        counts: (ImportCounts) -> String
    ) async throws {
        let outcome: MemberImport.Outcome
        do { outcome = try await read(file, database) { DemoCentre.say($0.line) } } catch let refusal
            as MemberImport.Refusal
        {
            throw ValidationError(refusal.words)
        }
        if outcome.wasDone { print("A file of this content was read to its end before; nothing was done.") }
        let told = outcome.counts
        print("\(told.lines) lines: \(counts(told)), \(told.rejected) rejected.")
        if let rejected = outcome.rejected { print("Rejected lines, each with its reason: \(rejected.path)") }
        try await database.close()
    }
}

extension MemberImport.Progress {
    /// For who waits.
    fileprivate var line: String {
        let percent = ofBytes > 0 ? bytes * 100 / ofBytes : 100
        return "\(percent) %  \(groupedThousands(UInt64(counts.lines))) lines, \(counts.rejected) rejected"
    }
}

extension MemberImport.Refusal {
    fileprivate var words: String {
        switch self {
        case .empty: "The file is empty."
        case .unreadableHeader: "The first line cannot be read; it must name the columns."
        case .columns(let missing, let unknown, let twice):
            [("lacks", missing), ("has unknown", unknown), ("names twice", twice)].filter { !$0.1.isEmpty }
                .map { "The first line \($0.0): \($0.1.joined(separator: ", "))." }.joined(separator: " ")
        }
    }
}
