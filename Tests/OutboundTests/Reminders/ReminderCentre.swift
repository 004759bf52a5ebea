import Contacts
import Database
import Foundation
import Kernel
import Members
import Pages
import Staff
import Synchronization
import Testing
import Tickets

@testable import Calls
@testable import Outbound

/// For tests: a desk's telephone that is connected or not, and remembers what it was asked.
final class Telephone: Sendable {
    struct State {
        var isReady = true
        var refusal: DeskRefusal?
        var dialled: [OutboundCall] = []
        var logged: [ContactID] = []
    }

    let state = Mutex(State())

    var phone: OutboundPhone {
        OutboundPhone(
            isReady: { _ in self.state.withLock { $0.isReady } },
            readiness: { _ in
                let isReady = self.state.withLock { $0.isReady }
                return AsyncStream { $0.yield(isReady) }
            },
            dial: { call, _ in
                try self.state.withLock { state in
                    if let refusal = state.refusal { throw refusal }
                    state.dialled.append(call)
                }
            }, logged: { contact, _ in self.state.withLock { $0.logged.append(contact) } })
    }
}

/// A small centre that reminds. Budi owes; so do Siti, Wayan and Ratna, who join the register here.
struct ReminderCentre: Sendable {
    let small: SmallCentre
    let telephone: Telephone
    let siti: Member
    let wayan: Member
    let ratna: Member

    var database: any Database { small.database }
    var clock: ManualClock { small.clock }
    var reminders: ReminderStore { ReminderStore(database) }
    var budi: Member { small.budi }
    var finance: Author { .system("test") }

    static func during(_ dialect: Dialect = .sqlite, _ body: (ReminderCentre) async throws -> Void) async throws {
        let telephone = Telephone()
        let upstairs = SmallCentre.Upstairs(
            migrations: TicketStore.migrations + ContributionStore.migrations + RingingTables.migrations
                + ReminderTables.migrations,
            bundle: OutboundRoom.bundle, navigation: OutboundRoom.reminderNavigation
        ) { database, staff, views in
            OutboundRoom.reminderPages(
                ReminderStore(database), after: ConfirmationStore(database), members: MemberStore(database),
                rules: ContributionRuleStore(database), staff: staff, phone: telephone.phone, clock: ManualClock(),
                calendar: .jakarta, views)
        }
        try await SmallCentre.during(dialect, with: upstairs) { small in
            func member(_ number: Int, _ name: String, phone: String) throws -> Member {
                var random = SeededRandom(seed: UInt64(100 + number))
                var member = small.budi
                member = Member(
                    id: MemberID(at: small.clock.now(), random: &random),
                    card: try #require(CardNumber("000123456782\(number)")),
                    nik: try #require(NIK("337401121285002\(number)")),
                    family: try #require(FamilyCardNumber("337401010101002\(number)")), relation: .head, name: name,
                    birthDate: member.birthDate, sex: .female, careClass: .third, segment: .selfPaying,
                    status: .arrears, region: member.region, branch: "Semarang",
                    phones: [try #require(PhoneNumber(phone))])
                return member
            }
            let centre = ReminderCentre(
                small: small, telephone: telephone, siti: try member(1, "Siti Aminah", phone: "081200000001"),
                wayan: try member(2, "Wayan Sudira", phone: "081200000002"),
                ratna: try member(3, "Ratna Dewi", phone: "081200000003"))
            try await MemberStore(small.database).enrol(
                [centre.siti, centre.wayan, centre.ratna], by: .system("test"), at: small.clock.now())
            try await body(centre)
        }
    }

    // MARK: - Files

    static let headings = "Nomor Kartu,Nama,Bulan Tunggak,Jumlah Tagihan"

    func line(_ member: Member, _ months: Int = 3, _ amount: Int = 126_000) -> String {
        "\(member.card.digits),\(member.name),\(months),\(amount)"
    }

    func file(_ lines: [String]) -> [UInt8] { Array(([Self.headings] + lines).joined(separator: "\n").utf8) }

    func id<Tag>(_ number: Int) -> Identifier<Tag> {
        var random = SeededRandom(seed: UInt64(9_000 + number))
        return Identifier<Tag>(at: clock.now(), random: &random)
    }

    /// Hands a file over and has its lines checked.
    func hand(
        _ number: Int, _ lines: [String], for target: ReminderStore.Target = .list(named: "November")
    ) async throws -> ReminderUpload {
        let id: ReminderUploadID = id(number)
        let read = try ReminderFile(named: "tunggakan.csv", file(lines))
        let handed = try await reminders.hand(over: read, as: id, for: target, by: finance, at: clock.now())
        guard case .new(let upload) = handed else {
            Issue.record("the file is known")
            throw ReminderRefusal.uploadDone
        }
        try await reminders.check(id, by: upload.mapping, author: finance, at: clock.now())
        return try #require(try await reminders.upload(id))
    }

    /// Takes a file over.
    @discardableResult
    func take(
        _ number: Int, _ lines: [String], for target: ReminderStore.Target = .list(named: "November")
    ) async throws -> ReminderCampaignID {
        let upload = try await hand(number, lines, for: target)
        let good = try #require(upload.counts).good
        let taken = try await reminders.accept(upload.id, good: good, by: finance, at: clock.now())
        guard case .taken(let campaign) = taken else {
            Issue.record("it was checked anew")
            throw ReminderRefusal.checkedAnew
        }
        return campaign
    }

    /// Of Budi, Siti and Wayan, ringing.
    func campaign() async throws -> ReminderCampaignID {
        let id = try await take(1, [line(budi), line(siti, 5, 175_000), line(wayan, 1, 35_000)])
        try await reminders.turn(id, .active, by: finance, at: clock.now())
        return id
    }

    func plan(_ id: ReminderCampaignID, _ change: (inout ReminderCampaign.Plan) -> Void) async throws {
        var plan = try #require(try await reminders.campaign(id)).plan
        change(&plan)
        try await reminders.plan(id, plan, by: finance, at: clock.now())
    }

    // MARK: - Ringing

    var agent: Person { small.citra }

    func next(for person: Person? = nil) async throws -> Member? {
        guard let lock = try await reminders.next(for: (person ?? agent).id, at: clock.now()) else { return nil }
        return try await member(lock)
    }

    func member(_ lock: RingingLock) async throws -> Member? {
        guard case .reminder(let id) = lock.purpose, let item = try await reminders.item(id) else { return nil }
        return [budi, siti, wayan, ratna].first { $0.id == item.member }
    }

    func held(by person: Person? = nil) async throws -> ReminderItemID {
        try #require(try await reminders.work(of: (person ?? agent).id, at: clock.now())).item.id
    }

    /// Places the call for what the agent holds and ends it so; two minutes pass.
    func ring(_ outcome: DialOutcome = .answered, by person: Person? = nil) async throws {
        let person = person ?? agent
        let item = try await held(by: person)
        let (call, placed): (WorkID, Timestamp) = (id(Int(clock.now().seconds % 100_000)), clock.now())
        clock.advance(by: .seconds(120))
        let ended = clock.now()
        try await database.write { transaction in
            let lock = try transaction.placeCall(call, for: .reminder(item), by: person.id, at: placed)
            let purpose = DialPurpose(kind: "reminder", id: item.description, title: "Pengingat")
            let contact = outcome.isConversation ? call.named(ContactID.self) : nil
            if let contact {
                try transaction.openContact(
                    contact, channel: .call, direction: .outgoing, agent: person.id, phone: lock.phone, queue: nil,
                    at: placed)
            }
            try transaction.append(
                CallFact.DialEnded(
                    agent: person.id, number: lock.phone, purpose: purpose, outcome: outcome, status: nil,
                    ringSeconds: 10, talkSeconds: outcome == .answered ? 60 : 0, holdSeconds: 0, contact: contact),
                about: .call(call), by: .person(person.id), at: ended)
        }
    }

    /// Takes the next one, rings, and writes down what came of it.
    func work(
        _ outcome: ReminderOutcome, heard: DialOutcome = .answered, promisedOn day: Day? = nil,
        wantedAt wanted: Timestamp? = nil, by person: Person? = nil
    ) async throws {
        _ = try #require(try await next(for: person))
        let item = try await held(by: person)
        try await ring(heard, by: person)
        try await reminders.record(
            ReminderReport(outcome: outcome, promisedOn: day, wantedAt: wanted), of: item,
            by: (person ?? agent).id, at: clock.now())
    }

    // MARK: - Looking

    func progress(_ id: ReminderCampaignID) async throws -> ReminderProgress {
        try await reminders.progress(of: id)
    }

    func count(_ table: String) async throws -> Int? {
        try await database.read { try $0.scalar("SELECT COUNT(*) FROM \(name: table)", as: Int.self) }
    }

    /// A person of one role, signed in.
    func visitor(_ role: Role) async throws -> PageTester {
        let staff = StaffStore(database, clock: clock, passwords: Passwords(cost: .trivial))
        let details = PersonDetails(
            name: "Tamu", userName: try #require(UserName("tamu")), roles: [role])
        let hash = try await staff.hash("hujan turun di bulan juni")
        let person = try await staff.add(
            details, password: .given(hash, mustChange: false), by: .system("test")
        ).person
        return try await small.tester(person)
    }
}
