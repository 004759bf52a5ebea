import Contacts
import Database
import Foundation
import Kernel
import Logging
import Members
import Pages
import Staff
import Tickets

typealias Centre = SmallCentre

extension SmallCentre {
    var tickets: TicketStore { TicketStore(database) }
    var policies: TicketPolicies { TicketPolicies(database) }
    var rounds: ClockRounds { ClockRounds(tickets, clock: clock, logger: Logger(label: "test")) }

    func thumbnails(_ attachments: AttachmentStore) -> ThumbnailRounds {
        ThumbnailRounds(attachments, clock: clock, logger: Logger(label: "test"))
    }

    func log(_ category: String = "health.hospital", _ outcome: ContactOutcome = .followUp) -> ContactLog {
        ContactLog(
            category: category, kind: .complaint, outcome: outcome, region: "3374",
            note: "Ditolak di IGD, kartu aktif.", member: budi.id)
    }

    /// A ticket of no contact, now.
    @discardableResult
    func ticket(
        _ number: Int, _ colour: TicketColour = .yellow, _ text: String = "Perlu dicek.",
        marks: Set<UrgentMark> = []
    ) async throws -> Ticket {
        var random = SeededRandom(seed: UInt64(1_000 + number))
        let id = TicketID(at: clock.now(), random: &random)
        let matter = Ticket.Matter(category: "health.hospital", kind: .complaint, text: text, marks: marks)
        return try await tickets.open(id, colour, matter, by: .person(citra.id), at: clock.now())
    }

    /// What happened to a ticket, but for its clocks.
    func facts(_ id: TicketID) async throws -> [String] {
        try await tickets.story(id)?.facts.map(\.kind).filter { !$0.hasPrefix("ticket.clock-") } ?? []
    }

    /// What happened to its clocks: `started whole`, `breached first-response`.
    func clockFacts(_ id: TicketID) async throws -> [String] {
        struct About: Decodable { let clock: ClockKind }
        return try await tickets.story(id)?.facts.filter { $0.kind.hasPrefix("ticket.clock-") }.map { entry in
            let about = try JSONDecoder().decode(About.self, from: Data(entry.payload.utf8))
            return "\(entry.kind.dropFirst("ticket.clock-".count)) \(about.clock.rawValue)"
        } ?? []
    }

    /// The house's policy, but that all of it counts the office's hours: Monday to Friday from 8 to 17.
    func setOfficePolicy(over number: Int = 0) async throws {
        let rules = ClockPolicy.original.rules.map {
            ClockRule($0.clock, $0.colour, $0.priority, limitMinutes: $0.limitMinutes, counts: .branchHours)
        }
        try await policies.set(
            ClockPolicy(rules, officeHours: ClockPolicy.original.officeHours), over: number, reason: "Jam kantor.",
            by: .person(rahmat.id), at: clock.now())
    }
}

func withCentre(
    _ dialect: Dialect = .sqlite, attachments folder: URL = FileManager.default.temporaryDirectory,
    _ body: (Centre) async throws -> Void
) async throws {
    try await SmallCentre.during(
        dialect,
        with: SmallCentre.Upstairs(
            migrations: TicketStore.migrations + AttachmentStore.migrations + SatisfactionStore.migrations,
            bundle: TicketsRoom.bundle,
            navigation: TicketsRoom.navigation + ContactsRoom.categoryNavigation
        ) { database, staff, views in
            let (contacts, members) = (ContactStore(database), MemberStore(database))
            let story = MemberStory.told(by: TicketStore(database), contacts, members, calendar: .jakarta)
            return MembersRoom.pages(members, staff: staff, story: story, calendar: .jakarta, views)
                + ContactsRoom.categoryPages(
                    contacts, ticketUses: { try await TicketStore(database).categoryUses(since: $0) },
                    staff: staff, calendar: .jakarta, views)
                + TicketsRoom.pages(
                    TicketStore(database), policies: TicketPolicies(database),
                    attachments: AttachmentStore(database, folder: folder), contacts: contacts,
                    members: members, staff: staff, calendar: .jakarta, views)
        }, body)
}

extension SmallCentre {
    /// A browser in which somebody with one role is signed in.
    func guest(_ role: Role) async throws -> PageTester {
        let staff = StaffStore(database, clock: clock, passwords: Passwords(cost: .trivial))
        let details = PersonDetails(name: "Tamu", userName: UserName("tamu")!, roles: [role])
        let hash = try await staff.hash("hujan turun di bulan juni")
        let person = try await staff.add(
            details, password: .given(hash, mustChange: false), by: .system("test")
        ).person
        return try await tester(person)
    }
}
