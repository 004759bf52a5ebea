import Database
import Kernel
import Logging
import Testing

@testable import Mail

/// A database with nothing but mails, on a clock of its own.
struct Outbox: Sendable {
    let database: any Database
    let clock = ManualClock()

    var outbox: MailOutbox { MailOutbox(database) }

    static func during<R: Sendable>(
        _ dialect: Dialect, _ body: @Sendable (Outbox) async throws -> R
    ) async throws -> R {
        let database = try await TestDatabase.open(dialect)
        try await database.migrate(MailOutbox.migrations)
        let result: Result<R, any Error>
        do { result = .success(try await body(Outbox(database: database))) } catch { result = .failure(error) }
        try await database.close()
        return try result.get()
    }

    @discardableResult
    func queue(
        _ key: String, to: String = "kc.semarang@cabang.example", notBefore: Timestamp? = nil
    ) async throws -> MailID? {
        let draft = MailDraft(
            key: key, to: MailAddress(to)!, subject: "Tiket \(key)", text: "Ada tiket \(key).",
            about: Subject("ticket", key))
        let now = clock.now()
        return try await database.write {
            try $0.queueMail(draft, notBefore: notBefore, by: .system("test"), at: now)
        }
    }

    func rounds(_ port: Int?, process: String = "one") -> MailRounds {
        let post = port.map { port in
            MailPost(
                server: MailServer(.init(host: "127.0.0.1", port: port, security: .off)),
                sender: MailMessageTests.centre)
        }
        return MailRounds(
            outbox, post: post, process: process, clock: clock,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    func facts(_ id: MailID) async throws -> [String] {
        try await Journal(database).entries(about: Subject("mail", id)).map(\.kind)
    }
}

@Suite("Mails that wait")
struct MailOutboxTests {
    private let minute = Duration.seconds(60)

    @Test("a mail that is queued is sent once, with its facts, and a key makes one mail", arguments: Dialect.allCases)
    func once(_ dialect: Dialect) async throws {
        try await Outbox.during(dialect) { box in
            let id = try #require(try await box.queue("A"))
            #expect(try await box.queue("A") == nil)
            try await SMTPStandIn.during { standIn in
                try await box.rounds(standIn.port).round()
                try await box.rounds(standIn.port).round()
                #expect(standIn.letters.map(\.text) == ["Ada tiket A.\n"])
            }
            let mail = try #require(try await box.outbox.mail(id))
            #expect(mail.state == .sent && mail.tries == 1 && mail.nextTryAt == nil)
            #expect(mail.answer == .server(code: 250, text: "2.0.0 taken") && mail.answeredAt == box.clock.now())
            #expect(try await box.facts(id) == ["mail.queued", "mail.sent"])
            #expect(try await box.queue("A") == nil)
            let facts = try await Journal(box.database).entries(after: 0, upTo: 10)
            #expect(!facts.contains { $0.payload.contains("cabang.example") || $0.payload.contains("Ada tiket") })
        }
    }

    @Test("what is undone with its transaction is not sent", arguments: Dialect.allCases)
    func undone(_ dialect: Dialect) async throws {
        struct Undone: Error {}
        try await Outbox.during(dialect) { box in
            let now = box.clock.now()
            await #expect(throws: Undone.self) {
                try await box.database.write { transaction in
                    let draft = MailDraft(
                        key: "A", to: MailAddress("a@b.example")!, subject: "x", text: "x",
                        about: Subject("ticket", "1"))
                    try transaction.queueMail(draft, by: .system("test"), at: now)
                    throw Undone()
                }
            }
            let list = try await box.outbox.list()
            #expect(list.total == 0)
        }
    }

    @Test("a mail for the morning waits for it", arguments: Dialect.allCases)
    func morning(_ dialect: Dialect) async throws {
        try await Outbox.during(dialect) { box in
            let morning = box.clock.now() + minute * 600
            try await box.queue("A", notBefore: morning)
            try await SMTPStandIn.during { standIn in
                let next = try await box.rounds(standIn.port).round()
                #expect(next == morning)
                #expect(standIn.connections == 0)
                box.clock.advance(by: minute * 600)
                let later = try await box.rounds(standIn.port).round()
                #expect(later == nil && standIn.letters.count == 1)
            }
        }
    }

    @Test(
        "not taken, it is tried after 1, 5, 15 minutes, 1 hour, then every 4 hours for two days, and has failed then",
        arguments: Dialect.allCases)
    func patience(_ dialect: Dialect) async throws {
        try await Outbox.during(dialect) { box in
            let id = try #require(try await box.queue("A"))
            let began = box.clock.now()
            var manner = SMTPStandIn.Manner()
            manner.answers = ["RCPT": "451 4.7.1 try again later"]
            try await SMTPStandIn.during(manner) { standIn in
                var waits: [Int64] = []
                while let next = try await box.rounds(standIn.port).round() {
                    waits.append((next - box.clock.now()).microseconds / 60_000_000)
                    let mail = try #require(try await box.outbox.mail(id))
                    #expect(mail.state == .queued && mail.tries == waits.count)
                    box.clock.advance(by: next - box.clock.now())
                }
                #expect(Array(waits.prefix(4)) == [1, 5, 15, 60] && waits.dropFirst(4).allSatisfy { $0 == 240 })
                #expect(standIn.connections == waits.count + 1 && standIn.letters.isEmpty)
            }
            #expect(box.clock.now() - began > minute * 60 * 44 && box.clock.now() - began <= minute * 60 * 48)
            let mail = try #require(try await box.outbox.mail(id))
            #expect(mail.state == .failed && mail.answer == .server(code: 451, text: "4.7.1 try again later"))
            #expect(try await box.facts(id) == ["mail.queued", "mail.failed"])
        }
    }

    @Test("an unknown recipient fails at once, and holds up nobody else", arguments: Dialect.allCases)
    func unknown(_ dialect: Dialect) async throws {
        try await Outbox.during(dialect) { box in
            let gone = try #require(try await box.queue("A"))
            box.clock.advance(by: .seconds(1))
            let there = try #require(try await box.queue("B"))
            var manner = SMTPStandIn.Manner()
            manner.firstAnswers = ["RCPT": "550 5.1.1 no such user"]
            try await SMTPStandIn.during(manner) { standIn in
                try await box.rounds(standIn.port).round()
                #expect(standIn.letters.count == 1)
            }
            #expect(try await box.outbox.mail(gone)?.state == .failed)
            #expect(try await box.outbox.mail(there)?.state == .sent)
            #expect(try await box.outbox.counts() == [.failed: 1, .sent: 1])
            #expect(try await box.outbox.list(.failed).mails.map(\.id) == [gone])
            let failed = try await Journal(box.database).entries(about: Subject("mail", gone))[1]
            #expect(failed.payload == #"{"about":"ticket:A","reason":"550","tries":1}"#)
        }
    }

    @Test("a server that is down is asked for one mail a round, not for all", arguments: Dialect.allCases)
    func down(_ dialect: Dialect) async throws {
        try await Outbox.during(dialect) { box in
            for key in ["A", "B", "C"] { try await box.queue(key) }
            var manner = SMTPStandIn.Manner()
            manner.answers = ["EHLO": "421 4.3.2 shutting down"]
            try await SMTPStandIn.during(manner) { standIn in
                try await box.rounds(standIn.port).round()
                #expect(standIn.connections == 1)
                standIn.behave { $0.answers = [:] }
                try await box.rounds(standIn.port).round()
                #expect(standIn.letters.count == 2)
                box.clock.advance(by: minute)
                try await box.rounds(standIn.port).round()
                #expect(standIn.letters.count == 3)
            }
        }
    }

    @Test("two processes never send one mail twice", arguments: Dialect.allCases)
    func twoProcesses(_ dialect: Dialect) async throws {
        try await Outbox.during(dialect) { box in
            let keys = (0..<20).map { "T\($0)" }
            for key in keys { try await box.queue(key) }
            try await SMTPStandIn.during { standIn in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for process in ["one", "two", "three"] {
                        group.addTask { try await box.rounds(standIn.port, process: process).round() }
                    }
                    try await group.waitForAll()
                }
                #expect(Set(standIn.letters.map(\.text)) == Set(keys.map { "Ada tiket \($0).\n" }))
                #expect(standIn.letters.count == keys.count)
            }
        }
    }

    @Test(
        "what a process took and did not tell of waits for the end of its claim, and its late word counts no longer",
        arguments: Dialect.allCases)
    func lostProcess(_ dialect: Dialect) async throws {
        try await Outbox.during(dialect) { box in
            let id = try #require(try await box.queue("A"))
            #expect(try await box.outbox.claim(by: "dead", at: box.clock.now())?.id == id)
            #expect(try await box.outbox.claim(by: "one", at: box.clock.now()) == nil)
            #expect(try await box.outbox.next() == box.clock.now() + MailOutbox.claim)
            box.clock.advance(by: MailOutbox.claim)
            #expect(try await box.outbox.claim(by: "one", at: box.clock.now())?.id == id)
            let late = MailOutcome.refused(.server(code: 550, text: "no"))
            try await box.outbox.settle(id, late, claim: "dead", by: MailRounds.author, at: box.clock.now())
            #expect(try await box.outbox.mail(id)?.state == .queued)
            let taken = MailOutcome.taken(.server(code: 250, text: "ok"))
            try await box.outbox.settle(id, taken, claim: "one", by: MailRounds.author, at: box.clock.now())
            try await box.outbox.settle(id, late, claim: "one", by: MailRounds.author, at: box.clock.now())
            #expect(try await box.outbox.mail(id)?.state == .sent)
        }
    }

    @Test("without a server mails wait, and are given up after two days", arguments: Dialect.allCases)
    func noServer(_ dialect: Dialect) async throws {
        try await Outbox.during(dialect) { box in
            let id = try #require(try await box.queue("A"))
            try await box.rounds(nil).round()
            box.clock.advance(by: MailPatience.longest)
            try await box.rounds(nil).round()
            #expect(try await box.outbox.mail(id)?.state == .queued)
            box.clock.advance(by: minute)
            try await box.rounds(nil).round()
            let mail = try #require(try await box.outbox.mail(id))
            #expect(mail.state == .failed && mail.tries == 0 && mail.answer == .trouble(.noServer))
        }
    }

    @Test(
        "sent again, it is tried at once and as patiently as before; what was sent is not", arguments: Dialect.allCases)
    func again(_ dialect: Dialect) async throws {
        try await Outbox.during(dialect) { box in
            let id = try #require(try await box.queue("A"))
            var manner = SMTPStandIn.Manner()
            manner.answers = ["RCPT": "550 5.1.1 no such user"]
            var random = SeededRandom(seed: 1)
            let (rahmat, nobody) = (
                Author.person(PersonID(at: box.clock.now(), random: &random)),
                MailID(at: box.clock.now(), random: &random)
            )
            try await SMTPStandIn.during(manner) { standIn in
                try await box.rounds(standIn.port).round()
                box.clock.advance(by: MailPatience.longest * 3)
                try await box.outbox.sendAgain(id, by: rahmat, at: box.clock.now())
                standIn.behave { $0.answers = ["RCPT": "451 later"] }
                try await box.rounds(standIn.port).round()
                #expect(try await box.outbox.mail(id)?.state == .queued)
                standIn.behave { $0.answers = [:] }
                try await box.outbox.sendAgain(id, by: rahmat, at: box.clock.now())
                try await box.rounds(standIn.port).round()
                #expect(standIn.letters.count == 1)
            }
            await #expect(throws: MailRefusal.sent) {
                try await box.outbox.sendAgain(id, by: rahmat, at: box.clock.now())
            }
            await #expect(throws: MailRefusal.noSuchMail) {
                try await box.outbox.sendAgain(nobody, by: rahmat, at: box.clock.now())
            }
            #expect(
                try await box.facts(id) == [
                    "mail.queued", "mail.failed", "mail.requeued", "mail.requeued", "mail.sent",
                ])
        }
    }

    @Test("a long list has pages, the newest first", arguments: Dialect.allCases)
    func pages(_ dialect: Dialect) async throws {
        try await Outbox.during(dialect) { box in
            for number in 1...51 {
                try await box.queue("T\(number)")
                box.clock.advance(by: minute)
            }
            let first = try await box.outbox.list(page: 1)
            #expect(first.total == 51 && first.count == 2 && first.mails.first?.subject == "Tiket T51")
            #expect(try await box.outbox.list(page: 9).mails.map(\.subject) == ["Tiket T1"])
        }
    }
}
