import Contacts
public import Database
public import Foundation
public import Kernel
public import Members
import Staff
import Synchronization

/// Reads a file of tickets from an older system, a batch of lines a transaction. It stops, goes on and rejects as
/// `MemberImport` does. A ticket is known by the number it had there: one that is known changes nothing.
public struct OldTicketImport: Sendable {
    public let file: URL
    /// Says what would become of each line, and saves nothing.
    public var isDry = false
    /// Lines a transaction. Others who write wait for it to end.
    public var batchLines = 500

    private let database: any Database
    private let calendar: CentreCalendar
    private let author: Author

    /// - Parameter calendar: on whose clock the file's moments are written.
    public init(_ file: URL, into database: any Database, calendar: CentreCalendar, by author: Author) {
        (self.file, self.database, self.calendar, self.author) = (file, database, calendar, author)
    }

    /// In the counts, `added` are tickets that were not there, `unchanged` those that were.
    ///
    /// - Parameter tell: called after each batch; what it throws ends the import there.
    /// - Throws: `MemberImport.Refusal` when the file is not read at all.
    public func run(
        clock: any WallClock, tell: @Sendable (MemberImport.Progress) throws -> Void = { _ in }
    ) async throws -> MemberImport.Outcome {
        let branches = try await BranchStore(database).list()
        let tree = try await ContactStore(database).categories()
        let kind = OldTicketFile(
            ground: OldTicketGround(branches, tree, calendar: calendar, author: author), isDry: isDry)
        return try await FileReading(
            file: file, kind: kind, database: database, batchLines: batchLines, isDry: isDry
        )
        .run(clock: clock, tell: tell)
    }
}

/// What lines are checked against, and how they are taken.
struct OldTicketGround: Sendable {
    let tree: CategoryTree
    let calendar: CentreCalendar
    let author: Author
    private let branches: [String: String]

    init(_ branches: [Branch], _ tree: CategoryTree, calendar: CentreCalendar, author: Author) {
        (self.tree, self.calendar, self.author) = (tree, calendar, author)
        var names: [String: String] = [:]
        for branch in branches {
            names[branch.name.key] = branch.name.text
            names[BranchName.key(of: branch.code.text)] = branch.name.text
        }
        self.branches = names
    }

    /// By code or by name in any spelling; nil when there is none.
    func branch(_ text: String) -> String? { branches[BranchName.key(of: text)] }
}

private final class OldTicketFile: FileKind {
    let ground: OldTicketGround
    private let isDry: Bool
    /// Of a dry run, in which line a ticket stood first: it is not in the record when it comes again.
    private let seen = Mutex<[String: Int64]>([:])

    init(ground: OldTicketGround, isDry: Bool) { (self.ground, self.isDry) = (ground, isDry) }

    func columns(_ header: [String]) throws(MemberImport.Refusal) -> FileColumns<OldTicketLine.Column> {
        try OldTicketLine.columns(header)
    }

    func content(
        _ fields: [String], _ columns: FileColumns<OldTicketLine.Column>, at now: Timestamp
    ) throws(OldTicketLine.Fault) -> OldTicketLine {
        try OldTicketLine(fields, columns, in: ground.calendar, at: now)
    }

    func take(
        _ lines: [FileLine<OldTicketLine, OldTicketLine.Fault>], _ mark: ImportMark, separator: String,
        at now: Timestamp, in transaction: any Transaction
    ) throws -> ImportMark {
        let known = isDry ? seen.withLock { $0 } : [:]
        var intake = OldTicketIntake(mark: mark, separator: separator, ground: ground, at: now)
        intake.isKnown = { origin, line in known[origin].map { $0 < line } ?? false }
        try intake.take(lines, in: transaction)
        if isDry { seen.withLock { $0.merge(intake.taken) { first, _ in first } } }
        return intake.mark
    }

    func end(_ mark: ImportMark, at now: Timestamp, in transaction: any Transaction) throws {
        try transaction.endOldTickets(mark, by: ground.author, at: now)
    }
}
