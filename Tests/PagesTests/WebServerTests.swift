import Foundation
import Kernel
import Testing

@testable import Pages

@Suite("The web server", .timeLimit(.minutes(1)))
struct WebServerTests {
    @Test(
        "it stops with a live page open: the page's stream ends whole and the server returns",
        arguments: ["http", "https --http1.1", "https --http2"])
    func stopsWithLivePage(_ how: String) async throws {
        let words = how.split(separator: " ").map(String.init)
        let tls: WebServer.TLS =
            words[0] == "http" ? .off : .selfSigned(folder: temporaryFolder().path, names: ["127.0.0.1"])
        let yard = try await Yard()
        let cookie = try await cookie(of: Yard.citra, yard)
        yard.board.show("desk-line", "<p>Siap</p>")
        let heard = try await RunningServer.during(yard.site, tls: tls) { server in
            let url = "\(words[0])://127.0.0.1:\(server.port)/desk/live"
            async let page = Curl(["-k", "-N", "-b", cookie, url] + words.dropFirst()).end()
            try await until { yard.board.pages == 1 }
            await server.stop()
            return try await page
        }
        #expect(heard.code == 0, "the stream ended as HTTP says: \(heard.error)")
        #expect(heard.output.contains("event: desk-line\ndata: <p>Siap</p>\n\n"))
    }

    @Test("a page that is gone gives up its seat")
    func pageGone() async throws {
        let yard = try await Yard()
        let cookie = try await cookie(of: Yard.citra, yard)
        try await RunningServer.during(yard.site) { server in
            let page = try Curl(["-N", "-b", cookie, "http://127.0.0.1:\(server.port)/desk/live"])
            try await until { yard.board.pages == 1 }
            page.abandon()
            try await until { yard.board.pages == 0 }
        }
    }

    @Test("with TLS it speaks HTTP/2 and HTTP/1.1 under a certificate that it made and keeps to itself")
    func tls() async throws {
        let folder = temporaryFolder()
        let tls = WebServer.TLS.selfSigned(folder: folder.path, names: ["localhost", "127.0.0.1"])
        let yard = try await Yard()
        let cookie = try await cookie(of: Yard.citra, yard)
        let certificate = folder.appendingPathComponent("web-certificate.pem")
        let versions = try await RunningServer.during(yard.site, tls: tls) { server in
            var versions: [String] = []
            for version in ["--http2", "--http1.1"] {
                let answer = try await curl(
                    version, "--cacert", certificate.path, "-b", cookie, "-o", "/dev/null", "-w",
                    "%{http_version} %{http_code}", "https://localhost:\(server.port)/desk")
                versions.append(answer.output)
            }
            let live = try await curl(
                "--http2", "--cacert", certificate.path, "-N", "-b", cookie, "--max-time", "15",
                "https://127.0.0.1:\(server.port)/desk/live")
            versions.append(live.output)
            return versions
        }
        #expect(versions == ["2 200", "1.1 200", "retry: 1000\n\n"])
        let first = try Data(contentsOf: certificate)
        for name in ["web-certificate.pem", "web-key.pem"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.appendingPathComponent(name).path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
        try await RunningServer.during(yard.site, tls: tls) { _ in }
        #expect(try Data(contentsOf: certificate) == first, "the second start keeps the certificate")
    }

    @Test("a certificate near its end is made anew")
    func renews() throws {
        let folder = temporaryFolder()
        let now = Date(timeIntervalSince1970: 1_763_773_200)
        let made = try SelfSignedCertificate(in: folder.path, names: ["localhost"], now: now)
        let first = try Data(contentsOf: made.certificate)
        _ = try SelfSignedCertificate(in: folder.path, names: ["localhost"], now: now.addingTimeInterval(360 * 86_400))
        #expect(try Data(contentsOf: made.certificate) == first)
        _ = try SelfSignedCertificate(in: folder.path, names: ["localhost"], now: now.addingTimeInterval(370 * 86_400))
        #expect(try Data(contentsOf: made.certificate) != first)
    }

    @Test("plain HTTP is refused beyond this machine, and a certificate that cannot be read is named")
    func refuses() async throws {
        let site = try await Yard().site
        #expect(throws: WebServer.Refusal.plainHTTPBeyondLoopback(address: "0.0.0.0")) {
            try WebServer(site, settings: WebServer.Settings(address: "0.0.0.0"), logger: quietLogger())
        }
        await #expect(throws: WebServer.Refusal.self) {
            try await RunningServer.during(site, tls: .given(certificate: "/nowhere.pem", key: "/nowhere.key")) { _ in }
        }
    }

    @Test("a header that has no end is refused by the server, which goes on")
    func longHeader() async throws {
        let site = try await Yard().site
        try await RunningServer.during(site) { server in
            let url = "http://127.0.0.1:\(server.port)/sign-in"
            let long = try await curl(
                "-o", "/dev/null", "-w", "%{http_code}", "-H", "X: \(String(repeating: "x", count: 60_000))", url)
            #expect(long.output != "200")
            #expect(try await curl("-o", "/dev/null", "-w", "%{http_code}", url).output == "200")
        }
    }

    private func cookie(of person: PersonID, _ yard: Yard) async throws -> String {
        "sahut_session=\(try await yard.site.sessions.open(for: person).text)"
    }

    private func temporaryFolder() -> URL {
        FileManager.default.temporaryDirectory.appendingPathComponent("web-\(UUID().uuidString)")
    }
}

/// Waits for something that happens on another thread.
func until(_ condition: @Sendable () -> Bool) async throws {
    while !condition() { try await Task.sleep(for: .milliseconds(5)) }
}

private func curl(_ arguments: String...) async throws -> (code: Int32, output: String, error: String) {
    try await Curl(arguments).end()
}

private final class Curl: Sendable {
    private let process = Process()
    private let output = Pipe()
    private let error = Pipe()

    init(_ arguments: [String]) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
        process.arguments = ["-sS"] + arguments
        process.standardOutput = output
        process.standardError = error
        try process.run()
    }

    /// Not by SIGTERM: the process takes over from us that it is ignored.
    func abandon() { kill(process.processIdentifier, SIGKILL) }

    func end() async throws -> (code: Int32, output: String, error: String) {
        try await withCheckedThrowingContinuation { answer in
            DispatchQueue.global().async {
                answer.resume(
                    with: Result {
                        let text = try self.output.fileHandleForReading.readToEnd() ?? Data()
                        let complaint = try self.error.fileHandleForReading.readToEnd() ?? Data()
                        self.process.waitUntilExit()
                        return (
                            self.process.terminationStatus, String(decoding: text, as: UTF8.self),
                            String(decoding: complaint, as: UTF8.self)
                        )
                    })
            }
        }
    }
}
