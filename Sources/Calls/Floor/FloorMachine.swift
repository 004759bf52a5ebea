import Database
public import Kernel
public import Routing
import Voice

/// The floor as a value: all live calls, desks and queues together, so that "one agent, one call" is one invariant
/// in one place. Events in, effects out; time is an argument and chance comes from the seed.
public struct FloorMachine: Sendable {
    public internal(set) var plan: CallPlan
    /// Which version of the plan came last while the floor was running.
    var planVersion: Int64 = 0
    public internal(set) var routing = RoutingEngine()
    public internal(set) var calls: [WorkID: Call] = [:]
    public internal(set) var desks: [PersonID: Desk] = [:]
    /// Whose phone a leg is.
    var phones: [LegID: PersonID] = [:]
    var matches: [WorkID: CallerMatch] = [:]
    /// Lines on which a caller is asked after the call.
    var ratings: [WorkID: RatingLine] = [:]
    /// Who was sent off the floor, or will be after the call in hand.
    var dismissals: [PersonID: Dismissal] = [:]
    var deadlines = Deadlines<Deadline>()
    var random: SeededRandom
    let calendar: CentreCalendar
    let limits: Limits
    var voiceIsThere = true
    /// False while too much waits to be written: no new calls are taken.
    var doorsOpen = true

    // What the event in hand has brought about.
    var effects: [FloorEffect] = []
    var now = Timestamp.distantPast
    var touchedCalls: Set<WorkID> = []
    var touchedDesks: Set<PersonID> = []
    var touchedItems: Set<WorkID> = []

    public struct Limits: Sendable {
        /// One call more is refused with 503.
        public var calls: Int
        /// How long an agent may read who rings before an automatic answer.
        public var autoAnswerAfter: Duration
        /// A desk whose browser is gone for so long is signed out.
        public var absence: Duration
        /// How agents ring out; nil where nothing is set up for it.
        public var dialling: DialTerms?

        public init(
            calls: Int = 5_000, autoAnswerAfter: Duration = .seconds(1), absence: Duration = .seconds(900),
            dialling: DialTerms? = nil
        ) {
            (self.calls, self.autoAnswerAfter, self.absence) = (calls, autoAnswerAfter, absence)
            self.dialling = dialling
        }
    }

    enum Deadline: Hashable, Sendable {
        /// The caller has not pressed a key.
        case digit(WorkID)
        /// Where a ticket stands was not found out in time.
        case status(WorkID)
        /// The caller is told place and wait.
        case announce(WorkID)
        case autoAnswer(OfferID)
        /// The caller's audio was never opened.
        case opening(WorkID)
        /// Nobody has answered for as long as a telephone may ring.
        case ringLimit(WorkID)
        /// The agent hears that it rings, again.
        case ringTone(WorkID)
        /// The caller has not said how satisfied they are.
        case rating(WorkID)
        case absent(PersonID)
    }

    public init(plan: CallPlan, calendar: CentreCalendar, seed: UInt64, limits: Limits = Limits()) {
        self.plan = plan
        self.calendar = calendar
        self.limits = limits
        random = SeededRandom(seed: seed)
        setQueues(at: .distantPast)
    }

    /// When a `.tick` is due.
    public mutating func nextDeadline() -> Timestamp? {
        [routing.nextDeadline, deadlines.next()].compactMap { $0 }.min()
    }

    public mutating func handle(_ event: FloorEvent, at moment: Timestamp) -> [FloorEffect] {
        now = max(now, moment)
        effects = []
        take(event)
        writeWhatChanged()
        defer { effects = [] }
        return effects
    }

    private mutating func take(_ event: FloorEvent) {
        switch event {
        case .callArrived(let id, let caller, let called): arrive(id, caller: caller, called: called)
        case .callAnswered(let id): answered(id)
        case .callProgressed(let id, let progress): progressed(id, progress)
        case .callEnded(let id, let end): lineEnded(id, end)
        case .digit(let leg, let digit): pressed(leg.named(WorkID.self), digit)
        case .playFinished(let leg, let play): played(leg.named(WorkID.self), play)
        case .silent(let leg): fellSilent(leg)
        case .phoneTaken(let person, let page): phoneTaken(person, page)
        case .phoneOpened(let person, let leg): phoneOpened(person, leg)
        case .phoneConnected(let leg): phoneConnected(leg)
        case .phoneLost(let leg): phoneLost(leg)
        case .recorded(let recording): recorded(recording)
        case .voiceLost: voiceLost()
        case .voiceReborn: voiceReborn()
        case .deskOpened(let agent): openDesk(agent)
        case .did(let person, let action): did(person, action)
        case .dismissed(let person, let supervisor): dismiss(person, by: supervisor)
        case .contactLogged(let contact, let person): logged(contact, by: person)
        case .statusTold(let id, let number, let answer): statusTold(id, number, answer)
        case .callerKnown(let id, let match, let preferred): known(id, match, preferred)
        case .planChanged(let plan, let version): change(to: plan, version: version)
        case .tick: tick()
        }
    }

    private mutating func tick() {
        route(.tick)
        while let due = deadlines.popDue(at: now) {
            switch due {
            case .digit(let id): noDigit(id)
            case .status(let id): statusNotTold(id)
            case .announce(let id): announce(id)
            case .autoAnswer(let offer): autoAnswer(offer)
            case .opening(let id): finish(id, .system, hangUp: true)
            case .ringLimit(let id): rangOut(id)
            case .ringTone(let id): sayThatItRings(id)
            case .rating(let id): endRating(id)
            case .absent(let person): absent(person)
            }
        }
    }

    mutating func setQueues(at moment: Timestamp) {
        now = max(now, moment)
        for policy in policies { route(.queuePolicyChanged(policy)) }
    }

    // MARK: - Writing

    func entryAuthor(_ person: PersonID?) -> Author { person.map { .person($0) } ?? .system("floor") }

    mutating func fact(_ fact: some Fact, of call: WorkID, by author: Author = .system("floor")) {
        effects.append(.write(.fact(fact, about: .call(call), by: author)))
        touchedCalls.insert(call)
        effects.append(.floorChanged)
    }

    /// The rows that carry the state over a restart go with the facts of the same event.
    mutating func writeWhatChanged() {
        for id in touchedCalls.sorted() {
            effects.append(.write(calls[id].map { .call($0) } ?? .callGone(id)))
        }
        for id in touchedCalls.union(touchedItems).sorted() {
            if let item = routing.item(id) { effects.append(.write(.item(item))) }
        }
        for id in touchedDesks.sorted() {
            effects.append(.write(desks[id].map { .desk($0, routing.agent(id)) } ?? .deskGone(id)))
            effects.append(.deskChanged(id))
        }
        if !touchedDesks.isEmpty { effects.append(.floorChanged) }
        touchedCalls = []
        touchedDesks = []
        touchedItems = []
    }
}

extension CallPlan.Queue {
    var policy: QueuePolicy {
        var levels: [SkillName: SkillLevel] = [:]
        for (skill, level) in skills {
            levels[SkillName(rawValue: skill)] = SkillLevel(rawValue: min(max(level, 1), 10))
        }
        return QueuePolicy(
            name: QueueName(rawValue: name), title: title, skills: levels, strategy: strategy,
            offerLimit: .seconds(ringLimitSeconds), wrapUpLimit: .seconds(wrapUpLimitSeconds),
            serviceLevel: .seconds(serviceLevelSeconds), priority: priority)
    }
}
