import Contacts
import Database
import Kernel
import Members
import Staff
import Testing

@Suite("What is a repeat, and what was resolved at first")
struct RepeatRuleTests {
    private let calendar = CentreCalendar.jakarta
    /// A Monday, 2025-11-03 at midnight in Jakarta.
    private var monday: Timestamp { calendar.start(of: Day(year: 2025, month: 11, day: 3)!) }
    private let phone = PhoneNumber("0812-1111-2222")!
    private let other = PhoneNumber("0812-3333-4444")!

    private func id<Tag>(_ seed: UInt64, _ tag: Identifier<Tag>.Type = Identifier<Tag>.self) -> Identifier<Tag> {
        var random = SeededRandom(seed: seed)
        return Identifier<Tag>(at: monday, random: &random)
    }

    private func contact(
        _ hours: Double, member: UInt64? = nil, phone: PhoneNumber? = nil, _ category: String = "health.hospital",
        _ outcome: ContactOutcome = .solved
    ) -> RepeatContact {
        RepeatContact(
            id(UInt64(bitPattern: Int64(hours * 60)) &+ 5_000), member: member.map { id($0) }, phone: phone,
            category: category,
            outcome: outcome, at: monday + .seconds(Int64(hours * 3_600)))
    }

    /// Of the days from that Monday, looked at after so many.
    private func counts(
        days: Int = 14, after later: Int = 60, _ contacts: [RepeatContact]
    ) -> (all: RepeatTally.Counts, tally: RepeatTally) {
        let end = monday + .seconds(Int64(days) * 86_400)
        var tally = RepeatTally(
            RepeatRule(), over: monday..<end, at: monday + .seconds(Int64(later) * 86_400), in: calendar)
        for contact in contacts.sorted(by: { $0.at < $1.at }) { tally.take(contact) }
        tally.end()
        return (tally.counts.values.reduce(RepeatTally.Counts(), +), tally)
    }

    private func expected(
        resolved: Int = 0, repeated: Int = 0, young: Int = 0, unsolved: Int = 0, repeats: Int = 0
    ) -> RepeatTally.Counts {
        var counts = RepeatTally.Counts()
        (counts.resolved, counts.repeated, counts.notYetKnown) = (resolved, repeated, young)
        (counts.unsolved, counts.repeats) = (unsolved, repeats)
        return counts
    }

    @Test("a solved contact that nobody repeats is resolved; a second about the same makes it repeated")
    func simple() {
        #expect(counts([contact(1, member: 1)]).all == expected(resolved: 1))
        let twice = counts([contact(1, member: 1), contact(30, member: 1)]).all
        #expect(twice == expected(repeated: 1, repeats: 1))
        #expect(twice.permille == 0)
    }

    @Test("seven days to the second are within, a second more is not")
    func edge() {
        let week = 7.0 * 24
        #expect(counts([contact(1, member: 1), contact(1 + week, member: 1)]).all == expected(repeated: 1, repeats: 1))
        let late = RepeatContact(
            id(77), member: id(1), category: "health.hospital", outcome: .solved,
            at: monday + .seconds(3_600 + 7 * 86_400 + 1))
        #expect(counts([contact(1, member: 1), late]).all == expected(resolved: 2))
    }

    @Test("another category or another member is no repeat")
    func others() {
        #expect(
            counts([contact(1, member: 1), contact(2, member: 1, "other.other"), contact(3, member: 2)]).all
                == expected(resolved: 3))
    }

    @Test("a number stands for a caller only where no member is known of either")
    func numbers() {
        #expect(counts([contact(1, phone: phone), contact(2, phone: phone)]).all == expected(repeated: 1, repeats: 1))
        #expect(counts([contact(1, phone: phone), contact(2, phone: other)]).all == expected(resolved: 2))
        #expect(
            counts([contact(1, member: 1, phone: phone), contact(2, phone: phone)]).all
                == expected(repeated: 1, repeats: 1), "the second is not known to be anybody else")
        #expect(
            counts([contact(1, member: 1, phone: phone), contact(2, member: 2, phone: phone)]).all
                == expected(resolved: 2), "a family shares a telephone")
        #expect(
            counts([contact(1, member: 1, phone: phone), contact(2, member: 1, phone: other)]).all
                == expected(repeated: 1, repeats: 1), "one member, two telephones")
    }

    @Test("only a solved contact can be repeated; one that was not is no first resolution, and its successor is first")
    func unsolved() {
        let contacts = [contact(1, member: 1, "health.hospital", .followUp), contact(2, member: 1)]
        #expect(counts(contacts).all == expected(resolved: 1, unsolved: 1))
        let again = [contact(1, member: 1), contact(2, member: 1, "health.hospital", .unfinished)]
        #expect(counts(again).all == expected(repeated: 1, repeats: 1))
    }

    @Test("of a chain only the first is a first contact, and a repeat of a repeat is a repeat")
    func chain() {
        let chain = [contact(0, member: 1), contact(100, member: 1), contact(250, member: 1)]
        #expect(counts(chain).all == expected(repeated: 1, repeats: 2))
    }

    @Test("younger than seven days is not yet known, whether somebody rang again or not")
    func young() {
        let contacts = [
            contact(1, member: 1), contact(150, member: 2), contact(160, member: 3), contact(170, member: 3),
        ]
        let (all, _) = counts(after: 8, contacts)
        #expect(all == expected(resolved: 1, young: 2, repeats: 1))
        #expect(all.permille == 1_000)
        #expect(RepeatTally.Counts().permille == nil)
    }

    @Test("contacts outside of the interval are not counted, but tell what is a repeat")
    func interval() {
        let before = contact(-24, member: 1)
        let after = contact(15 * 24, member: 2)
        let (all, _) = counts([before, contact(1, member: 1), contact(13 * 24, member: 2), after])
        #expect(all == expected(repeated: 1, repeats: 1))
    }

    @Test("weeks begin on Monday in the centre's zone, and categories are counted apart")
    func parts() {
        let (_, tally) = counts([
            contact(7 * 24 - 0.5, member: 1), contact(7 * 24 + 0.5, member: 2),
            contact(8 * 24, member: 3, "other.other"),
        ])
        let parts = Set(tally.counts.keys.map { "\($0.week) \($0.category)" })
        #expect(
            parts == [
                "2025-11-03 health.hospital", "2025-11-10 health.hospital", "2025-11-10 other.other",
            ])
    }

    @Test("a caller of whom nothing is known is not counted, and said")
    func unidentified() {
        let (all, tally) = counts([contact(1), contact(2, member: 1)])
        #expect(all == expected(resolved: 1) && tally.unidentified == 1)
    }

    @Test("for random contacts the tally says what looking at every pair says", arguments: 1...20)
    func pairs(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let phones = [phone, other, nil]
        let members: [UInt64?] = [nil, 1, 2, 3]
        let contacts = (0..<120).map { number -> RepeatContact in
            RepeatContact(
                id(UInt64(number) + seed * 1_000),
                member: members.randomElement(using: &random)!.map { id($0) },
                phone: phones.randomElement(using: &random)!,
                category: ["health.hospital", "other.other"].randomElement(using: &random)!,
                outcome: [.solved, .solved, .followUp].randomElement(using: &random)!,
                at: monday + .seconds(.random(in: (-10 * 86_400)...(30 * 86_400), using: &random)))
        }.sorted { ($0.at, $0.id) < ($1.at, $1.id) }
        let (after, window) = (35, Duration.seconds(7 * 86_400))
        let (now, end) = (monday + .seconds(Int64(after) * 86_400), monday + .seconds(14 * 86_400))
        func same(_ one: RepeatContact, _ two: RepeatContact) -> Bool {
            guard one.category == two.category else { return false }
            if one.member != nil, two.member != nil { return one.member == two.member }
            return one.phone != nil && one.phone == two.phone
        }
        var plain = RepeatTally.Counts()
        for (place, one) in contacts.enumerated() where one.at >= monday && one.at < end {
            guard one.member != nil || one.phone != nil else { continue }
            let isRepeat = contacts[..<place].contains {
                $0.outcome == .solved && same($0, one) && one.at - $0.at <= window
            }
            let follows = contacts[(place + 1)...].contains { same(one, $0) && $0.at - one.at <= window }
            if isRepeat {
                plain.repeats += 1
            } else if one.outcome != .solved {
                plain.unsolved += 1
            } else if now - one.at < window {
                plain.notYetKnown += 1
            } else if follows {
                plain.repeated += 1
            } else {
                plain.resolved += 1
            }
        }
        #expect(counts(after: after, contacts).all == plain)
    }

    @Test("who rings three times is often; a contact without a member is a member's where only one uses the number")
    func callers() {
        let often = [
            contact(1, member: 1, phone: phone), contact(2, phone: phone), contact(3, member: 1, phone: other),
        ]
        let callers = RepeatCaller.among(often + [contact(4, member: 2)], atLeast: 3)
        #expect(callers.map(\.contacts.count) == [3] && callers.first?.member == id(1))
        #expect(callers.first?.phone == other)
        let shared = often + [contact(5, member: 2, phone: phone)]
        #expect(RepeatCaller.among(shared, atLeast: 3).isEmpty)
        let unknown = (1...4).map { contact(Double($0), phone: phone, $0 == 4 ? "other.other" : "health.hospital") }
        let nameless = RepeatCaller.among(
            unknown + often.map { contact(Double($0.id == often[0].id ? 9 : 10)) }, atLeast: 3)
        #expect(nameless.map(\.member) == [nil] && nameless[0].categories == ["other.other", "health.hospital"])
    }
}

@Suite("Repeats in the record")
struct RepeatStoreTests {
    @Test(
        "an interval's first contacts are counted, wrong numbers and unlogged ones are not", arguments: Dialect.allCases
    )
    func resolution(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            func log(_ number: Int, _ kind: ContactKind = .information, member: MemberID? = nil) async throws {
                let id = try await centre.conversation(number)
                let log = ContactLog(category: "administration.card", kind: kind, outcome: .solved, member: member)
                try await centre.contacts.log(id, log, by: centre.citra.id, at: centre.clock.now())
            }
            try await log(1, member: centre.budi.id)
            try await log(2, .wrongNumber)
            _ = try await centre.conversation(3)
            try await log(4, member: centre.budi.id)
            centre.clock.advance(by: .seconds(3 * 86_400))
            let calendar = CentreCalendar.jakarta
            let first = Day(year: 2025, month: 11, day: 17)!
            func count(through day: Int) async throws -> RepeatTally.Counts {
                try await centre.contacts.resolution(
                    from: first, through: Day(year: 2025, month: 11, day: day)!, at: centre.clock.now(), in: calendar
                ).counts.values.reduce(RepeatTally.Counts(), +)
            }
            var young = RepeatTally.Counts()
            (young.notYetKnown, young.repeats) = (1, 1)
            #expect(try await count(through: 25) == young)
            #expect(try await count(through: 21) == RepeatTally.Counts())
            centre.clock.advance(by: .seconds(5 * 86_400))
            var known = RepeatTally.Counts()
            (known.repeated, known.repeats) = (1, 1)
            #expect(try await count(through: 25) == known)
        }
    }

    @Test("those who rang three times in seven days are found, logged or not", arguments: Dialect.allCases)
    func callers(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            _ = try await centre.conversation(1)
            centre.clock.advance(by: .seconds(8 * 86_400))
            for number in 2...3 { _ = try await centre.conversation(number) }
            #expect(try await centre.contacts.repeatCallers(at: centre.clock.now()).isEmpty)
            let id = try await centre.conversation(4)
            let log = ContactLog(category: "other.other", kind: .complaint, outcome: .followUp, member: centre.budi.id)
            try await centre.contacts.log(id, log, by: centre.citra.id, at: centre.clock.now())
            let callers = try await centre.contacts.repeatCallers(at: centre.clock.now())
            #expect(callers.count == 1 && callers[0].member == centre.budi.id)
            #expect(callers[0].contacts.count == 3 && callers[0].contacts[0].id == id)
        }
    }
}
