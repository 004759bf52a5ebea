import Database
public import Kernel
public import Logging
public import Pages
import Routing
import Tickets
import Voice

/// The one owner of all live calls and desks. Everything that happens reaches it as an event; the machine decides,
/// and what it wants is done at the edges: the line, the voice engine, the log, the pages. No edge can make it
/// wait.
public actor Floor {
    public struct Edges: Sendable {
        public var line: any PhoneLine
        public var audio: any AudioEngine
        public var log: FloorLog
        public var dayBook: DayBook
        public var callers: CallerBook
        public var agents: AgentBook
        public var statuses: StatusBook

        public init(
            line: any PhoneLine, audio: any AudioEngine, log: FloorLog, dayBook: DayBook, callers: CallerBook,
            agents: AgentBook, statuses: StatusBook
        ) {
            (self.line, self.audio, self.log) = (line, audio, log)
            (self.dayBook, self.callers, self.agents, self.statuses) = (dayBook, callers, agents, statuses)
        }
    }

    let edges: Edges
    let clock: any WallClock
    let logger: Logger
    var machine: FloorMachine
    private var random = SystemRandomNumberGenerator()
    private var timer: Task<Void, Never>?
    private var timerFor: Timestamp?
    private var refusals: [DeskRefusal] = []
    private var floorIsDue = false
    var voice = VoiceLink()

    private nonisolated let deskWatchers = Watchers<PersonID, DeskView>()
    private nonisolated let floorWatchers = Watchers<Bool, FloorView>()
    /// Commands to the voice engine go one after the other, in the order in which the machine wanted them.
    nonisolated let voiceCommands: AsyncStream<VoiceCommand>
    private nonisolated let voiceQueue: AsyncStream<VoiceCommand>.Continuation
    nonisolated let lineCommands: AsyncStream<LineCommand>
    private nonisolated let lineQueue: AsyncStream<LineCommand>.Continuation

    enum LineCommand: Sendable {
        case answer(WorkID)
        case reject(WorkID, Int)
        case hangUp(WorkID)
        case dial(WorkID, to: PhoneNumber, from: PhoneNumber)
    }

    public init(_ machine: FloorMachine, edges: Edges, clock: any WallClock, logger: Logger) {
        self.machine = machine
        self.edges = edges
        self.clock = clock
        self.logger = logger
        (voiceCommands, voiceQueue) = AsyncStream.makeStream(of: VoiceCommand.self, bufferingPolicy: .unbounded)
        (lineCommands, lineQueue) = AsyncStream.makeStream(of: LineCommand.self, bufferingPolicy: .unbounded)
    }

    // MARK: - Events

    public func handle(_ event: FloorEvent) {
        machine.doorsOpen = !edges.log.isFull
        perform(machine.handle(event, at: clock.now()))
    }

    func perform(_ effects: [FloorEffect]) {
        var entries: [FloorEntry] = []
        var desks: Set<PersonID> = []
        for effect in effects {
            switch effect {
            case .answer(let id): lineQueue.yield(.answer(id))
            case .reject(let id, let status): lineQueue.yield(.reject(id, status))
            case .hangUp(let id): lineQueue.yield(.hangUp(id))
            case .dial(let id, let number, let from): lineQueue.yield(.dial(id, to: number, from: from))
            case .voice(let command): voiceQueue.yield(command)
            case .lookUp(let id, let number): lookUp(id, number)
            case .askStatus(let id, let number): askStatus(id, number)
            case .write(let entry): entries.append(entry)
            case .deskChanged(let person): desks.insert(person)
            case .floorChanged: tellFloorSoon()
            case .refused(_, let refusal): refusals.append(refusal)
            }
        }
        edges.log.append(entries, at: clock.now())
        for person in desks { tellDesk(person) }
        schedule()
    }

    func keep(_ id: WorkID, _ dialog: String?) { edges.log.append([.dialog(id, dialog)], at: clock.now()) }

    private func schedule() {
        guard let deadline = machine.nextDeadline() else { return }
        if let timerFor, timerFor <= deadline { return }
        timer?.cancel()
        timerFor = deadline
        timer = Task { [clock] in
            do { try await clock.sleep(until: deadline) } catch { return }
            self.tick()
        }
    }

    private func tick() {
        timerFor = nil
        handle(.tick)
    }

    /// The call goes on meanwhile; what is found is shown when it is there.
    private func lookUp(_ id: WorkID, _ number: PhoneNumber) {
        let cutWithin = Duration.seconds(Int64(machine.plan.cutContactSeconds))
        Task { [edges, clock, logger] in
            do {
                let (match, preferred) = try await edges.callers.find(number, cutWithin: cutWithin, at: clock.now())
                self.handle(.callerKnown(id, match, preferred: preferred))
            } catch {
                logger.warning("a caller could not be looked up", metadata: ["call": "\(id)", "error": "\(error)"])
            }
        }
    }

    /// The machine waits for a few seconds only.
    private func askStatus(_ id: WorkID, _ number: TicketNumber) {
        Task { [edges, clock, logger] in
            do {
                let status = try await edges.statuses.find(number, at: clock.now())
                self.handle(.statusTold(id, number, status.map { .found($0) } ?? .notFound))
            } catch {
                logger.warning("a ticket could not be looked up", metadata: ["call": "\(id)", "error": "\(error)"])
                self.handle(.statusTold(id, number, .failed))
            }
        }
    }

    // MARK: - What agents do

    /// The desk's page was opened: the agent is on the floor, not ready yet.
    public func openDesk(_ person: SignedIn) async throws -> DeskView {
        let agent = try await edges.agents.find(person.id)
        handle(.deskOpened(agent))
        guard let view = await view(of: person.id) else { throw DeskRefusal.notAtTheDesk }
        return view
    }

    public func act(_ agent: PersonID, _ action: DeskAction) throws(DeskRefusal) { try ask(.did(agent, action)) }

    /// An agent rings somebody: at once, or it is refused. What comes of it is told by the journal (`OutboundCall`).
    public func dial(_ call: OutboundCall, by agent: PersonID) throws(DeskRefusal) { try act(agent, .dial(call)) }

    /// Tells what somebody wants done, and says why when it was not.
    func ask(_ event: FloorEvent) throws(DeskRefusal) {
        refusals = []
        handle(event)
        if let refusal = refusals.first { throw refusal }
    }

    /// Connects one of the agent's open pages, and gives the SDP answer for it. Of pages on several devices the one
    /// that took the phone last has it.
    ///
    /// - Parameter takes: the page was just opened, or its person asks for the phone there; a page that tries again
    ///   by itself takes it from nobody.
    public func connectPhone(
        _ agent: PersonID, offer: String, page: DeskPageName, takes: Bool
    ) async throws(DeskRefusal) -> String {
        guard let desk = machine.desks[agent] else {
            throw machine.dismissals[agent] == nil ? .notAtTheDesk : .dismissed
        }
        guard takes || desk.page == nil || desk.page == page else { throw .phoneTaken }
        handle(.phoneTaken(agent, page))
        let leg = LegID(at: clock.now(), random: &random)
        let answer = try await openPhone(leg, of: agent, offer)
        // Another page may have taken the phone while the engine was asked.
        if let desk = machine.desks[agent], desk.page != page {
            perform([.voice(.closeLeg(leg: leg))])
            throw .phoneTaken
        }
        handle(.phoneOpened(agent, leg))
        return answer
    }

    private func openPhone(_ leg: LegID, of agent: PersonID, _ offer: String) async throws(DeskRefusal) -> String {
        do {
            guard case .webRTCLeg(let answer) = try await edges.audio.send(.openWebRTCLeg(leg: leg, offer: offer))
            else {
                throw DeskRefusal.voiceUnavailable
            }
            return answer
        } catch VoiceRefusal.offerRefused { throw .badOffer } catch {
            logger.warning("a phone was not connected", metadata: ["agent": "\(agent)", "why": "\(error)"])
            throw .voiceUnavailable
        }
    }

    /// A contact was saved by its agent, at the desk or from the list.
    public func logged(_ contact: ContactID, by person: PersonID) { handle(.contactLogged(contact, by: person)) }

    public var auxReasons: [AuxReason] { machine.plan.auxReasons }

    // MARK: - What pages show

    public func desk(_ agent: PersonID) async -> DeskView? { await view(of: agent) }

    public nonisolated func deskChanges(_ agent: PersonID) -> AsyncStream<DeskView> {
        let stream = deskWatchers.watch(agent, first: nil)
        Task { await self.tellDesk(agent) }
        return stream
    }

    public func floorView() async -> FloorView {
        let (today, traffic) = (await edges.dayBook.floor, await edges.dayBook.traffic)
        return machine.floorView(today: today, traffic: traffic, alarms: alarms, at: clock.now())
    }

    public nonisolated func floorChanges() -> AsyncStream<FloorView> {
        let stream = floorWatchers.watch(true, first: nil)
        Task { await self.tellFloorSoon() }
        return stream
    }

    func view(of person: PersonID) async -> DeskView? {
        machine.deskView(person, today: await edges.dayBook.agent(person), alarms: alarms)
    }

    func tellDesk(_ person: PersonID) {
        guard deskWatchers.isWatched(person) else { return }
        Task { if let view = await self.view(of: person) { self.deskWatchers.tell(view, about: person) } }
    }

    func tellAllDesks() { for person in deskWatchers.keys { tellDesk(person) } }

    /// Queues and figures of all pages: at most four times a second, however much happens.
    func tellFloorSoon() {
        guard !floorIsDue, floorWatchers.isWatched || deskWatchers.isWatched else { return }
        floorIsDue = true
        Task {
            try await Task.sleep(for: .milliseconds(250))
            self.floorIsDue = false
            self.floorWatchers.tell(await self.floorView(), about: true)
            self.tellAllDesks()
        }
    }

    private var alarms: [Alarm] {
        var alarms: [Alarm] = []
        let log = edges.log.status
        if let since = log.failingSince {
            alarms.append(
                Alarm(
                    key: "calls.alarm.journal.\(log.reason?.rawValue ?? "other")",
                    arguments: ["waiting": String(log.waiting)], since: since))
        }
        if let since = voice.lostSince { alarms.append(Alarm(key: "calls.alarm.voice", arguments: [:], since: since)) }
        return alarms
    }
}
