import Calls
import Contacts
import Database
import Exports
import Foundation
import Interface
import Kernel
import Logging
import Mail
import Members
import Pages
import SIP
import ServiceLifecycle
import Staff
import Tickets
import UnixSignals
import Voice

/// Everything of one running centre, put together once and then served until it is asked to stop.
struct Centre {
    let configuration: SahutConfiguration
    let database: any Database
    let clock: any WallClock
    let calendar: CentreCalendar
    let logger: Logger
    let voice: VoiceClient
    let trunk: Trunk
    let floor: Floor
    let log: FloorLog
    let prompts: PromptShelf
    let staff: StaffStore
    let partners: Partners

    static func open(_ configuration: SahutConfiguration) async throws -> Centre {
        let logger = CentreLog.start(configuration, process: "serve")
        let database = try CentreDatabase.open(configuration)
        try await database.migrate(CentreDatabase.migrations)
        // At once, but after an upgrade from before names, or tickets' words, were indexed.
        try await MemberStore(database).indexNames()
        try await TicketStore(database).indexWords()
        let clock = SystemClock()
        try await BranchStore(database).begin(by: .system("serve"), at: clock.now())
        let calendar = CentreCalendar(zone: configuration.centre.zone)
        let plan = try await plan(in: database, configuration, clock)
        let voice = try VoiceClient(path: configuration.voice.socket)
        let trunk = Trunk(trunkSettings(configuration), audio: voice, clock: clock, log: Logger(label: "sahut.trunk"))
        let log = FloorLog(
            database, writer: "serve-\(getpid())-\(clock.now().microseconds)", clock: clock,
            log: Logger(label: "sahut.journal"))
        let staff = StaffStore(database, clock: clock, sessionLimits: SessionStore.Limits(configuration))
        let floor = Floor(
            FloorMachine(
                plan: plan, calendar: calendar, seed: UInt64.random(in: .min ... .max),
                limits: FloorMachine.Limits(dialling: DialTerms(configuration.dial))),
            edges: Floor.Edges(
                line: trunk, audio: voice, log: log,
                dayBook: DayBook(database, clock: clock, calendar: calendar, log: logger),
                callers: .registers(database),
                agents: .staff(staff),
                statuses: .register(TicketStore(database, calendar: calendar), calendar: calendar)),
            clock: clock, logger: Logger(label: "sahut.floor"))
        return Centre(
            configuration: configuration, database: database, clock: clock, calendar: calendar, logger: logger,
            voice: voice, trunk: trunk, floor: floor, log: log, prompts: try promptShelf(configuration), staff: staff,
            partners: Partners(configuration, database, clock: clock, calendar: calendar))
    }

    private static func plan(
        in database: any Database, _ configuration: SahutConfiguration, _ clock: any WallClock
    ) async throws -> CallPlan {
        let store = FloorStore(database)
        if let plan = try await store.plan() { return plan }
        let plan = CallPlan.standard(configuration)
        try await store.set(plan, by: .system("serve"), at: clock.now())
        return plan
    }

    private static func trunkSettings(_ configuration: SahutConfiguration) -> Trunk.Settings {
        let sip = configuration.sip
        let trunks = sip.trunks
        return Trunk.Settings(
            bindHost: sip.host, port: sip.port,
            agent: UserAgentConfiguration(address: sip.advertisedHost ?? sip.host, port: UInt16(sip.port)),
            wayOut: WayOut(configuration.dial),
            trusts: { address in trunks.contains { $0.contains(address) } })
    }

    static func promptShelf(_ configuration: SahutConfiguration) throws -> PromptShelf {
        let file = Bundle.module.url(forResource: "prompts", withExtension: "txt", subdirectory: "Prompts")
        let text = try file.map { try String(contentsOf: $0, encoding: .utf8) } ?? ""
        return PromptShelf(
            folder: URL(fileURLWithPath: configuration.storage.prompts), scripts: try PromptScript.read(text))
    }

    /// Registrations and changes of data, by the house's rules.
    var changes: ChangeStore { ChangeStore.house(database, calendar: calendar) }

    // MARK: - Serving

    func serve() async throws {
        try await makePrompts()
        let keeper = VoiceKeeper(client: voice, configuration: configuration, logger: logger)
        voice.start()
        try await takeUp(keeper)
        try await partnerCounts.takeUp()
        let site = try site()
        let server = try WebServer(
            site, settings: webSettings, logger: Logger(label: "sahut.web"),
            onRunning: { [logger] port in logger.notice("serving pages", metadata: ["port": "\(port)"]) })
        let services: [any Service] = [
            Running("voice keeper") { try await keeper.run() },
            Running("floor") { try await floor.run() },
            Running("trunk") { try await trunk.run() },
            Running("played agents") { try await playAgents() },
            Running("waiting changes") { try await waitingChanges.run() },
            Running("partners' counts") { try await partnerCounts.run() },
            Running("newcomers' cards") { try await newcomersCards() },
            Running("clocks of tickets") { try await ticketClocks.run() },
            Running("thumbnails") { try await thumbnails.run() },
            Running("webhooks") { try await webhooks.run() },
            Running("exports") { try await exportRounds(site.views).run() },
            Running("notices of tickets") { try await ticketNotices(site.views.catalogue).run() },
            Running("questions of satisfaction") { try await satisfactionRounds(site.views.catalogue).run() },
            Running("counts of first contacts") { try await resolutionRounds.run() },
            Running("mail") { try await mail.run() },
            server,
        ]
        var group = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        group.maximumGracefulShutdownDuration = .seconds(configuration.web.drainSeconds)
        try await ServiceGroup(configuration: group).run()
        try await partnerCounts.finish()
        try await partners.close()
        try await database.close()
    }

    /// Asks the registry again for what waits for it, and ends what nobody goes on with.
    private var waitingChanges: ChangeRounds {
        ChangeRounds(changes, registry: partners.registry, clock: clock, logger: Logger(label: "sahut.changes"))
    }

    /// How often partners were asked today goes on over a restart.
    private var partnerCounts: PartnerCounts {
        PartnerCounts(
            partners.lines, store: PartnerCountStore(database), logger: Logger(label: "sahut.partners"))
    }

    /// Asks the insurer, where it is connected, for those who have a provisional card.
    private func newcomersCards() async throws {
        guard let insurer = partners.insurer else { return try await Task.sleep(for: .seconds(1 << 30)) }
        try await CardRounds(insurer, clock: clock, logger: Logger(label: "sahut.cards")).run()
    }

    /// Says when a ticket has used so much of its time that somebody must know.
    private var ticketClocks: ClockRounds {
        ClockRounds(
            TicketStore(database, calendar: calendar), clock: clock, logger: Logger(label: "sahut.tickets"))
    }

    /// Keeps days that are over counted for the page of repeats.
    private var resolutionRounds: ResolutionRounds {
        ResolutionRounds(
            ContactStore(database), calendar: calendar, clock: clock, logger: Logger(label: "sahut.contacts"))
    }

    /// The files of tickets lie beside the database.
    var attachments: AttachmentStore {
        let folder = URL(fileURLWithPath: configuration.storage.folder).appendingPathComponent("attachments")
        return AttachmentStore(database, folder: folder)
    }

    private var thumbnails: ThumbnailRounds {
        ThumbnailRounds(attachments, clock: clock, logger: Logger(label: "sahut.attachments"))
    }

    /// Tells other programs what they asked to be told.
    private var webhooks: WebhookRounds {
        WebhookRounds(WebhookStore(database), clock: clock, logger: Logger(label: "sahut.webhooks"))
    }

    /// For demos and load tests; none otherwise.
    private func playAgents() async throws {
        let count = configuration.centre.demoAgents
        guard count > 0 else { return try await Task.sleep(for: .seconds(1 << 30)) }
        let people = try await staff.people(with: .inbound).filter { $0.userName.text != "sari" }.prefix(count)
        var agents = PlayedAgents(floor: floor, clock: clock, seed: 1)
        (agents.answering, agents.wrappingUp) = (0.2...1, 0.2...1)
        while voice.engineInstance == nil { try await Task.sleep(for: .milliseconds(50)) }
        try await agents.work(people.map(\.id))
    }

    private var webSettings: WebServer.Settings {
        let web = configuration.web
        let tls: WebServer.TLS =
            switch web.tls {
            case .off: .off
            case .selfSigned:
                .selfSigned(folder: configuration.storage.folder + "/tls", names: [web.host, "localhost"])
            case .given: .given(certificate: web.certificate ?? "", key: web.privateKey ?? "")
            }
        return WebServer.Settings(address: web.host, port: web.port, tls: tls)
    }

    private func makePrompts() async throws {
        let made = try await prompts.generate()
        if !made.isEmpty { logger.notice("prompts were spoken", metadata: ["count": "\(made.count)"]) }
    }

    /// Goes on with the calls of an earlier process. Their audio never stopped, or is opened again on the same ports.
    private func takeUp(_ keeper: VoiceKeeper) async throws {
        let kept = try await FloorStore(database).kept()
        var listing = await keeper.firstListing(within: kept.floor.calls.isEmpty ? .milliseconds(600) : .seconds(4))
        await trunk.restore(kept.dialogs)
        let heard = Set(listing?.legs.map(\.leg) ?? [])
        let silent = kept.floor.calls.filter { !heard.contains($0.leg) }.map(\.id)
        if listing != nil, !silent.isEmpty {
            await trunk.reopenAudio(of: silent)
            listing = try await voice.list()
        }
        await floor.takeUp(kept, listing: listing)
        if !kept.floor.calls.isEmpty {
            logger.notice("calls were taken up", metadata: ["calls": "\(kept.floor.calls.count)"])
        }
    }
}

/// A piece of the centre that works until it is cancelled.
struct Running: Service, CustomStringConvertible {
    let description: String
    private let body: @Sendable () async throws -> Void

    init(_ description: String, _ body: @escaping @Sendable () async throws -> Void) {
        self.description = description
        self.body = body
    }

    func run() async throws {
        do { try await cancelWhenGracefulShutdown { try await body() } } catch is CancellationError {
            // It was asked to stop, and did.
        }
    }
}
