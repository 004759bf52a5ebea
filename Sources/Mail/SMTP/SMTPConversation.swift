import Foundation

/// One mail handed to one server, as a value: each reply of the server is answered by the next thing to say (RFC 5321,
/// STARTTLS of RFC 3207, AUTH of RFC 4954, SIZE of RFC 1870). Nothing is said ahead of a reply.
struct SMTPConversation {
    enum Step: Hashable, Sendable {
        case send([UInt8])
        /// TLS begins now; then comes `secured()`.
        case secure
        /// There is nothing more to say but `QUIT`.
        case hangUp(MailOutcome)
    }

    private enum State: Hashable {
        case greeting, hello, oldHello, startingTLS, signingIn, name, password, sender, recipient, data, content, over
    }

    private let message: MailMessage?
    private let settings: MailServer.Settings
    private let content: [UInt8]
    private var state = State.greeting
    private var isSecure: Bool
    private var extensions: [String: String] = [:]

    /// - Parameter message: nil for a look only: it ends where a mail would be offered.
    init(_ message: MailMessage?, _ settings: MailServer.Settings) {
        (self.message, self.settings) = (message, settings)
        content = Array((message?.written ?? "").utf8)
        isSecure = settings.security == .tls
    }

    // MARK: - Events

    mutating func heard(_ reply: SMTPReply) -> Step {
        // The server closes the line, whatever was said (RFC 5321 section 3.8).
        if reply.code == 421 { return end(.deferred(MailAnswer(reply))) }
        switch (state, reply.code) {
        case (.greeting, 220): return say("EHLO \(settings.ownName)", .hello)
        case (.hello, 250):
            extensions = Self.extensions(reply)
            return afterHello(reply)
        case (.hello, 500...504) where settings.security == .off && settings.login == nil:
            return say("HELO \(settings.ownName)", .oldHello)
        case (.oldHello, 250): return saySender(after: reply)
        case (.startingTLS, 220): return .secure
        case (.name, 334): return say(base64(settings.login?.user ?? ""), .password)
        case (.password, 334): return say(base64(settings.login?.password ?? ""), .signingIn)
        case (.signingIn, 235): return saySender(after: reply)
        case (.sender, 250): return say("RCPT TO:<\(message?.recipient.text ?? "")>", .recipient)
        case (.recipient, 250...252): return say("DATA", .data)
        case (.data, 354):
            state = .content
            return .send(Self.stuffed(content))
        case (.content, 250): return end(.taken(MailAnswer(reply)))
        default: return end(refusal(reply))
        }
    }

    /// TLS stands. What the server said before it counts no longer (RFC 3207 section 4.2).
    mutating func secured() -> Step {
        (isSecure, extensions) = (true, [:])
        return say("EHLO \(settings.ownName)", .hello)
    }

    // MARK: - What is said

    private mutating func afterHello(_ reply: SMTPReply) -> Step {
        if settings.security == .startTLS, !isSecure {
            guard extensions["STARTTLS"] != nil else { return end(.deferred(.trouble(.noTLS))) }
            return say("STARTTLS", .startingTLS)
        }
        guard let login = settings.login else { return saySender(after: reply) }
        let ways = Set((extensions["AUTH"] ?? "").uppercased().split(separator: " "))
        if ways.contains("PLAIN") {
            return say("AUTH PLAIN \(base64("\0\(login.user)\0\(login.password)"))", .signingIn)
        }
        if ways.contains("LOGIN") { return say("AUTH LOGIN", .name) }
        return end(.deferred(.trouble(.noSignIn)))
    }

    private mutating func saySender(after reply: SMTPReply) -> Step {
        guard let message else { return end(.taken(MailAnswer(reply))) }
        guard let size = extensions["SIZE"] else {
            return say("MAIL FROM:<\(message.sender.address)>", .sender)
        }
        // Without a number, or with 0, there is no limit that is told.
        if let most = Int(size), most > 0, content.count > most { return end(.refused(.trouble(.tooLarge))) }
        return say("MAIL FROM:<\(message.sender.address)> SIZE=\(content.count)", .sender)
    }

    private mutating func say(_ line: String, _ next: State) -> Step {
        state = next
        return .send(Array("\(line)\r\n".utf8))
    }

    private mutating func end(_ outcome: MailOutcome) -> Step {
        state = .over
        return .hangUp(outcome)
    }

    /// Only what is said of this recipient or of this mail is for good: all else is a matter of the two servers, which
    /// somebody mends.
    private func refusal(_ reply: SMTPReply) -> MailOutcome {
        let answer = MailAnswer(reply)
        let isOfServers = [503, 530, 534, 535, 538].contains(reply.code)
        return switch state {
        case .recipient, .data, .content: reply.isForGood && !isOfServers ? .refused(answer) : .deferred(answer)
        case .sender: reply.code == 552 ? .refused(answer) : .deferred(answer)
        default: .deferred(answer)
        }
    }

    // MARK: - Written

    /// `SIZE 35882577` as "SIZE": "35882577"; the first line is the server's name.
    private static func extensions(_ reply: SMTPReply) -> [String: String] {
        var extensions: [String: String] = [:]
        for line in reply.lines.dropFirst() {
            // Old servers write AUTH=LOGIN.
            let words = line.split(maxSplits: 1, whereSeparator: { $0 == " " || $0 == "=" })
            guard let name = words.first?.uppercased() else { continue }
            let value = words.count > 1 ? String(words[1]) : ""
            extensions[name] = extensions[name].map { "\($0) \(value)" } ?? value
        }
        return extensions
    }

    /// A line that begins with a dot gets another, and a dot alone ends it (RFC 5321 section 4.5.2).
    private static func stuffed(_ content: [UInt8]) -> [UInt8] {
        var (stuffed, isStart): ([UInt8], Bool) = ([], true)
        stuffed.reserveCapacity(content.count + 16)
        for byte in content {
            if isStart, byte == UInt8(ascii: ".") { stuffed.append(byte) }
            stuffed.append(byte)
            isStart = byte == UInt8(ascii: "\n")
        }
        return stuffed + Array(".\r\n".utf8)
    }
}

private func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
