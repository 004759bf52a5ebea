import Contacts
import Database
import Kernel
import Members
import Pages
import Staff
import Testing
import Tickets
import Voice

@testable import Calls

@Suite("A caller who asks where a ticket stands")
struct TicketStatusTests {
    private static let number = TicketNumber("TKT-2611-00042")!

    /// Somebody who has pressed 3, and hears what to enter.
    private func asked(waitSeconds: Int = 5) -> (stage: Stage, id: WorkID) {
        var plan = CallPlan.small
        plan.menus[0].waitSeconds = waitSeconds
        plan.menus[0].options.append(.init(digit: "3", title: "Status tiket", next: .ticketStatus))
        var stage = Stage(plan: plan)
        let id = stage.caller(pressing: "3")
        return (stage, id)
    }

    private func played(_ stage: Stage) -> [String]? {
        for case .play(_, let playback) in stage.voice { return playback.files }
        return nil
    }

    private func key(_ keys: String, _ id: WorkID, _ stage: inout Stage) {
        for key in keys { stage.tell(.digit(id.named(LegID.self), key)) }
    }

    @Test("enters its number, ends it with #, hears it, and is back in the menu")
    func found() {
        var (stage, id) = asked()
        #expect(played(stage) == ["tiket-nomor.wav"])
        key("261100042", id, &stage)
        #expect(!stage.last.contains { if case .askStatus = $0 { true } else { false } })
        key("#", id, &stage)
        #expect(stage.last.contains { if case .askStatus(id, Self.number) = $0 { true } else { false } })
        stage.tell(.statusTold(id, Self.number, .found(TicketStatus(.branch, due: Day("2026-12-21")))))
        #expect(
            played(stage) == [
                "tiket-branch.wav", "tiket-batas.wav", "angka-2.wav", "puluh.wav", "angka-1.wav", "bulan-12.wav",
            ])
        #expect(stage.fact(CallFact.AskedStatus.self)?.place == .branch)
        #expect(stage.fact(CallFact.AskedStatus.self)?.ticket == Self.number)
        stage.finishPlay(id)
        #expect(played(stage) == ["menu.wav"])
        key("1", id, &stage)
        #expect(stage.machine.calls[id]?.stage == .waiting)
        #expect(stage.machine.calls[id]?.choices == ["Status tiket", "Informasi"])
    }

    @Test("need not press # : the number is complete when no more keys come")
    func withoutEnd() {
        var (stage, id) = asked()
        key("26110", id, &stage)
        stage.wait(3)
        key("0042", id, &stage)
        stage.wait(4)
        #expect(stage.machine.calls[id]?.stage == .ticketNumber(menu: "utama", tries: 1, keyed: "261100042"))
        stage.wait(1)
        #expect(stage.machine.calls[id]?.stage == .ticketStatus(menu: "utama", tries: 1, Self.number))
    }

    @Test("has three tries, whether the number is none, unknown or not entered")
    func tries() {
        var (stage, id) = asked()
        key("2613001#", id, &stage)
        #expect(played(stage) == ["tiket-salah.wav", "tiket-nomor.wav"], "there is no thirteenth month")
        key("261100043#", id, &stage)
        stage.tell(.statusTold(id, TicketNumber("TKT-2611-00043")!, .notFound))
        #expect(played(stage) == ["tiket-salah.wav", "tiket-nomor.wav"])
        stage.finishPlay(id)
        stage.wait(5)
        #expect(played(stage) == ["belum.wav"])
        stage.finishPlay(id)
        #expect(stage.machine.calls[id]?.stage == .menu("utama", tries: 1))
        #expect(stage.count("call.asked-status") == 1)
    }

    @Test("is not kept waiting for a register that does not answer, and a late answer says nothing")
    func late() {
        var (stage, id) = asked()
        key("261100042#", id, &stage)
        stage.wait(4)
        #expect(played(stage) == ["tiket-gangguan.wav"])
        #expect(stage.fact(CallFact.AskedStatus.self)?.wasReachable == false)
        stage.tell(.statusTold(id, Self.number, .found(TicketStatus(.closed))))
        #expect(played(stage) == nil)
        stage.finishPlay(id)
        #expect(played(stage) == ["menu.wav"])
    }

    @Test("hears of the ticket that was entered last, not of an earlier one whose answer comes late")
    func answerOfAnother() {
        var (stage, id) = asked()
        key("261100041#", id, &stage)
        stage.wait(4)
        stage.finishPlay(id)
        key("3261100042#", id, &stage)
        #expect(stage.machine.calls[id]?.stage == .ticketStatus(menu: "utama", tries: 1, Self.number))
        stage.tell(.statusTold(id, TicketNumber("TKT-2611-00041")!, .found(TicketStatus(.closed))))
        #expect(played(stage) == nil && stage.count("call.asked-status") == 1)
        stage.tell(.statusTold(id, Self.number, .notFound))
        #expect(played(stage) == ["tiket-salah.wav", "tiket-nomor.wav"])
        #expect(stage.fact(CallFact.AskedStatus.self)?.ticket == Self.number)
    }

    @Test("comes back to the menu with *, and may hang up anywhere")
    func leaving() {
        var (stage, id) = asked()
        key("2611*", id, &stage)
        #expect(played(stage) == ["menu.wav"])
        key("3", id, &stage)
        stage.tell(.callEnded(id, .caller))
        #expect(stage.fact(CallFact.Ended.self)?.cause == .leftMenu)
        stage.wait(10)
        #expect(stage.machine.calls.isEmpty)
    }

    @Test(
        "hears the menu anew after a death of the centre, and when the menu is gone from the plan the call is led anew")
    func restart() throws {
        var (stage, id) = asked()
        key("2611", id, &stage)
        var kept = FloorMachine.Kept()
        kept.calls = Array(stage.machine.calls.values)
        var machine = FloorMachine(plan: stage.machine.plan, calendar: .jakarta, seed: 2)
        _ = machine.takeUp(kept, listing: nil, at: stage.now)
        #expect(machine.calls[id]?.stage == .telling(next: .menu("utama")))
        var plan = CallPlan.small
        plan.menus = []
        plan.entries[0].next = .queue("info")
        stage.tell(.planChanged(plan, version: 2))
        #expect(stage.machine.calls[id]?.stage == .telling(next: .queue("info")))
    }

    @Test("a plan leads there by a key of a menu, and by nothing else")
    func plan() {
        var plan = CallPlan.small
        plan.menus[0].options.append(.init(digit: "3", title: "Status tiket", next: .ticketStatus))
        #expect(plan.problems() == [])
        plan.menus[0].fallback = .ticketStatus
        plan.entries[0].next = .ticketStatus
        #expect(
            Set(plan.problems()) == [
                PlanProblem(.entry(0, .next), .leadsNowhere), PlanProblem(.menu(0, .fallback), .leadsNowhere),
            ])
        #expect(CallPlan.Step(CallPlan.Step.ticketStatus.text) == .ticketStatus)
    }

    @Test(
        "what was keyed is a number, or none",
        arguments: [
            ("261100042", "TKT-2611-00042"), ("26111", "TKT-2611-00001"), ("2612123456", "TKT-2612-123456"),
            ("2611", nil), ("26110", nil), ("", nil), ("261300042", nil), ("26110000000000", nil),
        ])
    func numbers(keyed: String, number: String?) {
        #expect(TicketNumber(keyed: keyed)?.description == number)
    }

    @Test("hears what the clocks of the ticket say, and nothing of an unknown one", arguments: Dialect.allCases)
    func register(_ dialect: Dialect) async throws {
        let database = try await TestDatabase.open(dialect)
        try await database.migrate(
            SessionStore.migrations + StaffStore.migrations + MemberStore.migrations + ContactStore.migrations
                + TicketStore.migrations)
        let tickets = TicketStore(database)
        let book = StatusBook.register(tickets, calendar: .jakarta)
        let now = CentreCalendar.jakarta.start(of: Day("2026-11-23")!) + .seconds(9 * 3_600)
        let id = TicketID("01990000-0000-7000-8000-00000000007e")!
        let matter = Ticket.Matter(category: "health.hospital", kind: .complaint, text: "Ditolak di IGD.")
        let author = Author.system("test")
        let ticket = try await tickets.open(id, .red, matter, by: author, at: now)
        let due = CentreCalendar.jakarta.day(of: ticket.dueAt)
        func status(_ seconds: Int64 = 60) async throws -> TicketStatus? {
            try await book.find(ticket.number, at: now + .seconds(seconds))
        }
        #expect(try await status() == TicketStatus(.branch, due: due))
        #expect(try await status(30 * 86_400) == TicketStatus(.branch), "a day that is past is not told")
        try await database.write { try $0.moveClocks(of: id, .answered, by: author, at: now + .seconds(30)) }
        #expect(try await status() == TicketStatus(.confirmation, due: due))
        try await tickets.close(id, "Sudah dilayani.", by: author, at: now + .seconds(50))
        #expect(try await status() == TicketStatus(.closed))
        #expect(try await book.find(TicketNumber("TKT-2611-00777")!, at: now) == nil)
        try await database.close()
    }
}
