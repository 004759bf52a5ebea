import Foundation
import Testing

/// The configuration through the built program: what it takes, what it refuses, and how it says so.
@Suite("configuration")
struct ConfigurationTests {
    /// What `sahut config` says, and its exit code.
    private func config(
        _ arguments: [String] = [], environment: [String: String] = [:], file: String? = nil, on stage: Stage
    ) async throws -> (code: Int32, said: String) {
        var arguments = ["config"] + arguments
        if let file {
            try Data(file.utf8).write(to: stage.path("sahut.yaml"))
            arguments += ["--config", stage.path("sahut.yaml").path]
        }
        let child = try stage.start(
            try Sahut.program, arguments, named: "config-\(UUID().uuidString.prefix(6))", environment: environment)
        return (await child.exitCode(), child.output)
    }

    @Test("a flag goes before the environment, the environment before the file, the file before the default")
    func precedence() async throws {
        try await Stage.play { stage in
            let file = "web: {port: 8001, drainSeconds: 7}\nfloor: {ringLimitSeconds: 20}\n"
            let (code, said) = try await config(
                ["--web-port", "8003"], environment: ["SAHUT_WEB_PORT": "8002", "SAHUT_WEB_DRAIN_SECONDS": "8"],
                file: file, on: stage)
            #expect(code == 0)
            #expect(said.contains("web.port = 8003\n"))
            #expect(said.contains("web.drainSeconds = 8\n"))
            #expect(said.contains("floor.ringLimitSeconds = 20\n"))
            #expect(said.contains("floor.wrapUpLimitSeconds = 60\n"))
        }
    }

    @Test("what is refused is named with its key, its value and the mend, all at once")
    func refusals() async throws {
        try await Stage.play { stage in
            let (code, said) = try await config(
                ["--log-level", "loud", "--sip-trunks=10.0.0.0/8,10.0.0.0/33"],
                environment: ["SAHUT_WEB_PROT": "1", "SAHUT_WEB_PORT": "70000"],
                file: "sip: {host: nowhere}\ncenter: {name: X}\n", on: stage)
            #expect(code != 0)
            #expect(
                said.contains("SAHUT_WEB_PROT (environment): there is no such setting; did you mean SAHUT_WEB_PORT?"))
            #expect(said.contains("SAHUT_WEB_PORT (environment): \"70000\" is not accepted"))
            #expect(said.contains("1 to 65535"))
            #expect(said.contains("--log-level (flags): \"loud\""))
            #expect(said.contains("--sip-trunks (flags): \"10.0.0.0/8,10.0.0.0/33\""))
            #expect(said.contains("sip.host") && said.contains("\"nowhere\""))
            #expect(said.contains("center.name") && said.contains("did you mean centre.name?"))
        }
    }

    @Test("a secret may come from a file, is never shown, and is not given twice")
    func secrets() async throws {
        try await Stage.play { stage in
            try Data("host=db password=rahasia\n".utf8).write(to: stage.path("secret"))
            let good = try await config(
                environment: ["SAHUT_STORAGE_POSTGRES_FILE": stage.path("secret").path], on: stage)
            #expect(good.code == 0)
            #expect(good.said.contains("storage.postgres = (secret)"))
            #expect(!good.said.contains("rahasia"))

            let twice = try await config(
                environment: [
                    "SAHUT_STORAGE_POSTGRES_FILE": stage.path("secret").path,
                    "SAHUT_STORAGE_POSTGRES": "password=rahasia",
                ], on: stage)
            #expect(twice.code != 0)
            #expect(twice.said.contains("SAHUT_STORAGE_POSTGRES") && !twice.said.contains("rahasia"))

            let gone = try await config(["--storage-postgres-file", "/nowhere"], on: stage)
            #expect(gone.code != 0)
            #expect(gone.said.contains("/nowhere"))
        }
    }

    @Test(
        "settings that are right alone and wrong together are refused",
        arguments: [
            (["--web-tls", "given"], "web.tls"),
            (["--voice-webrtc-port", "16400"], "voice.webrtcPort"),
            (["--voice-rtp-last-port", "16384"], "voice.rtpLastPort"),
            (["--sip-host", "0.0.0.0"], "sip.advertisedHost"),
            (["--session-idle-minutes", "1000", "--session-absolute-hours", "1"], "session.idleMinutes"),
            (["--registry-url", "http://192.0.2.1:8000"], "registry.password"),
            (
                [
                    "--insurer-url", "https://insurer.example/pcare-rest", "--insurer-convention", "pcare",
                    "--insurer-consumer", "1", "--insurer-secret", "s",
                ], "insurer.user"
            ),
            (["--voice-socket", String(repeating: "a", count: 120)], "voice.socket"),
        ])
    func clashes(arguments: [String], key: String) async throws {
        try await Stage.play { stage in
            let (code, said) = try await config(arguments, on: stage)
            #expect(code != 0)
            #expect(said.contains("\(key): "))
        }
    }

    @Test(
        "a partner's address and code tables are read, and refused when they are none",
        arguments: [
            (["--registry-url", "https://registry.example:8000"], true),
            (["--registry-url", "registry.example"], false),
            (["--registry-url", "https://a:b@registry.example"], false),
            (["--insurer-segment-codes", "3=ppu-pn, 77=pbpu"], true), (["--insurer-segment-codes", "3=guru"], false),
            (["--registry-codes", "08=not-found,15=inactive"], true), (["--registry-codes", "08"], false),
            (["--insurer-active-codes", "0,1"], true), (["--insurer-active-codes", ","], false),
        ] as [([String], Bool)])
    func partners(arguments: [String], isAccepted: Bool) async throws {
        try await Stage.play { stage in
            let keys = [
                "--registry-customer", "1", "--registry-user", "u", "--registry-password", "p", "--registry-address",
                "192.0.2.1",
            ]
            let (code, said) = try await config(keys + arguments, on: stage)
            #expect((code == 0) == isAccepted, "\(said)")
        }
    }

    @Test("a stray word, or a flag without its value, is refused", arguments: [["stray"], ["--web-port"]])
    func stray(arguments: [String]) async throws {
        try await Stage.play { stage in
            let (code, said) = try await config(arguments, on: stage)
            #expect(code != 0)
            #expect(said.contains(arguments[0]))
        }
    }

    @Test("docs/configuration.md is what the table says: make docs writes it anew")
    func documentation() async throws {
        try await Stage.play { stage in
            let (code, said) = try await config(["--table"], on: stage)
            let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent()
            let document = try String(contentsOf: root.appendingPathComponent("docs/configuration.md"), encoding: .utf8)
            #expect(code == 0)
            #expect(said == document)
        }
    }
}
