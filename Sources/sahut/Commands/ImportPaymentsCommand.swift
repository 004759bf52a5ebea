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
        let configuration = try options.read()
        let file = URL(fileURLWithPath: file)
        guard FileManager.default.fileExists(atPath: file.path) else {
            throw ValidationError("There is no file \(file.path).")
        }
        let database = try CentreDatabase.open(configuration)
        try await database.migrate(CentreDatabase.migrations)
        let calendar = CentreCalendar(zone: configuration.centre.zone)
        let reading = PaymentImport(file, into: database, calendar: calendar, by: .system("import"))
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
            "\(counts.lines) lines: \(counts.added) new payments, \(counts.unchanged) known, "
                + "\(counts.rejected) rejected.")
        if let rejected = outcome.rejected { print("Rejected lines, each with its reason: \(rejected.path)") }
    }
}

extension MemberImport.Progress {
    /// For who waits.
    var line: String {
        let percent = ofBytes > 0 ? bytes * 100 / ofBytes : 100
        return "\(percent) %  \(groupedThousands(UInt64(counts.lines))) lines, \(counts.rejected) rejected"
    }
}

extension MemberImport.Refusal {
    var words: String {
        switch self {
        case .empty: "The file is empty."
        case .unreadableHeader: "The first line cannot be read; it must name the columns."
        case .columns(let missing, let unknown, let twice):
            [("lacks", missing), ("has unknown", unknown), ("names twice", twice)].filter { !$0.1.isEmpty }
                .map { "The first line \($0.0): \($0.1.joined(separator: ", "))." }.joined(separator: " ")
        }
    }
}
