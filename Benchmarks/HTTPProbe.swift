import Foundation
import Glibc

/// The least of an HTTP client: one request on one connection, so that what is measured is the server.
struct HTTPProbe {
    struct Answer {
        var status: Int
        var headers: [(name: String, value: String)]
        var body: String

        func cookies() -> String {
            headers.filter { $0.name == "set-cookie" }
                .compactMap { $0.value.split(separator: ";").first.map(String.init) }.joined(separator: "; ")
        }
    }

    static func answers(_ port: Int) -> Bool { ask(port, "GET", "/sign-in", cookies: "")?.status == 200 }

    /// Nil when nobody listens or the answer is no HTTP.
    static func ask(_ port: Int, _ method: String, _ path: String, cookies: String, form: String = "") -> Answer? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { Glibc.close(descriptor) }
        guard connected(descriptor, port) else { return nil }
        var request = "\(method) \(path) HTTP/1.1\r\nHost: localhost:\(port)\r\nConnection: close\r\n"
        if !cookies.isEmpty { request += "Cookie: \(cookies)\r\n" }
        if method == "POST" {
            request += "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: \(form.utf8.count)\r\n"
        }
        request += "\r\n" + form
        let bytes = Array(request.utf8)
        guard send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else { return nil }
        return parse(readAll(descriptor))
    }

    // MARK: - Pages that stay open

    struct Refused: Error {}

    /// Asks for an event stream and leaves it open.
    static func open(_ port: Int, _ path: String, cookies: String) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let request = "GET \(path) HTTP/1.1\r\nHost: localhost:\(port)\r\nCookie: \(cookies)\r\n\r\n"
        let bytes = Array(request.utf8)
        guard connected(descriptor, port), send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
        else { throw Refused() }
        return descriptor
    }

    static func close(_ descriptor: Int32) { _ = Glibc.close(descriptor) }

    /// Takes what has come on open streams. False when none of them is open any more.
    static func drain(_ descriptors: [Int32], waiting milliseconds: Int32) -> Bool {
        var waits = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        guard poll(&waits, nfds_t(waits.count), milliseconds) >= 0 else { return false }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var open = 0
        for wait in waits where wait.revents & Int16(POLLNVAL) == 0 {
            open += 1
            if wait.revents & Int16(POLLIN) != 0, recv(wait.fd, &buffer, buffer.count, Int32(MSG_DONTWAIT)) == 0 {
                open -= 1
            }
        }
        return open > 0
    }

    private static func connected(_ descriptor: Int32, _ port: Int) -> Bool {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func readAll(_ descriptor: Int32) -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count <= 0 { return all }
            all += buffer[..<count]
        }
    }

    private static func parse(_ bytes: [UInt8]) -> Answer? {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n") else { return nil }
        let lines = text[..<end.lowerBound].split(separator: "\r\n")
        guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else { return nil }
        let headers = lines.dropFirst().compactMap { line -> (name: String, value: String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            return (line[..<colon].lowercased(), value)
        }
        return Answer(status: status, headers: headers, body: String(text[end.upperBound...]))
    }
}
