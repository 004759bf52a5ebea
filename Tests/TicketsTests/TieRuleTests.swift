import Contacts
import Kernel
import Staff
import Testing

@testable import Tickets

@Suite("Tickets about one thing")
struct TieRuleTests {
    private let member = MemberID("01900000-0000-7000-8000-000000000001")!
    private let stranger = MemberID("01900000-0000-7000-8000-000000000002")!
    private let start = Timestamp(seconds: 1_764_000_000)

    private func ticket(
        _ number: Int, after days: Double = 0, of member: MemberID? = nil, category: String = "health.hospital",
        closed: Bool = false
    ) -> Ticket {
        let at = start + .seconds(Int64(days * 86_400))
        var random = SeededRandom(seed: UInt64(number))
        return Ticket(
            id: TicketID(at: at, random: &random), number: TicketNumber(number, on: CentreCalendar.jakarta.day(of: at)),
            rating: Ticket.Rating(.yellow),
            matter: Ticket.Matter(
                category: category, kind: .complaint, text: "Ditolak.", member: member ?? self.member),
            openedAt: at, openedBy: .system("test"),
            promise: Ticket.Promise(policy: 0, dueAt: at, pressing: nil),
            closing: closed ? Ticket.Closing(at: at, by: .system("test"), text: "Selesai.") : nil)
    }

    private func escalation(_ ticket: Ticket, at branch: String, _ stage: EscalationStage = .taken) -> Escalation {
        Escalation(
            ticket: ticket.id, branch: BranchCode(branch)!, stage: stage, holder: nil, sentAt: start, movedAt: start,
            loops: 0, question: nil, answer: nil)
    }

    @Test("same member, same category, at most fourteen days apart, before and after; the reason says how far")
    func likeness() {
        let one = ticket(1)
        #expect(LikelyDuplicate(ticket(2, after: 14), of: one)?.reason.apart == .seconds(14 * 86_400))
        #expect(LikelyDuplicate(ticket(2, after: -14), of: one)?.reason.apart == .seconds(-14 * 86_400))
        #expect(LikelyDuplicate(ticket(2, closed: true), of: one)?.reason.category == "health.hospital")
        #expect(LikelyDuplicate(ticket(2, after: 14.001), of: one) == nil)
        #expect(LikelyDuplicate(ticket(2, of: stranger), of: one) == nil)
        #expect(LikelyDuplicate(ticket(2, category: "administration.card"), of: one) == nil)
        #expect(LikelyDuplicate(one, of: one) == nil)
    }

    @Test("the younger ends, the older goes on, whichever is named first")
    func direction() throws {
        let (old, young) = (ticket(1), ticket(2, after: 1))
        for merger in [
            try TicketMerger(old, young, escalations: [:]), try TicketMerger(young, old, escalations: [:]),
        ] {
            #expect(merger.younger == young && merger.older == old && merger.handsOver == nil)
        }
        let (twin, other) = (ticket(3), ticket(4))
        let first = min(twin.id, other.id)
        #expect(try TicketMerger(twin, other, escalations: [:]).older.id == first)
        #expect(try TicketMerger(other, twin, escalations: [:]).older.id == first)
    }

    @Test("a closed one, itself and another member's are refused")
    func refusals() {
        let (old, young) = (ticket(1), ticket(2, after: 1))
        #expect(throws: TicketMergerRefusal.itself) { try TicketMerger(old, old, escalations: [:]) }
        #expect(throws: TicketMergerRefusal.olderClosed) {
            try TicketMerger(ticket(1, closed: true), young, escalations: [:])
        }
        #expect(throws: TicketMergerRefusal.youngerClosed) {
            try TicketMerger(old, ticket(2, after: 1, closed: true), escalations: [:])
        }
        #expect(throws: TicketMergerRefusal.otherMember) {
            try TicketMerger(old, ticket(2, after: 1, of: stranger), escalations: [:])
        }
    }

    @Test("two branches do not become one; the branch of the younger goes on with the older that has none")
    func branches() throws {
        let (old, young) = (ticket(1), ticket(2, after: 1))
        func merger(_ away: Escalation?, _ there: Escalation?) throws(TicketMergerRefusal) -> TicketMerger {
            var escalations: [TicketID: Escalation] = [:]
            (escalations[young.id], escalations[old.id]) = (away, there)
            return try TicketMerger(old, young, escalations: escalations)
        }
        let (smg, jkt) = (escalation(young, at: "SMG"), escalation(old, at: "JKT"))
        #expect(throws: TicketMergerRefusal.otherBranch) { try merger(smg, jkt) }
        #expect(try merger(smg, escalation(old, at: "SMG")).handsOver == nil)
        #expect(try merger(nil, jkt).handsOver == nil)
        #expect(try merger(smg, nil).handsOver == smg)
        #expect(throws: TicketMergerRefusal.answered) { try merger(escalation(young, at: "SMG", .done), nil) }
        #expect(try merger(escalation(young, at: "SMG", .done), escalation(old, at: "SMG")).handsOver == nil)
    }
}
