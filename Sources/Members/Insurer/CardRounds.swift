import Database
public import Kernel
public import Logging

/// Asks the insurer for the cards of newcomers, whose own are provisional, so that they have one without anybody's
/// pressing. A few a round and none twice within hours: the insurer is there for the agents' questions first.
public struct CardRounds: Sendable {
    private static let author = Author.system("insurer")

    /// Questions of one round at most.
    public static let batch = 5
    /// Between two rounds.
    static let pause = Duration.seconds(60)
    /// After an answer without a card: the insurer makes one within days.
    static let afterAnswer = Duration.seconds(4 * 3_600)
    /// After a question without an answer.
    static let afterSilence = Duration.seconds(600)
    /// So many of a day's questions are left to the agents.
    static let quotaOfAgents = 100

    private let insurer: RememberedInsurer
    private let clock: any WallClock
    private let logger: Logger

    public init(_ insurer: RememberedInsurer, clock: any WallClock, logger: Logger) {
        (self.insurer, self.clock, self.logger) = (insurer, clock, logger)
    }

    /// Works until it is cancelled.
    public func run() async throws {
        try await Rounds("newcomers' cards", pause: Self.pause, clock: clock, logger: logger).run { try await round() }
    }

    /// Asks for those whose time has come; ends early when the insurer is silent.
    ///
    /// - Returns: when the next round makes sense.
    @discardableResult
    public func round() async throws -> Timestamp {
        if let left = insurer.insurer.line.health.quotaLeft, left <= Self.quotaOfAgents {
            return clock.now() + Self.pause
        }
        let now = clock.now()
        let waiting = try await insurer.store.newcomers(
            answered: now - Self.afterAnswer, tried: now - Self.afterSilence, upTo: Self.batch)
        for member in waiting {
            try Task.checkCancellation()
            guard try await ask(member) else { break }
        }
        return clock.now() + Self.pause
    }

    /// - Returns: whether it makes sense to ask for the next.
    private func ask(_ member: MemberID) async throws -> Bool {
        do {
            let heard = try await insurer.ask(member, anew: true, by: Self.author)
            switch heard.card {
            case .taken: logger.info("a newcomer has a card now", metadata: ["member": "\(member)"])
            case .isAnothers:
                logger.warning("a newcomer's card is another member's on record", metadata: ["member": "\(member)"])
            case nil: break
            }
            return heard.trouble.map { !$0.isOfTheLine } ?? true
        } catch MemberRefusal.noSuchMember {
            logger.info("a newcomer got another NIK meanwhile", metadata: ["member": "\(member)"])
            return true
        }
    }
}
