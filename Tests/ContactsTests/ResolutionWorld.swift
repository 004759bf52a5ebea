import Contacts
import Database
import Kernel
import Members
import Staff
import Testing

/// A centre whose contacts are also remembered outside of the database, so that a tally of all of them can be asked.
final class ResolutionWorld {
    struct Told {
        let at: Timestamp
        let phone: PhoneNumber?
        var log: ContactLog?

        func contact(_ id: ContactID) -> RepeatContact {
            RepeatContact(
                id, member: log?.member, phone: phone, category: log?.category, outcome: log?.outcome, at: at)
        }
    }

    static let week = Duration.seconds(7 * 86_400)
    static let categories = ["administration.card", "health.hospital", "other.other"]

    let centre: Centre
    let members: [MemberID?]
    let phones: [PhoneNumber?]
    var random: SeededRandom
    private(set) var told: [ContactID: Told] = [:]

    init(_ centre: Centre, seed: UInt64) async throws {
        var random = SeededRandom(seed: seed)
        let budi = centre.budi
        let family = try (1...3).map { number in
            Member(
                id: MemberID(at: centre.clock.now(), random: &random),
                card: try #require(CardNumber("000123456790\(number)")),
                nik: try #require(NIK("337401120485001\(number + 2)")), family: budi.family, relation: .child,
                name: "Anak \(number)", birthDate: budi.birthDate, sex: .female, careClass: .second,
                segment: .selfPaying, status: .active, region: budi.region, branch: budi.branch, phones: budi.phones)
        }
        try await MemberStore(centre.database).enrol(family, by: .system("test"), at: centre.clock.now())
        self.centre = centre
        members = [nil, nil, budi.id] + family.map(\.id)
        phones = [nil] + (1...3).map { PhoneNumber("0812-5555-000\($0)") }
        self.random = random
    }

    var today: Day { CentreCalendar.jakarta.day(of: centre.clock.now()) }

    // MARK: - What happens

    func log() -> ContactLog {
        let kinds: [ContactKind] = [.information, .information, .complaint, .wrongNumber]
        let outcomes: [ContactOutcome] = [.solved, .solved, .solved, .followUp]
        return ContactLog(
            category: Self.categories.randomElement(using: &random)!, kind: kinds.randomElement(using: &random)!,
            outcome: outcomes.randomElement(using: &random)!, member: members.randomElement(using: &random)!)
    }

    /// A contact of that moment, told now; without a log it waits for one.
    @discardableResult
    func tell(
        at moment: Timestamp, phone: PhoneNumber?, _ log: ContactLog? = nil
    ) async throws -> ContactID {
        let id = ContactID(at: moment, random: &random)
        let (citra, now) = (centre.citra.id, centre.clock.now())
        try await centre.database.write { transaction in
            try transaction.openContact(id, channel: .call, agent: citra, phone: phone, queue: "info", at: moment)
            try transaction.endContact(id, cut: false, at: moment + .seconds(120))
            if let log { try transaction.logContact(id, log, by: citra, at: now) }
        }
        if Int.random(in: 0..<4, using: &random) == 0, let log { try await ring(phone, log, at: moment) }
        told[id] = Told(at: moment, phone: phone, log: log)
        return id
    }

    /// The centre rings somebody: nothing of it is counted, nor told.
    private func ring(_ phone: PhoneNumber?, _ log: ContactLog, at moment: Timestamp) async throws {
        let id = ContactID(at: moment, random: &random)
        let (citra, now) = (centre.citra.id, centre.clock.now())
        try await centre.database.write { transaction in
            try transaction.openContact(
                id, channel: .call, direction: .outgoing, agent: citra, phone: phone, queue: nil, at: moment)
            try transaction.logContact(id, log, by: citra, at: now)
        }
    }

    /// Many contacts at once.
    func tell(_ many: [(at: Timestamp, phone: PhoneNumber?, log: ContactLog)]) async throws {
        let (citra, now) = (centre.citra.id, centre.clock.now())
        let lines = many.map { (id: ContactID(at: $0.at, random: &random), line: $0) }
        try await centre.database.write { transaction in
            for (id, line) in lines {
                try transaction.openContact(
                    id, channel: .call, agent: citra, phone: line.phone, queue: "info", at: line.at)
                try transaction.logContact(id, line.log, by: citra, at: now)
            }
        }
        for (id, line) in lines { told[id] = Told(at: line.at, phone: line.phone, log: line.log) }
    }

    func correct(_ id: ContactID, _ log: ContactLog) async throws {
        try await centre.contacts.log(id, log, by: centre.citra.id, at: centre.clock.now())
        told[id]?.log = log
    }

    /// A moment of the last seven weeks; often a week from another contact, to the microsecond, or at midnight.
    func moment() -> Timestamp {
        let now = centre.clock.now()
        let any = now - .seconds(.random(in: 0...(49 * 86_400), using: &random))
        let slip = Duration.microseconds(.random(in: -1...1, using: &random))
        switch Int.random(in: 0..<6, using: &random) {
        case 0:
            let others = told.values.map(\.at).sorted()
            guard let other = others.randomElement(using: &random) else { return any }
            return min(now, (Bool.random(using: &random) ? other + Self.week : other - Self.week) + slip)
        case 1: return min(now, CentreCalendar.jakarta.start(of: CentreCalendar.jakarta.day(of: any)) + slip)
        default: return any
        }
    }

    // MARK: - What is asked

    /// As a tally of all that was told counts them.
    func tally(from first: Day, through last: Day, in calendar: CentreCalendar = .jakarta) -> RepeatTally {
        let interval = calendar.start(of: first)..<calendar.start(of: last.adding(days: 1))
        var tally = RepeatTally(RepeatRule(), over: interval, at: centre.clock.now(), in: calendar)
        let contacts = told.filter { $1.log != nil && $1.log?.kind != .wrongNumber }.map { $1.contact($0) }
        for contact in contacts.sorted(by: { ($0.at, $0.id) < ($1.at, $1.id) }) { tally.take(contact) }
        tally.end()
        return tally
    }

    func resolution(
        from first: Day, through last: Day, in calendar: CentreCalendar = .jakarta
    ) async throws -> Resolution {
        try await centre.contacts.resolution(from: first, through: last, at: centre.clock.now(), in: calendar)
    }

    func isRight(from first: Day, through last: Day, in calendar: CentreCalendar = .jakarta) async throws -> Bool {
        let shown = try await resolution(from: first, through: last, in: calendar)
        let tally = tally(from: first, through: last, in: calendar)
        return shown.counts == tally.counts && shown.unidentified == tally.unidentified
    }

    func unkept(
        from first: Day, through last: Day, in calendar: CentreCalendar = .jakarta
    ) async throws -> [ResolutionDay] {
        try await centre.contacts.unkeptDays(from: first, through: last, at: centre.clock.now(), in: calendar)
    }

    /// - Returns: how many were kept.
    @discardableResult
    func keep(_ days: [ResolutionDay], in calendar: CentreCalendar = .jakarta) async throws -> Int {
        var kept = 0
        for day in days where try await centre.contacts.keep(centre.contacts.count(day, in: calendar)) { kept += 1 }
        return kept
    }
}
