import Database
public import Foundation
public import Kernel

/// Reads a file of members into the register, a batch of lines a transaction. Killed at any moment, it goes on where
/// the last batch ended when it is run again on a file of the same content; each line is taken whole or not at all.
///
/// Lines that are not taken stand in `<file>.rejected.csv` beside the file, each with its number and the reason.
public struct MemberImport: Sendable {
    public let file: URL
    public let told: Provenance
    /// Lines a transaction. Others who write wait for it to end.
    public var batchLines = 2_000

    private let store: MemberStore
    private let calendar: CentreCalendar
    private let author: Author

    /// - Parameter told: who made the file, and as of when it is true.
    public init(
        _ file: URL, told: Provenance, into store: MemberStore, calendar: CentreCalendar, by author: Author
    ) {
        (self.file, self.told, self.store) = (file, told, store)
        (self.calendar, self.author) = (calendar, author)
    }

    /// Why a file is not read at all.
    public enum Refusal: Error, Sendable, Hashable {
        case empty
        /// The first line does not name the columns.
        case columns(missing: [String], unknown: [String], twice: [String])
        case unreadableHeader
    }

    public struct Progress: Sendable, Hashable {
        public let counts: ImportCounts
        public let bytes: Int64
        public let ofBytes: Int64
    }

    /// What came of it.
    public struct Outcome: Sendable, Hashable {
        public let counts: ImportCounts
        /// The same content was read to its end before; nothing was done now.
        public let wasDone: Bool
        /// nil when no line was rejected.
        public let rejected: URL?
    }

    /// - Parameter tell: called after each batch that is saved; what it throws ends the import there.
    public func run(
        clock: any WallClock, tell: @Sendable (Progress) throws -> Void = { _ in }
    ) async throws -> Outcome {
        let regions = RegionLadder(try await store.allRegions())
        let kind = MemberFile(told: told, effective: calendar.day(of: told.toldAt), regions: regions, author: author)
        return try await FileReading(file: file, kind: kind, database: store.database, batchLines: batchLines)
            .run(clock: clock, tell: tell)
    }
}

private struct MemberFile: FileKind {
    let told: Provenance
    let effective: Day
    let regions: RegionLadder
    let author: Author

    func columns(_ header: [String]) throws(MemberImport.Refusal) -> MemberLine.Columns {
        do throws(MemberLine.Columns.Refusal) { return try MemberLine.Columns(header) } catch {
            throw MemberImport.Refusal(error)
        }
    }

    func content(
        _ fields: [String], _ columns: MemberLine.Columns, at now: Timestamp
    ) throws(MemberLine.Fault) -> MemberLine {
        var random = SystemRandomNumberGenerator()
        let id = MemberID(at: now, random: &random)
        return try MemberLine(fields, columns, id: id) { regions.nearest(to: $0) }
    }

    func take(
        _ lines: [FileLine<MemberLine, MemberLine.Fault>], _ mark: ImportMark, separator: String, at now: Timestamp,
        in transaction: any Transaction
    ) throws -> ImportMark {
        let batch = IntakeBatch(
            lines: lines.map { IntakeBatch.Line(number: $0.number, text: $0.text, content: $0.content) }, told: told,
            effective: effective, separator: separator, author: author, at: now)
        return try transaction.take(batch, mark)
    }

    func end(_ mark: ImportMark, at now: Timestamp, in transaction: any Transaction) throws {
        try transaction.endImport(mark, by: author, at: now)
    }
}

extension MemberLine.Fault: LineFault {}

extension MemberImport.Refusal {
    fileprivate init(_ refusal: MemberLine.Columns.Refusal) {
        self =
            switch refusal {
            case .missing(let names): .columns(missing: names, unknown: [], twice: [])
            case .unknown(let names): .columns(missing: [], unknown: names, twice: [])
            case .twice(let names): .columns(missing: [], unknown: [], twice: names)
            }
    }
}
