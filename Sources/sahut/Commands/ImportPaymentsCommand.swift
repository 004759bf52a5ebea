import ArgumentParser
import Database
import Foundation
import Kernel
import Members

/// `sahut import payments FILE.csv`
struct ImportPaymentsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "payments", abstract: "Reads a file of paid contributions.",
        discussion: """
            Comma-separated values in UTF-8; the first line names the columns (docs/payments-file.md). A payment that \
            its channel told before under the same reference counts once. Lines that cannot be taken stand in \
            FILE.rejected.csv with their number and the reason. Stopped at any moment, it goes on where it stopped \
            when it is run again on the same file.
            """)

    @Argument(help: "The file.")
    var file: String

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let run = try await ImportRun(file, options)
        try await run.take { file, database, tell in
            try await PaymentImport(file, into: database, calendar: run.calendar, by: .system("import"))
                .run(clock: SystemClock(), tell: tell)
        } counts: {
            "\($0.added) new payments, \($0.unchanged) known"
        }
    }
}
