import Database
public import Kernel
public import Logging

/// Goes on with changes that wait: asks the registry again when their time has come, ends drafts that nobody goes
/// on with, and has callers rung with virtual accounts that came with a card. What waits, and until when, is in the
/// database, so a restart loses nothing; whether the registry may be asked, its line decides.
public struct ChangeRounds: Sendable {
    private static let registryActor = ChangeActor.system("registry")
    private static let clockActor = ChangeActor.system("clock")

    /// Questions and ends of one round at most: the agents' own questions come in between.
    public static let batch = 20

    private let changes: ChangeStore
    private let registry: PopulationRegistry?
    private let clock: any WallClock
    private let logger: Logger
    private let spread: @Sendable () -> Double

    /// - Parameters:
    ///   - registry: nil when the centre is not connected to it: each try counts as one without an answer.
    ///   - spread: chance in 0..<1 for the next try of a change.
    public init(
        _ changes: ChangeStore, registry: PopulationRegistry?, clock: any WallClock, logger: Logger,
        spread: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        (self.changes, self.registry, self.clock) = (changes, registry, clock)
        (self.logger, self.spread) = (logger, spread)
    }

    /// Works until it is cancelled.
    public func run() async throws {
        try await Rounds("waiting changes", clock: clock, logger: logger).run { try await round() }
    }

    /// Does what is due now.
    ///
    /// - Returns: when the next round makes sense.
    @discardableResult
    public func round() async throws -> Timestamp {
        try await lapse()
        try await changes.issueAccounts(by: Self.clockActor, at: clock.now(), upTo: Self.batch)
        let isResting = try await askAgain()
        let now = clock.now()
        return Rounds.pause(until: isResting ? nil : try await changes.nextAsking(), from: now)
    }

    private func lapse() async throws {
        for id in try await changes.toLapse(at: clock.now(), upTo: Self.batch) {
            try await passing(id) { try await changes.handle(.lapse, id, by: Self.clockActor, at: clock.now()) }
        }
    }

    /// - Returns: whether the registry may not be asked now.
    private func askAgain() async throws -> Bool {
        for id in try await changes.toAsk(at: clock.now(), upTo: Self.batch) {
            try Task.checkCancellation()
            guard let inquiry = try await changes.inquiry(id, by: Self.registryActor, at: clock.now()) else {
                logger.debug("a change no longer waits for the registry", metadata: ["change": "\(id)"])
                continue
            }
            switch await registry?.answer(inquiry, transaction: "\(id)") ?? inquiry.silence {
            case .notAsked: return true
            case .person(let check):
                try await hear(.personChecked(check, spread: spread()), id)
            case .family(let reading):
                let participants = try await participants(reading, because: id)
                try await hear(.familyRead(reading, participants: participants, spread: spread()), id)
            }
        }
        return false
    }

    private func participants(
        _ reading: FamilyReading, because id: ChangeID
    ) async throws -> [NIK: Participation] {
        guard case .found(let people) = reading else { return [:] }
        return try await changes.participants(
            people.map(\.nik), because: id, by: Self.registryActor.author, at: clock.now())
    }

    private func hear(_ event: ChangeEvent, _ id: ChangeID) async throws {
        try await passing(id) { try await changes.handle(event, id, by: Self.registryActor, at: clock.now()) }
    }

    /// Somebody withdrew or corrected the change while it was asked for: there is nothing left to do.
    private func passing(_ id: ChangeID, _ work: () async throws -> ChangeStore.Seen) async throws {
        do { _ = try await work() } catch let refusal as ChangeRefusal {
            logger.info(
                "a change went on by itself meanwhile", metadata: ["change": "\(id)", "because": "\(refusal.key)"])
        }
    }
}

extension ChangeInquiry {
    /// As a registry answers that nobody can reach.
    fileprivate var silence: RegistryWord {
        switch self {
        case .family, .unaskable(isFamily: true): .family(.down)
        case .person, .unaskable(isFamily: false): .person(.unverifiedYet)
        }
    }
}
