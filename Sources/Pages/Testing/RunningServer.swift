import Logging
import ServiceLifecycle

/// For tests: a site served on a free port of loopback while a closure runs.
public struct RunningServer: Sendable {
    public let port: Int
    private let group: ServiceGroup

    /// Asks the server to stop, as SIGTERM does. Returns at once.
    public func stop() async { await group.triggerGracefulShutdown() }

    public struct NotRunning: Error {}

    /// Runs until the closure is done and the server has stopped of its own accord.
    public static func during<Value: Sendable>(
        _ site: Site, tls: WebServer.TLS = .off, _ body: @Sendable (RunningServer) async throws -> Value
    ) async throws -> Value {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let server = try WebServer(site, settings: WebServer.Settings(port: 0, tls: tls), logger: logger) {
            port.yield($0)
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [ServiceGroupConfiguration.ServiceConfiguration(service: server)], logger: logger))
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { port.finish() }
                try await group.run()
            }
            guard let number = await ports.first(where: { _ in true }) else {
                try await tasks.waitForAll()
                throw NotRunning()
            }
            let running = RunningServer(port: number, group: group)
            do {
                let value = try await body(running)
                await running.stop()
                try await tasks.waitForAll()
                return value
            } catch {
                await running.stop()
                throw error
            }
        }
    }
}
