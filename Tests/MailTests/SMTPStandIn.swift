import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

@testable import Mail

/// For tests: a mail server that is really there, and as faulty as it is told to be.
final class SMTPStandIn: Sendable {
    struct Manner: Sendable {
        /// Said in answer to a command, in the place of what is usual: `["RCPT": "550 no such user"]`.
        var answers: [String: String] = [:]
        /// As `answers`, for the first time only.
        var firstAnswers: [String: String] = [:]
        var extensions = ["SIZE 100000"]
        /// The command after which the line is cut; `.` is the end of the mail.
        var cutAfter: String?
        /// The command that it never answers.
        var silentAfter: String?
        /// What it offers TLS with.
        var tls: NIOSSLContext?
        /// TLS from the first byte.
        var isImplicit = false
        var login: (user: String, password: String)?
        /// Said with the answer to STARTTLS, in the clear.
        var slippedIn = ""
    }

    struct Letter: Sendable {
        let from: String
        let to: String
        let content: String
        let isSecure: Bool
        let user: String?

        /// What a recipient's program shows.
        var text: String {
            content.range(of: "\r\n\r\n").map { Mailbox.decodedText(String(content[$0.upperBound...])) } ?? ""
        }
    }

    private struct Book {
        var letters: [Letter] = []
        var seen: Set<String> = []
        var connections = 0
    }

    let port: Int
    private let manner: Mutex<Manner>
    private let book = Mutex(Book())

    private init(port: Int, _ manner: Manner) {
        self.port = port
        self.manner = Mutex(manner)
    }

    var letters: [Letter] { book.withLock { $0.letters } }
    var connections: Int { book.withLock { $0.connections } }

    func behave(_ change: (inout Manner) -> Void) { manner.withLock { change(&$0) } }

    private typealias Line = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    static func during<R: Sendable>(
        _ manner: Manner = Manner(), _ body: @Sendable (SMTPStandIn) async throws -> R
    ) async throws -> R {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if manner.isImplicit, let tls = manner.tls {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
                    }
                    return try Line(wrappingChannelSynchronously: channel)
                }
            }
        let standIn = SMTPStandIn(port: server.channel.localAddress?.port ?? 0, manner)
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                try await server.executeThenClose { lines in
                    try await withThrowingDiscardingTaskGroup { talks in
                        for try await line in lines { talks.addTask { await standIn.serve(line) } }
                    }
                }
            }
            defer { tasks.cancelAll() }
            return try await body(standIn)
        }
    }

    private func serve(_ line: Line) async {
        book.withLock { $0.connections += 1 }
        do {
            try await line.executeThenClose { inbound, outbound in
                var talk = Talk(self, line.channel, outbound)
                try await talk.run(inbound)
            }
        } catch {
            // The other side went away, or TLS failed: what the test is about.
        }
    }

    /// One connection.
    private struct Talk {
        let standIn: SMTPStandIn
        let channel: any Channel
        let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
        let manner: Manner
        var isSecure: Bool
        var (from, to, user): (String, String, String?) = ("", "", nil)
        var content: String?
        var pending = ""

        init(
            _ standIn: SMTPStandIn, _ channel: any Channel, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
        ) {
            (self.standIn, self.channel, self.outbound) = (standIn, channel, outbound)
            manner = standIn.manner.withLock { $0 }
            isSecure = manner.isImplicit
        }

        mutating func run(_ inbound: NIOAsyncChannelInboundStream<ByteBuffer>) async throws {
            try await say(manner.answers["greeting"] ?? "220-stand-in\r\n220 ready")
            for try await buffer in inbound {
                pending += String(buffer: buffer)
                while let end = pending.range(of: "\r\n") {
                    let line = String(pending[..<end.lowerBound])
                    pending = String(pending[end.upperBound...])
                    guard try await heard(line) else { return }
                }
            }
        }

        private func say(_ text: String) async throws {
            try await outbound.write(ByteBuffer(string: text + "\r\n"))
        }

        /// False when the line is to be closed.
        private mutating func heard(_ line: String) async throws -> Bool {
            if let content, line != "." {
                self.content = content + (line.hasPrefix(".") ? String(line.dropFirst()) : line) + "\r\n"
                return true
            }
            let verb = content != nil ? "." : line.split(separator: " ").first.map { $0.uppercased() } ?? ""
            if manner.silentAfter == verb { return true }
            if manner.cutAfter == verb { return false }
            if verb == "QUIT" { return false }
            let first = manner.firstAnswers[verb].flatMap { answer in
                standIn.book.withLock { $0.seen.insert(verb).inserted } ? answer : nil
            }
            let answer = first ?? manner.answers[verb]
            if let answer {
                content = nil
                try await say(answer)
                return true
            }
            try await usual(verb, line)
            return true
        }

        private mutating func usual(_ verb: String, _ line: String) async throws {
            switch verb {
            case "EHLO":
                try await say((["250-stand-in"] + offers.map { "250-\($0)" } + ["250 HELP"]).joined(separator: "\r\n"))
            case "HELO", "NOOP": try await say("250 ok")
            case "STARTTLS": try await startTLS()
            case "AUTH": try await say(signIn(line) ? "235 in" : "535 5.7.8 no")
            case "MAIL" where manner.login != nil && user == nil: try await say("530 5.7.0 sign in first")
            case "MAIL":
                from = address(line)
                try await say("250 ok")
            case "RCPT":
                to = address(line)
                try await say("250 ok")
            case "DATA":
                content = ""
                try await say("354 go on")
            case ".":
                let letter = Letter(from: from, to: to, content: content ?? "", isSecure: isSecure, user: user)
                standIn.book.withLock { $0.letters.append(letter) }
                content = nil
                try await say("250 2.0.0 taken")
            default: try await say("500 what")
            }
        }

        private var offers: [String] {
            manner.extensions + (manner.tls != nil && !isSecure ? ["STARTTLS"] : [])
                + (manner.login != nil ? ["AUTH PLAIN"] : [])
        }

        private mutating func startTLS() async throws {
            guard let tls = manner.tls else { return try await say("502 no TLS here") }
            isSecure = true
            let channel = channel
            try await say("220 go on" + manner.slippedIn)
            try await channel.eventLoop.submit {
                try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls), position: .first)
            }.get()
        }

        private mutating func signIn(_ line: String) -> Bool {
            guard let login = manner.login, let word = line.split(separator: " ").last,
                let data = Data(base64Encoded: String(word)),
                String(decoding: data, as: UTF8.self) == "\0\(login.user)\0\(login.password)"
            else { return false }
            user = login.user
            return true
        }

        private func address(_ line: String) -> String {
            String(line.drop { $0 != "<" }.dropFirst().prefix { $0 != ">" })
        }
    }
}
