import Foundation
import Kernel
import Members

/// The servers that stand in for the demo's partners, and how the demo is known to them. These keys open nothing else.
struct DemoPartners {
    private let registryPort: Int?
    private let insurerPort: Int?

    /// Those that a configuration names no server for.
    init(missingIn configuration: SahutConfiguration) {
        registryPort = configuration.registry.server.url == nil ? DemoPartners.freePort() : nil
        insurerPort = configuration.insurer.server.url == nil ? DemoPartners.freePort() : nil
    }

    /// The commands that serve them.
    var commands: [[String]] {
        [("registry", registryPort), ("insurer", insurerPort)].compactMap { name, port in
            port.map { ["standin", name, "--port", "\($0)"] }
        }
    }

    /// The settings that connect a centre to them, as flags.
    var settings: [String] {
        var settings: [String] = []
        if let registryPort {
            settings += [
                "--registry-url", "http://127.0.0.1:\(registryPort)", "--registry-customer", "990042",
                "--registry-user", "sahut-demo", "--registry-password", "demo-registry",
                "--registry-address", "127.0.0.1", "--registry-may-read", "true",
            ]
        }
        if let insurerPort {
            settings += [
                "--insurer-url", "http://127.0.0.1:\(insurerPort)", "--insurer-convention", "pcare",
                "--insurer-consumer", "9900", "--insurer-secret", "demo-insurer", "--insurer-user-key", "demo-key",
                "--insurer-user", "sahut-demo", "--insurer-password", "demo-pcare",
            ]
        }
        return settings
    }

    /// The configuration with the demo's keys where it has none.
    static func completed(_ configuration: SahutConfiguration) -> SahutConfiguration {
        var completed = configuration
        completed.registry.customer = configuration.registry.customer ?? "990042"
        completed.registry.user = configuration.registry.user ?? "sahut-demo"
        completed.registry.password = configuration.registry.password ?? "demo-registry"
        completed.registry.address = configuration.registry.address ?? "127.0.0.1"
        completed.insurer.consumer = configuration.insurer.consumer ?? "9900"
        completed.insurer.secret = configuration.insurer.secret ?? "demo-insurer"
        completed.insurer.userKey = configuration.insurer.userKey ?? "demo-key"
        completed.insurer.user = configuration.insurer.user ?? "sahut-demo"
        completed.insurer.password = configuration.insurer.password ?? "demo-pcare"
        if configuration.insurer.consumer == nil { completed.insurer.convention = .pcare }
        return completed
    }

    /// A port of this machine that nobody has now.
    private static func freePort() -> Int? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0
            }
        }
        return isBound ? Int(address.sin_port.bigEndian) : nil
    }
}
