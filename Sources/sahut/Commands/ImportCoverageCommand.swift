import ArgumentParser
import Database
import Foundation
import Kernel
import Members

/// `sahut import coverage FILE.csv`
struct ImportCoverageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coverage", abstract: "Reads a file of who pays for a member, in which class, from when to when.",
        discussion: """
            Comma-separated values in UTF-8; the first line names the columns (docs/coverage-file.md). What is known \
            changes nothing. Lines that cannot be taken stand in FILE.rejected.csv with their number and the reason. \
            Stopped at any moment, it goes on where it stopped when it is run again on the same file.
            """)

    @Argument(help: "The file.")
    var file: String

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try options.read()
        let file = URL(fileURLWithPath: file)
        guard FileManager.default.fileExists(atPath: file.path) else {
            throw ValidationError("There is no file \(file.path).")
        }
        let database = try CentreDatabase.open(configuration)
        try await database.migrate(CentreDatabase.migrations)
        let reading = CoverageImport(file, into: database, by: .system("import"))
        do {
            tell(try await reading.run(clock: SystemClock()) { DemoCentre.say($0.line) })
        } catch let refusal as MemberImport.Refusal {
            throw ValidationError(refusal.words)
        }
        try await database.close()
    }

    private func tell(_ outcome: MemberImport.Outcome) {
        let counts = outcome.counts
        if outcome.wasDone { print("A file of this content was read to its end before; nothing was done.") }
        print(
            "\(counts.lines) lines: \(counts.added) new, \(counts.changed) changed, \(counts.unchanged) known, "
                + "\(counts.rejected) rejected.")
        if let rejected = outcome.rejected { print("Rejected lines, each with its reason: \(rejected.path)") }
    }
}
