import Calls
import Contacts
import Database
import Kernel
import Pages
import Staff
import Synchronization
import Testing
import Tickets

@testable import Outbound

@Suite("The live pages of ringing", .timeLimit(.minutes(3)))
struct LiveTests {
    private final class Flag: Sendable {
        private let state = Mutex(false)

        var isUp: Bool { state.withLock { $0 } }

        func raise() { state.withLock { $0 = true } }
    }

    /// Watches a page: does something once its first parts are there, and reads on until they say a word.
    @discardableResult
    static func watch(
        _ tester: PageTester, _ path: Path, until word: String, part: RingingPart,
        _ deed: () async throws -> Void
    ) async throws -> [LiveEvent] {
        let begun = Flag()
        async let events = tester.live(path) { events in
            if events.contains(where: { $0.name == part.rawValue }) { begun.raise() }
            return events.contains { $0.name == part.rawValue && $0.data.contains(word) }
        }
        while !begun.isUp { try await Task.sleep(for: .milliseconds(5)) }
        try await deed()
        return try await events
    }

    @Test("an agent's day shows what comes to wait, and the progress to the target", arguments: Dialect.allCases)
    func day(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let rina = try await centre.small.tester(centre.rina)
            let page = try await rina.get(.outbound).body
            #expect(page.contains("data-live-source=\"/outbound/day/live\""))
            #expect(page.contains("0 siap dihubungi, 0 menunggu konfirmasi") && page.contains("kurang 50"))
            #expect(page.contains("Tidak ada yang dapat dihubungi sekarang."))
            let waiting = "1 siap dihubungi, 1 menunggu konfirmasi"
            let shown = try await Self.watch(rina, .outboundDayLive, until: waiting, part: .count) {
                try await centre.done(1)
            }
            #expect(shown.first { $0.name == "outbound-count" }?.data.contains("0 siap dihubungi") == true)
            let done = "1 dari 50 konfirmasi hari ini, kurang 49"
            let progress = try await Self.watch(rina, .outboundDayLive, until: done, part: .day) {
                // Bayu's do not count for Rina.
                let others = try #require(try await centre.take(centre.bayu))
                try await centre.ring(others, .answered, by: centre.bayu)
                try await centre.finish(others, .satisfied("Puas."), by: centre.bayu)
                let own = try await centre.done(2, phone: "0812-5555-0002")
                #expect(try await centre.take(centre.rina) == own)
                try await centre.ring(own, .answered, by: centre.rina)
                try await centre.finish(own, .satisfied("Puas."), by: centre.rina)
            }
            #expect(!progress.contains { $0.data.contains("2 dari 50") })
        }
    }

    @Test("the board shows who takes what, and figures as they come", arguments: Dialect.allCases)
    func board(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let sari = try await centre.small.tester(centre.small.sari)
            #expect(try await sari.get(.outboundBoard).body.contains("data-live-source=\"/outbound/board/live\""))
            try await Self.watch(sari, .outboundBoardLive, until: "Rina Anggraini", part: .holders) {
                let id = try await centre.done(1)
                #expect(try await centre.take(centre.rina) == id)
            }
            try await Self.watch(sari, .outboundBoardLive, until: "1 / 50", part: .figures) {
                let id = try #require(try await centre.take(centre.rina))
                try await centre.ring(id, .answered, by: centre.rina)
                try await centre.finish(id, .satisfied("Puas."), by: centre.rina)
            }
        }
    }

    @Test("rows and forms have names, so that what is typed stays, and what was refused is left alone")
    func typing() async throws {
        try await withCentre { centre in
            let id = try await centre.done(1, phone: nil)
            let sari = try await centre.small.tester(centre.small.sari)
            let token = try await sari.formToken()
            let parts = try await sari.live(.outboundBoardLive) { events in
                events.contains { $0.name == RingingPart.waiting.rawValue }
            }
            let waiting = try #require(parts.first { $0.name == RingingPart.waiting.rawValue }).data
            #expect(waiting.contains("<tr data-row=\"ticket-\(id)\">") && waiting.contains("Simpan nomor"))
            #expect(waiting.contains("value=\"\(token)\""), "the form can be sent after a redraw")
            #expect(!waiting.contains("data-keep"))
            // A blank before the part would put everything in it anew at each redraw.
            let page = try await sari.get(.outboundBoard).body
            #expect(page.contains("data-live=\"outbound-board-waiting\" data-figures><h2>"))
            let wrong = try await sari.post(
                "/outbound/board/numbers", ["ticket": id.description, "phone": "bukan nomor"])
            #expect(wrong.status == 422 && wrong.body.contains("Bukan nomor telepon."))
            #expect(wrong.body.contains("class=\"row-form is-wrong\" data-keep") && wrong.body.contains("bukan nomor"))
            let watcher = try await centre.small.tester(try await centre.hire("Hadi", "hadi", .headOffice))
            let seen = try await watcher.live(.outboundBoardLive) { events in
                events.contains { $0.name == RingingPart.waiting.rawValue }
            }
            #expect(!seen.contains { $0.data.contains("Simpan nomor") || $0.data.contains(token) })
        }
    }

    @Test("what an agent typed and was refused is left alone by the call that goes on")
    func refusedOutcome() async throws {
        try await withCentre { centre in
            let id = try await centre.done(1)
            let rina = try await centre.small.tester(centre.rina)
            _ = try await rina.post("/outbound/takings")
            let kept = "class=\"outbound-outcome\" data-row=\"outcome\" autocomplete=\"off\" data-keep"
            let page = try await rina.get(.outbound).body
            #expect(!page.contains(kept) && page.contains("data-testid=\"outbound-call\"><h2>"))
            let refused = try await rina.post(.outboundOutcomes(id), ["outcome": "insists"])
            #expect(refused.status == 422 && refused.body.contains(kept))
            #expect(refused.body.contains("<div data-row=\"refusal\" data-keep>"))
        }
    }

    @Test("whoever may not open a page is sent none of its parts", arguments: Role.allCases)
    func permissions(_ role: Role) async throws {
        try await withCentre { centre in
            let guest = try await centre.hire("Tamu", "tamu", role)
            let tester = try await centre.small.tester(guest)
            let paths: [(Path, Permission, String)] = [
                (.outboundDayLive, .outboundWork, "outbound-count"),
                (.outboundBoardLive, .outboundWatch, "outbound-count"),
            ]
            for (path, permission, first) in paths {
                guard role.permissions.contains(permission) else {
                    await #expect(throws: PageTester.Unexpected.self) { try await tester.live(path, events: 1) }
                    continue
                }
                #expect(try await tester.live(path, events: 1).map(\.name) == [first])
            }
        }
    }

    @Test("pages are drawn anew after every fact that may change them")
    func kinds() {
        let changing = [
            TicketFact.BranchAnswered.kind, TicketFact.Merged.kind, TicketFact.ClosingUndone.kind,
            OutboundFact.Taken.kind, OutboundFact.Released.kind, OutboundFact.Tried.kind, OutboundFact.PlanSet.kind,
            ReminderFact.Recorded.kind, ReminderFact.TakenOver.kind, CallFact.Dialled.kind,
        ]
        #expect(Set(changing).isSubset(of: RingingBoards.kinds))
    }
}

@Suite("The live pages of reminders", .timeLimit(.minutes(3)))
struct ReminderLiveTests {
    @Test("a campaign's page and the list follow what is written of calls", arguments: Dialect.allCases)
    func campaign(_ dialect: Dialect) async throws {
        try await ReminderCentre.during(dialect) { centre in
            let id = try await centre.campaign()
            let sari = try await centre.small.tester(centre.small.sari)
            let page = try await sari.get(.reminderCampaign(id)).body
            #expect(page.contains("data-live-source=\"\(Path.reminderCampaignLive(id))\""))
            let one = "3 peserta: 1 sudah ditelepon, 1 terhubung"
            try await LiveTests.watch(sari, .reminderCampaignLive(id), until: one, part: .progress) {
                try await centre.work(.willPay)
            }
            let two = "2 (100,0%)"
            try await LiveTests.watch(sari, .reminderCampaignsLive, until: two, part: .campaigns) {
                try await centre.work(.refuses)
            }
        }
    }

    @Test("agents' figures go to those who watch alone, and none of it to others", arguments: Role.allCases)
    func permissions(_ role: Role) async throws {
        try await ReminderCentre.during { centre in
            let id = try await centre.campaign()
            try await centre.work(.willPay)
            let tester = try await centre.visitor(role)
            guard [.finance, .supervisor, .headOffice].contains(role) else {
                for path in [Path.reminderCampaignLive(id), .reminderCampaignsLive] {
                    await #expect(throws: PageTester.Unexpected.self) { try await tester.live(path, events: 1) }
                }
                return
            }
            let part = try await tester.live(.reminderCampaignLive(id), events: 1)
            #expect(part[0].data.contains("1 terhubung"))
            #expect(part[0].data.contains("Citra Lestari") == (role != .finance), "\(role)")
            #expect(
                try await tester.live(.reminderCampaignsLive, events: 2).map(\.name).last
                    == "outbound-reminders-campaigns")
            await #expect(throws: PageTester.Unexpected.self) {
                try await tester.live(.reminderCampaignLive(centre.id(77)), events: 1)
            }
        }
    }
}

extension Centre {
    func hire(_ name: String, _ userName: String, _ role: Role) async throws -> Person {
        let staff = StaffStore(database, clock: clock, passwords: Passwords(cost: .trivial))
        let details = PersonDetails(
            name: name, userName: UserName(userName)!, roles: [role], branch: role == .branch ? Centre.semarang : nil)
        let hash = try await staff.hash("hujan turun di bulan juni")
        return try await staff.add(details, password: .given(hash, mustChange: false), by: .system("test")).person
    }
}
