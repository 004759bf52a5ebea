import Foundation

/// Someone who asks a web server without a browser (curl), with a jar of cookies of their own.
final class Visitor: Sendable {
    private let stage: Stage
    private let jar: URL

    init(on stage: Stage) {
        self.stage = stage
        jar = stage.path("cookies-\(UUID().uuidString.prefix(6))")
    }

    struct Answer: Sendable {
        let status: Int
        let body: String
        /// Where a redirect points; empty without one.
        let location: String
    }

    /// Signs in through the form, and returns the page that it leads to with its place.
    func signIn(
        _ user: String, _ password: String, at centre: Sahut
    ) async throws -> (status: Int, place: String, body: String) {
        var place = centre.address("/sign-in")
        let form = try await ask(place).body
        let token = form.firstMatch(of: /name="_csrf" value="([^"]*)"/).map { String($0.1) } ?? ""
        var answer = try await ask(place, form: ["_csrf": token, "user_name": user, "password": password])
        // The door leads to the start, and the start to where the work is.
        for _ in 0..<3 {
            guard let next = URL(string: answer.location), (300..<400).contains(answer.status) else { break }
            place = next
            answer = try await ask(next)
        }
        return (answer.status, place.path, answer.body)
    }

    /// Status 0 means that nobody answered.
    func ask(
        _ address: URL, form: [String: String]? = nil, headers: [String: String] = [:], limitSeconds: Int = 10
    ) async throws -> Answer {
        var arguments = [
            "--silent", "--insecure", "--max-time", "\(limitSeconds)", "--cookie", jar.path, "--cookie-jar", jar.path,
            "--write-out", "\n%{http_code} %{redirect_url}",
        ]
        for (name, value) in headers { arguments += ["--header", "\(name): \(value)"] }
        for (name, value) in form ?? [:] { arguments += ["--data-urlencode", "\(name)=\(value)"] }
        let child = try stage.start("curl", arguments + [address.absoluteString], named: "curl-\(UUID().uuidString)")
        _ = await child.exitCode()
        let lines = child.output.split(separator: "\n", omittingEmptySubsequences: false)
        let last = (lines.last ?? "").split(separator: " ", omittingEmptySubsequences: false)
        try FileManager.default.removeItem(at: child.log)
        return Answer(
            status: last.first.flatMap { Int($0) } ?? 0, body: lines.dropLast().joined(separator: "\n"),
            location: last.count > 1 ? String(last[1]) : "")
    }
}
