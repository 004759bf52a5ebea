import Foundation

/// How long the desk's page takes with 200 people signed in, each with an open live page: the slowest of a hundred
/// (p99).
enum DeskLatency: Measurement {
    static let names = ["web.desk_p99_ms"]
    private static let rounds = 5

    struct NotSignedIn: Error, CustomStringConvertible {
        let name: String
        var description: String { "\(name) could not sign in" }
    }

    static func measure() async throws -> [Figure] {
        let seed = try await BenchCentre.seed()
        defer { remove(seed) }
        let centre = try BenchCentre(seeded: seed, settings: ["centre-demo-agents": "20"])
        defer { do { try centre.stop() } catch { Bench.note("\(error)") } }
        _ = try await centre.untilAnswers()
        let sessions = try agents(200).map { try signIn($0, at: centre.web) }
        let pages = try sessions.map { try HTTPProbe.open(centre.web, "/desk/live", cookies: $0) }
        defer { for page in pages { HTTPProbe.close(page) } }
        let reader = Thread { while HTTPProbe.drain(pages, waiting: 200) {} }
        reader.start()
        var times: [Double] = []
        for _ in 0..<rounds {
            for cookies in sessions {
                let start = ContinuousClock.now
                let answer = HTTPProbe.ask(centre.web, "GET", "/desk", cookies: cookies)
                let took = ContinuousClock.now - start
                guard answer?.status == 200 else { throw BenchCentre.NotAnswering.refused(answer?.status) }
                times.append(Double(took.components.seconds) * 1_000 + Double(took.components.attoseconds) / 1e15)
            }
        }
        times.sort()
        Bench.note("\(times.count) pages, median \(times[times.count / 2]) ms, \(pages.count) live pages open")
        return [Figure(name: Self.names[0], value: times[times.count * 99 / 100], unit: "ms")]
    }

    /// The demo's agents, several sessions each: 80 people make 200 pages.
    private static func agents(_ count: Int) -> [String] {
        let jakarta = (1...55).map { "jkt.inbound.\($0 < 10 ? "0" : "")\($0)" }
        let semarang = (1...25).map { "smg.inbound.\($0 < 10 ? "0" : "")\($0)" }
        let all = jakarta + semarang
        return (0..<count).map { all[$0 % all.count] }
    }

    private static func signIn(_ name: String, at port: Int) throws -> String {
        guard let page = HTTPProbe.ask(port, "GET", "/sign-in", cookies: ""),
            let token = page.body.firstMatch(of: /name="_csrf" value="([^"]+)"/)?.output.1
        else { throw NotSignedIn(name: name) }
        let form = "_csrf=\(token)&user_name=\(name)&password=sahut-demo-2026"
        let answer = HTTPProbe.ask(port, "POST", "/sign-in", cookies: page.cookies(), form: form)
        guard let answer, answer.status == 303 else { throw NotSignedIn(name: name) }
        return answer.cookies()
    }
}
