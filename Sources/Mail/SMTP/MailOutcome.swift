/// What became of a mail that was handed to a server.
public enum MailOutcome: Hashable, Sendable {
    case taken(MailAnswer)
    /// Not now: it is tried again.
    case deferred(MailAnswer)
    /// Not this mail, not to this address: trying again would change nothing.
    case refused(MailAnswer)

    public var answer: MailAnswer {
        switch self {
        case .taken(let answer), .deferred(let answer), .refused(let answer): answer
        }
    }
}

/// What was heard, in the server's words or, where none came, in ours.
public enum MailAnswer: Hashable, Sendable, CustomStringConvertible {
    case server(code: Int, text: String)
    case trouble(MailTrouble)

    /// Characters of a server's words that are kept.
    static let longest = 300

    init(_ reply: SMTPReply) { self = .server(code: reply.code, text: String(reply.text.prefix(Self.longest))) }

    /// `550 5.1.1 no such user`, or the word of a trouble.
    public var description: String {
        switch self {
        case .server(let code, let text): "\(code) \(text)"
        case .trouble(let trouble): trouble.rawValue
        }
    }

    /// For facts, which hold nothing that names a person: a server's words may quote an address.
    var word: String {
        switch self {
        case .server(let code, _): "\(code)"
        case .trouble(let trouble): trouble.rawValue
        }
    }

    /// The next mail to the same server would fare alike.
    public var concernsAll: Bool {
        switch self {
        case .trouble(let trouble): trouble != .tooLarge
        case .server(let code, _): [421, 454, 530, 534, 535, 538].contains(code)
        }
    }
}

/// Why a mail did not come as far as an answer.
public enum MailTrouble: String, Hashable, Sendable, CaseIterable {
    /// No mail server is configured.
    case noServer = "no-server"
    case unreachable
    case tooSlow = "too-slow"
    /// The server ended the connection in the middle.
    case cut
    /// What answers there speaks no SMTP.
    case unreadable
    /// The server offers no STARTTLS, which the configuration asks for.
    case noTLS = "no-tls"
    /// TLS did not come about: its certificate is not trusted, or names another server, or it speaks no TLS.
    case tlsFailed = "tls-failed"
    /// The server offers no sign-in of the kinds that are known here.
    case noSignIn = "no-sign-in"
    /// Larger than the server takes.
    case tooLarge = "too-large"
}
