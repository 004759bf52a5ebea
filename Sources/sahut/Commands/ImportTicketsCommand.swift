import ArgumentParser
import Database
import Foundation
import Kernel
import Members
import Tickets

/// `sahut import tickets FILE.csv`
struct ImportTicketsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tickets", abstract: "Reads a file of tickets from an older system.",
        discussion: """
            Comma-separated values in UTF-8; the first line names the columns (docs/old-tickets-file.md). A ticket is \
            known by its old number; one that is known changes nothing. Lines that cannot be taken stand in \
            FILE.rejected.csv with their number and the reason. Stopped at any moment, it goes on where it stopped \
            when it is run again on the same file.
            """)

    @Argument(help: "The file.")
    var file: String

    @Flag(help: "Say what would become of each line, and save nothing.")
    var dryRun = false

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let run = try await ImportRun(file, options)
        if dryRun { print("Dry run: nothing is saved.") }
        try await run.take { file, database, tell in
            var reading = OldTicketImport(file, into: database, calendar: run.calendar, by: .system("import"))
            reading.isDry = dryRun
            return try await reading.run(clock: SystemClock(), tell: tell)
        } counts: {
            dryRun
                ? "\($0.added) would be new tickets, \($0.unchanged) are known"
                : "\($0.added) new tickets, \($0.unchanged) known"
        }
    }
}
