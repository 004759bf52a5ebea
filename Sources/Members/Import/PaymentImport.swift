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
        let fingerprint = try Fingerprint(of: file)
        let opening = try PaymentOpening(file)
        let (name, began) = (file.lastPathComponent, clock.now())
        var mark = try await database.write { try $0.importMark(fingerprint.text, named: name, at: began) }
        let list = RejectedList(beside: file)
        if mark.isEnded { return outcome(mark, list, wasDone: true) }
        if mark.bytes == 0 {
            mark.bytes = Int64(opening.end)
            mark.lines = 1
            mark.add(opening.rejectedHeader)
        }
        try list.restore(mark)
        let lines = try LineReader(file.path, from: UInt64(mark.bytes))
        while let batch = try nextBatch(lines, &mark, opening, on: calendar.day(of: clock.now())) {
            let before = mark
            mark = try await database.write { try $0.take(batch, before) }
            try list.add(mark.lastRejected)
            try tell(MemberImport.Progress(counts: mark.counts, bytes: mark.bytes, ofBytes: fingerprint.bytes))
        }
        let (ended, end) = (mark, clock.now())
        try await database.write { try $0.endPayments(ended, by: author, at: end) }
        if mark.counts.rejected == 0 { try list.remove() }
        return outcome(mark, list, wasDone: false)
    }

    private func outcome(_ mark: ImportMark, _ list: RejectedList, wasDone: Bool) -> MemberImport.Outcome {
        MemberImport.Outcome(
            counts: mark.counts, wasDone: wasDone, rejected: mark.counts.rejected > 0 ? list.file : nil)
    }

    /// The next lines, and the mark moved behind them; nil at the end of the file.
    private func nextBatch(
        _ lines: LineReader, _ mark: inout ImportMark, _ opening: PaymentOpening, on today: Day
    ) throws -> PaymentBatch? {
        var read: [PaymentBatch.Line] = []
        var isAtEnd = true
        while read.count < batchLines, let line = try lines.next() {
            isAtEnd = false
            mark.bytes = Int64(line.end)
            mark.lines += 1
            if let bytes = line.bytes, bytes.allSatisfy({ $0 == 32 || $0 == 9 }) { continue }
            read.append(
                PaymentBatch.Line(
                    number: mark.lines, text: line.bytes.map(MemberImport.shown) ?? "",
                    content: content(line, opening, on: today)))
        }
        return isAtEnd ? nil : PaymentBatch(lines: read, separator: opening.separatorText)
    }

    private func content(
        _ line: LineReader.Line, _ opening: PaymentOpening, on today: Day
    ) -> Result<PaymentFileLine, PaymentFileLine.Fault> {
        guard let bytes = line.bytes else { return .failure(.tooLong) }
        let fields: [String]
        do { fields = try CSVLine.fields(bytes[...], separator: opening.separator) } catch {
            return .failure(error == .quotes ? .quotes : .notUTF8)
        }
        do { return .success(try PaymentFileLine(fields, opening.columns, on: today)) } catch {
            return .failure(error)
        }
    }
}

/// The first line of a file.
private struct PaymentOpening {
    let columns: PaymentFileLine.Columns
    let separator: UInt8
    /// Where the second line begins.
    let end: UInt64
    private let text: String

    init(_ file: URL) throws {
        guard let line = try LineReader(file.path).next(), let bytes = line.bytes else {
            throw MemberImport.Refusal.empty
        }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let header = bytes.starts(with: mark) ? bytes.dropFirst(3) : bytes[...]
        separator = CSVLine.separator(of: header)
        end = line.end
        text = String(decoding: header, as: UTF8.self)
        let names: [String]
        do { names = try CSVLine.fields(header, separator: separator) } catch {
            throw MemberImport.Refusal.unreadableHeader
        }
        columns = try PaymentFileLine.Columns(names)
    }

    var separatorText: String { String(decoding: [separator], as: UTF8.self) }
    var rejectedHeader: String { ["line", "reason", text].joined(separator: separatorText) + "\n" }
}
