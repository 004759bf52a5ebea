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
        try await ImportRun(file, options).take { file, database, tell in
            try await CoverageImport(file, into: database, by: .system("import"))
                .run(clock: SystemClock(), tell: tell)
        } counts: {
            "\($0.added) new, \($0.changed) changed, \($0.unchanged) known"
        }
    }
}
