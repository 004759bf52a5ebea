import CLinux
import Glibc
import WebRTC

/// A bound, unconnected, non-blocking UDP socket. Unconnected on purpose: the kernel then tells nothing of a far port
/// that is shut for a moment (ECONNREFUSED), which is not the end of a call.
final class DatagramSocket {
    let file: Int32
    let port: UInt16

    init(_ address: SocketAddress, receiveBuffer: Int32? = nil) throws(SystemCallFailure) {
        var (storage, length) = address.storage
        let kind = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let file = socket(Int32(storage.ss_family), kind, 0)
        self.file = file
        guard file >= 0 else { throw SystemCallFailure("socket") }
        if var size = receiveBuffer {
            // The kernel caps it; what it gives is enough to go on.
            _ = setsockopt(file, SOL_SOCKET, SO_RCVBUF, &size, 4)
        }
        let result = withUnsafeMutablePointer(to: &storage) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                bind(file, raw, length) == 0 ? getsockname(file, raw, &length) : -1
            }
        }
        guard result == 0, let bound = SocketAddress(storage) else {
            let failure = SystemCallFailure("bind")
            close(file)
            throw failure
        }
        port = bound.port
    }

    deinit { close(file) }

    /// What cannot be sent now is lost, as on the wire.
    func send(_ bytes: UnsafeRawBufferPointer, to target: SocketTarget) {
        var storage = target.storage
        withUnsafePointer(to: &storage) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                _ = sendto(file, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL), raw, target.length)
            }
        }
    }
}

/// An address in the kernel's form, kept so that it is not made anew for each packet.
struct SocketTarget: Sendable {
    let address: SocketAddress
    let storage: sockaddr_storage
    let length: socklen_t

    init(_ address: SocketAddress) {
        self.address = address
        (storage, length) = address.storage
    }
}

/// Room for several datagrams at once, made once and used for every `recvmmsg` and `sendmmsg`.
final class DatagramBatch {
    static let slot = 2_048
    let capacity: Int
    private let messages: UnsafeMutablePointer<sahut_mmsghdr>
    private let pieces: UnsafeMutablePointer<iovec>
    private let addresses: UnsafeMutablePointer<sockaddr_storage>
    private let bytes: UnsafeMutableRawPointer
    private(set) var count = 0

    init(capacity: Int) {
        self.capacity = capacity
        messages = .allocate(capacity: capacity)
        pieces = .allocate(capacity: capacity)
        addresses = .allocate(capacity: capacity)
        bytes = .allocate(byteCount: capacity * Self.slot, alignment: 64)
        for index in 0..<capacity {
            addresses[index] = sockaddr_storage()
            pieces[index] = iovec(iov_base: bytes + index * Self.slot, iov_len: Self.slot)
            messages[index] = sahut_mmsghdr()
            messages[index].header.msg_name = UnsafeMutableRawPointer(addresses + index)
            messages[index].header.msg_iov = pieces + index
            messages[index].header.msg_iovlen = 1
        }
    }

    deinit {
        messages.deallocate()
        pieces.deallocate()
        addresses.deallocate()
        bytes.deallocate()
    }

    // MARK: - Receiving

    /// Reads what is there, at most `capacity`; returns how many came.
    func receive(from file: Int32) -> Int {
        for index in 0..<capacity {
            messages[index].header.msg_namelen = socklen_t(MemoryLayout<sockaddr_storage>.size)
            pieces[index].iov_len = Self.slot
        }
        return max(0, Int(sahut_recvmmsg(file, messages, UInt32(capacity), Int32(MSG_DONTWAIT), nil)))
    }

    func datagram(_ index: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: bytes + index * Self.slot, count: Int(messages[index].length))
    }

    func source(_ index: Int) -> SocketAddress? { SocketAddress(addresses[index]) }

    // MARK: - Sending

    /// A slot to write the next datagram into; complete it by `add`. The caller flushes before the batch is full.
    var nextSlot: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: bytes + count * Self.slot, count: Self.slot)
    }

    func add(length: Int, to target: SocketTarget) {
        addresses[count] = target.storage
        messages[count].header.msg_namelen = target.length
        pieces[count].iov_len = length
        count += 1
    }

    var isFull: Bool { count == capacity }

    func flush(to file: Int32) {
        var sent = 0
        while sent < count {
            let result = sahut_sendmmsg(file, messages + sent, UInt32(count - sent), Int32(MSG_NOSIGNAL))
            // One that cannot be sent (no route, buffer full) is lost, as on the wire; those behind it go on.
            sent += max(1, Int(result))
        }
        count = 0
    }
}
