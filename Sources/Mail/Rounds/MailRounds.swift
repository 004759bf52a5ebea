import Database
public import Kernel
public import Logging

/// Hands the mails that are due to the server, one after the other, each to one process only. What waits is in the
/// database, so a restart loses nothing; a process that ends while it hands a mail over leaves it to the next, once its
/// claim has ended.
public struct MailRounds: Sendable {
    public static let author = Author.system("mail")
    private static let pause = Duration.seconds(5)
    private static let batch = 100

    private let outbox: MailOutbox
    private let post: MailPost?
    private let claim: String
    private let clock: any WallClock
    private let logger: Logger

    /// - Parameters:
    ///   - post: nil when no mail server is configured: what waits too long is then given up.
    ///   - process: names this process among those that share the database.
    public init(_ outbox: MailOutbox, post: MailPost?, process: String, clock: any WallClock, logger: Logger) {
        (self.outbox, self.post, claim, self.clock, self.logger) = (outbox, post, process, clock, logger)
    }

    /// Works until it is cancelled.
    public func run() async throws {
        try await Rounds("mail", pause: Self.pause, clock: clock, logger: logger).run { try await round() }
    }

    /// Hands over what is due now, until a trouble that concerns all of it.
    ///
    /// - Returns: when the next is due; nil when nothing waits.
    @discardableResult
    public func round() async throws -> Timestamp? {
        guard let post else {
            try await outbox.giveUp(upTo: Self.batch, by: Self.author, at: clock.now())
            return nil
        }
        while let mail = try await outbox.claim(by: claim, at: clock.now()) {
            let outcome = try await post.server.deliver(
                MailMessage(
                    id: mail.id, from: post.sender, to: mail.to, subject: mail.subject, text: mail.text,
                    at: mail.queuedAt))
            try await outbox.settle(mail.id, outcome, claim: claim, by: Self.author, at: clock.now())
            log(mail, outcome)
            if case .deferred(let answer) = outcome, answer.concernsAll { break }
        }
        return try await outbox.next()
    }

    private func log(_ mail: QueuedMail, _ outcome: MailOutcome) {
        let about: Logger.Metadata = [
            "mail": "\(mail.id)", "about": "\(mail.about.text)", "answer": "\(outcome.answer.word)",
        ]
        switch outcome {
        case .taken: logger.info("a mail was sent", metadata: about)
        case .deferred: logger.warning("a mail was not taken, it is tried again", metadata: about)
        case .refused: logger.error("a mail was refused", metadata: about)
        }
    }
}

/// The server that takes mail, and the name that it comes under.
public struct MailPost: Sendable {
    public let server: MailServer
    public let sender: MailSender

    public init(server: MailServer, sender: MailSender) { (self.server, self.sender) = (server, sender) }
}
