import Database
import Exports
import Foundation
import Kernel
import Logging
import Pages
import Staff

/// A small centre with one list of names: Sari and Dewi lead the floor, Citra takes calls, Rahmat runs it.
struct House {
    let database: any Database
    /// 2025-11-22 08.00 in Jakarta.
    let clock = ManualClock()
    let staff: StaffStore
    let store: ExportStore
    let shelf: ExportShelf
    let folder: URL
    let site: Site
    let rounds: ExportRounds
    let sari: Person
    let dewi: Person
    let citra: Person

    /// Opens the house for as long as a test lasts.
    ///
    /// - Parameter rows: of the list, a page each.
    static func during(
        _ dialect: Dialect = .sqlite, _ pages: [[Sheet.Row]] = [[[.text("Budi"), .number(3)]]],
        before: @escaping @Sendable (Int, ManualClock, ExportStore) async throws -> Void = { _, _, _ in },
        _ body: (House) async throws -> Void
    ) async throws {
        let house = try await House(dialect, pages, before)
        let result: Result<Void, any Error>
        do { result = .success(try await body(house)) } catch { result = .failure(error) }
        try await house.database.close()
        if FileManager.default.fileExists(atPath: house.folder.path) {
            try FileManager.default.removeItem(at: house.folder)
        }
        try result.get()
    }

    private init(
        _ dialect: Dialect, _ pages: [[Sheet.Row]],
        _ before: @escaping @Sendable (Int, ManualClock, ExportStore) async throws -> Void
    ) async throws {
        let database = try await TestDatabase.open(dialect)
        try await database.migrate(SessionStore.migrations + StaffStore.migrations + ExportStore.migrations)
        let staff = StaffStore(database, clock: clock, passwords: Passwords(cost: .trivial))
        let hash = try await staff.hash("hujan turun di bulan juni")
        func add(_ name: String, _ userName: String, _ role: Role) async throws -> Person {
            let details = PersonDetails(name: name, userName: UserName(userName)!, roles: [role])
            return try await staff.add(details, password: .given(hash, mustChange: false), by: .system("test")).person
        }
        (self.database, self.staff) = (database, staff)
        sari = try await add("Sari Wulandari", "sari", .supervisor)
        dewi = try await add("Dewi Anggraini", "dewi", .supervisor)
        citra = try await add("Citra Lestari", "citra", .inbound)
        store = ExportStore(database)
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("sahut-exports-\(UUID().uuidString)")
        shelf = ExportShelf(folder)
        let lists = Self.lists(pages, clock, store, before)
        let views = try Views(
            bundles: [StaffRoom.bundle, ExportsRoom.bundle], navigation: ExportsRoom.navigation)
        site = Site(
            views: views, sessions: staff.sessions, clock: clock,
            groups: StaffRoom.pages(staff, views)
                + ExportsRoom.pages(store, on: shelf, lists, calendar: .jakarta, views))
        rounds = ExportRounds(
            store, on: shelf, lists, person: staff.sessionPerson, views.catalogue, calendar: .jakarta, clock: clock,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private static func lists(
        _ pages: [[Sheet.Row]], _ clock: ManualClock, _ store: ExportStore,
        _ before: @escaping @Sendable (Int, ManualClock, ExportStore) async throws -> Void
    ) -> [ExportableList] {
        let columns = [Sheet.Column("Nama"), Sheet.Column("Jumlah", .number)]
        return [
            ExportableList("names", titleKey: "staff.title", permission: .contactsRead) { query, viewer in
                let turns = Turns()
                return Sheet(
                    "Nama", filter: [query["q"].map { "Cari: \($0)" }, viewer.person.name].compactMap(\.self),
                    columns: columns, count: pages.reduce(0) { $0 + $1.count },
                    pages: AsyncThrowingStream {
                        let page = await turns.next()
                        guard pages.indices.contains(page) else { return nil }
                        try await before(page, clock, store)
                        return pages[page]
                    })
            },
            // What takes its time before the first row.
            ExportableList("counted", titleKey: "staff.title", permission: .contactsRead) { _, _ in
                try await before(-1, clock, store)
                return Sheet("Hitungan", filter: [], columns: columns, rows: [[.text("Budi"), .number(3)]])
            },
            ExportableList("broken", titleKey: "staff.title", permission: .contactsRead) { _, _ in
                throw Broken()
            },
            ExportableList("either", titleKey: "staff.title", permission: .desk, .contactsRead) { _, _ in
                Sheet("Keduanya", filter: [], columns: columns, rows: [])
            },
            ExportableList("floor", titleKey: "staff.title", permission: .desk) { _, _ in
                Sheet("Lantai", filter: [], columns: columns, rows: [])
            },
        ]
    }

    struct Broken: Error {}

    private actor Turns {
        private var count = -1

        func next() -> Int {
            count += 1
            return count
        }
    }

    @discardableResult
    func ask(
        _ number: Int, by person: Person, list: String = "names", query: String = "", as format: ExportFormat = .csv
    ) async throws -> ExportID {
        var random = SeededRandom(seed: UInt64(number))
        let id = ExportID(at: clock.now(), random: &random)
        try await store.ask(
            id, Export.Asking(list, query: query, as: format, in: .id), by: person.id, at: clock.now())
        return id
    }

    /// The files in the folder.
    func files() throws -> [String] {
        guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder.path)
    }

    func tester(_ person: Person) async throws -> PageTester {
        let tester = PageTester(site)
        try await tester.signIn(person.id)
        return tester
    }

    func facts(_ id: ExportID) async throws -> [String] {
        try await Journal(database).entries(about: .export(id)).map(\.kind)
    }
}
