import Database
import Foundation
import Kernel
import Staff
import Synchronization
import Testing

@testable import Exports

@Suite("Lists that are written out")
struct ExportRoundTests {
    private let thousand: [[Sheet.Row]] = (0..<10).map { page in
        (0..<100).map { [.text("Nama \(page * 100 + $0)"), .number($0)] }
    }

    @Test("what is asked for is written, told and kept for seven days", arguments: Dialect.allCases)
    func whole(_ dialect: Dialect) async throws {
        try await House.during(dialect, thousand) { house in
            let id = try await house.ask(1, by: house.sari, query: "q=budi%20s")
            #expect(try await house.store.exports(of: house.sari.id).map(\.state) == [.waiting])
            try await house.rounds.round()
            let export = try await house.store.export(id, of: house.sari.id)
            #expect(export.state == .done && export.rows == 1_000 && export.percent == 100)
            #expect(export.filter == ["Cari: budi s", "Sari Wulandari"])
            #expect(try await house.facts(id) == ["export.asked", "export.finished"])
            let file = house.shelf.place(try #require(export.file))
            let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
            #expect(text.components(separatedBy: "\r\n").count == 1_002)
            #expect(text.hasSuffix("Nama 999,99\r\n") && export.bytes == Int64(text.utf8.count))
            house.clock.advance(by: .seconds(7 * 86_400))
            try await house.rounds.round()
            #expect(try await house.store.exports(of: house.sari.id).isEmpty)
            #expect(try house.files().isEmpty)
            #expect(try await house.facts(id).last == "export.removed")
        }
    }

    @Test("one is written at a time, in the order of asking, and says how far it is", arguments: Dialect.allCases)
    func order(_ dialect: Dialect) async throws {
        let told = Mutex<[[String]]>([])
        try await House.during(
            dialect, Array(thousand.prefix(3)),
            before: { _, clock, store in
                clock.advance(by: .seconds(1))
                let other = try await store.begin(at: clock.now()) { _ in "other.csv" }
                #expect(other == nil)
            },
            { house in
                let first = try await house.ask(1, by: house.dewi)
                let second = try await house.ask(2, by: house.sari, as: .xlsx)
                let changes = try await house.store.changes()
                try await house.rounds.round()
                #expect(try await house.store.export(first, of: house.dewi.id).endedAt != nil)
                let (one, two) = (
                    try await house.store.export(first, of: house.dewi.id),
                    try await house.store.export(second, of: house.sari.id)
                )
                #expect(one.state == .done && two.state == .done)
                #expect(try #require(one.endedAt) <= #require(two.endedAt))
                for await whose in changes {
                    told.withLock { $0.append([whose]) }
                    if whose == house.sari.id.description { break }
                }
            })
        #expect(told.withLock { $0.count } >= 2)
    }

    @Test("one that is cancelled while it is written stops, and its file goes", arguments: Dialect.allCases)
    func cancelled(_ dialect: Dialect) async throws {
        let id = Mutex<(ExportID, PersonID)?>(nil)
        let pages = Mutex(0)
        try await House.during(
            dialect, thousand,
            before: { page, clock, store in
                pages.withLock { $0 += 1 }
                clock.advance(by: .seconds(2))
                guard page == 2, let (export, person) = id.withLock({ $0 }) else { return }
                let rows = try await store.export(export, of: person).rows
                #expect(rows == 200)
                _ = try await store.cancel(export, by: person, at: clock.now())
            },
            { house in
                let export = try await house.ask(1, by: house.sari, as: .xlsx)
                id.withLock { $0 = (export, house.sari.id) }
                try await house.rounds.round()
                #expect(pages.withLock { $0 } == 3)
                #expect(try await house.store.export(export, of: house.sari.id).state == .cancelled)
                #expect(try house.files().isEmpty)
                #expect(try await house.facts(export) == ["export.asked", "export.cancelled"])
                await #expect(throws: ExportRefusal.ended) {
                    try await house.store.cancel(export, by: house.sari.id, at: house.clock.now())
                }
            })
    }

    @Test(
        "a run that died with its process is begun anew, and what it left is cleared away", arguments: Dialect.allCases)
    func killed(_ dialect: Dialect) async throws {
        try await House.during(dialect) { house in
            let id = try await house.ask(1, by: house.sari)
            let dead = try #require(try await house.store.begin(at: house.clock.now()) { _ in "dead.csv" })
            try house.shelf.create("dead.csv")
            let next = try await house.rounds.round()
            #expect(try await house.store.export(id, of: house.sari.id).state == .running)
            #expect(next == house.clock.now() + ExportStore.longestSilence)
            house.clock.advance(by: ExportStore.longestSilence)
            try await house.rounds.round()
            try await house.rounds.round()
            let export = try await house.store.export(id, of: house.sari.id)
            #expect(export.state == .done)
            #expect(try house.files() == [try #require(export.file)])
            let now = house.clock.now()
            #expect(try await house.store.tell(dead, rows: 1, of: 1, filter: [], at: now) == false)
            #expect(try await house.store.finish(dead, rows: 1, bytes: 1, at: now) == false)
            #expect(try await house.facts(id) == ["export.asked", "export.finished"])
        }
    }

    @Test("one that counts or reads for longer than the dead are waited for is left alone", arguments: Dialect.allCases)
    func long(_ dialect: Dialect) async throws {
        try await House.during(
            dialect,
            before: { page, clock, store in
                guard page <= 0 else { return }
                let longEnough = clock.now() + ExportStore.longestSilence + ExportRounds.beat
                while clock.now() < longEnough {
                    clock.advance(by: .milliseconds(10))
                    let other = try await store.begin(at: clock.now()) { _ in "other.csv" }
                    try #require(other == nil)
                }
            },
            { house in
                let counted = try await house.ask(1, by: house.sari, list: "counted")
                try await house.rounds.round()
                let read = try await house.ask(2, by: house.dewi)
                try await house.rounds.round()
                #expect(try await house.store.export(counted, of: house.sari.id).state == .done)
                #expect(try await house.store.export(read, of: house.dewi.id).state == .done)
                #expect(try await house.facts(counted) == ["export.asked", "export.finished"])
            })
    }

    @Test("what cannot be written says why, and leaves no file", arguments: Dialect.allCases)
    func failures(_ dialect: Dialect) async throws {
        try await House.during(dialect) { house in
            let broken = try await house.ask(1, by: house.sari, list: "broken")
            let gone = try await house.ask(2, by: house.sari, list: "gone")
            let forbidden = try await house.ask(3, by: house.sari, list: "floor")
            let agents = try await house.ask(4, by: house.citra)
            let left = try await house.ask(5, by: house.dewi)
            try await house.staff.disable(house.dewi.id, by: .system("test"))
            try await house.rounds.round()
            func failure(_ id: ExportID, _ person: PersonID) async throws -> ExportFailure? {
                let export = try await house.store.export(id, of: person)
                #expect(export.state == .failed && export.file == nil)
                return export.failure
            }
            #expect(try await failure(broken, house.sari.id) == .broken)
            #expect(try await failure(gone, house.sari.id) == .noSuchList)
            #expect(try await failure(forbidden, house.sari.id) == .forbidden)
            #expect(try await failure(agents, house.citra.id) == .forbidden)
            #expect(try await failure(left, house.dewi.id) == .forbidden)
            #expect(try house.files().isEmpty)
            #expect(try await house.facts(broken) == ["export.asked", "export.failed"])
        }
    }

    @Test("a folder that cannot be written fails the export, not the centre")
    func unwritable() async throws {
        try await House.during { house in
            try Data().write(to: house.folder)
            let id = try await house.ask(1, by: house.sari)
            await #expect(throws: (any Error).self) { try await house.rounds.round() }
            try FileManager.default.removeItem(at: house.folder)
            try await house.rounds.round()
            #expect(try await house.store.export(id, of: house.sari.id).state == .done)
        }
    }

    @Test("nobody has more than five unfinished, and only what has ended is thrown away", arguments: Dialect.allCases)
    func bounds(_ dialect: Dialect) async throws {
        try await House.during(dialect) { house in
            var ids: [ExportID] = []
            for number in 1...5 { ids.append(try await house.ask(number, by: house.sari)) }
            await #expect(throws: ExportRefusal.tooMany) { try await house.ask(6, by: house.sari) }
            try await house.ask(7, by: house.dewi)
            let now = house.clock.now()
            await #expect(throws: ExportRefusal.unfinished) {
                try await house.store.remove(ids[0], by: house.sari.id, at: now)
            }
            _ = try await house.store.cancel(ids[0], by: house.sari.id, at: now)
            try await house.ask(8, by: house.sari)
            await #expect(throws: ExportRefusal.noSuchExport) {
                try await house.store.remove(ids[0], by: house.dewi.id, at: now)
            }
            _ = try await house.store.remove(ids[0], by: house.sari.id, at: now)
            #expect(try await house.store.exports(of: house.sari.id).count == 5)
        }
    }
}
