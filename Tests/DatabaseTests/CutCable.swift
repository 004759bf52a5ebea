import Foundation
import Synchronization

/// A cable between a client and the server's Unix socket that is cut at the first COMMIT, before or after the server
/// got it. Later connections pass unharmed.
final class CutCable: Sendable {
    enum Cut: Sendable, CaseIterable {
        /// The server never hears the COMMIT.
        case before
        /// The server commits, and its answer is lost.
        case after
    }

    /// As a conninfo's `host`.
    let folder: String
    private let listening: Int32
    private let server: String
    private let pending: Mutex<Cut?>

    /// - Parameter server: the folder and port of the server's socket.
    init(to server: (folder: String, port: String), cutting cut: Cut) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("cable-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        self.server = "\(server.folder)/.s.PGSQL.\(server.port)"
        pending = Mutex(cut)
        listening = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard onAddress("\(folder)/.s.PGSQL.\(server.port)", { bind(listening, $0, $1) }) == 0,
            listen(listening, 8) == 0
        else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        Thread { [self] in
            while case let client = accept(listening, nil, nil), client >= 0 { carry(client) }
        }.start()
    }

    func end() throws {
        shutdown(listening, Int32(SHUT_RDWR))
        close(listening)
        try FileManager.default.removeItem(atPath: folder)
    }

    private func carry(_ client: Int32) {
        let far = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard onAddress(server, { connect(far, $0, $1) }) == 0 else {
            close(client)
            return
        }
        let cable = Cable(client: client, server: far)
        Thread { [self] in pump(from: cable.client, to: cable.server, cable) }.start()
        Thread { [self] in pump(from: cable.server, to: cable.client, cable) }.start()
    }

    private final class Cable: Sendable {
        let client: Int32
        let server: Int32
        /// What the server answers from now on is lost.
        let loses = Atomic(false)

        init(client: Int32, server: Int32) {
            self.client = client
            self.server = server
        }

        func cut() { for end in [client, server] { shutdown(end, Int32(SHUT_RDWR)) } }
    }

    private func pump(from near: Int32, to far: Int32, _ cable: Cable) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        defer { cable.cut() }
        while case let count = read(near, &buffer, buffer.count), count > 0 {
            if near == cable.client, String(decoding: buffer[..<count], as: UTF8.self).contains("COMMIT\0") {
                let cut = pending.withLock { pending in
                    defer { pending = nil }
                    return pending
                }
                if cut == .before { return }
                if cut == .after { cable.loses.store(true, ordering: .sequentiallyConsistent) }
            }
            if near == cable.server, cable.loses.load(ordering: .sequentiallyConsistent) { return }
            guard write(far, &buffer, count) == count else { return }
        }
    }
}

private func onAddress<T>(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> T) -> T {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
    }
}
