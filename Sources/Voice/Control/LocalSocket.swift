import CLinux
import Glibc

/// A failed system call, with its name and `errno`.
public struct SystemCallFailure: Error, Sendable, CustomStringConvertible {
    public let call: String
    public let code: Int32

    init(_ call: String, _ code: Int32 = errno) {
        self.call = call
        self.code = code
    }

    public var description: String { "\(call): \(String(cString: strerror(code)))" }
}

/// Unix domain stream sockets, non-blocking.
enum LocalSocket {
    static func connect(_ path: String) throws(SystemCallFailure) -> Int32 {
        let file = try make()
        let result = try withAddress(path) { Glibc.connect(file, $0, $1) }
        guard result == 0 else {
            let failure = SystemCallFailure("connect")
            close(file)
            throw failure
        }
        return file
    }

    /// Listens with mode 0600. A stale path is taken over; one on which somebody answers is refused (EADDRINUSE).
    static func listen(_ path: String) throws(SystemCallFailure) -> Int32 {
        if access(path, F_OK) == 0 {
            if let other = try connectIfAlive(path) {
                close(other)
                throw SystemCallFailure("listen", EADDRINUSE)
            }
            unlink(path)
        }
        let file = try make()
        let earlier = umask(0o177)
        let bound = try withAddress(path) { bind(file, $0, $1) }
        let code = errno
        umask(earlier)
        guard bound == 0 else {
            close(file)
            throw SystemCallFailure("bind", code)
        }
        guard Glibc.listen(file, 16) == 0 else {
            let failure = SystemCallFailure("listen")
            close(file)
            throw failure
        }
        return file
    }

    private static func connectIfAlive(_ path: String) throws(SystemCallFailure) -> Int32? {
        do throws(SystemCallFailure) {
            return try connect(path)
        } catch {
            // Refused: nobody listens. Anything else (not a socket, no permission) is for the caller to hear.
            guard error.code == ECONNREFUSED || error.code == ENOENT else { throw error }
            return nil
        }
    }

    private static func make() throws(SystemCallFailure) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let file = socket(AF_UNIX, kind, 0)
        guard file >= 0 else { throw SystemCallFailure("socket") }
        return file
    }

    private static func withAddress<Result>(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) throws(SystemCallFailure) -> Result {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw SystemCallFailure("bind", ENAMETOOLONG)
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}

/// A bell that one thread rings to wake another out of `poll` (eventfd).
struct Bell: Sendable {
    let file: Int32

    init(file: Int32) { self.file = file }

    init() throws(SystemCallFailure) {
        file = sahut_eventfd()
        guard file >= 0 else { throw SystemCallFailure("eventfd") }
    }

    func ring() {
        var one: UInt64 = 1
        // Fails only when 2^64 - 1 rings are waiting, and then the sleeper wakes anyway.
        _ = write(file, &one, 8)
    }

    func quiet() {
        var count: UInt64 = 0
        _ = read(file, &count, 8)
    }
}

/// Nanoseconds on the machine's monotonic clock.
func monotonicNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
