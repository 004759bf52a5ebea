import Database
import Foundation
import Kernel
import Pages
import Testing

@testable import Calls

@Suite("the floor's drawer through the router")
struct PagesFloorTests {
    private let script = ["Accept": "application/json"]

    private struct PhoneOffer: Encodable {
        var sdp = "v=0"
        var page = "kantor-1"
        var takes = true
    }

    private func path(_ centre: PagesCentre, _ rest: String = "") -> Path {
        Path(stringLiteral: "/floor/agents/\(centre.citra)\(rest)")
    }

    @Test("a tile leads to the agent: a page by itself, a part for the drawer")
    func drawer() async throws {
        let centre = try await PagesCentre()
        defer { centre.close() }
        _ = try await centre.tester(centre.citra).get("/desk")
        let sari = try await centre.tester(centre.sari)
        #expect(try await sari.get("/floor").body.contains("href=\"\(path(centre))\""))
        let page = try await sari.get(path(centre))
        #expect(page.status == 200 && page.body.contains("<html") && page.body.contains("Citra Lestari"))
        let part = try await sari.get(path(centre).with("part", "drawer"))
        #expect(part.status == 200 && !part.body.contains("<html"))
        #expect(part.body.contains("data-state=\"aux\"") && part.body.contains("agent-dismiss"))
    }

    @Test("an agent who is not on the floor has a day; who is no agent has no page")
    func absent() async throws {
        let centre = try await PagesCentre()
        defer { centre.close() }
        let sari = try await centre.tester(centre.sari)
        let page = try await sari.get(path(centre))
        #expect(page.status == 200 && page.body.contains("Tidak di lantai") && !page.body.contains("agent-dismiss"))
        #expect(try await sari.get(Path(stringLiteral: "/floor/agents/\(centre.rahmat)")).status == 404)
        #expect(try await sari.get("/floor/agents/siapa").status == 404)
    }

    @Test("who may look and who may act, role by role")
    func permissions() async throws {
        let centre = try await PagesCentre()
        defer { centre.close() }
        _ = try await centre.tester(centre.citra).get("/desk")
        for (person, reads, acts) in [
            (centre.citra, 403, 403), (centre.rahmat, 403, 403), (try await centre.headOffice(), 200, 403),
            (centre.sari, 200, 303),
        ] {
            let tester = try await centre.tester(person)
            #expect(try await tester.get(path(centre)).status == reads)
            #expect(try await tester.get("/floor/queues/info").status == reads)
            #expect(try await tester.post(path(centre, "/dismissals"), [:]).status == acts)
        }
        let stranger = try await centre.tester()
        #expect(try await stranger.get(path(centre)).status == 303)
        let office = try await centre.tester(try await centre.headOffice())
        #expect(try await !office.get(path(centre)).body.contains("agent-dismiss"))
    }

    @Test("without its token no form sends anybody off the floor")
    func token() async throws {
        let centre = try await PagesCentre()
        defer { centre.close() }
        _ = try await centre.tester(centre.citra).get("/desk")
        let sari = try await centre.tester(centre.sari)
        let forged = try await sari.send(
            "POST", path(centre, "/dismissals"), headers: ["Content-Type": "application/x-www-form-urlencoded"],
            body: Array("_csrf=tebak".utf8))
        #expect(forged.status == 403)
        #expect(await centre.floor.desk(centre.citra)?.state != .signedOut)
    }

    @Test("an agent who was sent off sees so, is not brought back by the open page, and comes back by opening the desk")
    func dismissal() async throws {
        let centre = try await PagesCentre()
        defer { centre.close() }
        let citra = try await centre.tester(centre.citra)
        _ = try await citra.get("/desk")
        await centre.connectPhone()
        let sari = try await centre.tester(centre.sari)
        #expect(try await sari.post(path(centre, "/dismissals"), [:], headers: script).status == 204)
        try await centre.written("agent.dismissed")
        let facts = try await Journal(centre.database).entries(about: .person(centre.citra))
        #expect(facts.first { $0.kind == "agent.dismissed" }?.author == .person(centre.sari))

        let live = try await citra.live("/desk/live", events: DeskPart.allCases.count + 1)
        #expect(live.contains { $0.data.contains("Sari Wulandari mengeluarkan Anda") })
        #expect(await centre.floor.floorView().agents.isEmpty, "the open page does not bring the agent back")
        let phone = try await citra.postJSON("/desk/phone", PhoneOffer())
        #expect(phone.status == 403)
        #expect(try phone.json(DeskAnswer.self).refusal == "dismissed")

        #expect(try await citra.get("/desk").body.contains("AUX: Belum siap"))
        #expect(await centre.floor.floorView().agents.count == 1)
    }

    @Test("a queue's two hours can be read and copied as a table")
    func queue() async throws {
        let centre = try await PagesCentre()
        defer { centre.close() }
        _ = await centre.ring()
        try await centre.written("call.queued")
        let sari = try await centre.tester(centre.sari)
        var page = try await sari.get("/floor/queues/info")
        // The day's book follows the journal a moment behind.
        while !page.body.contains("1 ditawarkan") {
            try await Task.sleep(for: .milliseconds(5))
            page = try await sari.get("/floor/queues/info")
        }
        #expect(page.body.matches(of: /<tr><th scope="row" class="num">/).count == 24)
        #expect(try await sari.get("/floor").body.contains("1 ditawarkan, 0 ditinggalkan"))
        #expect(try await sari.get("/floor/queues/lain").status == 404)
    }
}
