import Foundation

/// The population registry's stand-in, which a journey starts, breaks and mends.
struct RegistryStandIn: Sendable {
    let port: Int

    struct Person: Decodable, Sendable {
        let nik: String
        let card: String
        let name: String
        let born: String
        let sexWord: String
        let place: String

        var sex: String { sexWord == "LAKI-LAKI" ? "male" : "female" }
        var relation: String {
            switch place {
            case "KEPALA KELUARGA": "head"
            case "ISTRI", "SUAMI": "spouse"
            case "ANAK": "child"
            default: "other"
            }
        }

        enum CodingKeys: String, CodingKey {
            case nik = "NIK"
            case card = "NO_KK"
            case name = "NAMA_LGKP"
            case born = "TGL_LHR"
            case sexWord = "JENIS_KLMIN"
            case place = "STAT_HBKEL"
        }
    }

    static func start(on stage: Stage) async throws -> RegistryStandIn {
        let port = Ports.free()
        let child = try stage.start(
            try Sahut.program, ["standin", "registry", "--port", "\(port)"], named: "standin-registry")
        try await Patience.until("the registry serves", within: .seconds(60)) {
            child.output.contains("http://127.0.0.1:\(port)\n")
        }
        return RegistryStandIn(port: port)
    }

    /// How a centre is connected to it.
    var settings: [String: String] {
        [
            "registry.url": "http://127.0.0.1:\(port)", "registry.customer": "990042", "registry.user": "sahut-demo",
            "registry.password": "demo-registry", "registry.address": "127.0.0.1", "registry.mayRead": "true",
        ]
    }

    /// - Parameter fault: as `sahut standin --help` names it, such as `down`; `none` mends.
    func turn(_ fault: String) async throws {
        _ = try await PlainHTTP.ask("POST", "/faults", port: port, body: JSONEncoder().encode(["fault": fault]))
    }

    /// A family of which nobody is insured: families that are no participants have cards from 5001 on.
    func newFamily() async throws -> [Person] {
        struct Stranger: Decodable {
            let nik: String
            let family: String
        }
        struct Answer: Decodable { let content: [Person] }
        let people = try await PlainHTTP.ask("GET", "/people", port: port)
        let stranger = try await Patience.until("there is a new family") {
            try JSONDecoder().decode([Stranger].self, from: people.body).first { $0.family.suffix(4) >= "5001" }
        }
        let question = [
            "nik": stranger.nik, "user_id": "sahut-demo", "password": "demo-registry", "ip_user": "127.0.0.1",
        ]
        let answer = try await PlainHTTP.ask(
            "POST", "/dukcapil/get_json/990042/CALL_NIK_GET_KK", port: port, body: JSONEncoder().encode(question))
        return try JSONDecoder().decode(Answer.self, from: answer.body).content
    }
}
