import Contacts
import Database
import Foundation
import Hummingbird
import Kernel
import Members
import Pages
import Staff
import Synchronization
import Testing
import Tickets

@testable import Calls
@testable import Outbound

/// A small centre with two outbound agents, Rina and Bayu, and a telephone that only remembers what it was to ring.
struct Centre: Sendable {
    let small: SmallCentre
    let rina: Person
    let bayu: Person
    let telephone: Telephone

    var database: any Database { small.database }
    var clock: ManualClock { small.clock }
    var now: Timestamp { small.clock.now() }
    var confirmations: ConfirmationStore { ConfirmationStore(database) }
    var rules: RingingRuleStore { RingingRuleStore(database) }
    var tickets: TicketStore { TicketStore(database) }

    static let semarang = BranchCode("SMG")!
    static let jayapura = BranchCode("JAP")!

    final class Telephone: Sendable {
        private struct State {
            var orders: [OutboundCall] = []
            var logged: [ContactID] = []
            var isReady = true
            var watchers: [AsyncStream<Bool>.Continuation] = []
        }

        private let state = Mutex(State())

        var orders: [OutboundCall] { state.withLock { $0.orders } }
        var logged: [ContactID] { state.withLock { $0.logged } }
        var isWatched: Bool { state.withLock { !$0.watchers.isEmpty } }

        func setReady(_ isReady: Bool) {
            let watchers = state.withLock { state in
                state.isReady = isReady
                return state.watchers
            }
            for watcher in watchers { watcher.yield(isReady) }
        }

        private func watch() -> AsyncStream<Bool> {
            let (changes, watcher) = AsyncStream.makeStream(of: Bool.self)
            state.withLock { state in
                state.watchers.append(watcher)
                watcher.yield(state.isReady)
            }
            return changes
        }

        var phone: OutboundPhone {
            OutboundPhone(
                isReady: { _ in self.state.withLock { $0.isReady } }, readiness: { _ in self.watch() },
                dial: { order, _ in self.state.withLock { $0.orders.append(order) } },
                logged: { contact, _ in self.state.withLock { $0.logged.append(contact) } })
        }
    }

    // MARK: Tickets

    @discardableResult
    func act<R: Sendable>(_ deed: @escaping @Sendable (any Transaction, Timestamp) throws -> R) async throws -> R {
        let now = now
        return try await database.write { try deed($0, now) }
    }

    /// A ticket in the hands of a branch, a second from now.
    func escalated(
        _ number: Int, phone: String? = nil, member: MemberID? = nil, marks: Set<UrgentMark> = [],
        at branch: BranchCode = Centre.semarang
    ) async throws -> TicketID {
        clock.advance(by: .seconds(1))
        var random = SeededRandom(seed: UInt64(7_000 + number))
        let id = TicketID(at: now, random: &random)
        let matter = Ticket.Matter(
            category: "health.hospital", kind: .complaint, text: "Ditolak rawat inap.", member: member,
            phone: phone.flatMap { PhoneNumber($0) }, marks: marks)
        _ = try await tickets.open(id, .yellow, matter, by: .person(small.citra.id), at: now)
        let citra = small.citra.id
        _ = try await act { try $0.escalate(id, to: branch, reason: "Perlu dicek.", by: .person(citra), at: $1) }
        return id
    }

    func answer(_ id: TicketID, _ text: String = "Kartu sudah aktif lagi.") async throws {
        let nur = small.nur.id
        try await act { transaction, now in
            guard let branch = try transaction.escalation(of: id)?.branch else { return }
            _ = try transaction.answerEscalation(id, .done, text, of: branch, by: .person(nur), at: now)
        }
    }

    /// A ticket that the branch has marked done, a second from now.
    @discardableResult
    func done(
        _ number: Int, phone: String? = "0812-5555-0000", member: MemberID? = nil, marks: Set<UrgentMark> = [],
        at branch: BranchCode = Centre.semarang
    ) async throws -> TicketID {
        let id = try await escalated(number, phone: phone, member: member, marks: marks, at: branch)
        try await answer(id)
        return id
    }

    func facts(_ id: TicketID, _ prefix: String = "outbound.") async throws -> [String] {
        try await tickets.story(id)?.facts.map(\.kind).filter { $0.hasPrefix(prefix) } ?? []
    }

    // MARK: Ringing

    func take(_ person: Person) async throws -> TicketID? {
        guard case .confirmation(let id) = try await confirmations.takeNext(for: person.id, at: now)?.purpose else {
            return nil
        }
        return id
    }

    /// What the telephone writes of a call, in the order in which it does; it lasts a minute when it is answered.
    func tell(_ call: WorkID, of id: TicketID, _ outcome: DialOutcome, by person: Person) async throws {
        let number = PhoneNumber("0812-5555-0000")!
        let purpose = DialPurpose(kind: "confirmation", id: id.description, title: "")
        let contact = call.named(ContactID.self)
        try await act { transaction, now in
            try transaction.append(
                CallFact.Dialled(agent: person.id, number: number, from: number, purpose: purpose),
                about: .call(call), by: .person(person.id), at: now)
        }
        if outcome.isConversation {
            try await act { transaction, now in
                try transaction.openContact(
                    contact, channel: .call, agent: person.id, phone: number, queue: nil, at: now)
                try transaction.append(
                    CallFact.DialAnswered(agent: person.id, purpose: purpose, contact: contact, ringSeconds: 4),
                    about: .call(call), by: .person(person.id), at: now)
            }
            clock.advance(by: .seconds(60))
        }
        try await act { transaction, now in
            if outcome.isConversation { try transaction.endContact(contact, cut: false, at: now) }
            try transaction.append(
                CallFact.DialEnded(
                    agent: person.id, number: number, purpose: purpose, outcome: outcome, status: nil, ringSeconds: 4,
                    talkSeconds: outcome.isConversation ? 60 : 0, holdSeconds: 0,
                    contact: outcome.isConversation ? contact : nil),
                about: .call(call), by: .person(person.id), at: now)
        }
    }

    /// Rings for what somebody holds.
    func ring(_ id: TicketID, _ outcome: DialOutcome, by person: Person) async throws {
        var random = SeededRandom(seed: UInt64(bitPattern: now.microseconds))
        let call = WorkID(at: now, random: &random)
        _ = try await confirmations.placeCall(call, for: id, by: person.id, at: now)
        try await tell(call, of: id, outcome, by: person)
    }

    @discardableResult
    func finish(_ id: TicketID, _ outcome: ConfirmationOutcome, by person: Person) async throws -> ConfirmationEnd {
        try await confirmations.finish(id, outcome, note: "Konfirmasi.", by: person.id, at: now).end
    }
}

func withCentre(_ dialect: Dialect = .sqlite, _ body: (Centre) async throws -> Void) async throws {
    let telephone = Centre.Telephone()
    try await SmallCentre.during(
        dialect,
        with: SmallCentre.Upstairs(
            migrations: TicketStore.migrations + RingingTables.migrations + ReminderTables.migrations,
            bundle: OutboundRoom.bundle, navigation: OutboundRoom.navigation
        ) { database, staff, views in
            OutboundRoom.pages(
                ConfirmationStore(database), before: ReminderStore(database), RingingRuleStore(database),
                members: MemberStore(database), staff: staff, phone: telephone.phone,
                script: ScriptTerms(organisation: "BPJS Kesehatan", calendar: .jakarta), clock: ManualClock(), views)
        }
    ) { small in
        try await BranchStore(small.database).begin(
            with: [
                Branch(
                    code: Centre.semarang, name: BranchName("Semarang")!, region: OfficeRegion(number: 6)!, zone: .wib),
                Branch(
                    code: Centre.jayapura, name: BranchName("Jayapura")!,
                    region: OfficeRegion(number: 12)!, zone: .wit),
            ], by: .system("test"), at: small.clock.now())
        let staff = StaffStore(small.database, clock: small.clock, passwords: Passwords(cost: .trivial))
        let hash = try await staff.hash("hujan turun di bulan juni")
        func add(_ name: String, _ userName: String) async throws -> Person {
            let details = PersonDetails(name: name, userName: UserName(userName)!, roles: [.outbound])
            return try await staff.add(details, password: .given(hash, mustChange: false), by: .system("test")).person
        }
        let centre = Centre(
            small: small, rina: try await add("Rina Anggraini", "rina"), bayu: try await add("Bayu Nugroho", "bayu"),
            telephone: telephone)
        try await body(centre)
    }
}

extension Transaction {
    /// A call that was answered and has not ended.
    func appendRinging(
        _ call: WorkID, _ id: TicketID, _ contact: ContactID, by person: Person, at moment: Timestamp
    ) throws {
        let purpose = DialPurpose(kind: "confirmation", id: id.description, title: "")
        try append(
            CallFact.DialAnswered(agent: person.id, purpose: purpose, contact: contact, ringSeconds: 4),
            about: .call(call), by: .person(person.id), at: moment)
    }
}
