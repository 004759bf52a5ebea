import ArgumentParser
import Database
import Foundation
import Kernel
import Members

/// `sahut import`: what the centre takes over from files.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Takes over members, coverage, payments, regions, branches, holidays and old tickets from files.",
        subcommands: [
            ImportMembersCommand.self, ImportCoverageCommand.self, ImportPaymentsCommand.self,
            ImportRegionsCommand.self, ImportBranchesCommand.self, ImportHolidaysCommand.self,
            ImportTicketsCommand.self,
        ])
}

/// `sahut import members FILE.csv`
struct ImportMembersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "members", abstract: "Reads a file of members into the register.",
        discussion: """
            Comma-separated values in UTF-8; the first line names the columns (docs/members-file.md). Members who are \
            there are brought up to date, field by field, where the file is newer than what is known. Lines that \
            cannot be taken stand in FILE.rejected.csv with their number and the reason. Stopped at any moment, it \
            goes on where it stopped when it is run again on the same file.
            """)

    @Argument(help: "The file.")
    var file: String

    @Option(help: "Who made the file: insurer, registry.")
    var source = "insurer"

    @Option(help: "As of which day the file is true, as 2026-11-01; when left out, when it was last written.")
    var asOf: String?

    @OptionGroup var options: ConfigurationOptions

    func validate() throws {
        guard ["insurer", "registry"].contains(source) else {
            throw ValidationError("--source takes insurer or registry.")
        }
        if let asOf, Day(asOf) == nil { throw ValidationError("'\(asOf)' is no day; write it as 2026-11-01.") }
    }

    func run() async throws {
        let run = try await ImportRun(file, options)
        let told = Provenance(MemberSource(rawValue: source) ?? .insurer, at: try toldAt(run.file, run.calendar))
        try await run.take { file, database, tell in
            try await MemberImport(
                file, told: told, into: MemberStore(database), calendar: run.calendar, by: .system("import")
            )
            .run(clock: SystemClock(), tell: tell)
        } counts: {
            "\($0.added) new, \($0.changed) changed, \($0.unchanged) as before, "
                + "\($0.stale) older than what is known"
        }
    }

    private func toldAt(_ file: URL, _ calendar: CentreCalendar) throws -> Timestamp {
        if let day = asOf.flatMap({ Day($0) }) { return calendar.start(of: day) }
        let written = try FileManager.default.attributesOfItem(atPath: file.path)[.modificationDate] as? Date
        return Timestamp(seconds: Int64((written ?? Date()).timeIntervalSince1970))
    }
}

/// `sahut import regions FILE.tsv`
struct ImportRegionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "regions", abstract: "Takes over a list of regions, as scripts/regions writes it.",
        discussion: """
            Known codes are renamed, new ones added, none taken away. Read it in before the members: a member whose \
            village is not known is written down with the nearest region that is.
            """)

    @Argument(help: "The file: a line for each region, code TAB name TAB level.")
    var file: String

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let configuration = try options.read()
        let list: RegionList
        do { list = try RegionList.read(String(contentsOfFile: file, encoding: .utf8)) } catch let refusal
            as RegionList.Refusal
        {
            throw ValidationError(Self.words(refusal))
        }
        let database = try CentreDatabase.open(configuration)
        try await database.migrate(CentreDatabase.migrations)
        try await MemberStore(database).keep(list.regions, by: .system("import"), at: SystemClock().now())
        print(RegionLevel.allCases.map { "\(list.count(of: $0)) \($0.rawValue)" }.joined(separator: ", "))
        try await database.close()
    }

    private static func words(_ refusal: RegionList.Refusal) -> String {
        switch refusal {
        case .empty: "The file has no regions."
        case .lines(let faults, let count):
            "Nothing was taken over: \(count) lines are wrong.\n"
                + faults.map { "line \($0.line): \($0.reason)" }.joined(separator: "\n")
        }
    }
}
