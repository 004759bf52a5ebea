public import Glibc

/// An IPv4 or IPv6 address with its UDP port: where a datagram came from, or goes to.
///
/// A small value in host byte order, cheap to compare on every packet. An IPv4 address keeps its 32 bits in `low`.
public struct SocketAddress: Hashable, Sendable {
    enum Family: UInt8, Sendable { case ipv4, ipv6 }

    let family: Family
    /// Zone of a link-local IPv6 address; 0 otherwise.
    let scope: UInt32
    let high: UInt64
    let low: UInt64
    public let port: UInt16

    init(ipv4 bits: UInt32, port: UInt16) {
        (family, scope, high, low, self.port) = (.ipv4, 0, 0, UInt64(bits), port)
    }

    init(ipv6 high: UInt64, _ low: UInt64, scope: UInt32 = 0, port: UInt16) {
        (family, self.scope, self.high, self.low, self.port) = (.ipv6, scope, high, low, port)
    }

    /// An address literal (`192.0.2.1`, `2001:db8::1`); a host name is refused, because nothing here resolves names.
    public init?(_ literal: String, port: UInt16) {
        var four = in_addr()
        if inet_pton(AF_INET, literal, &four) == 1 {
            self.init(ipv4: UInt32(bigEndian: four.s_addr), port: port)
            return
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, literal, &six) == 1 else { return nil }
        self.init(six, scope: 0, port: port)
    }

    /// An address that the kernel filled in; nil when it is neither IPv4 nor IPv6.
    public init?(_ storage: sockaddr_storage) {
        switch Int32(storage.ss_family) {
        case AF_INET:
            let four = withUnsafeBytes(of: storage) { $0.loadUnaligned(as: sockaddr_in.self) }
            self.init(ipv4: UInt32(bigEndian: four.sin_addr.s_addr), port: UInt16(bigEndian: four.sin_port))
        case AF_INET6:
            let six = withUnsafeBytes(of: storage) { $0.loadUnaligned(as: sockaddr_in6.self) }
            self.init(six.sin6_addr, scope: six.sin6_scope_id, port: UInt16(bigEndian: six.sin6_port))
        default: return nil
        }
    }

    private init(_ six: in6_addr, scope: UInt32, port: UInt16) {
        let (high, low) = withUnsafeBytes(of: six) { bytes in
            (bytes.loadUnaligned(as: UInt64.self), bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        }
        self.init(ipv6: UInt64(bigEndian: high), UInt64(bigEndian: low), scope: scope, port: port)
    }

    /// As the kernel takes it, with the length that belongs to its family.
    public var storage: (sockaddr_storage, socklen_t) {
        var storage = sockaddr_storage()
        switch family {
        case .ipv4:
            var four = sockaddr_in()
            four.sin_family = sa_family_t(AF_INET)
            four.sin_port = port.bigEndian
            four.sin_addr.s_addr = UInt32(truncatingIfNeeded: low).bigEndian
            withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: four, as: sockaddr_in.self) }
            return (storage, socklen_t(MemoryLayout<sockaddr_in>.size))
        case .ipv6:
            var six = sockaddr_in6()
            six.sin6_family = sa_family_t(AF_INET6)
            six.sin6_port = port.bigEndian
            six.sin6_scope_id = scope
            withUnsafeMutableBytes(of: &six.sin6_addr) {
                $0.storeBytes(of: high.bigEndian, as: UInt64.self)
                $0.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
            }
            withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: six, as: sockaddr_in6.self) }
            return (storage, socklen_t(MemoryLayout<sockaddr_in6>.size))
        }
    }

    /// The address alone, without its port: `192.0.2.1` or `2001:db8::1`.
    public var host: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        switch family {
        case .ipv4:
            var four = in_addr(s_addr: UInt32(truncatingIfNeeded: low).bigEndian)
            inet_ntop(AF_INET, &four, &text, socklen_t(text.count))
        case .ipv6:
            var six = (high.bigEndian, low.bigEndian)
            inet_ntop(AF_INET6, &six, &text, socklen_t(text.count))
        }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

extension SocketAddress: CustomStringConvertible {
    public var description: String { family == .ipv4 ? "\(host):\(port)" : "[\(host)]:\(port)" }
}
