public import Database
public import Foundation
public import Kernel

/// Reads a file of coverage, a batch of lines a transaction. It stops, goes on and rejects as `MemberImport` does; a
/// span that is known changes nothing.
public struct CoverageImport: Sendable {
    public let file: URL
    /// Lines a transaction. Others who write wait for it to end.
    public var batchLines = 2_000

    private let database: any Database
    private let author: Author

    public init(_ file: URL, into database: any Database, by author: Author) {
        (self.file, self.database, self.author) = (file, database, author)
    }

    /// In the counts, `added` are new spans, `changed` those that end or pay otherwise than was known.
    ///
    /// - Parameter tell: called after each batch that is saved; what it throws ends the import there.
    /// - Throws: `MemberImport.Refusal` when the file is not read at all.
    public func run(
        clock: any WallClock, tell: @Sendable (MemberImport.Progress) throws -> Void = { _ in }
    ) async throws -> MemberImport.Outcome {
        let kind = CoverageFile(author: author)
        return try await FileReading(file: file, kind: kind, database: database, batchLines: batchLines)
            .run(clock: clock, tell: tell)
    }
}

private struct CoverageFile: FileKind {
    let author: Author

    func columns(_ header: [String]) throws(MemberImport.Refusal) -> FileColumns<CoverageFileLine.Column> {
        try CoverageFileLine.columns(header)
    }

    func content(
        _ fields: [String], _ columns: FileColumns<CoverageFileLine.Column>, at now: Timestamp
    ) throws(CoverageFileLine.Fault) -> CoverageFileLine {
        try CoverageFileLine(fields, columns)
    }

    func take(
        _ lines: CoverageLines, _ mark: ImportMark, separator: String, at now: Timestamp,
        in transaction: any Transaction
    ) throws -> ImportMark {
        try transaction.take(lines, mark, separator: separator)
    }

    func end(_ mark: ImportMark, at now: Timestamp, in transaction: any Transaction) throws {
        try transaction.endCoverage(mark, by: author, at: now)
    }
}
