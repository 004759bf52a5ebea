public import Database
public import Foundation
public import Kernel

/// A kind of file that is taken over: how its columns are called, what a line says, what becomes of some lines.
public protocol FileKind: Sendable {
    associatedtype Columns: Sendable
    associatedtype Content: Sendable
    associatedtype Fault: LineFault

    func columns(_ header: [String]) throws(MemberImport.Refusal) -> Columns
    func content(_ fields: [String], _ columns: Columns, at now: Timestamp) throws(Fault) -> Content
    /// Takes lines whose last one ends where `mark` says, in a transaction that saves the mark with them; answers the
    /// mark with what became of the lines.
    func take(
        _ lines: [FileLine<Content, Fault>], _ mark: ImportMark, separator: String, at now: Timestamp,
        in transaction: any Transaction
    ) throws -> ImportMark
    /// Marks the file as read to its end, and leaves the fact of it.
    func end(_ mark: ImportMark, at now: Timestamp, in transaction: any Transaction) throws
}

/// Why a line is not taken, as the list of rejected lines says it.
public protocol LineFault: Error, Hashable {
    static var notUTF8: Self { get }
    static var quotes: Self { get }
    static var tooLong: Self { get }
    var words: String { get }
}

public struct FileLine<Content: Sendable, Fault: LineFault>: Sendable {
    public let number: Int64
    /// As it stands in the file; empty when that is no text.
    public let text: String
    public let content: Result<Content, Fault>

    /// nil when it could not be read.
    public var read: Content? { if case .success(let content) = content { content } else { nil } }

    /// In the list of rejected lines.
    public func rejected(_ fault: Fault, _ separator: String) -> String {
        ["\(number)", CSVLine.written(fault.words), text].joined(separator: separator) + "\n"
    }
}

/// Reads a file a batch of lines a transaction. Killed at any moment, it goes on where the last batch ended when it is
/// run again on a file of the same content; each line is taken whole or not at all.
///
/// Lines that are not taken stand in `<file>.rejected.csv` beside the file, each with its number and the reason.
public struct FileReading<Kind: FileKind>: Sendable {
    let file: URL
    let kind: Kind
    let database: any Database
    let batchLines: Int
    let isDry: Bool

    /// - Parameter isDry: says what would become of each line, and saves nothing but the list of rejected ones.
    public init(file: URL, kind: Kind, database: any Database, batchLines: Int, isDry: Bool = false) {
        (self.file, self.kind, self.database) = (file, kind, database)
        (self.batchLines, self.isDry) = (batchLines, isDry)
    }

    /// - Parameter tell: called after each batch that is saved; what it throws ends the reading there.
    public func run(
        clock: any WallClock, tell: @Sendable (MemberImport.Progress) throws -> Void
    ) async throws -> MemberImport.Outcome {
        let fingerprint = try Fingerprint(of: file)
        let opening = try Opening(file, kind)
        let (name, began) = (file.lastPathComponent, clock.now())
        var mark = ImportMark(fingerprint.text)
        if !isDry {
            mark = try await database.write { try $0.importMark(fingerprint.text, named: name, at: began) }
        }
        let list = RejectedList(beside: file)
        if mark.isEnded { return outcome(mark, list, wasDone: true) }
        if mark.bytes == 0 {
            mark.bytes = Int64(opening.end)
            mark.lines = 1
            mark.add(opening.rejectedHeader)
        }
        try list.restore(mark)
        let reader = try LineReader(file.path, from: UInt64(mark.bytes))
        let (kind, separator) = (kind, opening.separatorText)
        while let lines = try nextLines(reader, &mark, opening, at: clock.now()) {
            let (before, now) = (mark, clock.now())
            mark = try await take { try kind.take(lines, before, separator: separator, at: now, in: $0) }
            try list.add(mark.lastRejected)
            try tell(MemberImport.Progress(counts: mark.counts, bytes: mark.bytes, ofBytes: fingerprint.bytes))
        }
        let (ended, end) = (mark, clock.now())
        if !isDry { try await database.write { try kind.end(ended, at: end, in: $0) } }
        if mark.counts.rejected == 0 { try list.remove() }
        return outcome(mark, list, wasDone: false)
    }

    /// Takes some lines; of a dry run only what became of them is left.
    private func take(
        _ lines: @escaping @Sendable (any Transaction) throws -> ImportMark
    ) async throws -> ImportMark {
        guard isDry else { return try await database.write(lines) }
        do {
            return try await database.write { transaction in throw Undone(mark: try lines(transaction)) }
        } catch let undone as Undone {
            return undone.mark
        }
    }

    private func outcome(_ mark: ImportMark, _ list: RejectedList, wasDone: Bool) -> MemberImport.Outcome {
        MemberImport.Outcome(
            counts: mark.counts, wasDone: wasDone, rejected: mark.counts.rejected > 0 ? list.file : nil)
    }

    /// The next lines, and the mark moved behind them; nil at the end of the file.
    private func nextLines(
        _ reader: LineReader, _ mark: inout ImportMark, _ opening: Opening<Kind>, at now: Timestamp
    ) throws -> [FileLine<Kind.Content, Kind.Fault>]? {
        var lines: [FileLine<Kind.Content, Kind.Fault>] = []
        var isAtEnd = true
        while lines.count < batchLines, let line = try reader.next() {
            isAtEnd = false
            mark.bytes = Int64(line.end)
            mark.lines += 1
            if let bytes = line.bytes, bytes.allSatisfy({ $0 == 32 || $0 == 9 }) { continue }
            lines.append(
                FileLine(
                    number: mark.lines, text: line.bytes.map(Self.shown) ?? "", content: content(line, opening, at: now)
                ))
        }
        return isAtEnd ? nil : lines
    }

    private func content(
        _ line: LineReader.Line, _ opening: Opening<Kind>, at now: Timestamp
    ) -> Result<Kind.Content, Kind.Fault> {
        guard let bytes = line.bytes else { return .failure(.tooLong) }
        let fields: [String]
        do { fields = try CSVLine.fields(bytes[...], separator: opening.separator) } catch {
            return .failure(error == .quotes ? .quotes : .notUTF8)
        }
        do throws(Kind.Fault) { return .success(try kind.content(fields, opening.columns, at: now)) } catch {
            return .failure(error)
        }
    }

    /// The line as text, for the list of rejected ones; empty when it is no text.
    private static func shown(_ bytes: [UInt8]) -> String {
        guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else { return "" }
        return text
    }
}

/// Ends the transaction of a dry run, so that nothing of it is saved.
private struct Undone: Error {
    let mark: ImportMark
}

/// The first line of a file.
private struct Opening<Kind: FileKind> {
    let columns: Kind.Columns
    let separator: UInt8
    /// Where the second line begins.
    let end: UInt64
    private let text: String

    init(_ file: URL, _ kind: Kind) throws {
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
        columns = try kind.columns(names)
    }

    var separatorText: String { String(decoding: [separator], as: UTF8.self) }
    var rejectedHeader: String { ["line", "reason", text].joined(separator: separatorText) + "\n" }
}
