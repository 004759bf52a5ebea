import Contacts
import Database
import Foundation
import Kernel
import Members
import Pages
import Staff
import Testing
import Tickets

@testable import Calls
@testable import Outbound

@Suite("The pages of ringing")
struct OutboundPageTests {
    @Test("every word stands in both languages, and templates ask for no other")
    func words() throws {
        #expect(try WordCheck.problems(in: [OutboundRoom.bundle], using: [MembersRoom.bundle]).isEmpty)
    }

    @Test("each role sees and does what the table of permissions says, and nothing else", arguments: Role.allCases)
    func permissions(_ role: Role) async throws {
        try await withCentre { centre in
            let staff = StaffStore(centre.database, clock: centre.clock, passwords: Passwords(cost: .trivial))
            let hash = try await staff.hash("hujan turun di bulan juni")
            let details = PersonDetails(
                name: "Tamu", userName: UserName("tamu")!, roles: [role],
                branch: role == .branch ? Centre.semarang : nil)
            let person = try await staff.add(
                details, password: .given(hash, mustChange: false), by: .system("test")
            ).person
            let tester = try await centre.small.tester(person)
            let id = try await centre.done(1)
            let gets: [(Path, Permission)] = [
                (.outbound, .outboundWork), (.outboundBoard, .outboundWatch), (.outboundPlan, .outboundPlan),
            ]
            for (path, permission) in gets {
                #expect(try await tester.get(path).status == (role.permissions.contains(permission) ? 200 : 403))
            }
            let posts: [(Path, Permission)] = [
                ("/outbound/takings", .outboundWork), (.outboundCalls(id), .outboundWork),
                (.outboundOutcomes(id), .outboundWork), (.outboundReleases(id), .outboundWork),
                ("/outbound/board/numbers", .outboundPlan), (.outboundPlan, .outboundPlan),
                ("/outbound/plan/numbers", .outboundPlan), ("/outbound/plan/removals", .outboundPlan),
            ]
            for (path, permission) in posts {
                let isRefused = try await tester.post(path).status == 403
                #expect(isRefused != role.permissions.contains(permission), "\(path) by \(role)")
            }
        }
    }

    @Test("an agent takes the next one, rings with one click, and writes what came of it")
    func work() async throws {
        try await withCentre { centre in
            let id = try await centre.done(1, member: centre.small.budi.id)
            let rina = try await centre.small.tester(centre.rina)
            let day = try await rina.get(.outbound)
            #expect(day.body.contains("1 siap dihubungi, 1 menunggu konfirmasi"))
            #expect(day.body.contains("0 dari 50 konfirmasi hari ini, kurang 50"))
            #expect(try await rina.post("/outbound/takings").location == "/outbound")
            let page = try await rina.get(.outbound)
            #expect(page.body.contains("Budi Santoso") && page.body.contains("Kartu sudah aktif lagi."))
            #expect(page.body.contains("Selamat pagi. Saya Rina Anggraini dari BPJS Kesehatan."))
            #expect(page.body.contains("Bapak Budi Santoso"))
            #expect(page.body.contains("0812-xxxx-xxxx") && !page.body.contains("0812-5555-0000"))
            #expect(!page.body.contains("3374011204850012"), "no NIK")
            let looks = try await Journal(centre.database).entries(about: .member(centre.small.budi.id))
            #expect(looks.contains { $0.kind == "member.looked" && $0.payload.contains("ticket:\(id)") })
            #expect(try await rina.post(.outboundCalls(id)).status == 303)
            let order = try #require(centre.telephone.orders.first)
            #expect(order.number == PhoneNumber("0812-5555-0000") && order.from == nil)
            #expect(order.purpose.kind == "confirmation" && order.purpose.id == id.description)
            #expect(order.purpose.path == "/outbound" && order.purpose.title.hasPrefix("Konfirmasi TKT-2511-"))
            let early = try await rina.post(.outboundOutcomes(id), ["outcome": "satisfied"])
            #expect(early.status == 422 && early.body.contains("Telepon masih tersambung"))
            try await centre.tell(order.id, of: id, .answered, by: centre.rina)
            let over = try await rina.get(.outbound)
            #expect(over.body.contains("selesai, 1:00 bicara"))
            let blank = try await rina.post(.outboundOutcomes(id), ["outcome": "insists"])
            #expect(blank.status == 422 && blank.body.contains("Tulis alasan peserta: cabang membacanya."))
            let saved = try await rina.post(
                .outboundOutcomes(id), ["outcome": "satisfied", "text": "Terima kasih, katanya."])
            #expect(saved.status == 303)
            #expect(centre.telephone.logged == [order.id.named(ContactID.self)])
            #expect(
                try await centre.tickets.ticket(id)?.closing?.text == "Peserta puas. Terima kasih, katanya.")
            let done = try await rina.get(.outbound)
            #expect(done.body.contains("1 dari 50 konfirmasi hari ini, kurang 49"))
            #expect(done.body.contains("100,0 %"))
        }
    }

    @Test("a note that was withdrawn with its change of many tickets is not told to who rings")
    func withdrawn() async throws {
        try await withCentre { centre in
            let id = try await centre.done(1)
            let citra = Author.person(centre.small.citra.id)
            var random = SeededRandom(seed: 3)
            let wrong = TicketBulkID(at: centre.now, random: &random)
            let right = TicketBulkID(at: centre.now, random: &random)
            try await centre.tickets.change([id], .note, "Sistem klaim mati.", as: wrong, by: citra, at: centre.now)
            centre.clock.advance(by: .seconds(60))
            try await centre.tickets.undo(wrong, by: citra, at: centre.now)
            centre.clock.advance(by: .seconds(60))
            try await centre.tickets.change([id], .note, "Hanya antrean.", as: right, by: citra, at: centre.now)
            let rina = try await centre.small.tester(centre.rina)
            #expect(try await rina.post("/outbound/takings").status == 303)
            let page = try await rina.get(.outbound).body
            #expect(page.contains("Hanya antrean.") && !page.contains("Sistem klaim mati."))
        }
    }

    @Test("what the telephone tells is proposed, and saving can give the next one at once")
    func proposal() async throws {
        try await withCentre { centre in
            let first = try await centre.done(1, phone: "0812-5555-0001")
            let second = try await centre.done(2, phone: "0812-5555-0002")
            let rina = try await centre.small.tester(centre.rina)
            _ = try await rina.post("/outbound/takings")
            _ = try await rina.post(.outboundCalls(first))
            let order = try #require(centre.telephone.orders.first)
            try await centre.tell(order.id, of: first, .busy, by: centre.rina)
            let page = try await rina.get(.outbound)
            #expect(page.body.contains("value=\"not-reached\" data-key=\"4\" checked"))
            #expect(page.body.contains(">sibuk</strong>"))
            let saved = try await rina.post(.outboundOutcomes(first), ["outcome": "not-reached", "next": "yes"])
            #expect(saved.location == "/outbound")
            let next = try await centre.confirmations.work(of: centre.rina.id, at: centre.now)
            #expect(next?.ticket.id == second)
        }
    }

    @Test("without a phone the page says how to mend it, and nothing is dialled")
    func noPhone() async throws {
        try await withCentre { centre in
            let id = try await centre.done(1)
            let rina = try await centre.small.tester(centre.rina)
            centre.telephone.setReady(false)
            _ = try await rina.post("/outbound/takings")
            #expect(try await rina.get(.outbound).body.contains("Buka meja di tab lain"))
            let refused = try await rina.post(.outboundCalls(id))
            #expect(refused.status == 422 && refused.body.contains("Telepon Anda belum tersambung"))
            #expect(centre.telephone.orders.isEmpty)
            // The part as it is, what the phone is now, and its change.
            async let events = rina.live(.outboundLive, events: 3)
            while !centre.telephone.isWatched { try await Task.sleep(for: .milliseconds(5)) }
            centre.telephone.setReady(true)
            let shown = try await events
            #expect(!shown[2].data.contains("Buka meja di tab lain"), "the desk is connected by now")
        }
    }

    @Test("a time that is asked for is read on the participant's clock")
    func askedForTime() async throws {
        try await withCentre { centre in
            let id = try await centre.done(1, at: Centre.jayapura)
            let rina = try await centre.small.tester(centre.rina)
            _ = try await rina.post("/outbound/takings")
            _ = try await rina.post(.outboundCalls(id))
            try await centre.tell(try #require(centre.telephone.orders.first).id, of: id, .answered, by: centre.rina)
            let blank = try await rina.post(.outboundOutcomes(id), ["outcome": "asks-for-time"])
            #expect(blank.status == 422 && blank.body.contains("Isi tanggal dan jamnya."))
            let late = ["outcome": "asks-for-time", "day": "2025-11-24", "time": "20:30"]
            let refused = try await rina.post(.outboundOutcomes(id), late)
            #expect(refused.status == 422 && refused.body.contains("25 Nov 2025 08.00 WIT"))
            let asked = ["outcome": "asks-for-time", "day": "2025-11-24", "time": "15:30"]
            #expect(try await rina.post(.outboundOutcomes(id), asked).status == 303)
            let board = try await centre.confirmations.board(at: centre.now)
            #expect(board.waiting.first?.standing.nextAt == at("2025-11-24 13.30"))
        }
    }

    @Test("the page follows the call, and what is given back is gone from it")
    func live() async throws {
        try await withCentre { centre in
            let id = try await centre.done(1)
            let rina = try await centre.small.tester(centre.rina)
            _ = try await rina.post("/outbound/takings")
            let events = try await rina.live(.outboundLive, events: 1)
            #expect(events.map(\.name) == ["outbound-call"] && events[0].data.contains("belum ditelepon"))
            #expect(try await rina.post(.outboundReleases(id)).status == 303)
            let gone = try await rina.post(.outboundReleases(id))
            #expect(gone.status == 303 && gone.location == "/outbound")
            #expect(try await rina.get(.outbound).body.contains("Ambil berikutnya"))
        }
    }

    @Test("the board shows what waits, who holds what, and figures; a supervisor gives a number, head office looks on")
    func board() async throws {
        try await withCentre { centre in
            let id = try await centre.done(1, phone: nil)
            let held = try await centre.done(2)
            _ = try await centre.take(centre.rina)
            try await centre.ring(held, .noAnswer, by: centre.rina)
            try await centre.finish(held, .notReached(notice: "-"), by: centre.rina)
            let third = try await centre.done(3, phone: "0812-5555-0003")
            #expect(try await centre.take(centre.rina) == third)
            let sari = try await centre.small.tester(centre.small.sari)
            let page = try await sari.get(.outboundBoard)
            #expect(page.body.contains("Butuh nomor") && page.body.contains("Dipegang Rina Anggraini"))
            #expect(page.body.contains("Tidak diangkat 1") && page.body.contains("0 / 50"))
            #expect(page.body.contains("<svg"))
            let wrong = try await sari.post(
                "/outbound/board/numbers", ["ticket": id.description, "phone": "bukan nomor"])
            #expect(wrong.status == 422 && wrong.body.contains("Bukan nomor telepon."))
            let given = ["ticket": id.description, "phone": "0813-7777-8888"]
            #expect(try await sari.post("/outbound/board/numbers", given).status == 303)
            #expect(!(try await sari.get(.outboundBoard)).body.contains("Butuh nomor"))
        }
    }

    @Test("the plan and the list of numbers are changed with reasons, and read back")
    func plan() async throws {
        try await withCentre { centre in
            let sari = try await centre.small.tester(centre.small.sari)
            let page = try await sari.get(.outboundPlan)
            #expect(page.body.contains("08.00-20.00") && page.body.contains("Aturan bawaan"))
            var fields = [
                "over": "0", "tries": "4", "apart": "5", "busy": "10", "lock": "20", "target": "60",
                "caller": "1500-400", "day-1": "08.00-12.00 13-20", "day-6": "9.30-12",
            ]
            #expect(try await sari.post(.outboundPlan, fields).status == 422, "the caller is no number")
            fields["caller"] = "021-1500400"
            let unexplained = try await sari.post(.outboundPlan, fields)
            #expect(unexplained.status == 422 && unexplained.body.contains("Tulis alasannya."))
            fields["reason"] = "Ramadan."
            #expect(try await sari.post(.outboundPlan, fields).status == 303)
            let plan = try await centre.rules.plan().plan
            #expect(plan.tries == TryPlan(count: 4, hoursApart: 5, busyMinutes: 10) && plan.lockMinutes == 20)
            #expect(plan.callerNumber == PhoneNumber("021-1500400") && plan.target == 60)
            #expect(
                plan.hours.spans == [
                    .init(weekday: 1, from: 480, until: 720), .init(weekday: 1, from: 780, until: 1_200),
                    .init(weekday: 6, from: 570, until: 720),
                ])
            let stale = try await sari.post(.outboundPlan, fields)
            #expect(stale.status == 422 && stale.body.contains("sudah diubah orang lain"))
            fields["day-1"] = "20.00-08.00"
            #expect(try await sari.post(.outboundPlan, fields).body.contains("Tulis seperti 08.00-20.00."))
            let never = ["phone": "0812-9999-0000", "never-reason": "Meminta lewat surat.", "until": "2026-01-31"]
            #expect(try await sari.post("/outbound/plan/numbers", never).status == 303)
            let listed = try await centre.rules.doNotCall(at: centre.now)
            #expect(listed.map(\.until) == [at("2026-02-01 00.00")])
            #expect(try await sari.post("/outbound/plan/numbers", never).status == 422)
            let removal = ["listed": "+6281299990000", "removal-reason": "Berubah pikiran."]
            #expect(try await sari.post("/outbound/plan/removals", removal).status == 303)
            #expect(try await centre.rules.doNotCall(at: centre.now).isEmpty)
            let again = try await sari.post("/outbound/plan/removals", removal)
            #expect(again.status == 422)
        }
    }
}
