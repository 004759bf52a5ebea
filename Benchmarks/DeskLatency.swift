import Foundation

/// How long the desk's page takes with 200 people signed in and their pages live: the slowest of a hundred (p99).
enum DeskLatency: Measurement {
    static let names = ["web.desk_p99_ms"]

    static func measure() async throws -> [Figure] {
        let seed = try await BenchCentre.seed()
        defer { remove(seed) }
        let centre = try BenchCentre(seeded: seed, settings: ["centre-demo-agents": "20"])
        defer { do { try centre.stop() } catch { Bench.note("\(error)") } }
        _ = try await centre.untilAnswers()
        let names = agents(200)
        var sessions: [String] = []
        for name in names {
            if let cookies = signIn(name, at: centre.web) { sessions.append(cookies) }
        }
        Bench.note("\(sessions.count) sessions")
        var times: [Double] = []
        for _ in 0..<5 {
            for cookies in sessions {
                let start = ContinuousClock.now
                guard let answer = HTTPProbe.ask(centre.web, "GET", "/desk", cookies: cookies), answer.status == 200
                else { continue }
                let took = ContinuousClock.now - start
                times.append(Double(took.components.seconds) * 1_000 + Double(took.components.attoseconds) / 1e15)
            }
        }
        guard !times.isEmpty else { return [] }
        times.sort()
        return [Figure(name: Self.names[0], value: times[times.count * 99 / 100], unit: "ms")]
    }

    /// The demo's agents, several sessions each: 80 people make 200 pages.
    private static func agents(_ count: Int) -> [String] {
        let jakarta = (1...55).map { "jkt.inbound.\($0 < 10 ? "0" : "")\($0)" }
        let semarang = (1...25).map { "smg.inbound.\($0 < 10 ? "0" : "")\($0)" }
        let all = jakarta + semarang
        return (0..<count).map { all[$0 % all.count] }
    }

    private static func signIn(_ name: String, at port: Int) -> String? {
        guard let page = HTTPProbe.ask(port, "GET", "/sign-in", cookies: ""),
            let token = page.body.firstMatch(of: /name="csrf" value="([^"]+)"/)?.output.1
        else { return nil }
        let form = "csrf=\(token)&user_name=\(name)&password=sahut-demo-2026"
        let answer = HTTPProbe.ask(port, "POST", "/sign-in", cookies: page.cookies(), form: form)
        guard let answer, answer.status == 303 else { return nil }
        return answer.cookies()
    }
}
