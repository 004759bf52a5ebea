import Contacts
import Database
import Foundation
import Kernel
import Logging
import Members
import Pages
import Routing
import Staff
import Synchronization
import Tickets

@testable import Calls

/// Numbers that nobody may ring, and why.
final class ForbiddenNumbers: Sendable {
    private let all = Mutex<[PhoneNumber: DeskRefusal]>([:])

    func add(_ number: PhoneNumber, _ refusal: DeskRefusal) { all.withLock { $0[number] = refusal } }
    func refusal(of number: PhoneNumber) -> DeskRefusal? { all.withLock { $0[number] } }
}

/// A centre without telephones: Citra takes calls, Wati rings out, Sari leads the floor, Rahmat runs it. Callers go
/// straight to the queue.
struct PagesCentre {
    let database: any Database
    let clock = ManualClock()
    let floor: Floor
    let site: Site
    let shelf: PromptShelf
    /// Whom the centre rings does nothing by themselves.
    let line: SilentLine
    let citra: PersonID
    let wati: PersonID
    let sari: PersonID
    let rahmat: PersonID
    let forbidden = ForbiddenNumbers()
    private let work: Task<Void, any Error>
    private let folder = PromptShelfTests.Folder()

    init() async throws {
        let database = try await TestDatabase.open(.sqlite)
        try await database.migrate(
            SessionStore.migrations + StaffStore.migrations + MemberStore.migrations + ContactStore.migrations
                + TicketStore.migrations + FloorTables.migrations + ContributionStore.migrations
                + ChangeStore.migrations
                + HintStore.migrations)
        let staff = StaffStore(database, clock: clock, passwords: Passwords(cost: .trivial))
        try await staff.put([WorkSite(code: "JKT", name: "Jakarta")])
        let hash = try await staff.hash("hujan turun di bulan juni")
        func add(_ name: String, _ userName: String, _ role: Role) async throws -> PersonID {
            let details = PersonDetails(
                name: name, userName: UserName(userName)!, roles: [role], site: "JKT", team: nil, skills: [:])
            return try await staff.add(details, password: .given(hash, mustChange: false), by: .system("test")).person
                .id
        }
        try await staff.put([Skill(code: "umum", name: "Umum"), Skill(code: "daftar", name: "Pendaftaran")])
        citra = try await add("Citra Lestari", "citra", .inbound)
        wati = try await add("Wati Handayani", "wati", .outbound)
        sari = try await add("Sari Wulandari", "sari", .supervisor)
        rahmat = try await add("Rahmat Hidayat", "rahmat", .admin)
        line = SilentLine(answered: { _ in }, over: { _ in }, dialled: { _, _ in })
        floor = Self.floor(database, staff, clock, line)
        work = Task { [floor] in try await floor.run() }
        shelf = PromptShelf(folder: folder.url, scripts: [PromptScript(name: "salam", words: "Selamat datang.")]) {
            _, file in
            try WaveSound.file(Array(repeating: 100, count: 800), rate: 8_000).write(to: file)
        }
        try await shelf.generate()
        let records = DeskRecords(
            contacts: ContactStore(database), tickets: TicketStore(database), members: MemberStore(database),
            hints: HintStore(database), staff: staff)
        let views = try Views(
            bundles: [
                CallsRoom.bundle, ContactsRoom.bundle, MembersRoom.bundle, StaffRoom.bundle, TicketsRoom.bundle,
            ], navigation: CallsRoom.navigation)
        site = Site(
            views: views, sessions: staff.sessions, clock: clock,
            groups: StaffRoom.pages(staff, views)
                + MembersRoom.changePages(
                    ChangeStore.house(database, calendar: .jakarta), members: MemberStore(database), staff: staff,
                    registry: nil, calendar: .jakarta, views)
                + CallsRoom.pages(
                    floor, records, FloorStore(database), PromptRegister(shelf, database),
                    organisation: "BPJS Kesehatan",
                    mayRing: { [forbidden] number, _, _ in forbidden.refusal(of: number) }, clock: clock,
                    calendar: .jakarta, views))
        self.database = database
    }

    private static func floor(
        _ database: any Database, _ staff: StaffStore, _ clock: ManualClock, _ line: SilentLine
    ) -> Floor {
        let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        var plan = CallPlan.small
        plan.entries[0].greeting = []
        plan.entries[0].next = .queue("info")
        let agents = AgentBook { person in
            let name = try await staff.person(person)?.name ?? ""
            return DeskAgent(id: person, name: name, site: "JKT", team: "A", skills: ["umum": 5], autoAnswer: false)
        }
        return Floor(
            FloorMachine(plan: plan, calendar: .jakarta, seed: 1, limits: Stage.dialling),
            edges: Floor.Edges(
                line: line, audio: SilentEngine(clock: clock),
                log: FloorLog(database, writer: "test", clock: clock, log: log),
                dayBook: DayBook(database, clock: clock, calendar: .jakarta, log: log),
                callers: CallerBook { _, _, _ in (CallerMatch(), nil) }, agents: agents,
                statuses: .register(TicketStore(database), calendar: .jakarta)),
            clock: clock, logger: log)
    }

    func close() { work.cancel() }

    /// Watches for the client; the same person each time.
    func headOffice() async throws -> PersonID {
        let staff = StaffStore(database, clock: clock, passwords: Passwords(cost: .trivial))
        let name = UserName("kartika")!
        if let known = try await staff.person(name) { return known.id }
        let details = PersonDetails(name: "Kartika Putri", userName: name, roles: [.headOffice])
        let hash = try await staff.hash("hujan turun di bulan juni")
        return try await staff.add(details, password: .given(hash, mustChange: false), by: .system("test")).person.id
    }

    func tester(_ person: PersonID? = nil) async throws -> PageTester {
        let tester = PageTester(site)
        if let person { try await tester.signIn(person) }
        return tester
    }

    /// Citra's phone, or another's, is connected, as after the browser's offer.
    func connectPhone(of person: PersonID? = nil) async {
        let leg = (person ?? citra).named(LegID.self)
        await floor.handle(.phoneOpened(person ?? citra, leg))
        await floor.handle(.phoneConnected(leg))
    }

    /// Somebody rings the centre, and waits in the queue.
    func ring() async -> WorkID {
        let call = WorkID("01990000-0000-7000-8000-00000000ca11")!
        await floor.handle(.callArrived(call, caller: PhoneNumber("081234567890"), called: "165"))
        await floor.handle(.callAnswered(call))
        return call
    }

    /// Waits until the floor's log has come so far.
    func written(_ kind: String) async throws {
        for try await entries in Journal(database).follow(after: 0) where entries.contains(where: { $0.kind == kind }) {
            return
        }
    }
}
