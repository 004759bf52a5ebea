import Foundation
import Testing

extension Journeys {
    @Suite("the interface for other programs")
    struct Interface {
        @Test("an administrator makes a key, and a merciless stranger who holds it finds nothing that breaks")
        func merciless() async throws {
            try await Stage.play { stage in
                let centre = try await Sahut.open(on: stage)
                let admin = try await Browser.of("admin", in: centre, at: "/interface")
                try await admin.type("stranger", into: "#name")
                try await admin.tick("scope")
                try await admin.click("form[action='/interface/keys'] button")
                try await admin.untilSees("code.secret")
                let token = try #require(try await admin.text(of: "code.secret"))
                #expect(token.hasPrefix("sahut_"))

                let tool = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                    .appending(path: "../../scripts/schemathesis").standardizedFileURL
                let run = try stage.start(
                    tool.path,
                    [
                        "run", centre.address("/api/v1/openapi.json").absoluteString, "--header",
                        "Authorization: Bearer \(token)",
                        "--phases", "examples,coverage,fuzzing,stateful", "--max-examples", "25", "--seed", "165",
                        "--checks",
                        "not_a_server_error,status_code_conformance,content_type_conformance,"
                            + "response_schema_conformance,ignored_auth",
                        "--rate-limit", "1100/m", "--no-color",
                    ], named: "schemathesis")
                let code = await run.exitCode()
                #expect(code == 0, "\(run.output.suffix(6_000))")
                #expect(run.output.contains("passed"))
                // It did not only knock: it opened tickets, and each has its facts.
                #expect(try await centre.facts.count("ticket.opened") > 0)
            }
        }
    }
}
