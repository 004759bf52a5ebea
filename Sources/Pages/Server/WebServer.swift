import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdHTTP2
import Kernel
public import Logging
import NIOCore
import NIOSSL
public import ServiceLifecycle

/// Serves a site over HTTP/1.1 and, with TLS, HTTP/2, until it is asked to stop: open live streams end at once, running
/// requests are answered, then it returns. The service group that runs it sets `maximumGracefulShutdownDuration`.
public struct WebServer: Service {
    public enum TLS: Sendable, Hashable {
        /// Plain HTTP. On loopback only: browsers give the microphone to secure pages and to localhost, and passwords
        /// do not travel in the clear.
        case off
        /// PEM files of the certificate chain and its key.
        case given(certificate: String, key: String)
        /// Made at the first start for these names and kept in the folder.
        case selfSigned(folder: String, names: [String])
    }

    public struct Settings: Sendable {
        public var address: String
        /// 0 takes any free port.
        public var port: Int
        public var tls: TLS
        /// Connections open at once; more wait in the kernel's backlog.
        public var maximumConnections: Int
        /// A connection without a request, or with half a request, is closed after this.
        public var idle: Duration

        public init(
            address: String = "127.0.0.1", port: Int = 8080, tls: TLS = .off, maximumConnections: Int = 10_000,
            idle: Duration = .seconds(75)
        ) {
            self.address = address
            self.port = port
            self.tls = tls
            self.maximumConnections = maximumConnections
            self.idle = idle
        }
    }

    public enum Refusal: Error, Hashable, Sendable {
        /// `tls` is off and the address can be reached from other machines.
        case plainHTTPBeyondLoopback(address: String)
        case certificateUnreadable(file: String, reason: String)
    }

    private let site: Site
    private let settings: Settings
    private let logger: Logger
    private let onRunning: @Sendable (Int) async -> Void

    /// `onRunning` is told the port once requests are taken.
    ///
    /// - Throws: `Refusal`, and whatever keeps a certificate from being made.
    public init(
        _ site: Site, settings: Settings, logger: Logger, onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) throws {
        if settings.tls == .off, !["127.0.0.1", "::1", "localhost"].contains(settings.address) {
            throw Refusal.plainHTTPBeyondLoopback(address: settings.address)
        }
        self.site = site
        self.settings = settings
        self.logger = logger
        self.onRunning = onRunning
    }

    public func run() async throws {
        var configuration = ApplicationConfiguration(
            address: .hostname(settings.address, port: settings.port), serverName: nil, backlog: 512)
        configuration.availableConnectionsDelegate = MaximumAvailableConnections(settings.maximumConnections)
        let application = Application(
            responder: site.responder(transport), server: try server(), configuration: configuration,
            onServerRunning: { [onRunning] channel in await onRunning(channel.localAddress?.port ?? 0) },
            logger: logger)
        try await application.run()
    }

    private var transport: Transport {
        switch settings.tls {
        case .off: .plain
        case .selfSigned: .selfSigned
        case .given: .trusted
        }
    }

    private func server() throws -> HTTPServerBuilder {
        var http1 = HTTP1Channel.Configuration(
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 16 * 1_024, maxHeaderListSize: 32 * 1_024, maxHeaderFieldCount: 100))
        http1.idleTimeout = .microseconds(settings.idle.microseconds)
        guard let tls = try tlsConfiguration() else { return .http1(configuration: http1) }
        return try .http2Upgrade(
            tlsConfiguration: tls,
            configuration: HTTP2ChannelConfiguration(
                idleTimeout: settings.idle, gracefulCloseTimeout: .seconds(5), streamConfiguration: http1))
    }

    private func tlsConfiguration() throws -> TLSConfiguration? {
        switch settings.tls {
        case .off: return nil
        case .given(let certificate, let key): return try tlsConfiguration(certificate: certificate, key: key)
        case .selfSigned(let folder, let names):
            let made = try SelfSignedCertificate(in: folder, names: names, now: Date())
            return try tlsConfiguration(certificate: made.certificate.path, key: made.key.path)
        }
    }

    private func tlsConfiguration(certificate: String, key: String) throws -> TLSConfiguration {
        let chain: [NIOSSLCertificate]
        do { chain = try NIOSSLCertificate.fromPEMFile(certificate) } catch {
            throw Refusal.certificateUnreadable(file: certificate, reason: "\(error)")
        }
        let privateKey: NIOSSLPrivateKey
        do { privateKey = try NIOSSLPrivateKey(file: key, format: .pem) } catch {
            throw Refusal.certificateUnreadable(file: key, reason: "\(error)")
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(privateKey))
        configuration.minimumTLSVersion = .tlsv12
        return configuration
    }
}
