public import Database
import Foundation
public import Kernel
import Logging
public import Pages

/// For tests: lists written out by the rounds, as a centre does it, and read back from their files.
public struct WritingDesk: Sendable {
    public struct Written: Sendable {
        public let export: Export
        public let titles: [String]
        /// Empty when it failed.
        public let rows: [[String]]

        /// The cell of a row under a title.
        public subscript(row: Int, title: String) -> String? {
            guard rows.indices.contains(row), let place = titles.firstIndex(of: title) else { return nil }
            return rows[row][place]
        }
    }

    private let database: any Database
    private let lists: [ExportableList]
    private let person: ExportRounds.FindPerson
    private let catalogue: Catalogue
    private let clock: any WallClock

    public init(
        _ database: any Database, _ lists: [ExportableList], person: @escaping ExportRounds.FindPerson,
        _ catalogue: Catalogue, clock: any WallClock
    ) {
        (self.database, self.lists, self.person) = (database, lists, person)
        (self.catalogue, self.clock) = (catalogue, clock)
    }

    /// Asks for a list, has the rounds write it as CSV, and reads the file.
    public func write(_ list: String, _ query: String = "", by asker: PersonID) async throws -> Written {
        _ = try await database.migrate(ExportStore.migrations)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sahut-lists-\(UUID().uuidString)")
        let (store, shelf) = (ExportStore(database), ExportShelf(folder))
        var random = SystemRandomNumberGenerator()
        let id = ExportID(at: clock.now(), random: &random)
        try await store.ask(
            id, Export.Asking(list, query: query, as: .csv, in: .id), by: asker, at: clock.now())
        try await ExportRounds(
            store, on: shelf, lists, person: person, catalogue, calendar: .jakarta, clock: clock,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ).round()
        let export = try await store.export(id, of: asker)
        guard let file = export.file, export.state == .done else {
            return Written(export: export, titles: [], rows: [])
        }
        let text = String(
            decoding: try Data(contentsOf: shelf.place(file)).dropFirst(CSVText.mark.count), as: UTF8.self)
        try FileManager.default.removeItem(at: folder)
        let lines = try text.components(separatedBy: "\r\n").filter { !$0.isEmpty }.map {
            try CSVLine.fields(Array($0.utf8)[...], separator: UInt8(ascii: ","))
        }
        return Written(export: export, titles: lines.first ?? [], rows: Array(lines.dropFirst()))
    }
}
