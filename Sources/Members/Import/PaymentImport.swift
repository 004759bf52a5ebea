public import Database
public import Foundation
public import Kernel

/// Reads a file of payments, a batch of lines a transaction. It stops, goes on and rejects as `MemberImport` does; a
/// payment that its channel told before under the same number counts once.
public struct PaymentImport: Sendable {
    public let file: URL
    /// Lines a transaction. Others who write wait for it to end.
    public var batchLines = 2_000

    private let database: any Database
    private let calendar: CentreCalendar
    private let author: Author

    public init(_ file: URL, into database: any Database, calendar: CentreCalendar, by author: Author) {
        (self.file, self.database, self.calendar, self.author) = (file, database, calendar, author)
    }

    /// In the counts, `added` are new payments and `unchanged` those that were known.
    ///
    /// - Parameter tell: called after each batch that is saved; what it throws ends the import there.
    /// - Throws: `MemberImport.Refusal` when the file is not read at all.
    public func run(
        clock: any WallClock, tell: @Sendable (MemberImport.Progress) throws -> Void = { _ in }
    ) async throws -> MemberImport.Outcome {
        let kind = PaymentFile(calendar: calendar, author: author)
        return try await FileReading(file: file, kind: kind, database: database, batchLines: batchLines)
            .run(clock: clock, tell: tell)
    }
}

private struct PaymentFile: FileKind {
    let calendar: CentreCalendar
    let author: Author

    func columns(_ header: [String]) throws(MemberImport.Refusal) -> FileColumns<PaymentFileLine.Column> {
        try PaymentFileLine.columns(header)
    }

    func content(
        _ fields: [String], _ columns: FileColumns<PaymentFileLine.Column>, at now: Timestamp
    ) throws(PaymentFileLine.Fault) -> PaymentFileLine {
        try PaymentFileLine(fields, columns, on: calendar.day(of: now))
    }

    func take(
        _ lines: PaymentLines, _ mark: ImportMark, separator: String, at now: Timestamp,
        in transaction: any Transaction
    ) throws -> ImportMark {
        try transaction.take(lines, mark, separator: separator)
    }

    func end(_ mark: ImportMark, at now: Timestamp, in transaction: any Transaction) throws {
        try transaction.endPayments(mark, by: author, at: now)
    }
}
