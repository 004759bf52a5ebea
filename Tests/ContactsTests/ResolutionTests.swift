import Contacts
import Database
import Foundation
import Kernel
import Members
import Staff
import Testing

@Suite("What is kept of the counts of first contacts")
struct ResolutionTests {
    private func withWorld(
        _ dialect: Dialect, seed: UInt64 = 1, _ body: (ResolutionWorld) async throws -> Void
    ) async throws {
        try await withCentre(dialect) { centre in
            let world = try await ResolutionWorld(centre, seed: seed)
            try await body(world)
        }
    }

    private func solved(_ member: MemberID?, _ category: String = "other.other") -> ContactLog {
        ContactLog(category: category, kind: .information, outcome: .solved, member: member)
    }

    @Test(
        "whatever is told late, kept and looked at in whatever order, it is what a tally of everything says",
        arguments: Dialect.allCases, UInt64(1)...5)
    func anyOrder(_ dialect: Dialect, _ seed: UInt64) async throws {
        try await withWorld(dialect, seed: seed) { world in
            var (used, looks) = (0, 0)
            for step in 0..<90 {
                switch Int.random(in: 0..<10, using: &world.random) {
                case 0...3:
                    for _ in 0..<3 {
                        let log = Int.random(in: 0..<6, using: &world.random) == 0 ? nil : world.log()
                        let phone = world.phones.randomElement(using: &world.random)!
                        try await world.tell(at: world.moment(), phone: phone, log)
                    }
                case 4, 5:
                    guard let id = world.told.keys.sorted().randomElement(using: &world.random) else { continue }
                    try await world.correct(id, world.log())
                case 6: world.centre.clock.advance(by: .seconds(.random(in: 1...150_000, using: &world.random)))
                case 7, 8:
                    let days = try await world.unkept(from: world.today.adding(days: -40), through: world.today)
                        .shuffled(using: &world.random).prefix(.random(in: 1...40, using: &world.random))
                    #expect(try await world.keep(Array(days)) == days.count)
                default:
                    let last = world.today.adding(days: .random(in: -12...0, using: &world.random))
                    let first = last.adding(days: -.random(in: 0...27, using: &world.random))
                    // All days but today and the one between young and settled can be kept.
                    let steady = (first.sinceEpoch...last.sinceEpoch).count {
                        ![0, 7].contains(world.today.sinceEpoch - $0)
                    }
                    let unkept = try await world.unkept(from: first, through: last).count
                    used += steady - unkept
                    looks += 1
                    #expect(try await world.isRight(from: first, through: last), "seed \(seed), step \(step)")
                }
            }
            let first = world.today.adding(days: -48)
            try await world.keep(world.unkept(from: first, through: world.today))
            #expect(try await world.unkept(from: first, through: world.today).isEmpty)
            #expect(try await world.isRight(from: first, through: world.today))
            #expect(!world.tally(from: first, through: world.today).counts.isEmpty)
            #expect(looks > 0 && used > 0)
        }
    }

    @Test("what is kept is what is shown: a change behind the store's back is not seen", arguments: Dialect.allCases)
    func used(_ dialect: Dialect) async throws {
        try await withWorld(dialect) { world in
            let moment = world.centre.clock.now() - .seconds(20 * 86_400)
            let id = try await world.tell(at: moment, phone: nil, solved(world.centre.budi.id))
            let first = world.today.adding(days: -27)
            try await world.keep(world.unkept(from: first, through: world.today))
            let before = try await world.resolution(from: first, through: world.today)
            try await world.centre.database.write {
                try $0.execute("UPDATE contacts SET outcome = 'follow-up' WHERE id = \(id)")
            }
            #expect(try await world.resolution(from: first, through: world.today) == before)
            #expect(before.counts.values.map(\.resolved) == [1])
            // The store's own writing of the same is seen.
            var log = solved(world.centre.budi.id)
            log.outcome = .referred
            try await world.correct(id, log)
            #expect(try await world.isRight(from: first, through: world.today))
        }
    }

    @Test("what is written while a day is counted is not lost: the day is not kept", arguments: Dialect.allCases)
    func race(_ dialect: Dialect) async throws {
        try await withWorld(dialect) { world in
            let (budi, now) = (world.centre.budi.id, world.centre.clock.now())
            let moment = now - .seconds(20 * 86_400)
            try await world.tell(at: moment, phone: nil, solved(budi))
            let day = CentreCalendar.jakarta.day(of: moment)
            let store = world.centre.contacts
            for written in [moment + .seconds(3 * 86_400), moment - .seconds(6 * 86_400), moment + .seconds(60)] {
                let waiting = try #require(try await world.unkept(from: day, through: day).first)
                let counted = try await store.count(waiting, in: .jakarta)
                try await world.tell(at: written, phone: nil, solved(budi))
                #expect(try await store.keep(counted) == false)
                #expect(try await world.unkept(from: day, through: day) == [waiting])
                #expect(try await world.isRight(from: day, through: day))
            }
            let waiting = try #require(try await world.unkept(from: day, through: day).first)
            let (one, other) = (
                try await store.count(waiting, in: .jakarta), try await store.count(waiting, in: .jakarta)
            )
            try await world.tell(at: moment + .seconds(9 * 86_400), phone: nil, solved(budi))
            #expect(try await store.keep(one), "the day hangs on nothing so late")
            #expect(try await store.keep(other), "two who count at once say the same")
            #expect(try await world.unkept(from: day, through: day).isEmpty)
            #expect(try await world.isRight(from: day, through: day))
        }
    }

    @Test("a late log is seen by the days that it may touch, and by no others", arguments: Dialect.allCases)
    func late(_ dialect: Dialect) async throws {
        try await withWorld(dialect) { world in
            let first = world.today.adding(days: -34)
            let moment = CentreCalendar.jakarta.start(of: world.today.adding(days: -20)) + .seconds(43_200)
            let id = try await world.tell(at: moment, phone: nil)
            func keepAll() async throws {
                try await world.keep(world.unkept(from: first, through: world.today))
                #expect(try await world.unkept(from: first, through: world.today).isEmpty)
            }
            func forgotten() async throws -> [Int] {
                try await world.unkept(from: first, through: world.today).map {
                    $0.day.sinceEpoch - world.today.sinceEpoch
                }
            }
            try await keepAll()
            var log = solved(nil)
            try await world.correct(id, log)
            #expect(try await forgotten() == Array(-27 ... -13))
            try await keepAll()
            log.note = "Sudah dijelaskan."
            try await world.correct(id, log)
            #expect(try await forgotten().isEmpty, "the rule does not read notes")
            log.member = world.centre.budi.id
            try await world.correct(id, log)
            #expect(try await forgotten().count == 15)
            try await keepAll()
            log.kind = .wrongNumber
            try await world.correct(id, log)
            #expect(try await forgotten().count == 15)
            try await keepAll()
            log.category = "health.hospital"
            try await world.correct(id, log)
            #expect(try await forgotten().isEmpty, "a wrong number counts nowhere, whatever it was about")
            try await world.tell(at: world.centre.clock.now(), phone: nil, solved(world.centre.budi.id))
            #expect(try await forgotten().isEmpty, "today's contacts leave the days before in peace")
            let young = CentreCalendar.jakarta.start(of: world.today.adding(days: -3)) + .seconds(43_200)
            try await world.tell(at: young, phone: nil, solved(world.centre.budi.id))
            #expect(try await forgotten() == [-10, -9, -8, -3, -2, -1])
            #expect(try await world.isRight(from: first, through: world.today))
        }
    }

    @Test("days are those of the centre's zone, also when it becomes another", arguments: Dialect.allCases)
    func zones(_ dialect: Dialect) async throws {
        try await withWorld(dialect) { world in
            let jakarta = CentreCalendar.jakarta
            let east = CentreCalendar(zone: try #require(TimeZone(identifier: "Asia/Jayapura")))
            // A Monday, three weeks ago, and the last moment before it.
            let monday = try #require(Day("2025-11-03"))
            let midnight = jakarta.start(of: monday)
            try await world.tell(at: midnight - .microseconds(1), phone: nil, solved(world.members[2]))
            try await world.tell(at: midnight, phone: nil, solved(world.members[3]))
            try await world.tell(at: midnight + .seconds(22 * 3_600 + 1_800), phone: nil, solved(world.members[4]))
            try await world.tell(at: midnight, phone: nil, solved(nil))
            let first = monday.adding(days: -7)
            try await world.keep(world.unkept(from: first, through: world.today))
            let sunday = try await world.resolution(from: first, through: monday.adding(days: -1))
            #expect(sunday.counts.keys.map(\.week) == [first] && sunday.unidentified == 0)
            let day = try await world.resolution(from: monday, through: monday)
            #expect(day.counts.keys.map(\.week) == [monday] && day.counts.values.map(\.resolved) == [2])
            #expect(day.unidentified == 1)
            let all = try await world.unkept(from: first, through: world.today, in: east).count
            #expect(all > 20, "nothing that was kept is of this zone")
            #expect(try await world.isRight(from: monday, through: monday, in: east))
            #expect(try await world.keep(world.unkept(from: first, through: world.today, in: east), in: east) == all)
            #expect(try await world.isRight(from: first, through: world.today, in: east))
            let there = try await world.resolution(from: monday, through: monday, in: east)
            #expect(there.counts.values.map(\.resolved) == [2], "the last moment of Sunday, and Monday's first")
            #expect(try await world.isRight(from: first, through: world.today))
        }
    }

    @Test("a day of more contacts than are read at once is counted whole", arguments: Dialect.allCases)
    func many(_ dialect: Dialect) async throws {
        try await withWorld(dialect) { world in
            let day = world.today.adding(days: -12)
            let start = CentreCalendar.jakarta.start(of: day)
            let phones = (1_000...1_999).map { PhoneNumber("0813-6666-\($0)") }
            // Many at the same second, so that what is read at once ends among them.
            let within = (0..<2_300).map { _ in Int64.random(in: 0..<200, using: &world.random) * 400 }
            let around = (0..<600).map { _ in Int64.random(in: -700_000..<800_000, using: &world.random) }
            try await world.tell(
                (within + around).map {
                    (start + .seconds($0), phones.randomElement(using: &world.random)!, world.log())
                })
            #expect(try await world.isRight(from: day, through: day))
            #expect(try await world.keep(world.unkept(from: day, through: day)) == 1)
            #expect(try await world.isRight(from: day, through: day))
            let total = world.tally(from: day, through: day).counts.values.reduce(RepeatTally.Counts(), +)
            #expect(total.repeats > 0 && total.resolved > 0 && total.repeated > 0)
            #expect(total.repeats + total.resolved + total.repeated + total.unsolved > 1_000)
        }
    }

    @Test("a day's counts go from young to settled, and are kept as either", arguments: Dialect.allCases)
    func ages(_ dialect: Dialect) async throws {
        try await withWorld(dialect) { world in
            let day = world.today
            try await world.tell(at: world.centre.clock.now(), phone: nil, solved(world.centre.budi.id))
            func stages() async throws -> [Bool] {
                try await world.unkept(from: day, through: day).map(\.isSettled)
            }
            func counts() async throws -> RepeatTally.Counts {
                #expect(try await world.isRight(from: day, through: day))
                return try #require(try await world.resolution(from: day, through: day).counts.values.first)
            }
            #expect(try await stages() == [])
            world.centre.clock.advance(by: .seconds(86_400))
            #expect(try await stages() == [false])
            try await world.keep(world.unkept(from: day, through: day))
            #expect(try await stages() == [])
            #expect(try await counts().notYetKnown == 1)
            // Seven days on: some of the day's hours are young, some not.
            world.centre.clock.advance(by: .seconds(6 * 86_400 - 1))
            #expect(try await stages() == [])
            #expect(try await counts().notYetKnown == 1)
            world.centre.clock.advance(by: .seconds(1))
            #expect(try await counts().resolved == 1)
            world.centre.clock.advance(by: .seconds(86_400))
            #expect(try await stages() == [true])
            try await world.keep(world.unkept(from: day, through: day))
            #expect(try await stages() == [])
            #expect(try await counts().resolved == 1)
        }
    }
}

@Suite("Who rings again and again, among many")
struct RepeatCallerStoreTests {
    @Test("those found are those among all contacts of the week", arguments: Dialect.allCases, UInt64(1)...8)
    func among(_ dialect: Dialect, _ seed: UInt64) async throws {
        try await withCentre(dialect) { centre in
            let world = try await ResolutionWorld(centre, seed: seed)
            let now = centre.clock.now()
            for _ in 0..<Int.random(in: 8...40, using: &world.random) {
                let at = now - .seconds(.random(in: 0...(9 * 86_400), using: &world.random))
                let log = Int.random(in: 0..<3, using: &world.random) == 0 ? nil : world.log()
                try await world.tell(at: at, phone: world.phones.randomElement(using: &world.random)!, log)
            }
            try await world.tell(at: now, phone: world.phones[1], world.log())
            try await world.tell(at: now - ResolutionWorld.week, phone: world.phones[1], world.log())
            let recent = world.told.filter {
                $1.at > now - ResolutionWorld.week && $1.at <= now && $1.log?.kind != .wrongNumber
            }.map { $1.contact($0) }
            for often in 2...4 {
                var rule = RepeatRule()
                rule.often = often
                let expected = RepeatCaller.among(recent, atLeast: often)
                #expect(try await centre.contacts.repeatCallers(rule, at: now) == expected)
            }
            #expect(!RepeatCaller.among(recent, atLeast: 2).isEmpty)
        }
    }
}
