import Database
import Foundation
public import Kernel
public import Logging
public import Pages

/// Writes lists out one at a time, away from everything that must not wait: on a thread of its own that gives way to
/// all others. What is asked for is in the database; a run that died with its process is begun anew.
public struct ExportRounds: Sendable {
    /// Finds out what the asker may see now; nil when he may not sign in any more.
    public typealias FindPerson = @Sendable (PersonID) async throws -> SessionPerson?

    /// Between two words about how far a run is.
    static let pace = Duration.seconds(1)
    /// Between two signs of life of a run, however long a page, the count before or the packing after takes.
    static let beat = Duration.seconds(10)

    private let store: ExportStore
    private let shelf: ExportShelf
    private let lists: [ExportableList]
    private let person: FindPerson
    private let catalogue: Catalogue
    private let calendar: CentreCalendar
    private let clock: any WallClock
    private let logger: Logger

    public init(
        _ store: ExportStore, on shelf: ExportShelf, _ lists: [ExportableList], person: @escaping FindPerson,
        _ catalogue: Catalogue, calendar: CentreCalendar, clock: any WallClock, logger: Logger
    ) {
        (self.store, self.shelf, self.lists, self.person) = (store, shelf, lists, person)
        (self.catalogue, self.calendar, self.clock, self.logger) = (catalogue, calendar, clock, logger)
    }

    /// Works until it is cancelled: at once when something is asked for, and otherwise in rounds.
    public func run() async throws {
        let askings = try await store.askings()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await Rounds("exports", clock: clock, logger: logger).run { try await round() } }
            group.addTask {
                for await _ in askings {
                    do { try await round() } catch let error as CancellationError {
                        throw error
                    } catch {
                        // The next of the rounds tries again, and says so when it fails too.
                        logger.notice("an export was not begun at once", metadata: ["error": "\(error)"])
                    }
                }
            }
            defer { group.cancelAll() }
            _ = try await group.next()
        }
    }

    /// Writes what waits, and clears away what is nobody's.
    ///
    /// - Returns: when the next makes sense; nil when nothing is there.
    @discardableResult
    public func round() async throws -> Timestamp? {
        try await tidy()
        while let run = try await store.begin(at: clock.now(), naming: ExportShelf.newName) { try await write(run) }
        return try await store.nextMoment()
    }

    /// Files are named in the database before they are made: one that has no name there now belongs to nobody.
    private func tidy() async throws {
        try await store.expire(at: clock.now())
        let names = try shelf.names()
        guard !names.isEmpty else { return }
        let wanted = try await store.files()
        for name in names where !wanted.contains(name) { try shelf.remove(name) }
    }

    // MARK: - One run

    private func write(_ run: Export) async throws {
        guard let name = run.file else { return }
        do {
            if try await !beating(run, { try await write(run, into: name) }) { try shelf.remove(name) }
        } catch let error as CancellationError {
            try shelf.remove(name)
            throw error
        } catch let error as DatabaseError where [.busy, .connection, .closed, .uncertain].contains(error.kind) {
            // Nobody's fault: it is begun anew when it has been silent for long enough.
            try shelf.remove(name)
            throw error
        } catch {
            let failure = Self.failure(error)
            logger.error(
                "an export failed",
                metadata: ["export": "\(run.id)", "list": "\(run.asking.list)", "error": "\(error)"])
            try await store.fail(run, failure, at: clock.now())
            try shelf.remove(name)
        }
    }

    /// Works on a run, and says all the while that it is worked on.
    private func beating<R: Sendable>(
        _ run: Export, _ work: @escaping @Sendable () async throws -> R
    ) async throws -> R {
        try await withThrowingTaskGroup(of: R?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                repeat {
                    try await clock.sleep(until: clock.now() + Self.beat)
                } while try await store.touch(run, at: clock.now())
                // It is not to go on: the work finds out by itself.
                return nil
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw CancellationError()
        }
    }

    private static func failure(_ error: any Error) -> ExportFailure {
        switch error {
        case let failure as ExportFailure: failure
        case is XLSXRefusal, is ExportShelf.Unwritable, is CocoaError: .unwritable
        default: .broken
        }
    }

    /// - Returns: false when it was cancelled, or begun anew by others.
    private func write(_ run: Export, into name: String) async throws -> Bool {
        guard let list = lists.first(where: { $0.name == run.asking.list }) else { throw ExportFailure.noSuchList }
        guard let person = try await person(run.asker), list.isFor(person) else { throw ExportFailure.forbidden }
        let viewer = ExportViewer(
            person, export: run.id, catalogue, run.asking.language, calendar: calendar, at: clock.now())
        let sheet = try await list.make(Form.query(text: run.asking.query), viewer)
        try shelf.create(name)
        let (path, format, calendar) = (shelf.place(name).path, run.asking.format, calendar)
        let head = SheetHead(
            title: sheet.title, filter: sheet.filter + [made(viewer)], columns: sheet.columns)
        return try await WritingThread.during { thread in
            let file = try await thread.run { try format.open(path, head, calendar) }
            do {
                guard let rows = try await write(sheet, of: run, into: file, on: thread) else {
                    try await thread.run { file.abandon() }
                    return false
                }
                try await thread.run { try file.finish() }
                return try await store.finish(run, rows: rows, bytes: try shelf.bytes(name), at: clock.now())
            } catch {
                try await thread.run { file.abandon() }
                throw error
            }
        }
    }

    /// - Returns: how many rows there were; nil when it is not to go on.
    private func write(
        _ sheet: Sheet, of run: Export, into file: any SheetFile, on thread: WritingThread
    ) async throws -> Int? {
        var (rows, told) = (0, clock.now())
        guard try await store.tell(run, rows: 0, of: sheet.count, filter: sheet.filter, at: told) else { return nil }
        for try await page in sheet.pages {
            try Task.checkCancellation()
            try await thread.run { try file.write(page) }
            rows += page.count
            guard clock.now() - told >= Self.pace else { continue }
            told = clock.now()
            let all = max(rows, sheet.count)
            guard try await store.tell(run, rows: rows, of: all, filter: sheet.filter, at: told) else { return nil }
        }
        return rows
    }

    private func made(_ viewer: ExportViewer) -> String {
        viewer.text("exports.made", ["when": viewer.time.moment(viewer.at), "who": viewer.person.name])
    }
}
