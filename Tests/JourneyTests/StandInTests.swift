import Foundation
import Testing

/// The servers that stand in for the partners, through the built program.
@Suite("stand-in servers", .timeLimit(.minutes(2)))
struct StandInTests {
    private struct Stranger: Decodable {
        let nik: String
        let family: String
    }

    private struct Report: Decodable {
        let fault: String
        let asked: Int
        let answered: Int
    }

    private struct Envelope: Decodable {
        let content: [[String: String]]
        let quotaLimiter: Int?
    }

    /// Starts one and returns its port.
    private func standIn(_ partner: String, _ arguments: [String] = [], on stage: Stage) async throws -> Int {
        let port = Ports.free()
        let child = try stage.start(
            try Sahut.program, ["standin", partner, "--port", "\(port)"] + arguments, named: "standin-\(partner)")
        try await Patience.until("the stand-in serves", within: .seconds(60)) {
            child.output.contains("http://127.0.0.1:\(port)\n")
        }
        return port
    }

    private func family(of nik: String, password: String, port: Int) async throws -> Envelope {
        let question = [
            "nik": nik, "user_id": "sahut-demo", "password": password, "ip_user": "127.0.0.1",
        ]
        let answer = try await PlainHTTP.ask(
            "POST", "/dukcapil/get_json/990042/CALL_NIK_GET_KK", port: port, body: JSONEncoder().encode(question))
        #expect(answer.status == 200)
        return try JSONDecoder().decode(Envelope.self, from: answer.body)
    }

    @Test("the registry's knows whole families that are no participants, counts, and does wrong when it is told to")
    func registry() async throws {
        try await Stage.play { stage in
            let port = try await standIn("registry", ["--quota", "2"], on: stage)
            let people = try await PlainHTTP.ask("GET", "/people", port: port)
            let strangers = try JSONDecoder().decode([Stranger].self, from: people.body)
            let first = try #require(strangers.first)
            #expect(strangers.count > 50)

            let stranger = try await family(of: first.nik, password: "salah", port: port)
            #expect(stranger.content == [["RESPON": "Login Gagal"]])
            let family = try await family(of: first.nik, password: "demo-registry", port: port)
            #expect(Set(family.content.compactMap { $0["NO_KK"] }) == [first.family])
            #expect(family.content.count == strangers.count { $0.family == first.family })
            #expect(family.quotaLimiter == 1)

            let order = Data(#"{"fault": "errors", "seconds": 60}"#.utf8)
            let report = try await PlainHTTP.ask("POST", "/faults", port: port, body: order)
            #expect(try JSONDecoder().decode(Report.self, from: report.body).fault == "errors")
            let failed = try await PlainHTTP.ask(
                "POST", "/dukcapil/get_json/990042/CALL_NIK", port: port, body: Data("{}".utf8))
            #expect(failed.status == 500)
            let after = try await PlainHTTP.ask("GET", "/faults", port: port)
            let counted = try JSONDecoder().decode(Report.self, from: after.body)
            #expect(counted.asked == 3 && counted.answered == 1)
        }
    }

    @Test("one seed makes the same people, another seed others")
    func seeds() async throws {
        try await Stage.play { stage in
            var nobody: [Data] = []
            for seed in ["7", "7", "8"] {
                let port = try await standIn("insurer", ["--seed", seed], on: stage)
                nobody.append(try await PlainHTTP.ask("GET", "/people", port: port).body)
            }
            let names = try nobody.map { try JSONDecoder().decode([Stranger].self, from: $0).map(\.nik) }
            #expect(names[0] == names[1])
            #expect(names[0] != names[2])
        }
    }

    @Test("damage of partners' answers is refused by the built program as well", arguments: ["registry", "insurer"])
    func fuzz(_ partner: String) async throws {
        try await Stage.play { stage in
            let said = try await stage.run(try Sahut.program, ["fuzz", partner, "--iterations", "500", "--seed", "9"])
            #expect(said.contains("iterations: 500"))
            #expect(said.contains("violations: []"))
        }
    }
}
