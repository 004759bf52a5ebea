import Contacts
import Crypto
import Database
import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import Logging
import Members
import NIOCore
import Pages
import Staff
import Synchronization
import Testing
import Tickets

@testable import Interface

@Suite("Telling other programs")
struct WebhookTests {
    @Test("each ticket's events come in their order, signed, and a program that fails is told again later")
    func order() async throws {
        try await withCentre { centre in
            let ear = Ear()
            try await ear.during { port in
                let (program, secret) = try await hook(centre, "http://127.0.0.1:\(port)/told")
                let one = try await centre.open("Satu.", program)
                let two = try await centre.open("Dua.", program)
                try await centre.close(one, program)
                // The first thing said of the first ticket fails.
                ear.failures.withLock { $0["ticket:\(one)"] = 1 }
                try await WebhookRounds.withClient { client in
                    let rounds = WebhookRounds(
                        centre.webhooks, clock: centre.clock, logger: Logger(label: "test"))
                    _ = try await rounds.once(client)
                    #expect(ear.told.map(\.subject).sorted() == ["ticket:\(one)", "ticket:\(two)"].sorted())
                    centre.clock.advance(by: .seconds(11))
                    #expect(try await rounds.once(client) == nil)
                }
                let firsts = ear.told.filter { $0.subject == "ticket:\(one)" }.map(\.event)
                #expect(firsts == ["ticket.opened", "ticket.opened", "ticket.closed"])
                #expect(ear.told.filter { $0.subject == "ticket:\(two)" }.count == 1)
                for heard in ear.told {
                    let seconds = try #require(heard.signature.firstMatch(of: /t=(\d+),v1=([0-9a-f]{64})/))
                    let code = HMAC<SHA256>.authenticationCode(
                        for: Data("\(seconds.output.1).\(heard.body)".utf8),
                        using: SymmetricKey(data: Data(secret.utf8)))
                    #expect(code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == seconds.output.2)
                    #expect(!heard.body.contains("Satu") && !heard.body.contains("Dua"))
                }
            }
        }
    }

    @Test("what was told is told again from an event on; what is removed is told nothing", arguments: Dialect.allCases)
    func replay(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let ear = Ear()
            try await ear.during { port in
                let (program, _) = try await hook(centre, "http://127.0.0.1:\(port)/told")
                for text in ["Satu.", "Dua.", "Tiga."] { _ = try await centre.open(text, program) }
                let hook = try #require(try await centre.webhooks.list().first)
                let rounds = WebhookRounds(centre.webhooks, clock: centre.clock, logger: Logger(label: "test"))
                try await WebhookRounds.withClient { client in
                    #expect(try await rounds.once(client) == nil)
                    #expect(ear.told.count == 3)
                    let events = try await centre.webhooks.deliveries(of: hook.id).map(\.event)
                    let replays = Path(stringLiteral: "/api/v1/webhooks/\(hook.id)/replays")
                    let replayed = try await program.post(replays, #"{"from":\#(events[1])}"#)
                    #expect(try replayed.status == 202 && replayed.json(Told.self).count == 2)
                    _ = try await rounds.once(client)
                    #expect(ear.told.dropFirst(3).map(\.delivery).sorted() == Array(events.dropFirst()))
                    let removals = Path(stringLiteral: "/api/v1/webhooks/\(hook.id)/removals")
                    #expect(try await program.post(removals, "{}").status == 200)
                    _ = try await centre.open("Empat.", program)
                    #expect(try await rounds.once(client) == nil)
                    #expect(ear.told.count == 5)
                }
            }
        }
    }

    @Test("a program that never answers is given up after two days, and the rest of its ticket goes on")
    func patience() async throws {
        try await withCentre { centre in
            let (program, _) = try await hook(centre, "http://127.0.0.1:1/told")
            let ticket = try await centre.open("Satu.", program)
            try await centre.close(ticket, program)
            let rounds = WebhookRounds(centre.webhooks, clock: centre.clock, logger: Logger(label: "test"))
            try await WebhookRounds.withClient { client in
                var next = try await rounds.once(client)
                let began = centre.clock.now()
                while let due = next {
                    centre.clock.advance(by: due - centre.clock.now())
                    next = try await rounds.once(client)
                }
                #expect(centre.clock.now() - began < .seconds(5 * 86_400))
            }
            let hook = try #require(try await centre.webhooks.list().first)
            let deliveries = try await centre.webhooks.deliveries(of: hook.id)
            #expect(deliveries.map(\.state) == [.failed, .failed] && deliveries.map(\.tries) == [9, 9])
            #expect(try await centre.webhooks.standing()[hook.id]?.failed == 2)
        }
    }

    @Test("a program that fails is left in peace with all its events, and what is on its way when it is removed ends")
    func deadProgram() async throws {
        try await withCentre { centre in
            let (program, _) = try await hook(centre, "http://127.0.0.1:1/told")
            for text in ["Satu.", "Dua.", "Tiga."] { _ = try await centre.open(text, program) }
            let rounds = WebhookRounds(centre.webhooks, clock: centre.clock, logger: Logger(label: "test"))
            try await WebhookRounds.withClient { client in
                _ = try await rounds.once(client)
                #expect(try await centre.webhooks.due(upTo: 8, at: centre.clock.now()).isEmpty)
                centre.clock.advance(by: .seconds(11))
                let due = try await centre.webhooks.due(upTo: 8, at: centre.clock.now())
                #expect(due.count == 3)
                try await centre.keys.revoke(program.key.id, by: .person(centre.rahmat.id), at: centre.clock.now())
                try await centre.webhooks.keep(due[0].delivery, status: nil, at: centre.clock.now())
                #expect(try await centre.webhooks.nextDue() == nil)
            }
        }
    }

    @Test(
        "only https, or this machine, is told",
        arguments: [
            ("https://a.example/x", true), ("http://a.example/x", false), ("http://localhost:80/", true),
            ("ftp://a.example", false), ("https://u:p@a.example", false), ("https://", false), ("nonsense", false),
            ("https://a.example/#x", false),
        ])
    func addresses(_ text: String, _ isGood: Bool) { #expect((WebhookURL(text) != nil) == isGood) }

    @Test("a program sees its own webhooks only")
    func own() async throws {
        try await withCentre { centre in
            _ = try await hook(centre, "https://a.example/x")
            let other = try await centre.program("other")
            #expect(try await other.get("/api/v1/webhooks").body == #"{"items":[]}"#)
            let hook = try #require(try await centre.webhooks.list().first)
            for path in ["deliveries"] {
                #expect(try await other.get(Path(stringLiteral: "/api/v1/webhooks/\(hook.id)/\(path)")).status == 404)
            }
            let removals = Path(stringLiteral: "/api/v1/webhooks/\(hook.id)/removals")
            #expect(try await other.post(removals, "{}").status == 404)
        }
    }

    @Test("a merger is told of both tickets", arguments: Dialect.allCases)
    func merger(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let ear = Ear()
            try await ear.during { port in
                let (program, _) = try await hook(centre, "http://127.0.0.1:\(port)/told", "ticket.merged")
                let older = try #require(TicketID(try await centre.open("Satu.", program)))
                let younger = try #require(TicketID(try await centre.open("Dua.", program)))
                var numbers: [TicketNumber] = []
                for id in [older, younger] {
                    numbers.append(try #require(try await centre.tickets.ticket(id)).number)
                }
                try await centre.tickets.merge(
                    younger, with: numbers[0], by: .person(centre.rahmat.id), at: centre.clock.now())
                try await centre.tellAll()
                #expect(ear.told.filter { $0.subject == "ticket:\(older)" }.map(\.event) == ["ticket.merged"])
                #expect(ear.told.filter { $0.subject == "ticket:\(younger)" }.map(\.event) == ["ticket.merged"])
                for heard in ear.told {
                    let part = #""details":{"into":"\#(numbers[0])","ticket":"\#(numbers[1])"}"#
                    #expect(heard.body.contains(part))
                }
            }
        }
    }

    @Test("tickets of an older system are no news, but what happens to them here is", arguments: Dialect.allCases)
    func olderSystem(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let ear = Ear()
            try await ear.during { port in
                let (program, _) = try await hook(centre, "http://127.0.0.1:\(port)/told")
                let file = FileManager.default.temporaryDirectory.appendingPathComponent("old-\(UUID().uuidString).csv")
                defer { try? FileManager.default.removeItem(at: file) }
                try Data(Self.oldTickets.utf8).write(to: file)
                let taken = try await OldTicketImport(
                    file, into: centre.database, calendar: .jakarta, by: .system("import")
                ).run(clock: centre.clock)
                #expect(taken.counts.added == 2)
                try await centre.tellAll()
                #expect(ear.told.isEmpty)
                let open = try #require(
                    try await centre.tickets.list(TicketFilter(state: .open), at: centre.clock.now()).tickets.first)
                try await centre.close("\(open.id)", program)
                try await centre.tellAll()
                #expect(ear.told.map(\.subject) == ["ticket:\(open.id)"])
                #expect(ear.told.map(\.event) == ["ticket.closed"])
            }
        }
    }

    private static let oldTickets = """
        number,opened,category,kind,colour,priority,text,closed,closing-text
        L-1,2025-10-01 09:15,health.hospital,complaint,yellow,high,Antre lama,,
        L-2,2025-09-30 14:05,administration.card,information,green,,Kartu hilang,2025-09-30 16:00,Dicetak ulang.

        """

    private func hook(
        _ centre: Centre, _ url: String, _ events: String...
    ) async throws -> (Program, secret: String) {
        let program = try await centre.program()
        let events = events.isEmpty ? ["ticket.opened", "ticket.closed"] : events
        let made = try await program.post("/api/v1/webhooks", #"{"url":"\#(url)","events":\#(events)}"#)
        #expect(made.status == 201)
        return (program, try #require(try made.json(Told.self).secret))
    }
}

extension SmallCentre {
    fileprivate func open(_ text: String, _ program: Program) async throws -> String {
        clock.advance(by: .milliseconds(5))
        let answer = try await program.post(
            "/api/v1/tickets",
            #"{"colour":"yellow","category":"health.hospital","kind":"complaint","text":"\#(text)"}"#)
        return try #require(try answer.json(Told.self).id)
    }

    fileprivate func tellAll() async throws {
        let rounds = WebhookRounds(webhooks, clock: clock, logger: Logger(label: "test"))
        #expect(try await WebhookRounds.withClient { try await rounds.once($0) } == nil)
    }

    fileprivate func close(_ ticket: String, _ program: Program) async throws {
        let path = Path(stringLiteral: "/api/v1/tickets/\(ticket)/closures")
        #expect(try await program.post(path, #"{"text":"Selesai."}"#).status == 201)
    }
}

/// The other program: hears what it is told, and fails when it is told to.
private final class Ear: Sendable {
    struct Heard: Sendable {
        let body: String
        let signature: String
        let subject: String
        let event: String
        let delivery: Int64
    }

    private struct Message: Decodable {
        let id: Int64
        let event: String
        let subject: String
    }

    /// How often it still fails, by what it is told of.
    let failures = Mutex<[String: Int]>([:])
    private let heard = Mutex<[Heard]>([])

    var told: [Heard] { heard.withLock { $0 } }

    func during(_ body: @Sendable @escaping (Int) async throws -> Void) async throws {
        let router = Router()
        router.post("told") { request, _ -> HTTPResponse.Status in
            let text = String(buffer: try await request.body.collect(upTo: 1 << 20))
            let message = try JSONDecoder().decode(Message.self, from: Data(text.utf8))
            self.heard.withLock {
                $0.append(
                    Heard(
                        body: text, signature: request.headers[.init("Sahut-Signature")!] ?? "",
                        subject: message.subject, event: message.event, delivery: message.id))
            }
            let fails = self.failures.withLock { failures in
                guard let left = failures[message.subject], left > 0 else { return false }
                failures[message.subject] = left - 1
                return true
            }
            return fails ? .internalServerError : .noContent
        }
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { port.yield($0.localAddress?.port ?? 0) },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            guard let number = await ports.first(where: { _ in true }) else { return }
            try await body(number)
            group.cancelAll()
        }
    }
}
