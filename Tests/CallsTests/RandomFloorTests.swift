import Database
import Kernel
import Routing
import Testing

@testable import Calls

/// Hours of a floor on which everything happens: calls in and out, lost phones, a dying voice engine, restarts.
@Suite("random hours of the floor")
struct RandomFloorTests {
    private static let steps = 4_000

    @Test("end every call once, give no agent two, and ring no number twice at once", arguments: UInt64(1)...8)
    func hour(seed: UInt64) {
        var hour = RandomHour(seed: seed)
        for step in 0..<Self.steps {
            let event = hour.step()
            let violations = hour.violations
            guard violations.isEmpty else {
                Issue.record("seed \(seed), step \(step), \(event): \(violations.joined(separator: "; "))")
                return
            }
        }
        // An hour in which nothing of this happened would prove nothing.
        let book = hour.book
        #expect(book.outcomes.count >= 6, "seed \(seed): \(book.outcomes)")
        #expect(book.refusals.isSuperset(of: [.numberInCall, .notFree]), "seed \(seed): \(book.refusals)")
        #expect(book.ended.count > Self.steps / 20, "seed \(seed)")
    }
}

/// What the log holds of the hour.
private struct HourBook {
    var begun: Set<Subject> = []
    var ended: [Subject: Int] = [:]
    var open: Set<Subject> = []
    var outcomes: Set<DialOutcome> = []
    var refusals: Set<DeskRefusal> = []
    var paper = Paper()

    mutating func write(_ effects: [FloorEffect]) {
        paper.write(effects)
        for effect in effects {
            switch effect {
            case .write(.fact(let fact, let subject, _)):
                switch fact {
                case is CallFact.Arrived, is CallFact.Dialled: begun.insert(subject)
                case is CallFact.Ended: ended[subject, default: 0] += 1
                case let fact as CallFact.DialEnded:
                    ended[subject, default: 0] += 1
                    outcomes.insert(fact.outcome)
                default: break
                }
            case .write(.contact(let opening)): open.insert(.call(opening.call))
            case .write(.contactEnded(let contact, _)): open.remove(.call(contact.named(WorkID.self)))
            case .refused(_, let refusal): refusals.insert(refusal)
            default: break
            }
        }
    }
}

private struct RandomHour {
    private(set) var book = HourBook()
    private var machine: FloorMachine
    private var now = CentreCalendar.jakarta.start(of: Day("2026-11-23")!) + .seconds(9 * 3_600)
    private var random: SeededRandom
    private let people: [PersonID]
    private let numbers = (1...6).map { PhoneNumber("08120000000\($0)")! }

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
        machine = Self.machine(seed)
        var ids: [PersonID] = []
        for _ in 0..<5 { ids.append(PersonID(at: now, random: &random)) }
        people = ids
        for person in people { sit(person) }
    }

    private static func machine(_ seed: UInt64) -> FloorMachine {
        FloorMachine(plan: .small, calendar: .jakarta, seed: seed, limits: Stage.dialling)
    }

    private mutating func roll(_ sides: Int) -> Int { Int(random.next() % UInt64(sides)) }
    private mutating func one<Element>(_ elements: [Element]) -> Element? {
        elements.isEmpty ? nil : elements[roll(elements.count)]
    }

    private mutating func tell(_ event: FloorEvent) { book.write(machine.handle(event, at: now)) }

    private mutating func sit(_ person: PersonID) {
        tell(
            .deskOpened(
                DeskAgent(
                    id: person, name: "A", site: "J", team: "T", skills: ["umum": 5, "daftar": 5], autoAnswer: true)))
        let leg = LegID(at: now, random: &random)
        tell(.phoneOpened(person, leg))
        tell(.phoneConnected(leg))
        tell(.did(person, .ready))
    }

    private var calls: [Call] { machine.calls.values.sorted { $0.id < $1.id } }

    /// One thing that happens; what it was.
    mutating func step() -> String {
        now += .milliseconds(roll(2_500))
        if roll(20) == 0, let due = machine.nextDeadline() { now = max(now, due) }
        tell(.tick)
        switch roll(100) {
        case 0..<12: return arrive()
        case 12..<30: return dial()
        case 30..<62: return onTheLine()
        case 62..<88: return atTheDesk()
        case 88..<94: return phone()
        case 94..<96: return engine()
        case 96: return restart()
        default: return "time passes"
        }
    }

    private mutating func arrive() -> String {
        let id = WorkID(at: now, random: &random)
        tell(.callArrived(id, caller: one(numbers), called: "165"))
        tell(.callAnswered(id))
        if let play = machine.calls[id]?.play?.id { tell(.playFinished(id.named(LegID.self), play)) }
        tell(.digit(id.named(LegID.self), "1"))
        return "a call arrives"
    }

    private mutating func dial() -> String {
        guard let person = one(people), let number = one(numbers) else { return "" }
        let again = roll(20) == 0 ? one(calls)?.id : nil
        let id = again ?? WorkID(at: now, random: &random)
        tell(.did(person, .dial(OutboundCall(id: id, to: number, purpose: Stage.order(id).purpose))))
        return "somebody rings out"
    }

    private mutating func onTheLine() -> String {
        guard let call = one(calls) else { return "" }
        let ends: [LineEnd] = [.caller, .network, .noAudio, .ours] + [404, 480, 486, 503].map { .refused(status: $0) }
        switch roll(8) {
        case 0: tell(.callProgressed(call.id, .ringing))
        case 1: tell(.callProgressed(call.id, .earlyAudio))
        case 2..<5: tell(.callAnswered(call.id))
        case 5: tell(.silent(call.leg))
        default: tell(.callEnded(call.id, one(call.outgoing == nil || call.talk != nil ? [.caller] : ends) ?? .caller))
        }
        return "the line speaks of \(call.id)"
    }

    private mutating func atTheDesk() -> String {
        guard let person = one(people) else { return "" }
        if machine.desks[person] == nil {
            sit(person)
            return "somebody comes back"
        }
        let actions: [DeskAction] = [
            .ready, .ready, .aux(code: "istirahat"), .answer, .hold, .resume, .hangUp, .machine, .finishWrapUp,
            .finishWrapUp, .signOut,
        ]
        guard let action = one(actions) else { return "" }
        tell(.did(person, action))
        return "\(action)"
    }

    private mutating func phone() -> String {
        guard let person = one(people), let leg = machine.desks[person]?.leg else { return "" }
        switch roll(3) {
        case 0: tell(.phoneLost(leg))
        case 1: tell(.phoneConnected(leg))
        default:
            let new = LegID(at: now, random: &random)
            tell(.phoneOpened(person, new))
            tell(.phoneConnected(new))
        }
        return "a phone comes or goes"
    }

    private mutating func engine() -> String {
        guard roll(4) == 0 else { return "" }
        tell(.voiceLost)
        tell(.voiceReborn)
        for person in people where machine.desks[person] != nil { sit(person) }
        return "the voice engine is born again"
    }

    private mutating func restart() -> String {
        guard roll(3) == 0 else { return "" }
        let kept = book.paper.kept
        machine = Self.machine(random.next())
        book.write(machine.takeUp(kept, listing: nil, at: now))
        return "a restart"
    }

    /// What must hold between events.
    var violations: [String] {
        var found: [String] = []
        let inHand = calls.filter { $0.stage == .calling || $0.stage == .talking }
        for call in inHand {
            guard let agent = call.agent, machine.desks[agent] != nil else {
                found.append("a call in hand is in nobody's")
                continue
            }
            if machine.routing.state(of: agent) != .busy(call.id) { found.append("an agent does not know of a call") }
        }
        if Set(inHand.compactMap(\.agent)).count != inHand.count { found.append("an agent has two calls") }
        for person in people {
            if case .busy(let item) = machine.routing.state(of: person), machine.calls[item]?.agent != person {
                found.append("an agent believes in a call that is not theirs")
            }
        }
        let rung = calls.filter { $0.outgoing != nil }.compactMap(\.caller)
        if Set(rung).count != rung.count { found.append("a number is rung by two") }
        if book.ended.values.contains(where: { $0 > 1 }) { found.append("a call ended twice") }
        let live = Set(calls.map { Subject.call($0.id) })
        if book.begun != live.union(book.ended.keys) { found.append("a call is lost, or ended and lives") }
        if !live.isDisjoint(with: book.ended.keys) { found.append("a call that ended lives") }
        let talks = Set(calls.filter { $0.talk != nil }.map { Subject.call($0.id) })
        if book.open != talks { found.append("an open contact is no conversation, or the reverse") }
        return found
    }
}
