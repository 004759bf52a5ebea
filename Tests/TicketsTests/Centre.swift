import Contacts
import Database
import Kernel
import Members
import Pages
import Staff
import Tickets

typealias Centre = SmallCentre

extension SmallCentre {
    var tickets: TicketStore { TicketStore(database) }

    func log(_ category: String = "health.hospital", _ outcome: ContactOutcome = .followUp) -> ContactLog {
        ContactLog(
            category: category, kind: .complaint, outcome: outcome, region: "3374",
            note: "Ditolak di IGD, kartu aktif.", member: budi.id)
    }

    /// A ticket of no contact, now.
    @discardableResult
    func ticket(_ number: Int, _ colour: TicketColour = .yellow, _ text: String = "Perlu dicek.") async throws -> Ticket
    {
        var random = SeededRandom(seed: UInt64(1_000 + number))
        let id = TicketID(at: clock.now(), random: &random)
        let matter = Ticket.Matter(category: "health.hospital", kind: .complaint, text: text)
        return try await tickets.open(id, colour, matter, by: .person(citra.id), at: clock.now())
    }

    func facts(_ id: TicketID) async throws -> [String] { try await tickets.story(id)?.facts.map(\.kind) ?? [] }
}

func withCentre(_ dialect: Dialect = .sqlite, _ body: (Centre) async throws -> Void) async throws {
    try await SmallCentre.during(
        dialect,
        with: SmallCentre.Upstairs(
            migrations: TicketStore.migrations, bundle: TicketsRoom.bundle, navigation: TicketsRoom.navigation
        ) { database, staff, views in
            TicketsRoom.pages(
                TicketStore(database), contacts: ContactStore(database), members: MemberStore(database), staff: staff,
                calendar: .jakarta, views)
        }, body)
}
