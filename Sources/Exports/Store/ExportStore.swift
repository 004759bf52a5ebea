public import Database
public import Kernel
import Pages

/// Lists that were asked for as files, with how far each is. Who asked for which list, and who took the file, are
/// facts.
public struct ExportStore: Sendable {
    /// A run that has not been heard of for so long has died with its process; the next begins it anew.
    public static let longestSilence = Duration.seconds(30)
    /// Pages that show exports listen here; the note is whose.
    private static let shown = "exports"
    /// What writes them listens here.
    private static let asked = "exports-asked"

    private let database: any Database

    public init(_ database: any Database) { self.database = database }

    // MARK: - The asker

    /// Takes an export on.
    ///
    /// - Throws: `ExportRefusal`.
    @discardableResult
    public func ask(
        _ id: ExportID, _ asking: Export.Asking, by person: PersonID, at moment: Timestamp
    ) async throws -> Export {
        try await database.write { transaction in
            let unfinished = try transaction.scalar(
                "SELECT COUNT(*) FROM exports WHERE asker = \(person) AND ended_at IS NULL", as: Int.self)
            guard unfinished ?? 0 < Export.mostUnfinished else { throw ExportRefusal.tooMany }
            try transaction.execute(
                """
                INSERT INTO exports (id, asker, list, query, format, language, state, asked_at, touched_at, expires_at)
                VALUES (\(id), \(person), \(asking.list), \(asking.query), \(asking.format),
                    \(asking.language.rawValue), \(Export.State.waiting), \(moment), \(moment), \(moment + Export.kept))
                """)
            let fact = ExportFact.Asked(list: asking.list, query: asking.query, format: asking.format.rawValue)
            try transaction.append(fact, about: .export(id), by: .person(person), at: moment)
            try transaction.notify(Self.shown, person.description)
            try transaction.notify(Self.asked, "")
            return try transaction.export(id, of: person)
        }
    }

    /// One's own, the newest first.
    public func exports(of person: PersonID) async throws -> [Export] {
        try await database.read {
            try $0.all("SELECT * FROM exports WHERE asker = \(person) ORDER BY asked_at DESC, id DESC LIMIT 100")
        }
    }

    /// One of one's own. What others asked for is not there.
    ///
    /// - Throws: `ExportRefusal.noSuchExport`.
    public func export(_ id: ExportID, of person: PersonID) async throws -> Export {
        try await database.read { try $0.export(id, of: person) }
    }

    /// Stops one that waits or is written. Its file is to be removed.
    ///
    /// - Throws: `ExportRefusal`.
    public func cancel(_ id: ExportID, by person: PersonID, at moment: Timestamp) async throws -> Export {
        try await database.write { transaction in
            let export = try transaction.export(id, of: person)
            guard export.isUnfinished else { throw ExportRefusal.ended }
            try transaction.execute(
                """
                UPDATE exports SET state = \(Export.State.cancelled), file = NULL, ended_at = \(moment) WHERE id = \(id)
                """)
            try transaction.append(
                ExportFact.Cancelled(), about: .export(id), by: .person(person), at: moment)
            try transaction.notify(Self.shown, person.description)
            return export
        }
    }

    /// Forgets one that has ended. Its file is to be removed.
    ///
    /// - Throws: `ExportRefusal`.
    public func remove(_ id: ExportID, by person: PersonID, at moment: Timestamp) async throws -> Export {
        try await database.write { transaction in
            let export = try transaction.export(id, of: person)
            guard !export.isUnfinished else { throw ExportRefusal.unfinished }
            try transaction.execute("DELETE FROM exports WHERE id = \(id)")
            try transaction.append(
                ExportFact.Removed(isExpired: false), about: .export(id), by: .person(person), at: moment)
            try transaction.notify(Self.shown, person.description)
            return export
        }
    }

    /// Says that the asker takes the file.
    ///
    /// - Throws: `ExportRefusal.noSuchExport`, also when there is no file yet.
    public func download(_ id: ExportID, by person: PersonID, at moment: Timestamp) async throws -> Export {
        try await database.write { transaction in
            let export = try transaction.export(id, of: person)
            guard export.state == .done, export.expiresAt > moment else { throw ExportRefusal.noSuchExport }
            try transaction.append(
                ExportFact.Downloaded(), about: .export(id), by: .person(person), at: moment)
            return export
        }
    }

    /// Whose exports have changed, as they change; empty when it may be anybody's.
    public func changes() async throws -> AsyncStream<String> { try await database.notifications(on: Self.shown) }

    // MARK: - The rounds

    /// Wakes when something was asked for.
    func askings() async throws -> AsyncStream<String> { try await database.notifications(on: Self.asked) }

    /// Begins the next: one at a time in the whole centre. nil when nothing waits, or another is being written.
    ///
    /// - Parameter name: of its file to be. What is written under another name of this export is nobody's any more.
    func begin(at moment: Timestamp, naming name: @Sendable (ExportFormat) -> String) async throws -> Export? {
        // Nobody else is held up while there is nothing to write.
        guard let next = try await database.read({ try $0.nextExport(at: moment) }) else { return nil }
        let file = name(next.asking.format)
        return try await database.write { transaction in
            guard try transaction.nextExport(at: moment)?.id == next.id else { return nil }
            try transaction.execute(
                """
                UPDATE exports SET state = \(Export.State.running), file = \(file), rows_done = 0, rows_all = NULL,
                    filter = '', touched_at = \(moment)
                WHERE id = \(next.id)
                """)
            try transaction.notify(Self.shown, next.asker.description)
            return try transaction.export(next.id, of: next.asker)
        }
    }

    /// Says how far a run is.
    ///
    /// - Returns: whether it is to go on: not when it was cancelled, or begun anew by others.
    func tell(
        _ run: Export, rows: Int, of all: Int, filter: [String], at moment: Timestamp
    ) async throws -> Bool {
        let lines = filter.map { $0.split(whereSeparator: \.isNewline).joined(separator: " ") }.joined(separator: "\n")
        return try await database.write { transaction in
            let told = try transaction.execute(
                """
                UPDATE exports SET rows_done = \(rows), rows_all = \(all), filter = \(lines), touched_at = \(moment)
                WHERE \(Self.isOnly(run))
                """)
            try transaction.notify(Self.shown, run.asker.description)
            return told == 1
        }
    }

    /// Says that a run is worked on.
    ///
    /// - Returns: false when it was cancelled, or begun anew by others.
    func touch(_ run: Export, at moment: Timestamp) async throws -> Bool {
        try await database.write {
            try $0.execute("UPDATE exports SET touched_at = \(moment) WHERE \(Self.isOnly(run))") == 1
        }
    }

    /// - Returns: false when it was cancelled, or begun anew by others.
    func finish(_ run: Export, rows: Int, bytes: Int64, at moment: Timestamp) async throws -> Bool {
        try await end(run, ExportFact.Finished(rows: rows, bytes: bytes), at: moment) {
            """
            UPDATE exports SET state = \(Export.State.done), rows_done = \(rows), rows_all = \(rows), bytes = \(bytes),
                ended_at = \(moment), expires_at = \(moment + Export.kept)
            WHERE \(Self.isOnly(run))
            """
        }
    }

    func fail(_ run: Export, _ failure: ExportFailure, at moment: Timestamp) async throws {
        _ = try await end(run, ExportFact.Failed(reason: failure.rawValue), at: moment) {
            """
            UPDATE exports SET state = \(Export.State.failed), failure = \(failure), file = NULL, ended_at = \(moment)
            WHERE \(Self.isOnly(run))
            """
        }
    }

    private func end(
        _ run: Export, _ fact: some Fact, at moment: Timestamp, _ statement: @escaping @Sendable () -> SQL
    ) async throws -> Bool {
        try await database.write { transaction in
            guard try transaction.execute(statement()) == 1 else { return false }
            try transaction.append(fact, about: .export(run.id), by: .system("exports"), at: moment)
            try transaction.notify(Self.shown, run.asker.description)
            return true
        }
    }

    /// This run and no other of the same export.
    private static func isOnly(_ run: Export) -> SQL {
        "id = \(run.id) AND state = \(Export.State.running) AND file = \(run.file)"
    }

    /// Forgets those whose time is over. Their files are nobody's any more.
    func expire(at moment: Timestamp) async throws {
        let expired: SQL = "ended_at IS NOT NULL AND expires_at <= \(moment)"
        let count = try await database.read {
            try $0.scalar("SELECT COUNT(*) FROM exports WHERE \(expired)", as: Int.self)
        }
        guard count ?? 0 > 0 else { return }
        try await database.write { transaction in
            for export in try transaction.all("SELECT * FROM exports WHERE \(expired)", as: Export.self) {
                try transaction.execute("DELETE FROM exports WHERE id = \(export.id)")
                try transaction.append(
                    ExportFact.Removed(isExpired: true), about: .export(export.id), by: .system("exports"), at: moment)
                try transaction.notify(Self.shown, export.asker.description)
            }
        }
    }

    /// The files that belong to somebody.
    func files() async throws -> Set<String> {
        let names = try await database.read {
            try $0.scalars("SELECT file FROM exports WHERE file IS NOT NULL", as: String.self)
        }
        return Set(names)
    }

    /// When there is something to do next; nil when there is nothing.
    func nextMoment() async throws -> Timestamp? {
        try await database.read { transaction in
            let moments = [
                try transaction.scalar("SELECT MIN(expires_at) FROM exports", as: Timestamp?.self) ?? nil,
                try transaction.scalar(
                    "SELECT MIN(touched_at) FROM exports WHERE ended_at IS NULL", as: Timestamp?.self
                ).flatMap { $0 }.map { $0 + Self.longestSilence },
            ]
            return moments.compactMap(\.self).min()
        }
    }
}

extension Transaction {
    fileprivate func export(_ id: ExportID, of person: PersonID) throws -> Export {
        let found: Export? = try first("SELECT * FROM exports WHERE id = \(id) AND asker = \(person)")
        guard let found else { throw ExportRefusal.noSuchExport }
        return found
    }

    /// The oldest that is unfinished; nil while another is being written.
    fileprivate func nextExport(at moment: Timestamp) throws -> Export? {
        let heardSince = moment - ExportStore.longestSilence
        let running = try scalar(
            """
            SELECT COUNT(*) FROM exports
            WHERE ended_at IS NULL AND state = \(Export.State.running) AND touched_at > \(heardSince)
            """, as: Int.self)
        guard running == 0 else { return nil }
        return try first("SELECT * FROM exports WHERE ended_at IS NULL ORDER BY asked_at, id LIMIT 1")
    }
}
