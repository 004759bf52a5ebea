import Foundation

/// Browsers with an open live page, by plain sockets: what each has been sent so far.
struct InboxReaders: Sendable {
    struct Broken: Error {
        let what: String
    }

    private let sockets: [Int32]

    init(_ count: Int, at port: Int, _ path: String, cookie: String) throws {
        var sockets: [Int32] = []
        for _ in 0..<count {
            let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(port).bigEndian
            address.sin_addr.s_addr = inet_addr("127.0.0.1")
            let connected = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            guard connected == 0 else { throw Broken(what: "connect: \(errno)") }
            let request = """
                GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\nCookie: \(cookie)\r\n\r\n
                """
            guard send(socket, request, request.utf8.count, Int32(MSG_NOSIGNAL)) == request.utf8.count else {
                throw Broken(what: "send: \(errno)")
            }
            sockets.append(socket)
        }
        self.sockets = sockets
    }

    /// What each has got when all of them have got a word; those that have not after a minute are empty.
    func until(all word: String) async -> [String] {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: self.read(until: word)) }
        }
    }

    private func read(until word: String) -> [String] {
        var texts = [String](repeating: "", count: sockets.count)
        var waits = 0
        while texts.contains(where: { !$0.contains(word) }), waits < 60 {
            var polled = sockets.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            if poll(&polled, nfds_t(polled.count), 1_000) == 0 { waits += 1 }
            for (index, socket) in polled.enumerated() where socket.revents != 0 {
                var bytes = [UInt8](repeating: 0, count: 65_536)
                let count = recv(socket.fd, &bytes, bytes.count, 0)
                guard count > 0 else { return texts }
                texts[index] += String(decoding: bytes[..<count], as: UTF8.self)
            }
        }
        return texts.map { $0.contains(word) ? $0 : "" }
    }

    func leave() { for socket in sockets { close(socket) } }
}
