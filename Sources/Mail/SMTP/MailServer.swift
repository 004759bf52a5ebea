import Kernel
import NIOCore
import NIOPosix
import NIOSSL

/// The server that takes this centre's mail: one connection a mail, bounded in time.
public struct MailServer: Sendable {
    public struct Settings: Sendable {
        public enum Security: String, Sendable, CaseIterable, Hashable {
            case off
            /// Plain at first, then TLS or nothing.
            case startTLS = "starttls"
            /// TLS from the first byte.
            case tls
        }

        /// A sign-in to the server. It tells its password to nobody who prints it.
        public struct Login: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
            public let user: String
            public let password: String

            public init(user: String, password: String) { (self.user, self.password) = (user, password) }

            public var description: String { "a sign-in" }
            public var customMirror: Mirror { Mirror(self, children: []) }
        }

        public var host: String
        public var port: Int
        public var security: Security
        public var login: Login?
        /// A PEM file of the authority that vouches for the server; nil: those that the machine trusts.
        public var authority: String?
        /// How this machine calls itself.
        public var ownName: String
        public var connect = Duration.seconds(10)
        /// For all of it, the connection too.
        public var whole = Duration.seconds(90)

        public init(
            host: String, port: Int, security: Security, login: Login? = nil, authority: String? = nil,
            ownName: String = "localhost"
        ) {
            (self.host, self.port, self.security) = (host, port, security)
            (self.login, self.authority) = (login, authority)
            let isName = ownName.wholeMatch(of: /[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?/) != nil
            self.ownName = isName ? ownName : "localhost"
        }
    }

    public let settings: Settings

    public init(_ settings: Settings) { self.settings = settings }

    /// Hands a mail over. Whatever goes wrong on the way is an outcome; only a cancellation is thrown.
    ///
    /// A connection that is cut between the last byte and the answer leaves it open whether the mail was taken: it
    /// counts as not taken.
    public func deliver(_ message: MailMessage) async throws -> MailOutcome { try await hand(message) }

    /// Greets the server, begins TLS and signs in, as for a mail, and offers none.
    public func look() async throws -> MailOutcome { try await hand(nil) }

    private func hand(_ message: MailMessage?) async throws -> MailOutcome {
        try await withThrowingTaskGroup(of: MailOutcome.self) { group in
            group.addTask { try await converse(message) }
            group.addTask {
                try await Task.sleep(for: settings.whole)
                return .deferred(.trouble(.tooSlow))
            }
            defer { group.cancelAll() }
            guard let outcome = try await group.next() else { throw CancellationError() }
            return outcome
        }
    }

    private typealias Line = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    private func converse(_ message: MailMessage?) async throws -> MailOutcome {
        let context: NIOSSLContext?
        let line: Line
        do { context = try tls() } catch { return .deferred(.trouble(.tlsFailed)) }
        do { line = try await connect(context) } catch {
            try Task.checkCancellation()
            return .deferred(.trouble(.unreachable))
        }
        var outcome: MailOutcome?
        var isHandshaking = settings.security == .tls
        do {
            try await line.executeThenClose { inbound, outbound in
                try await talk(message, inbound, outbound, line.channel, context) { sign in
                    switch sign {
                    case .replied: isHandshaking = false
                    case .securing: isHandshaking = true
                    case .ended(let end): outcome = end
                    }
                }
            }
        } catch {
            if let outcome { return outcome }
            try Task.checkCancellation()
            return .deferred(.trouble(Self.trouble(error, isHandshaking)))
        }
        if let outcome { return outcome }
        try Task.checkCancellation()
        return .deferred(.trouble(isHandshaking ? .tlsFailed : .cut))
    }

    /// How far it came.
    private enum Sign {
        case replied, securing
        case ended(MailOutcome)
    }

    private func talk(
        _ message: MailMessage?, _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>,
        _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>, _ channel: any Channel, _ context: NIOSSLContext?,
        _ tell: (Sign) -> Void
    ) async throws {
        var (reader, conversation) = (SMTPReplyReader(), SMTPConversation(message, settings))
        for try await buffer in inbound {
            let replies = try reader.read(buffer.readableBytesView)
            guard let reply = replies.first else { continue }
            tell(.replied)
            var step = conversation.heard(reply)
            if case .hangUp(let outcome) = step {
                tell(.ended(outcome))
                return try await outbound.write(ByteBuffer(string: "QUIT\r\n"))
            }
            // Nothing was asked yet that more could answer. Before TLS it may be what somebody on the way slipped in.
            guard replies.count == 1, reader.isEmpty else { throw SMTPReplyReader.Fault.unreadable }
            if step == .secure, let context {
                tell(.securing)
                try await secure(channel, context)
                step = conversation.secured()
            }
            if case .send(let bytes) = step { try await outbound.write(ByteBuffer(bytes: bytes)) }
        }
    }

    /// Until TLS stands, whatever ends the connection is a matter of TLS.
    private static func trouble(_ error: any Error, _ isHandshaking: Bool) -> MailTrouble {
        if error is SMTPReplyReader.Fault { return .unreadable }
        return isHandshaking ? .tlsFailed : .cut
    }

    // MARK: - The connection

    private func connect(_ context: NIOSSLContext?) async throws -> Line {
        let name = serverName
        let isSecure = settings.security == .tls
        return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.microseconds(settings.connect.microseconds))
            .connect(host: settings.host, port: settings.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if isSecure, let context {
                        let handler = try NIOSSLClientHandler(context: context, serverHostname: name)
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                    return try Line(wrappingChannelSynchronously: channel)
                }
            }
    }

    private func secure(_ channel: any Channel, _ context: NIOSSLContext) async throws {
        let name = serverName
        try await channel.eventLoop.submit {
            let handler = try NIOSSLClientHandler(context: context, serverHostname: name)
            try channel.pipeline.syncOperations.addHandler(handler, position: .first)
        }.get()
    }

    private func tls() throws -> NIOSSLContext? {
        guard settings.security != .off else { return nil }
        var configuration = TLSConfiguration.makeClientConfiguration()
        if let authority = settings.authority { configuration.trustRoots = .file(authority) }
        return try NIOSSLContext(configuration: configuration)
    }

    /// nil for an address: the certificate is then to name the address.
    private var serverName: String? {
        do {
            _ = try SocketAddress(ipAddress: settings.host, port: settings.port)
            return nil
        } catch {
            return settings.host
        }
    }
}
