import Database
import Kernel
import Routing
import Voice

@testable import Calls

/// A floor to play scenes on: time moves when told, people have names.
struct Stage {
    var machine: FloorMachine
    var now = CentreCalendar.jakarta.start(of: Day("2026-11-23")!) + .seconds(9 * 3_600)
    private(set) var last: [FloorEffect] = []
    private(set) var facts: [(kind: String, fact: any Fact)] = []
    private var random = SeededRandom(seed: 7)
    /// Sees everything that the floor wants done.
    var onEffects: ([FloorEffect]) -> Void = { _ in }

    static let sari = PersonID("01990000-0000-7000-8000-00000000005a")!
    static let budi = PersonID("01990000-0000-7000-8000-0000000000b0")!

    /// A centre from which agents can ring out.
    static let dialling = FloorMachine.Limits(
        dialling: DialTerms(callerNumber: PhoneNumber("0215550100")!, ringLimit: .seconds(45)))

    init(plan: CallPlan = .small, limits: FloorMachine.Limits = FloorMachine.Limits()) {
        machine = FloorMachine(plan: plan, calendar: .jakarta, seed: 1, limits: limits)
    }

    @discardableResult
    mutating func tell(_ event: FloorEvent) -> [FloorEffect] {
        last = machine.handle(event, at: now)
        onEffects(last)
        for case .write(.fact(let fact, _, _)) in last { facts.append((type(of: fact).kind, fact)) }
        return last
    }

    /// Lets time pass, second by second, as the edge's timer would.
    mutating func wait(_ seconds: Int) {
        for _ in 0..<seconds {
            now += .seconds(1)
            tell(.tick)
        }
    }

    mutating func agent(
        _ id: PersonID, _ name: String, auto: Bool = false, skills: [SkillName: SkillLevel] = ["umum": 5]
    ) {
        tell(.deskOpened(DeskAgent(id: id, name: name, site: "Jakarta", team: "A", skills: skills, autoAnswer: auto)))
        let leg = LegID(at: now, random: &random)
        tell(.phoneOpened(id, leg))
        tell(.phoneConnected(leg))
        tell(.did(id, .ready))
    }

    /// A caller who has come as far as the queue.
    mutating func caller(_ number: String = "081200001111", pressing digit: Character = "1") -> WorkID {
        let id = arriving(number)
        finishPlay(id)
        tell(.digit(id.named(LegID.self), digit))
        return id
    }

    /// A caller who hears the greeting.
    @discardableResult
    mutating func arriving(_ number: String = "081200001111", called: String = "165") -> WorkID {
        now += .milliseconds(10)
        let id = WorkID(at: now, random: &random)
        tell(.callArrived(id, caller: PhoneNumber(number), called: called))
        tell(.callAnswered(id))
        return id
    }

    /// An agent rings a number.
    @discardableResult
    mutating func dialling(_ agent: PersonID, _ number: String = "081200009999") -> WorkID {
        now += .milliseconds(10)
        let id = WorkID(at: now, random: &random)
        tell(.did(agent, .dial(Self.order(id, number))))
        return id
    }

    static func order(_ id: WorkID, _ number: String = "081200009999") -> OutboundCall {
        OutboundCall(
            id: id, to: PhoneNumber(number)!,
            purpose: DialPurpose(
                kind: "confirmation", id: "42", title: "Konfirmasi TKT-2611-00042", path: "/tickets/42"))
    }

    /// Why the last thing that an agent wanted was not done.
    var refusal: DeskRefusal? {
        for case .refused(_, let refusal) in last { return refusal }
        return nil
    }

    mutating func finishPlay(_ id: WorkID) {
        guard let play = machine.calls[id]?.play?.id else { return }
        tell(.playFinished(id.named(LegID.self), play))
    }

    func count(_ kind: String) -> Int { facts.filter { $0.kind == kind }.count }

    func fact<F: Fact>(_ type: F.Type = F.self) -> F? { facts.last { $0.fact is F }?.fact as? F }

    var voice: [VoiceCommand] { last.compactMap { if case .voice(let command) = $0 { command } else { nil } } }

    func desk(_ id: PersonID) -> DeskView? { machine.deskView(id, today: AgentDay(), alarms: []) }
}

extension CallPlan {
    static let small = CallPlan(
        entries: [
            Entry(
                number: "165", title: "Pusat layanan", hours: .always, greeting: ["salam", "rekaman"],
                next: .menu("utama"), closed: ["tutup"]),
            Entry(
                number: "166", title: "Jam kantor",
                hours: .weekly((1...5).map { .init(weekday: $0, from: 480, until: 1_020) }), greeting: ["salam"],
                next: .queue("info"), closed: ["tutup"]),
        ],
        menus: [
            Menu(
                name: "utama", prompts: ["menu"],
                options: [
                    Option(digit: "1", title: "Informasi", next: .queue("info")),
                    Option(digit: "2", title: "Pendaftaran", next: .queue("daftar")),
                ],
                waitSeconds: 5, tries: 3, wrongDigit: ["salah"], noDigit: ["belum"], fallback: .queue("info"))
        ],
        queues: [
            Queue(
                name: "info", title: "Informasi", skills: ["umum": 1], strategy: .longestIdle, ringLimitSeconds: 15,
                wrapUpLimitSeconds: 60, serviceLevelSeconds: 20, priority: 0, announceEverySeconds: 30, music: "musik"),
            Queue(
                name: "daftar", title: "Pendaftaran", skills: ["daftar": 3], strategy: .bestLevel, ringLimitSeconds: 15,
                wrapUpLimitSeconds: 60, serviceLevelSeconds: 20, priority: 0, announceEverySeconds: 30, music: "musik"),
        ],
        auxReasons: [AuxReason(code: "istirahat", title: "Istirahat", longestSeconds: 900)])
}
