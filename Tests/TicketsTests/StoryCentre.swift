import Contacts
import Database
import Foundation
import Kernel
import Members
import Pages
import Staff
import Tickets

extension SmallCentre {
    /// A ticket that a conversation with Budi left, now.
    func complaint(
        _ number: Int, _ colour: TicketColour = .yellow, category: String = "health.hospital",
        note: String = "Ditolak di IGD, kartu aktif."
    ) async throws -> Ticket {
        let contact = try await conversation(number)
        var log = log(category)
        log.note = note
        let (_, ticket) = try await tickets.log(contact, log, ticket: colour, by: citra.id, at: clock.now())
        guard let ticket else { throw NoTicket() }
        return ticket
    }

    private struct NoTicket: Error {}

    /// A browser of somebody with one role, and no other.
    func tester(as role: Role) async throws -> PageTester {
        let staff = StaffStore(database, clock: clock, passwords: Passwords(cost: .trivial))
        guard let userName = UserName("uji-\(role.rawValue)") else { throw NoTicket() }
        let details = PersonDetails(name: "Uji \(role.rawValue)", userName: userName, roles: [role])
        let hash = try await staff.hash("hujan turun di bulan juni")
        let person = try await staff.add(details, password: .given(hash, mustChange: false), by: .system("test"))
        return try await tester(person.person)
    }

    func openBranches() async throws {
        guard let semarang = Self.branch("SMG", "Semarang", region: 6),
            let jakarta = Self.branch("JKT", "Jakarta Pusat", region: 4)
        else { throw NoTicket() }
        try await BranchStore(database).begin(with: [semarang, jakarta], by: .system("test"), at: clock.now())
    }

    private static func branch(_ code: String, _ name: String, region: Int) -> Branch? {
        guard let code = BranchCode(code), let name = BranchName(name), let region = OfficeRegion(number: region)
        else { return nil }
        return Branch(code: code, name: name, region: region, zone: .wib)
    }

    /// Hands a ticket to a branch, now.
    func escalate(_ id: TicketID, to code: String) async throws {
        guard let code = BranchCode(code) else { throw NoTicket() }
        let (author, now) = (Author.person(citra.id), clock.now())
        try await database.write {
            _ = try $0.escalate(id, to: code, reason: "Perlu cabang.", by: author, at: now)
        }
    }
}
