import Contacts
import Database
import Kernel
import Pages
import Staff
import Testing

@testable import Tickets

@Suite("The live inbox", .timeLimit(.minutes(3)))
struct InboxLiveTests {
    @Test(
        "fifty browsers watch one branch's inbox, and each sees what comes and what changes",
        arguments: Dialect.allCases)
    func fifty(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            _ = try await centre.openOffices()
            let first = try await centre.escalated(1)
            let tester = try await centre.tester(try #require(try await centre.staff.person(centre.nur.id)))
            let cookie = tester.cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
            try await RunningServer.during(centre.site) { server in
                let readers = try InboxReaders(50, at: server.port, "/inbox/live", cookie: cookie)
                defer { readers.leave() }
                let number = try #require(try await centre.tickets.ticket(first)).number.description
                let begun = await readers.until(all: number)
                #expect(begun.count == 50 && begun.allSatisfy { $0.contains("event: inbox-rows") })
                let other = try await centre.escalated(2, to: Offices.ungaran)
                let second = try await centre.escalated(3, "Kartu bayi belum aktif.")
                let come = try #require(try await centre.tickets.ticket(second)).number.description
                let foreign = try #require(try await centre.tickets.ticket(other)).number.description
                let grown = await readers.until(all: "Kartu bayi belum aktif.")
                #expect(grown.allSatisfy { $0.contains(come) && !$0.contains(foreign) })
                try await centre.tickets.take(
                    second, for: centre.nur.id, of: Offices.semarang, at: centre.clock.now())
                let taken = await readers.until(all: "Nur Aini")
                #expect(taken.allSatisfy { $0.contains("event: inbox-rows") })
            }
        }
    }

    @Test("a list is drawn anew when a ticket is merged or a change of many is taken back, not only as time passes")
    func takenBack() {
        let changing = [TicketFact.Merged.kind, TicketFact.ClosingUndone.kind, TicketFact.PriorityUndone.kind]
        #expect(Set(changing).isSubset(of: InboxBoards.kinds))
    }

    @Test("what is passed on leaves one inbox and comes to the other while both watch")
    func passed() async throws {
        try await withCentre { centre in
            let offices = try await centre.openOffices()
            let id = try await centre.escalated(1)
            let number = try #require(try await centre.tickets.ticket(id)).number.description
            let (nur, ujang) = (try await centre.tester(centre.nur), try await centre.tester(offices.ujang))
            try await RunningServer.during(centre.site) { server in
                func readers(_ tester: PageTester) throws -> InboxReaders {
                    let cookie = tester.cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
                    return try InboxReaders(1, at: server.port, "/inbox/live", cookie: cookie)
                }
                let (here, there) = (try readers(nur), try readers(ujang))
                defer {
                    here.leave()
                    there.leave()
                }
                #expect(await here.until(all: number)[0].contains(number))
                #expect(await there.until(all: "Tidak ada di sini")[0].contains(number) == false)
                try await centre.tickets.pass(
                    id, to: Offices.ungaran, from: Offices.semarang, reason: "Wilayah Ungaran.",
                    by: .person(centre.nur.id), at: centre.clock.now())
                #expect(await there.until(all: number)[0].contains(number))
                #expect(await here.until(all: "Tidak ada di sini")[0].contains("Tidak ada di sini"))
            }
        }
    }

    @Test("a stream is for those who may open the inbox, and shows only their own", arguments: Role.allCases)
    func permissions(_ role: Role) async throws {
        try await withCentre { centre in
            _ = try await centre.openOffices()
            let id = try await centre.escalated(1)
            let number = try #require(try await centre.tickets.ticket(id)).number.description
            let guest = try await centre.hire("Tamu", "tamu", [role])
            let tester = try await centre.tester(guest)
            let opens: Set<Role> = [.inbound, .outbound, .social, .supervisor, .branch, .region, .headOffice]
            guard opens.contains(role) else {
                await #expect(throws: PageTester.Unexpected.self) { try await tester.live("/inbox/live", events: 1) }
                return
            }
            let parts = try await tester.live("/inbox/live", events: 2)
            #expect(parts.map(\.name) == ["inbox-heaps", "inbox-rows"])
            let sees = [Role.supervisor, .headOffice].contains(role)
            #expect(parts.contains { $0.data.contains(number) } == sees, "\(role)")
        }
    }
}
