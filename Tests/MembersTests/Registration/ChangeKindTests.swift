import Kernel
import Members
import Testing

@Suite("The rules of each kind of change")
struct ChangeKindTests {
    private let counter = ChangeCounter()

    // MARK: - Newborn

    struct Birth: Sendable, CustomTestStringConvertible {
        let born: String
        let nik: String?
        let problems: [FieldProblem]
        let notices: [ChangeNotice]
        let why: String
        var testDescription: String { "born \(born): \(why)" }
    }

    @Test(
        "a newborn within 28 days is insured with its payment; later from birth; after three months with a NIK",
        arguments: [
            Birth(
                born: "2026-11-23", nik: nil, problems: [],
                notices: [.payAtOnce, .nikBy(theDay("2027-02-23"))], why: "today"),
            Birth(
                born: "2026-10-26", nik: nil, problems: [],
                notices: [.payAtOnce, .nikBy(theDay("2027-01-26"))], why: "the 28th day"),
            Birth(
                born: "2026-10-25", nik: nil, problems: [],
                notices: [.payAtOnce, .paysFrom(theDay("2026-10-25")), .nikBy(theDay("2027-01-25"))],
                why: "the 29th day"),
            Birth(
                born: "2026-11-20", nik: "3374016011260001", problems: [], notices: [.payAtOnce],
                why: "with a NIK nothing must follow"),
            Birth(
                born: "2026-08-23", nik: nil, problems: [],
                notices: [.payAtOnce, .paysFrom(theDay("2026-08-23")), .nikBy(theDay("2026-11-23"))],
                why: "the last day without a NIK"),
            Birth(
                born: "2026-08-22", nik: nil,
                problems: [FieldProblem(.nik, .nikNeeded, ["day": .day(theDay("2026-11-22"))])],
                notices: [], why: "over three months"),
            Birth(
                born: "2026-08-22", nik: "3374016208260001", problems: [],
                notices: [.payAtOnce, .paysFrom(theDay("2026-08-22"))], why: "over three months, with a NIK"),
            Birth(
                born: "2026-11-24", nik: nil, problems: [FieldProblem(.birthDate, .inTheFuture)], notices: [],
                why: "not born yet"),
            Birth(
                born: "2025-11-22", nik: nil, problems: [FieldProblem(.birthDate, .tooLongAgo)], notices: [],
                why: "over a year: an ordinary member of the family"),
        ])
    func newborn(_ birth: Birth) throws {
        let ground = try counter.ground(.newborn)
        var change = try counter.begin(.newborn, on: ground)
        var words = RightAnswers.of(.newborn)[0].1
        words["birthDate"] = [birth.born]
        words["nik"] = birth.nik.map { [$0] }
        let problems = try change.answer("baby", words, on: ground)
        #expect(problems == birth.problems)
        guard birth.problems.isEmpty else { return }
        let told = change.draft.read(on: ground).notices
        #expect(told.first == .monthlyTotal(Rupiah(400_000), persons: 4), "three are insured, class 2")
        let ofBirth = told.dropFirst().filter { notice in
            switch notice {
            case .decidedWithin, .registryPending: false
            default: true
            }
        }
        #expect(ofBirth == birth.notices)
        #expect(told.contains(.registryPending) == (birth.nik != nil), "a NIK is verified")
    }

    @Test("a child whose parents' employer pays is insured at once, and nothing is to be paid")
    func employersChild() throws {
        var standing = counter.standing
        standing.segment = .employed
        let ground = try counter.ground(.newborn, standing: standing)
        let reading = try counter.filled(.newborn, on: ground).draft.read(on: ground)
        #expect(reading.promise.start == .atOnce && reading.promise.payment == .nothing)
        #expect(reading.promise.monthlyTotal == nil)
        #expect(reading.promise.nikBy == theDay("2027-02-10"))
    }

    // MARK: - Facility and class

    struct Stay: Sendable, CustomTestStringConvertible {
        let since: String?
        let reason: String
        let mayFrom: String?
        let why: String
        var testDescription: String { why }
    }

    @Test(
        "a facility is left after three months, or for a reason that does not wait",
        arguments: [
            Stay(since: "2026-08-23", reason: "wish", mayFrom: nil, why: "three months, to the day"),
            Stay(since: "2026-08-24", reason: "wish", mayFrom: "2026-11-24", why: "a day too soon"),
            Stay(since: "2026-11-01", reason: "moved", mayFrom: nil, why: "moved to another town"),
            Stay(since: "2026-11-01", reason: "duty", mayFrom: nil, why: "on duty elsewhere"),
            Stay(since: "2026-11-01", reason: "redistribution", mayFrom: nil, why: "moved by the insurer"),
            Stay(since: nil, reason: "wish", mayFrom: nil, why: "nobody knows since when"),
        ])
    func facility(_ stay: Stay) throws {
        var standing = counter.standing
        standing.facilitySince = stay.since.map(theDay)
        let ground = try counter.ground(.facilityChange, standing: standing)
        var change = try counter.begin(.facilityChange, on: ground)
        let words = ["region": ["3374"], "facilityReason": [stay.reason], "facility": ["0138U021"]]
        let problems = try change.answer("facility", words, on: ground)
        #expect(
            problems
                == (stay.mayFrom.map { [FieldProblem(.facility, .facilityTooSoon, ["day": .day(theDay($0))])] } ?? []))
        let reading = change.draft.read(on: ground)
        #expect(reading.notices.contains(.facilityStayUnknown) == (stay.since == nil), "whoever decides looks")
        #expect(reading.notices.contains(.holdsFrom(theDay("2026-12-01"))))
    }

    @Test("a facility serves from the 1st after the approval, also when the approval slips into the next month")
    func facilityStart() throws {
        let ground = try counter.ground(.facilityChange, on: theDay("2026-12-30"))
        #expect(
            try counter.filled(.facilityChange, on: ground).draft.read(on: ground).notices
                .contains(.holdsFrom(theDay("2027-01-01"))))
        var change = try counter.filled(.facilityChange, on: ground)
        let late = ChangeCounter.morning + .seconds(40 * 86_400)
        _ = try change.handle(.submit, by: counter.agent, at: late, on: ground)
        _ = try change.handle(.take, by: counter.office, at: late, on: ground)
        _ = try change.handle(.approve, by: counter.office, at: late, on: ground)
        #expect(change.stage == .approved(on: theDay("2027-01-02"), holdsFrom: theDay("2027-02-01")))
    }

    @Test("the facility and the class that one has are no change")
    func same() throws {
        var ground = try counter.ground(.facilityChange)
        var change = try counter.begin(.facilityChange, on: ground)
        let words = ["region": ["3374"], "facilityReason": ["wish"], "facility": ["0138U020"]]
        #expect(try change.answer("facility", words, on: ground) == [FieldProblem(.facility, .sameFacility)])
        ground = try counter.ground(.classChange)
        change = try counter.begin(.classChange, on: ground)
        #expect(
            try change.answer("class", ["careClass": ["2"]], on: ground) == [FieldProblem(.careClass, .sameClass)])
    }

    struct ClassStory: Sendable, CustomTestStringConvertible {
        let since: String?
        let hasPaid: Bool?
        let owed: Int64?
        let segment: Segment
        let problem: FieldProblem?
        let start: ChangePromise.Start
        let why: String
        var testDescription: String { why }

        init(
            since: String?, paid: Bool? = true, owed: Int64? = 0, segment: Segment = .selfPaying,
            _ problem: FieldProblem?, start: ChangePromise.Start = .firstOfMonth(after: 1), _ why: String
        ) {
            (self.since, hasPaid, self.owed, self.segment) = (since, paid, owed, segment)
            (self.problem, self.start, self.why) = (problem, start, why)
        }
    }

    @Test(
        "a class is changed after a year, or before the first payment, without arrears, by those who pay themselves",
        arguments: [
            ClassStory(since: "2025-11-23", nil, "a year, to the day"),
            ClassStory(
                since: "2025-11-24", FieldProblem(.careClass, .classTooSoon, ["day": .day(theDay("2026-11-24"))]),
                "a day too soon"),
            ClassStory(since: "2026-11-20", paid: false, nil, start: .atOnce, "nothing was paid yet"),
            ClassStory(
                since: "2026-11-20", paid: nil,
                FieldProblem(.careClass, .classTooSoon, ["day": .day(theDay("2027-11-20"))]),
                "whether something was paid is not known: the stay counts"),
            ClassStory(since: nil, nil, "since when is not known: whoever decides looks"),
            ClassStory(
                since: "2020-01-01", owed: 200_000,
                FieldProblem(nil, .arrearsUnpaid, ["amount": .money(Rupiah(200_000))]), "two months are owed"),
            ClassStory(since: "2020-01-01", owed: nil, FieldProblem(nil, .arrearsUnknown), "what is owed is unknown"),
            ClassStory(
                since: "2020-01-01", segment: .employed, FieldProblem(nil, .notSelfPaying),
                "the employer's class goes by the wage"),
        ])
    func classChange(_ story: ClassStory) throws {
        var standing = counter.standing
        (standing.classSince, standing.hasPaidFirst) = (story.since.map(theDay), story.hasPaid)
        (standing.owed, standing.segment) = (story.owed.map(Rupiah.init), story.segment)
        let ground = try counter.ground(.classChange, standing: standing)
        var change = try counter.begin(.classChange, on: ground)
        #expect(try change.answer("class", ["careClass": ["3"]], on: ground) == (story.problem.map { [$0] } ?? []))
        let reading = change.draft.read(on: ground)
        #expect(reading.promise.start == story.start)
        #expect(reading.notices.contains(.classStayUnknown) == (story.since == nil))
        #expect(reading.promise.monthlyTotal == Rupiah(105_000), "three persons, class 3")
    }

    // MARK: - From an employer, and active again

    @Test(
        "whoever leaves an employer pays at once within 30 days, after them he waits as everybody does",
        arguments: [("2026-10-24", true), ("2026-10-23", false), ("2026-11-23", true)])
    func employer(_ ended: String, _ isAtOnce: Bool) throws {
        let ground = try counter.ground(
            .employerToSelfPaying, standing: counter.standing(for: .employerToSelfPaying))
        var change = try counter.filled(.employerToSelfPaying)
        try change.answer("employment", ["employmentEnded": [ended]], on: ground)
        let reading = change.draft.read(on: ground)
        #expect(reading.promise.payment == (isAtOnce ? .atOnce : .between(days: 14, and: 30)))
        #expect(reading.promise.monthlyTotal == Rupiah(70_000), "two of them, class 3")
    }

    @Test("only whoever was employed moves from an employer")
    func notEmployed() throws {
        let ground = try counter.ground(.employerToSelfPaying)
        var change = try counter.begin(.employerToSelfPaying, on: ground)
        #expect(
            try change.answer("employment", ["employmentEnded": ["2026-11-01"]], on: ground)
                == [FieldProblem(nil, .notEmployed)])
    }

    @Test("arrears that are unpaid, or unknown, make nobody active; nobody active is made active again")
    func reactivation() throws {
        var standing = try #require(counter.standing(for: .reactivation))
        func problems() throws -> [FieldComplaint] {
            let ground = try counter.ground(.reactivation, standing: standing)
            var change = try counter.begin(.reactivation, on: ground)
            return try change.answer("arrears", ["waitExplained": ["yes"]], on: ground).map(\.complaint)
        }
        #expect(try problems() == [])
        standing.owed = Rupiah(1)
        #expect(try problems() == [.arrearsUnpaid])
        standing.owed = nil
        #expect(try problems() == [.arrearsUnknown])
        (standing.owed, standing.status) = (Rupiah(0), .active)
        #expect(try problems() == [.notInArrears])
    }

    // MARK: - Corrections, removal, death

    @Test("a correction corrects something, is verified by the registry, and then approved by two people")
    func correction() throws {
        let ground = try counter.ground(.identityCorrection)
        var change = try counter.begin(.identityCorrection, on: ground)
        try change.answer("member", ["member": ["\(counter.ayu)"]], on: ground)
        #expect(try change.answer("correction", [:], on: ground) == [FieldProblem(nil, .nothingChanges)])
        #expect(try change.answer("correction", ["birthDate": ["1990-10-01"]], on: ground) == [])
        #expect(
            change.draft.read(on: ground).registryQuestion
                == .person(nik: nil, name: nil, birthDate: theDay("1990-10-01"), sex: nil, family: counter.ayusCard))
        _ = try change.edit(by: counter.agent, at: ChangeCounter.morning, on: ground) { draft throws(ChangeRefusal) in
            draft.take(.differs([.birthDate]), at: ChangeCounter.morning)
        }
        #expect(
            change.draft.read(on: ground).problems(of: "correction")
                == [FieldProblem(.birthDate, .differsFromRegistry)])
        // Another day is another question: the registry's word on the first does not count for it.
        #expect(try change.answer("correction", ["birthDate": ["1990-01-10"]], on: ground) == [])
        #expect(change.draft.personCheck == .unverifiedYet)
    }

    @Test("the head of a family leaves last")
    func head() throws {
        let ground = try counter.ground(.removal)
        var change = try counter.begin(.removal, on: ground)
        let ids = [counter.ayu, counter.bayu, counter.nenek].map { "\($0)" }
        #expect(
            try change.answer("members", ["members": [ids[0]]], on: ground) == [FieldProblem(.members, .headStays)])
        #expect(try change.answer("members", ["members": ids], on: ground) == [])
        #expect(try change.answer("members", ["members": [ids[2]]], on: ground) == [])
    }

    @Test(
        "a death lies between birth and today, and happens once",
        arguments: [
            ("2026-11-20", nil), ("2026-11-24", FieldProblem(.deathDate, .inTheFuture)),
            ("1950-07-06", FieldProblem(.deathDate, .diedBeforeBirth)), ("1950-07-07", nil),
        ] as [(String, FieldProblem?)])
    func death(_ date: String, _ problem: FieldProblem?) throws {
        let ground = try counter.ground(.death)
        var change = try counter.begin(.death, on: ground)
        var words = RightAnswers.of(.death)[0].1
        words["deathDate"] = [date]
        #expect(try change.answer("death", words, on: ground) == (problem.map { [$0] } ?? []))
    }

    @Test("whoever is recorded as deceased does not die again")
    func diedOnce() throws {
        var standing = counter.standing
        standing.household[2].status = .deceased
        let ground = try counter.ground(.death, standing: standing)
        var change = try counter.begin(.death, on: ground)
        #expect(
            try change.answer("death", RightAnswers.of(.death)[0].1, on: ground)
                == [FieldProblem(.member, .alreadyDeceased)])
    }

    @Test("checks against the record refuse when there is no record")
    func noRecord() throws {
        var ground = try counter.ground(.classChange)
        ground.standing = nil
        var change = try counter.begin(.classChange, on: ground)
        let problems = try change.answer("class", ["careClass": ["3"]], on: ground)
        #expect(Set(problems.map(\.complaint)) == [.nobodyOnRecord])
    }

    @Test("without rates no total is told, rather than a wrong one")
    func noRates() throws {
        let ground = try counter.ground(.familyRegistration) { $0.rates = [:] }
        let reading = try counter.filled(.familyRegistration, on: ground).draft.read(on: ground)
        #expect(reading.promise.monthlyTotal == nil && reading.promise.persons == nil)
        #expect(reading.isComplete)
    }
}
