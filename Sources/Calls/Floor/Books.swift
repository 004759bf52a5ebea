import Contacts
public import Database
public import Kernel
import Members
import Routing
public import Staff
public import Tickets

/// Who rings: what the stores know of a number. It may be slow or fail; the call never waits for it.
public struct CallerBook: Sendable {
    /// Who carries the number; how long ago a cut contact may lie to be the same conversation; now.
    public typealias Look = @Sendable (PhoneNumber, Duration, Timestamp) async throws -> (CallerMatch, PersonID?)

    private let look: Look

    public init(_ look: @escaping Look) { self.look = look }

    /// The match, and the agent who should have the call if they can.
    func find(
        _ number: PhoneNumber, cutWithin: Duration, at moment: Timestamp
    ) async throws -> (CallerMatch, PersonID?) {
        try await look(number, cutWithin, moment)
    }
}

/// Who an agent is: name, site, skills and settings, from the staff's records.
public struct AgentBook: Sendable {
    private let look: @Sendable (PersonID) async throws -> DeskAgent

    public init(_ look: @escaping @Sendable (PersonID) async throws -> DeskAgent) { self.look = look }

    func find(_ person: PersonID) async throws -> DeskAgent { try await look(person) }
}

/// Where a ticket stands, by its number, for those who enter it on their telephone.
public struct StatusBook: Sendable {
    public typealias Look = @Sendable (TicketNumber, Timestamp) async throws -> TicketStatus?

    private let look: Look

    public init(_ look: @escaping Look) { self.look = look }

    func find(_ number: TicketNumber, at moment: Timestamp) async throws -> TicketStatus? {
        try await look(number, moment)
    }

    public static func register(_ tickets: TicketStore, calendar: CentreCalendar) -> StatusBook {
        StatusBook { number, now in
            try await tickets.ticket(numbered: number)
                .map { TicketStatus($0.ticket, $0.clocks, at: now, in: calendar) }
        }
    }
}

extension CallerBook {
    /// Looks in the registers of members and contacts. An agent whose conversation with this number was cut a
    /// little while ago is preferred.
    public static func registers(_ database: any Database) -> CallerBook {
        let (members, contacts) = (MemberStore(database), ContactStore(database))
        return CallerBook { number, cutWithin, now in
            let found = try await members.find(
                .phone(number), because: Subject("phone", number), by: .system("floor"), at: now)
            let past = try await contacts.past(of: number, orOf: found.map(\.id), before: now)
            let cut = past.first { $0.isCut && ($0.endedAt ?? $0.openedAt) > now - cutWithin }
            let match = CallerMatch(members: found.map { $0.summary(for: [.inbound]) }, contacts: past, cut: cut)
            return (match, cut?.agent)
        }
    }
}

extension AgentBook {
    public static func staff(_ staff: StaffStore) -> AgentBook {
        AgentBook { id in
            guard let person = try await staff.person(id), !person.isDisabled else { throw DeskRefusal.notAtTheDesk }
            let team = try await staff.teams().first { $0.id == person.team }
            let site = try await staff.sites().first { $0.code == person.site }
            var skills: [SkillName: SkillLevel] = [:]
            for (code, level) in person.skills { skills[SkillName(rawValue: code)] = SkillLevel(rawValue: level) }
            return DeskAgent(
                id: id, name: person.name, site: site?.name ?? "", team: team?.name ?? "", skills: skills,
                autoAnswer: person.autoAnswer)
        }
    }
}
