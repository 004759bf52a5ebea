public import Kernel

/// A mail that is to be sent, and what became of it so far.
public struct QueuedMail: Hashable, Sendable, Identifiable {
    public let id: MailID
    public let to: MailAddress
    /// It goes to a member, whose address is nobody's to read in a list.
    public let isToMember: Bool
    public let subject: String
    public let text: String
    /// What it tells of.
    public let about: Subject
    public let state: State
    /// Times that it was handed to a server since it was queued, or queued again.
    public let tries: Int
    public let queuedAt: Timestamp
    /// From when its tries count.
    public let since: Timestamp
    /// nil when it is not tried any more.
    public let nextTryAt: Timestamp?
    /// What was heard at the last try.
    public let answer: MailAnswer?
    public let answeredAt: Timestamp?

    /// To whom, as it is shown.
    public var shownTo: String { isToMember ? to.masked : to.text }

    public enum State: String, Sendable, CaseIterable, Hashable {
        case queued, sent, failed
    }
}

/// A mail before it is queued.
public struct MailDraft: Hashable, Sendable {
    /// A key makes one mail, however often it is queued: `ticket … clock … 90 to …`.
    public let key: String
    public let to: MailAddress
    public let isToMember: Bool
    public let subject: String
    public let text: String
    public let about: Subject

    public init(
        key: String, to: MailAddress, isToMember: Bool = false, subject: String, text: String, about: Subject
    ) {
        (self.key, self.to, self.isToMember) = (key, to, isToMember)
        (self.subject, self.text, self.about) = (subject, text, about)
    }
}

/// Why a mail is not sent again.
public enum MailRefusal: String, Error, Sendable, Hashable, CaseIterable {
    case noSuchMail = "no-such-mail"
    /// It was sent.
    case sent
}

/// How often, and how long, a mail is tried that no server takes.
public enum MailPatience {
    /// After the first try, the second, and so on; then always the last.
    static let delays: [Duration] = [1, 5, 15, 60, 240].map { .seconds($0 * 60) }
    public static let longest = Duration.seconds(48 * 3_600)

    /// When it is tried next after so many tries; nil: not any more.
    static func next(after tries: Int, since: Timestamp, at moment: Timestamp) -> Timestamp? {
        let next = moment + delays[min(max(tries, 1), delays.count) - 1]
        return next - since > longest ? nil : next
    }
}
