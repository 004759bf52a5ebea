public import Kernel
import Synchronization

/// A list as it is written out: what it is, what was asked of it, and its rows, a page at a time, so that a list of any
/// length takes the memory of one page.
public struct Sheet: Sendable {
    public struct Column: Sendable, Hashable {
        public let title: String
        public let kind: Kind

        public init(_ title: String, _ kind: Kind = .text) { (self.title, self.kind) = (title, kind) }
    }

    /// What a column holds; a spreadsheet reckons with all but the first.
    public enum Kind: Sendable, Hashable, CaseIterable {
        case text
        /// Sentences: a wide column.
        case words
        case number, day, moment, duration
    }

    public enum Cell: Sendable, Hashable {
        case text(String)
        case number(Int)
        case day(Day)
        case moment(Timestamp)
        case duration(Duration)
        case nothing
    }

    public typealias Row = [Cell]

    public let title: String
    /// Which of them stand here, in words, a line each.
    public let filter: [String]
    public let columns: [Column]
    /// How many rows there were when it was begun; for the progress.
    public let count: Int
    public let pages: AsyncThrowingStream<[Row], any Error>

    public init(
        _ title: String, filter: [String], columns: [Column], count: Int, pages: AsyncThrowingStream<[Row], any Error>
    ) {
        (self.title, self.filter, self.columns, self.count, self.pages) = (title, filter, columns, count, pages)
    }

    /// A list that is short enough to be there already.
    public init(_ title: String, filter: [String], columns: [Column], rows: [Row]) {
        self.init(
            title, filter: filter, columns: columns, count: rows.count,
            pages: AsyncThrowingStream { going in
                going.yield(rows)
                going.finish()
            })
    }

    /// Rows that are asked for page by page, each after the last thing of the one before.
    ///
    /// - Parameters:
    ///   - next: the things after one, in the list's order; none at its end.
    ///   - row: a thing's row.
    public static func pages<Item: Sendable>(
        _ next: @escaping @Sendable (Item?) async throws -> [Item],
        row: @escaping @Sendable (Item) throws -> Row
    ) -> AsyncThrowingStream<[Row], any Error> {
        let place = Place<Item>()
        return AsyncThrowingStream {
            let items = try await next(place.last.withLock(\.self))
            guard let end = items.last else { return nil }
            place.last.withLock { $0 = end }
            return try items.map(row)
        }
    }

    /// How far the pages are.
    private final class Place<Item: Sendable>: Sendable {
        let last = Mutex<Item?>(nil)
    }
}

extension Sheet.Cell {
    /// Nothing stands for what is absent or empty.
    public init(_ text: String?) { self = text.map { $0.isEmpty ? .nothing : .text($0) } ?? .nothing }
    public init(_ moment: Timestamp?) { self = moment.map(Sheet.Cell.moment) ?? .nothing }
    public init(_ duration: Duration?) { self = duration.map(Sheet.Cell.duration) ?? .nothing }
}
