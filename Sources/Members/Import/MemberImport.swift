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
        let fingerprint = try Fingerprint(of: file)
        let opening = try Opening(file)
        let (name, began) = (file.lastPathComponent, clock.now())
        var mark = try await store.database.write { try $0.importMark(fingerprint.text, named: name, at: began) }
        let list = RejectedList(beside: file)
        if mark.isEnded { return outcome(mark, list, wasDone: true) }
        if mark.bytes == 0 {
            mark.bytes = Int64(opening.end)
            mark.lines = 1
            mark.add(opening.rejectedHeader)
        }
        try list.restore(mark)
        let lines = try LineReader(file.path, from: UInt64(mark.bytes))
        let regions = RegionLadder(try await store.allRegions())
        while let batch = try nextBatch(lines, &mark, opening, regions, at: clock.now()) {
            let before = mark
            mark = try await store.database.write { try $0.take(batch, before) }
            try list.add(mark.lastRejected)
            try tell(Progress(counts: mark.counts, bytes: mark.bytes, ofBytes: fingerprint.bytes))
        }
        let (ended, end) = (mark, clock.now())
        try await store.database.write { try $0.endImport(ended, by: author, at: end) }
        if mark.counts.rejected == 0 { try list.remove() }
        return outcome(mark, list, wasDone: false)
    }

    private func outcome(_ mark: ImportMark, _ list: RejectedList, wasDone: Bool) -> Outcome {
        Outcome(counts: mark.counts, wasDone: wasDone, rejected: mark.counts.rejected > 0 ? list.file : nil)
    }

    /// The next lines, and the mark moved behind them; nil at the end of the file.
    private func nextBatch(
        _ lines: LineReader, _ mark: inout ImportMark, _ opening: Opening, _ regions: RegionLadder, at now: Timestamp
    ) throws -> IntakeBatch? {
        var read: [IntakeBatch.Line] = []
        var random = SystemRandomNumberGenerator()
        var isAtEnd = true
        while read.count < batchLines, let line = try lines.next() {
            isAtEnd = false
            mark.bytes = Int64(line.end)
            mark.lines += 1
            if let bytes = line.bytes, bytes.allSatisfy({ $0 == 32 || $0 == 9 }) { continue }
            read.append(
                IntakeBatch.Line(
                    number: mark.lines, text: line.bytes.map(Self.shown) ?? "",
                    content: content(line, opening, regions, MemberID(at: now, random: &random))))
        }
        if isAtEnd { return nil }
        return IntakeBatch(
            lines: read, told: told, effective: calendar.day(of: told.toldAt), separator: opening.separatorText,
            author: author, at: now)
    }

    private func content(
        _ line: LineReader.Line, _ opening: Opening, _ regions: RegionLadder, _ id: MemberID
    ) -> Result<MemberLine, MemberLine.Fault> {
        guard let bytes = line.bytes else { return .failure(.tooLong) }
        let fields: [String]
        do { fields = try CSVLine.fields(bytes[...], separator: opening.separator) } catch {
            return .failure(error == .quotes ? .quotes : .notUTF8)
        }
        do {
            return .success(try MemberLine(fields, opening.columns, id: id) { regions.nearest(to: $0) })
        } catch {
            return .failure(error)
        }
    }

    /// The line as text, for the list of rejected ones; empty when it is no text.
    static func shown(_ bytes: [UInt8]) -> String {
        guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else { return "" }
        return text
    }
}

/// The first line of a file.
private struct Opening {
    let columns: MemberLine.Columns
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
        do { columns = try MemberLine.Columns(CSVLine.fields(header, separator: separator)) } catch let refusal
            as MemberLine.Columns.Refusal
        {
            throw MemberImport.Refusal(refusal)
        } catch {
            throw MemberImport.Refusal.unreadableHeader
        }
    }

    var separatorText: String { String(decoding: [separator], as: UTF8.self) }
    var rejectedHeader: String { ["line", "reason", text].joined(separator: separatorText) + "\n" }
}

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
