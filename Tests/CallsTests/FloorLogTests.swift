import Database
import Dispatch
import Kernel
import Logging
import Testing

@testable import Calls

@Suite("The floor's log")
struct FloorLogTests {
    private let call = WorkID("01990000-0000-7000-8000-0000000000c1")!

    private func entries(_ cause: CallEnd) -> [FloorEntry] {
        let ended = CallFact.Ended(
            cause: cause, queue: nil, agent: nil, waitedSeconds: nil, talkSeconds: 0, holdSeconds: 0)
        return [.fact(ended, about: .call(call), by: .outsider)]
    }

    private func database(_ backend: Dialect) async throws -> any Database {
        let database = try await TestDatabase.open(backend)
        try await database.migrate(FloorTables.migrations)
        return database
    }

    private func log(_ database: any Database) -> FloorLog {
        FloorLog(database, writer: "test", clock: SystemClock(), log: Logger(label: "test"))
    }

    /// A turn for the worse, and one for the better, each when it happens.
    private func turns(of log: FloorLog) -> AsyncStream<Void>.Iterator {
        let (changes, changed) = AsyncStream.makeStream(of: Void.self)
        log.whenChanged { changed.yield() }
        return changes.makeAsyncIterator()
    }

    @Test("facts and rows of one event are committed, and the row keeps its last state", arguments: Dialect.allCases)
    func commits(backend: Dialect) async throws {
        let database = try await database(backend)
        let log = log(database)
        let work = Task { await log.run() }
        var live = Call(id: call, caller: PhoneNumber("081000000001"), called: "165", arrivedAt: Timestamp(seconds: 1))
        log.append([.call(live)] + entries(.abandoned), at: Timestamp(seconds: 2))
        live.choices = ["Informasi"]
        log.append([.call(live)], at: Timestamp(seconds: 3))
        log.stop()
        await work.value
        let kept = try await FloorStore(database).kept()
        #expect(kept.floor.calls == [live])
        #expect(try await Journal(database).entries(about: .call(call)).map(\.kind) == ["call.ended"])
        #expect(log.status == FloorLog.Status())
        try await database.close()
    }

    @Test("while another holds the database facts wait, an alarm shows, and all are there once when it is free")
    func waits() async throws {
        let place = try await TestDatabase.location(.sqlite)
        let database = try place.open(DatabaseSettings(busyTimeout: .milliseconds(50)))
        try await database.migrate(FloorTables.migrations)
        let log = log(database)
        var turns = turns(of: log)
        let work = Task { await log.run() }
        try await place.whileHeld {
            log.append(entries(.network), at: Timestamp(seconds: 2))
            await turns.next()
            #expect(log.status.reason == .busy)
            #expect(log.status.waiting == 1)
        }
        await turns.next()
        #expect(log.status == FloorLog.Status())
        #expect(try await Journal(database).entries(about: .call(call)).count == 1)
        log.stop()
        await work.value
        try await database.close()
    }

    @Test("when the disk is full nothing of a batch is written, an alarm shows, and all is there once there is room")
    func full() async throws {
        let database = try await database(.sqlite)
        // As many pages as there are, and not one more.
        try await database.write { try $0.script("PRAGMA max_page_count = 1") }
        let log = log(database)
        var turns = turns(of: log)
        let work = Task { await log.run() }
        log.append((0..<500).flatMap { _ in entries(.network) }, at: Timestamp(seconds: 2))
        await turns.next()
        #expect(log.status.reason == .full)
        #expect(log.status.waiting == 500)
        #expect(try await Journal(database).entries(about: .call(call)).isEmpty)
        try await database.write { try $0.script("PRAGMA max_page_count = 1000000") }
        await turns.next()
        #expect(log.status == FloorLog.Status())
        #expect(try await Journal(database).entries(about: .call(call)).count == 500)
        log.stop()
        await work.value
        try await database.close()
    }

    @Test("a line that can never be written is left out, and the others are kept")
    func poison() async throws {
        let database = try await database(.sqlite)
        try await database.write {
            try $0.script(
                "CREATE TRIGGER no_dialogs BEFORE INSERT ON floor_dialogs BEGIN SELECT RAISE(ABORT, 'no'); END")
        }
        let log = log(database)
        let work = Task { await log.run() }
        log.append([.dialog(call, "{}")] + entries(.network), at: Timestamp(seconds: 2))
        log.stop()
        await work.value
        #expect(try await Journal(database).entries(about: .call(call)).count == 1)
        #expect(log.status.waiting == 0)
        try await database.close()
    }

    @Test("a line behind one that can never be written is tried again when the database is busy just then")
    func poisonAndBusy() async throws {
        let place = try await TestDatabase.location(.sqlite)
        let database = try place.open(DatabaseSettings(busyTimeout: .milliseconds(50)))
        try await database.migrate(FloorTables.migrations)
        try await database.write {
            try $0.script(
                "CREATE TRIGGER no_dialogs BEFORE INSERT ON floor_dialogs BEGIN SELECT RAISE(ABORT, 'no'); END")
        }
        let other = try place.open(DatabaseSettings())
        let free = DispatchSemaphore(value: 0)
        // Another takes the database at the very moment at which the batch is given up.
        let listener = Listener(to: "one by one") {
            let held = DispatchSemaphore(value: 0)
            Task.detached {
                try await other.write { transaction in
                    try transaction.execute("INSERT INTO floor_batches (writer, number) VALUES ('other', 1)")
                    held.signal()
                    free.wait()
                }
            }
            held.wait()
        }
        let log = FloorLog(
            database, writer: "test", clock: SystemClock(), log: Logger(label: "test") { _ in listener })
        var turns = turns(of: log)
        log.append([.dialog(call, "{}")] + entries(.network) + entries(.network), at: Timestamp(seconds: 2))
        let work = Task { await log.run() }
        await turns.next()
        #expect(log.status.reason == .busy)
        free.signal()
        await turns.next()
        log.stop()
        await work.value
        #expect(try await Journal(database).entries(about: .call(call)).count == 2)
        #expect(log.status == FloorLog.Status())
        try await other.close()
        try await database.close()
    }
}

/// Does something when a line with certain words is logged, before whoever logged it goes on.
private struct Listener: LogHandler {
    let words: String
    let heard: @Sendable () -> Void
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    init(to words: String, _ heard: @escaping @Sendable () -> Void) {
        self.words = words
        self.heard = heard
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        if event.message.description.contains(words) { heard() }
    }
}
