import Kernel
import Testing
import Tickets

@Suite("Ticket numbers")
struct TicketNumberTests {
    @Test("a number tells its month and its place in it")
    func written() throws {
        #expect(TicketNumber(42, on: try #require(Day("2026-11-22"))).description == "TKT-2611-00042")
        #expect(TicketNumber(123_456, on: try #require(Day("2026-01-05"))).description == "TKT-2601-123456")
    }

    @Test(
        "what people write is read",
        arguments: ["TKT-2611-00042", "tkt-2611-42", "2611-42", "TKT 2611 00042", " 2611 42 "])
    func read(_ text: String) throws {
        #expect(TicketNumber(text) == TicketNumber(42, on: try #require(Day("2026-11-22"))))
    }

    @Test(
        "what is no number is not read",
        arguments: [
            "", "TKT", "42", "TKT-2613-00042", "TKT-2611-0", "TKT-2611-", "TKT-261-42", "TKT-2611-4x", "TKT-2611-42-1",
            "kartu 2611", "TKT-2611-٤٢",
        ])
    func unread(_ text: String) {
        #expect(TicketNumber(text) == nil)
    }
}

@Suite("Ticket priorities")
struct TicketPriorityTests {
    @Test(
        "the most urgent mark decides",
        arguments: [
            ([], .low), ([.child], .medium), ([.pregnant], .medium), ([.chronic, .child], .medium),
            ([.inpatientRefused], .high), ([.chronic, .inpatientRefused], .high),
        ] as [(Set<UrgentMark>, TicketPriority)])
    func rules(_ marks: Set<UrgentMark>, _ priority: TicketPriority) {
        #expect(TicketPriority(for: marks) == priority)
    }
}
