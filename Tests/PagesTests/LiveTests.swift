import Database
import Kernel
import Testing

@testable import Pages

@Suite("Live parts", .timeLimit(.minutes(1)))
struct LiveTests {
    @Test("a page that comes gets every part, then what changes")
    func board() async {
        let board = LiveBoard()
        board.show("a", "1")
        board.show("b", "1")
        var page = board.events().makeAsyncIterator()
        #expect(await page.next() == LiveEvent(name: "a", data: "1"))
        #expect(await page.next() == LiveEvent(name: "b", data: "1"))
        board.show("a", "1")
        board.show("b", "2")
        #expect(await page.next() == LiveEvent(name: "b", data: "2"), "what has not changed is not sent again")
    }

    @Test("a page that reads slowly skips what is out of date")
    func slow() async {
        let board = LiveBoard()
        var page = board.events().makeAsyncIterator()
        for number in 1...10_000 { board.show("a", "\(number)") }
        #expect(await page.next() == LiveEvent(name: "a", data: "10000"))
    }

    @Test("a page that is let go gives up its seat")
    func leaves() async throws {
        let board = LiveBoard()
        var pages = [board.events(), board.events()]
        #expect(board.pages == 2)
        pages.removeLast()
        #expect(board.pages == 1)
        pages.removeLast()
        #expect(board.pages == 0)
    }

    @Test("HTML of several lines arrives as it was", arguments: ["<p>\n<b>x</b>\n</p>", "", "a\r\nb", "\n"])
    func wire(_ html: String) {
        let lines = LiveEvent(name: "a", data: html, id: 7).wire.split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.first == "id: 7" && lines.dropFirst().first == "event: a")
        let data = lines.filter { $0.hasPrefix("data: ") }.map { $0.dropFirst(6) }.joined(separator: "\n")
        #expect(data == html.replacing("\r\n", with: "\n"))
        #expect(lines.suffix(2) == ["", ""])
    }

    @Test("a page that reconnects gets every part anew")
    func reconnects() async throws {
        let yard = try await Yard()
        let tester = PageTester(yard.site)
        try await tester.signIn(Yard.citra)
        yard.board.show("desk-line", "1")
        #expect(try await tester.live("/desk/live", events: 1) == [LiveEvent(name: "desk-line", data: "1")])
        yard.board.show("desk-line", "2")
        #expect(try await tester.live("/desk/live", events: 1) == [LiveEvent(name: "desk-line", data: "2")])
    }

    @Test("an open page keeps its session, and a session that ends takes the page with it")
    func session() async throws {
        let yard = try await Yard()
        let tester = PageTester(yard.site)
        try await tester.signIn(Yard.citra)
        let token = try #require(SessionToken(tester.cookies["sahut_session"] ?? ""))
        let found: SignedIn? = try await yard.site.sessions.find(token)
        let person = try #require(found)
        let page = Task { try await tester.live("/desk/live-fast", events: .max) }
        try await until { yard.board.pages == 1 }
        for _ in 0..<3 {
            yard.clock.advance(by: .seconds(25 * 60))
            let now = yard.clock.now()
            while try await seenAt(yard) < now { try await Task.sleep(for: .milliseconds(5)) }
        }
        try await yard.site.sessions.end(person.sessionID)
        #expect(try await page.value.isEmpty)
    }

    private func seenAt(_ yard: Yard) async throws -> Timestamp {
        try await yard.database.read { try $0.scalar("SELECT seen_at FROM sessions") } ?? .distantPast
    }
}
