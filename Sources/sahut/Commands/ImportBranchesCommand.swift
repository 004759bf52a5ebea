import ArgumentParser
import Database
import Foundation
import Kernel
import Staff

/// `sahut import branches FILE.csv`
struct ImportBranchesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "branches", abstract: "Reads a file of branches, with the regencies that each serves.",
        discussion: """
            Comma-separated values in UTF-8; the first line names the columns (docs/branches-file.md). Branches that \
            are there are found by code or name and brought up to date; none is taken away. Lines that cannot be taken \
            stand in FILE.rejected.csv with their number and the reason. The same file twice changes nothing.
            """)

    @Argument(help: "The file.")
    var file: String

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let run = try await ImportRun(file, options)
        let database = run.database
        try await BranchStore(database).begin(by: .system("import"), at: SystemClock().now())
        do {
            let outcome = try await BranchImport(run.file, into: database, by: .system("import"))
                .run(clock: SystemClock()) { DemoCentre.say("\($0.counts.lines) of \($0.ofLines) lines") }
            let counts = outcome.counts
            print(
                "\(counts.lines) lines: \(counts.added) new branches, \(counts.changed) changed, "
                    + "\(counts.unchanged) as before, \(counts.rejected) rejected.")
            if let rejected = outcome.rejected { print("Rejected lines, each with its reason: \(rejected.path)") }
        } catch let refusal as BranchFile.Refusal {
            throw ValidationError(refusal.words)
        }
        try await database.close()
    }
}

extension BranchFile.Refusal {
    fileprivate var words: String {
        switch self {
        case .empty: "The file is empty."
        case .tooLarge: "The file is larger than \(BranchFile.mostBytes / 1_024 / 1_024) MB: it cannot be branches."
        case .unreadableHeader: "The first line cannot be read; it must name the columns."
        case .columns(let unknown, let twice):
            [("has unknown", unknown), ("names twice", twice)].filter { !$0.1.isEmpty }
                .map { "The first line \($0.0): \($0.1.joined(separator: ", "))." }.joined(separator: " ")
        case .nobodyNamed: "The first line names neither code nor name: nothing says which branch is meant."
        }
    }
}

/// `sahut import holidays FILE.tsv`
struct ImportHolidaysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "holidays",
        abstract: "Takes over national holidays and joint leave, as scripts/holidays writes them.",
        discussion: """
            Of the years in the file it has the last word: days that it lacks there are taken away, as an estimated \
            day is when the decree sets another. Other years stay.
            """)

    @Argument(help: "The file: a line for each day, day TAB name TAB public or joint TAB estimated, yes or no.")
    var file: String

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try options.read()
        let list: HolidayList
        do { list = try HolidayList.read(String(contentsOfFile: file, encoding: .utf8)) } catch let refusal
            as HolidayList.Refusal
        {
            throw ValidationError(Self.words(refusal))
        }
        let database = try CentreDatabase.open(configuration)
        try await database.migrate(CentreDatabase.migrations)
        let counts = try await HolidayStore(database).keep(list, by: .system("import"), at: SystemClock().now())
        print(
            "\(list.holidays.count) days: \(counts.added) new, \(counts.changed) changed, "
                + "\(counts.unchanged) as before; \(counts.removed) taken away.")
        let estimated = list.holidays.count { $0.isEstimated }
        if estimated > 0 { print("\(estimated) of them are estimated until the ministers decree them.") }
        try await database.close()
    }

    private static func words(_ refusal: HolidayList.Refusal) -> String {
        switch refusal {
        case .empty: "The file has no holidays."
        case .lines(let faults, let count):
            "Nothing was taken over: \(count) lines are wrong.\n"
                + faults.map { "line \($0.line): \($0.reason)" }.joined(separator: "\n")
        }
    }
}
