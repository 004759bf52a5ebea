public import Database
public import Foundation
public import Kernel

/// Reads a file of branches into the register, a few lines a transaction. Each line is taken whole or not at all; one
/// that changes nothing leaves no fact, so the same file twice is the same as once, and a file whose reading was
/// stopped is simply read again.
///
/// Lines that are not taken stand in `<file>.rejected.csv` beside the file, each with its number and the reason.
public struct BranchImport: Sendable {
    public let file: URL
    private let database: any Database
    private let author: Author
    private static let batchLines = 25

    public init(_ file: URL, into database: any Database, by author: Author) {
        (self.file, self.database, self.author) = (file, database, author)
    }

    public struct Counts: Sendable, Hashable {
        public var lines: Int
        public var added: Int
        public var changed: Int
        public var unchanged: Int
        public var rejected: Int

        public init(lines: Int = 0, added: Int = 0, changed: Int = 0, unchanged: Int = 0, rejected: Int = 0) {
            (self.lines, self.added, self.changed) = (lines, added, changed)
            (self.unchanged, self.rejected) = (unchanged, rejected)
        }
    }

    public struct Progress: Sendable, Hashable {
        public let counts: Counts
        public let ofLines: Int
    }

    public struct Outcome: Sendable, Hashable {
        public let counts: Counts
        /// nil when no line was rejected.
        public let rejected: URL?
    }

    /// - Parameter tell: called after each batch that is saved; what it throws ends the import there.
    /// - Throws: `BranchFile.Refusal` when the file is not read at all.
    public func run(
        clock: any WallClock, tell: @Sendable (Progress) throws -> Void = { _ in }
    ) async throws -> Outcome {
        let read = try BranchFile(try content())
        var counts = Counts()
        var rejected = ""
        var rest = read.lines[...]
        while !rest.isEmpty {
            let batch = rest.prefix(Self.batchLines)
            rest = rest.dropFirst(Self.batchLines)
            let takings = try await take(Array(batch), at: clock.now())
            for (line, taking) in zip(batch, takings) {
                counts.add(taking)
                if case .rejected(let fault) = taking { rejected += read.rejection(line, fault) }
            }
            try tell(Progress(counts: counts, ofLines: read.lines.count))
        }
        try await remember(counts, at: clock.now())
        return Outcome(counts: counts, rejected: try write(rejected, read))
    }

    /// No more of it than is read at all, and a byte by which that is seen.
    private func content() throws -> [UInt8] {
        let handle = try FileHandle(forReadingFrom: file)
        let bytes = try handle.read(upToCount: BranchFile.mostBytes + 1) ?? Data()
        try handle.close()
        return Array(bytes)
    }

    private func take(_ lines: [BranchFile.Line], at moment: Timestamp) async throws -> [BranchTaking] {
        try await database.write { transaction in
            try lines.map { line -> BranchTaking in
                switch line.content {
                case .success(let said): return try transaction.take(said, by: author, at: moment)
                case .failure(let fault): return .rejected(fault)
                }
            }
        }
    }

    private func remember(_ counts: Counts, at moment: Timestamp) async throws {
        guard counts.added + counts.changed > 0 else { return }
        let fact = BranchFact.Imported(
            file: file.lastPathComponent, added: counts.added, changed: counts.changed, rejected: counts.rejected)
        try await database.write { try $0.endBranchImport(fact, by: author, at: moment) }
    }

    /// The list of an earlier reading goes.
    private func write(_ rejected: String, _ read: BranchFile) throws -> URL? {
        let list = file.deletingPathExtension().appendingPathExtension("rejected.csv")
        guard !rejected.isEmpty else {
            if FileManager.default.fileExists(atPath: list.path) { try FileManager.default.removeItem(at: list) }
            return nil
        }
        try Data((read.rejectedHeader + rejected).utf8).write(to: list)
        return list
    }
}

extension BranchImport.Counts {
    fileprivate mutating func add(_ taking: BranchTaking) {
        lines += 1
        switch taking {
        case .added: added += 1
        case .changed: changed += 1
        case .unchanged: unchanged += 1
        case .rejected: rejected += 1
        }
    }
}

extension BranchFile {
    fileprivate var rejectedHeader: String { joined(["line", "reason", header]) }

    fileprivate func rejection(_ line: Line, _ fault: BranchLine.Fault) -> String {
        joined(["\(line.number)", "\"" + fault.words.replacing("\"", with: "\"\"") + "\"", line.text])
    }

    private func joined(_ parts: [String]) -> String {
        parts.joined(separator: String(decoding: [separator], as: UTF8.self)) + "\n"
    }
}
