import Contacts
import Database
import Kernel
import Staff
import Testing
import Tickets

@Suite("A ticket's way to a branch and back")
struct EscalationStoreTests {
    private let semarang = BranchCode("SMG")!
    private let jayapura = BranchCode("JAP")!

    private func open(_ centre: Centre) async throws {
        try await BranchStore(centre.database).begin(
            with: [
                Branch(
                    code: semarang, name: BranchName("Semarang")!, region: OfficeRegion(number: 6)!, zone: .wib),
                Branch(
                    code: jayapura, name: BranchName("Jayapura")!, region: OfficeRegion(number: 12)!, zone: .wit),
            ], by: .system("test"), at: centre.clock.now())
    }

    /// A deed of one transaction, now.
    private func act<R: Sendable>(
        _ centre: Centre, _ deed: @escaping @Sendable (any Transaction, Timestamp) throws -> R
    ) async throws -> R {
        let now = centre.clock.now()
        return try await centre.database.write { try deed($0, now) }
    }

    @Test(
        "what is opened red goes to the branch of the member's record, and nobody has answered it yet",
        arguments: Dialect.allCases)
    func routed(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            try await open(centre)
            let contact = try await centre.conversation(1)
            let (_, opened) = try await centre.tickets.log(
                contact, centre.log(), ticket: .red, by: centre.citra.id, at: centre.clock.now())
            let ticket = try #require(opened)
            let escalation = try #require(
                try await act(centre) { transaction, _ in
                    try transaction.escalation(of: ticket.id)
                })
            #expect(escalation.branch == semarang && escalation.stage == .new && escalation.holder == nil)
            #expect(try await centre.facts(ticket.id) == ["ticket.opened", "ticket.escalated"])
            #expect(try await centre.tickets.clocks(of: ticket.id)[.firstResponse]?.isRunning == true)
        }
    }

    @Test("a red ticket that nobody's place leads anywhere stays with the centre", arguments: Dialect.allCases)
    func unrouted(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            try await open(centre)
            let ticket = try await centre.ticket(1, .red)
            #expect(try await act(centre) { transaction, _ in try transaction.escalation(of: ticket.id) } == nil)
        }
    }

    @Test("taken, asked, told, passed on, answered, sent back, answered again, closed", arguments: Dialect.allCases)
    func whole(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            try await open(centre)
            let (citra, nur, smg, jap) = (centre.citra.id, centre.nur.id, semarang, jayapura)
            let id = try await centre.ticket(1, .yellow).id
            let sent = try await act(centre) {
                try $0.escalate(id, to: smg, reason: "Perlu dicek di cabang.", by: .person(citra), at: $1)
            }
            #expect(sent.stage == .new && sent.loops == 0)
            #expect(try await centre.tickets.ticket(id)?.colour == .red)
            #expect(try await act(centre) { try $0.takeEscalation(id, for: nur, of: smg, at: $1) }.holder == nur)
            await #expect(throws: EscalationRefusal.taken(by: nur)) {
                try await act(centre) { try $0.takeEscalation(id, for: citra, of: smg, at: $1) }
            }
            await #expect(throws: EscalationRefusal.notYours) {
                try await act(centre) {
                    try $0.answerEscalation(id, .done, "Sudah.", of: jap, by: .person(nur), at: $1)
                }
            }
            _ = try await act(centre) { try $0.askCentre(id, "Kelas berapa?", of: smg, by: .person(nur), at: $1) }
            await #expect(throws: EscalationRefusal.alreadyAsked) {
                try await act(centre) { try $0.askCentre(id, "Dan NIK?", of: smg, by: .person(nur), at: $1) }
            }
            let told = try await act(centre) { try $0.replyToBranch(id, "Kelas dua.", by: .person(citra), at: $1) }
            #expect(told.question == nil)
            let passed = try await act(centre) {
                try $0.passEscalation(id, to: jap, from: smg, reason: "Pindah.", by: .person(nur), at: $1)
            }
            #expect(passed.branch == jap && passed.stage == .new && passed.holder == nil)
            let working = try await act(centre) {
                try $0.answerEscalation(id, .inProcess, "Kami cek.", of: jap, by: .outsider, at: $1)
            }
            #expect(working.stage == .inProcess && working.holder == nil)
            await #expect(throws: EscalationRefusal.notDone) {
                try await act(centre) { try $0.reopenEscalation(id, reason: "Belum.", by: .person(citra), at: $1) }
            }
            _ = try await act(centre) {
                try $0.answerEscalation(id, .done, "Kartu aktif lagi.", of: jap, by: .person(nur), at: $1)
            }
            #expect(try await centre.tickets.clocks(of: id)[.confirmation]?.isRunning == true)
            await #expect(throws: EscalationRefusal.done) {
                try await act(centre) { try $0.passEscalation(id, to: smg, reason: "Lagi.", by: .person(nur), at: $1) }
            }
            let back = try await act(centre) {
                try $0.reopenEscalation(id, reason: "Masih ditolak.", by: .person(citra), at: $1)
            }
            #expect(back.loops == 1 && back.stage == .new && back.answer?.remark.text == "Kartu aktif lagi.")
            _ = try await act(centre) { try $0.answerEscalation(id, .done, "Sudah.", of: jap, by: .outsider, at: $1) }
            try await centre.tickets.close(id, "Puas.", by: .person(citra), at: centre.clock.now())
            await #expect(throws: EscalationRefusal.closed) {
                try await act(centre) { try $0.takeEscalation(id, for: nur, of: jap, at: $1) }
            }
            #expect(
                try await centre.facts(id) == [
                    "ticket.opened", "ticket.recoloured", "ticket.escalated", "ticket.taken", "ticket.asked",
                    "ticket.replied", "ticket.passed", "ticket.branch-answered", "ticket.branch-answered",
                    "ticket.reopened", "ticket.branch-answered", "ticket.closed",
                ])
        }
    }

    @Test(
        "no branch, a closed one, twice, without a reason: refused, and nothing is written",
        arguments: Dialect.allCases)
    func refused(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            try await open(centre)
            let (citra, smg, jap) = (centre.citra.id, semarang, jayapura)
            let branches = BranchStore(centre.database)
            var closed = try #require(try await branches.branch(jap))
            closed.isClosed = true
            try await branches.edit(jap, closed, by: .system("test"), at: centre.clock.now())
            let id = try await centre.ticket(1, .red).id
            func escalate(_ code: BranchCode, _ reason: String = "Alasan.") async throws {
                _ = try await act(centre) {
                    try $0.escalate(id, to: code, reason: reason, by: .person(citra), at: $1)
                }
            }
            await #expect(throws: EscalationRefusal.unknownBranch) { try await escalate(BranchCode("NONE")!) }
            await #expect(throws: EscalationRefusal.closedBranch) { try await escalate(jap) }
            await #expect(throws: TicketRefusal.textMissing) { try await escalate(smg, " \n") }
            await #expect(throws: EscalationRefusal.notEscalated) {
                try await act(centre) { try $0.reopenEscalation(id, reason: "Belum.", by: .person(citra), at: $1) }
            }
            #expect(try await centre.facts(id) == ["ticket.opened"])
            try await escalate(smg)
            await #expect(throws: EscalationRefusal.alreadyEscalated) { try await escalate(smg) }
        }
    }
}
