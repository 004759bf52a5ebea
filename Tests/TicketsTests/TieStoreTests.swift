import Contacts
import Database
import Kernel
import Members
import Staff
import Testing
import Tickets

@Suite("Links and mergers of tickets")
struct TieStoreTests {
    @Test("a link stands on both, and is taken away from either with a reason", arguments: Dialect.allCases)
    func links(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let (one, other) = (try await centre.ticket(1), try await centre.ticket(2))
            let (author, now) = (Author.person(centre.citra.id), centre.clock.now())
            try await centre.tickets.link(other.id, to: one.number, as: .follows, by: author, at: now)
            let (ones, others) = (
                try await centre.tickets.record(one.id)?.links, try await centre.tickets.record(other.id)?.links
            )
            #expect(ones?.map(\.other.id) == [other.id] && ones?.first?.isFirst == true)
            #expect(others?.map(\.other.id) == [one.id] && others?.first?.isFirst == false)
            #expect(ones?.first?.kind == .follows && ones?.first?.by == author)
            await #expect(throws: TicketLinkRefusal.linked) {
                try await centre.tickets.link(one.id, to: other.number, as: .sameEvent, by: author, at: now)
            }
            await #expect(throws: TicketLinkRefusal.itself) {
                try await centre.tickets.link(one.id, to: one.number, as: .sameEvent, by: author, at: now)
            }
            let nobodys = TicketNumber(999, on: CentreCalendar.jakarta.day(of: now))
            await #expect(throws: TicketLinkRefusal.noSuchNumber) {
                try await centre.tickets.link(one.id, to: nobodys, as: .sameEvent, by: author, at: now)
            }
            await #expect(throws: TicketRefusal.textMissing) {
                try await centre.tickets.unlink(one.id, from: other.id, reason: " ", by: author, at: now)
            }
            try await centre.tickets.unlink(one.id, from: other.id, reason: "Keliru.", by: author, at: now)
            #expect(try await centre.tickets.record(other.id)?.links.isEmpty == true)
            await #expect(throws: TicketLinkRefusal.notLinked) {
                try await centre.tickets.unlink(one.id, from: other.id, reason: "Lagi.", by: author, at: now)
            }
            for id in [one.id, other.id] {
                #expect(try await centre.facts(id) == ["ticket.opened", "ticket.linked", "ticket.unlinked"])
            }
        }
    }

    @Test("the likely duplicates of a ticket are found on both, until they are linked", arguments: Dialect.allCases)
    func duplicates(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let first = try await centre.complaint(1)
            let other = try await centre.complaint(2, category: "administration.card")
            centre.clock.advance(by: .seconds(3 * 86_400))
            let second = try await centre.complaint(3)
            centre.clock.advance(by: .seconds(15 * 86_400))
            let late = try await centre.complaint(4)
            func found(_ ticket: Ticket) async throws -> [TicketID] {
                try await centre.tickets.duplicates(of: ticket.id).map(\.ticket.id)
            }
            #expect(try await found(first) == [second.id])
            #expect(try await found(second) == [first.id])
            for ticket in [other, late] { #expect(try await found(ticket).isEmpty) }
            try await centre.tickets.link(
                first.id, to: second.number, as: .sameMember, by: .person(centre.citra.id), at: centre.clock.now())
            for ticket in [first, second] { #expect(try await found(ticket).isEmpty) }
        }
    }

    @Test(
        "the younger is closed as a part of the older; both stories are one, and clocks of a part fall away",
        arguments: Dialect.allCases)
    func merger(_ dialect: Dialect) async throws {
        try await withAttachments(dialect) { centre, attachments, _ in
            let older = try await centre.complaint(1, note: "Pertama.")
            centre.clock.advance(by: .seconds(600))
            let younger = try await centre.complaint(2, note: "Kedua.")
            let (citra, dewi) = (Author.person(centre.citra.id), Author.person(centre.dewi.id))
            try await attachments.put(younger.id, "surat.pdf", Evidence.pdf, by: dewi, at: centre.clock.now())
            try await centre.tickets.note(younger.id, "Di yang muda.", by: dewi, at: centre.clock.now())
            try await centre.tickets.note(older.id, "Di yang tua.", by: citra, at: centre.clock.now())
            try await centre.tickets.draft(
                younger.id, "Baru diketik", isPrivate: false, by: centre.dewi.id, at: centre.clock.now())
            try await centre.tickets.draft(
                older.id, "Sudah ada", isPrivate: false, by: centre.dewi.id, at: centre.clock.now())

            let standing = try await centre.tickets.merge(
                older.id, with: younger.number, by: citra, at: centre.clock.now())
            #expect(standing.id == older.id && standing.isOpen)
            let record = try #require(try await centre.tickets.record(older.id))
            #expect(record.parts.map(\.id) == [younger.id] && record.mergedInto == nil)
            let kinds = record.facts.map(\.kind).filter { !$0.hasPrefix("ticket.clock-") }
            #expect(
                kinds == [
                    "ticket.opened", "ticket.opened", "ticket.attached", "ticket.noted", "ticket.noted",
                    "ticket.merged", "ticket.merged",
                ])
            #expect(record.duplicates.isEmpty)
            let part = try #require(try await centre.tickets.record(younger.id))
            #expect(!part.ticket.isOpen && part.mergedInto?.id == older.id && part.parts.isEmpty)
            #expect(part.clocks.open.isEmpty && part.clocks[.whole]?.end?.isMet == false)
            #expect(part.clocks[.whole]?.end?.cause == .merged)
            #expect(try await centre.facts(younger.id).last == "ticket.merged")
            #expect(
                try await attachments.list(of: record.tickets.map(\.id), withPrivate: true).map(\.name) == [
                    "surat.pdf"
                ])
            #expect(
                try await centre.tickets.drafts(on: older.id).map(\.text) == ["Sudah ada\nBaru diketik"])

            // What comes later goes to the one that goes on.
            let landed = try await centre.tickets.note(younger.id, "Menyusul.", by: dewi, at: centre.clock.now())
            #expect(landed == older.id)
            #expect(try await centre.facts(older.id).last == "ticket.noted")
            #expect(try await centre.tickets.drafts(on: older.id).isEmpty)
            await #expect(throws: TicketMergerRefusal.youngerClosed) {
                try await centre.tickets.merge(older.id, with: younger.number, by: citra, at: centre.clock.now())
            }
        }
    }

    @Test("a part of a part is within the last, and its notes too", arguments: Dialect.allCases)
    func chain(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            var tickets: [Ticket] = []
            for number in 1...3 {
                tickets.append(try await centre.complaint(number))
                centre.clock.advance(by: .seconds(60))
            }
            let author = Author.person(centre.citra.id)
            try await centre.tickets.merge(tickets[2].id, with: tickets[1].number, by: author, at: centre.clock.now())
            try await centre.tickets.merge(tickets[1].id, with: tickets[0].number, by: author, at: centre.clock.now())
            let record = try #require(try await centre.tickets.record(tickets[0].id))
            #expect(record.parts.map(\.id) == [tickets[1].id, tickets[2].id])
            #expect(try await centre.tickets.record(tickets[2].id)?.mergedInto?.id == tickets[0].id)
            let landed = try await centre.tickets.note(tickets[2].id, "Ke awal.", by: author, at: centre.clock.now())
            #expect(landed == tickets[0].id)
        }
    }

    @Test("the branch of the younger goes on with the older; two branches are refused", arguments: Dialect.allCases)
    func branches(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            try await centre.openBranches()
            let older = try await centre.complaint(1)
            centre.clock.advance(by: .seconds(60))
            let younger = try await centre.complaint(2)
            centre.clock.advance(by: .seconds(60))
            let third = try await centre.complaint(3)
            let author = Author.person(centre.citra.id)
            try await centre.escalate(younger.id, to: "SMG")
            try await centre.escalate(third.id, to: "JKT")
            await #expect(throws: TicketMergerRefusal.otherBranch) {
                try await centre.tickets.merge(third.id, with: younger.number, by: author, at: centre.clock.now())
            }
            try await centre.tickets.merge(younger.id, with: older.number, by: author, at: centre.clock.now())
            let record = try #require(try await centre.tickets.record(older.id))
            #expect(record.escalation?.branch.text == "SMG" && record.escalation?.stage == .new)
            #expect(record.ticket.colour == .red && record.clocks[.branchAnswer]?.end == nil)
            #expect(try await centre.tickets.ticket(younger.id)?.isOpen == false)
        }
    }
}
