import Calls
import Kernel
import Testing

@testable import Outbound

/// `2026-11-30 09.00` on the clock of a zone.
func at(_ text: String, _ zone: IndonesianZone = .wib) -> Timestamp {
    let parts = text.split(separator: " ")
    let time = parts[1].split(separator: ".").compactMap { Int64($0) }
    return zone.calendar.start(of: Day(String(parts[0]))!) + .seconds(time[0] * 3_600 + time[1] * 60)
}

/// The thirtieth of November 2026 is a Monday; Christmas is a Friday.
@Suite("When somebody is rung again")
struct RingingRuleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let tries: [(String, TryResult)]
        let next: NextTry
        var plan = TryPlan()
        var hours = CallingHours.original
        var zone = IndonesianZone.wib

        init(
            _ name: String, _ tries: [(String, TryResult)], _ next: String?, plan: TryPlan = TryPlan(),
            hours: CallingHours = .original, zone: IndonesianZone = .wib
        ) {
            (testDescription, self.tries, self.plan, self.hours, self.zone) = (name, tries, plan, hours, zone)
            self.next = next.map { .at(at($0)) } ?? .exhausted
        }
    }

    static let mornings: CallingHours = {
        do { return try CallingHours(BusinessHours.week(1...6, [480..<600])) } catch { preconditionFailure("\(error)") }
    }()

    static let cases = [
        Case("a morning is followed by the next day's noon", [("2026-11-30 09.00", .noAnswer)], "2026-12-01 11.00"),
        Case(
            "morning and noon are followed by an afternoon",
            [("2026-11-30 09.00", .noAnswer), ("2026-12-01 11.00", .machine)], "2026-12-02 15.00"),
        Case(
            "after three tries it is enough",
            [("2026-11-30 09.00", .noAnswer), ("2026-12-01 11.00", .machine), ("2026-12-02 15.00", .unreachable)], nil),
        Case("who is busy is rung a quarter of an hour later", [("2026-11-30 09.00", .busy)], "2026-11-30 09.15"),
        Case(
            "twice busy is one try", [("2026-11-30 09.00", .busy), ("2026-11-30 09.15", .busy)], "2026-12-01 11.00"),
        Case(
            "busy and then away is one try", [("2026-11-30 09.00", .busy), ("2026-11-30 09.15", .noAnswer)],
            "2026-12-01 11.00"),
        Case(
            "busy four times is two tries",
            [
                ("2026-11-30 09.00", .busy), ("2026-11-30 09.15", .busy), ("2026-12-01 11.00", .busy),
                ("2026-12-01 11.15", .busy),
            ], "2026-12-02 15.00"),
        Case(
            "a busy last try is rung once more",
            [("2026-11-30 09.00", .noAnswer), ("2026-12-01 11.00", .noAnswer), ("2026-12-02 15.00", .busy)],
            "2026-12-02 15.15"),
        Case("busy just before the end waits for the morning", [("2026-11-30 19.55", .busy)], "2026-12-01 08.00"),
        Case("nobody is rung on a Sunday", [("2026-12-05 16.00", .noAnswer)], "2026-12-07 08.00"),
        Case("nobody is rung at Christmas", [("2026-12-24 14.00", .noAnswer)], "2026-12-26 08.00"),
        Case("busy on Christmas Eve waits for the day after", [("2026-12-24 19.50", .busy)], "2026-12-26 08.00"),
        Case("an evening is followed by an afternoon", [("2026-11-30 19.00", .noAnswer)], "2026-12-01 15.00"),
        Case(
            "hours that know mornings only are rung in the morning again", [("2026-11-30 09.00", .noAnswer)],
            "2026-12-01 08.00", hours: mornings),
        Case(
            "in Jayapura the clock is two hours ahead", [("2026-11-30 09.00", .noAnswer)], "2026-12-01 06.00",
            zone: .wit),
        Case(
            "three hours apart, all in one day", [("2026-11-30 09.00", .noAnswer), ("2026-11-30 12.00", .noAnswer)],
            "2026-11-30 15.00", plan: TryPlan(hoursApart: 3)),
        Case(
            "when every part of the day was tried, the distance alone counts",
            [
                ("2026-11-30 09.00", .noAnswer), ("2026-12-01 12.00", .noAnswer), ("2026-12-02 16.00", .noAnswer),
                ("2026-12-03 19.00", .noAnswer),
            ], "2026-12-04 15.00", plan: TryPlan(count: 5)),
        Case(
            "a wrong number is no try", [("2026-11-30 09.00", .noAnswer), ("2026-12-01 11.00", .numberInvalid)],
            "2026-12-01 11.00"),
    ]

    private let rina: PersonID = {
        var random = SeededRandom(seed: 4)
        return PersonID(at: at("2026-11-30 08.00"), random: &random)
    }()
    private let phone = PhoneNumber("0812-1111-2222")!

    @Test("the next try, worked by hand", arguments: cases)
    func next(_ example: Case) {
        let tries = example.tries.map { RingingTry(at: at($0.0), phone: phone, by: rina, $0.1) }
        let hours = example.hours.hours(in: example.zone, holidays: [Day("2026-12-25")!])
        #expect(example.plan.next(after: tries, in: hours) == example.next)
    }

    @Test("a try never lies outside the hours, and tries end, whatever comes of them")
    func random() {
        var random = SeededRandom(seed: 2_026)
        let missed: [TryResult] = [.busy, .noAnswer, .machine, .unreachable]
        for _ in 0..<300 {
            let zone = IndonesianZone.allCases.randomElement(using: &random) ?? .wib
            let plan = TryPlan(
                count: Int.random(in: 1...9, using: &random), hoursApart: Int.random(in: 1...60, using: &random),
                busyMinutes: Int.random(in: 1...240, using: &random))
            let hours = CallingHours.original.hours(in: zone, holidays: [Day("2026-12-25")!, Day("2026-12-24")!])
            var tries: [RingingTry] = []
            var moment = hours.nextOpening(
                at: at("2026-12-20 08.00") + .seconds(Int64.random(in: 0...600_000, using: &random)))
            var isOver = false
            while !isOver, tries.count < 30 {
                let result = missed.randomElement(using: &random) ?? .busy
                tries.append(RingingTry(at: moment, phone: phone, by: rina, result))
                switch plan.next(after: tries, in: hours) {
                case .exhausted: isOver = true
                case .at(let next):
                    #expect(hours.isOpen(at: next) && next > moment)
                    moment = next
                }
            }
            #expect(isOver && tries.count <= 2 * plan.count)
        }
    }

    @Test("the first number that is right and may be rung; else why there is none")
    func numbers() {
        let other = PhoneNumber("0813-3333-4444")!
        #expect(RingableNumbers([phone, other]).choice == .ring(phone))
        #expect(RingableNumbers([phone, other], wrong: [phone]).choice == .ring(other))
        #expect(RingableNumbers([phone, other], unwanted: [phone]).choice == .ring(other))
        #expect(RingableNumbers([phone, other], wrong: [phone], unwanted: [other]).choice == .unwanted)
        #expect(RingableNumbers([phone], wrong: [phone]).choice == .wrong)
        #expect(RingableNumbers([]).choice == .none)
    }

    @Test("what the agent says of a call is taken where the network cannot know better")
    func said() {
        let now = at("2026-11-30 09.00")
        func result(_ outcome: DialOutcome, _ said: RingingCall.Said) -> Result<TryResult, RingingRefusal> {
            Result { () throws(RingingRefusal) in try RingingCall.ended(.init(at: now, outcome)).result(said) }
        }
        #expect(result(.answered, .spoke) == .success(.reached))
        #expect(result(.answered, .missed) == .success(.machine))
        #expect(result(.answered, .wrongNumber) == .success(.wrongNumber))
        #expect(result(.busy, .missed) == .success(.busy))
        #expect(result(.noAnswer, .missed) == .success(.noAnswer))
        #expect(result(.unreachable, .missed) == .success(.unreachable))
        #expect(result(.numberInvalid, .missed) == .success(.numberInvalid))
        #expect(result(.numberInvalid, .wrongNumber) == .success(.numberInvalid))
        #expect(result(.busy, .spoke) == .failure(.nobodySpoke))
        #expect(result(.busy, .wrongNumber) == .failure(.nobodySpoke))
        #expect(result(.cancelledByAgent, .missed) == .failure(.notRung))
        #expect(result(.failed, .spoke) == .failure(.notRung))
        let talking = Result { () throws(RingingRefusal) in try RingingCall.talking.result(.spoke) }
        #expect(talking == .failure(.callIsOn))
    }

    @Test("a plan that nobody could ring by is refused")
    func plans() {
        #expect(throws: RingingPlanRefusal.triesOutside) { try RingingPlan(tries: TryPlan(count: 0)).check() }
        #expect(throws: RingingPlanRefusal.hoursApartOutside) { try RingingPlan(tries: TryPlan(hoursApart: 0)).check() }
        #expect(throws: RingingPlanRefusal.busyOutside) { try RingingPlan(tries: TryPlan(busyMinutes: 500)).check() }
        #expect(throws: RingingPlanRefusal.lockOutside) { try RingingPlan(lockMinutes: 1).check() }
        #expect(throws: RingingPlanRefusal.targetOutside) { try RingingPlan(target: 0).check() }
        #expect(throws: BusinessHours.Refusal.neverOpen) { try CallingHours([]) }
    }
}
