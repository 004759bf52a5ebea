import Glibc
import Synchronization

/// Ports of 127.0.0.1 that nobody uses, for UDP and TCP alike. None is given out twice in one run.
enum Ports {
    // Below the range from which the kernel takes ports for clients.
    private static let next = Mutex(Int.random(in: 200..<310) * 100)

    static func free() -> Int { free(block: 1) }

    /// The first of so many free ports in a row; an even one, as RTP wants.
    static func free(block count: Int) -> Int {
        next.withLock { next in
            while true {
                if next + count > 32_000 { next = 20_000 }
                next += next % 2
                let first = next
                next += count
                if (first..<first + count).allSatisfy(isFree) { return first }
            }
        }
    }

    private static func isFree(_ port: Int) -> Bool {
        [SOCK_STREAM, SOCK_DGRAM].allSatisfy { kind in
            let socket = Glibc.socket(AF_INET, Int32(kind.rawValue), 0)
            defer { close(socket) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = UInt16(port).bigEndian
            address.sin_addr.s_addr = inet_addr("127.0.0.1")
            return withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
        }
    }
}
