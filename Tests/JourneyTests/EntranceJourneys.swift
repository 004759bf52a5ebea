import Foundation
import Testing

extension Journeys {
    @Suite("the entrance")
    struct Entrance {
        @Test("a wrong password is refused in words, and the fifth wrong one locks the account for a while")
        func refusedAndLocked() async throws {
            try await Stage.play { stage in
                let centre = try await Sahut.open(on: stage)
                let browser = try await Browser.start(
                    on: stage, named: "sari", saying: .silence(seconds: 1, rate: 48_000))
                try await browser.open(centre.address("/desk"))
                #expect(try await browser.address.contains("/sign-in"))
                for attempt in 1...6 {
                    try await browser.type("sari", into: "#user_name")
                    try await browser.type("salah-\(attempt)", into: "#password")
                    try await browser.click("form[action='/sign-in'] button")
                    try await centre.facts.until(attempt, "staff.sign-in-refused")
                    try await browser.untilSees("[role=alert]")
                    // What was typed as the name is kept, the password never.
                    #expect(
                        try await browser.run("return document.querySelector('#user_name').value", as: String.self)
                            == "sari")
                    #expect(
                        try await browser.run("return document.querySelector('#password').value", as: String.self) == ""
                    )
                }
                // The right password does not open a locked account.
                try await browser.type(Sahut.password, into: "#password")
                try await browser.click("form[action='/sign-in'] button")
                try await browser.untilText(of: "[role=alert]", contains: "Coba lagi dalam")
                #expect(try await browser.address.contains("/sign-in"))
                #expect(try await centre.facts.count("staff.signed-in") == 0)
            }
        }

        @Test("nobody sees a page of another role")
        func permission() async throws {
            try await Stage.play { stage in
                let centre = try await Sahut.open(on: stage)
                let browser = try await Browser.start(
                    on: stage, named: "joko", saying: .silence(seconds: 1, rate: 48_000))
                try await browser.signIn("joko", password: Sahut.password, at: centre, to: "/")
                try await browser.open(centre.address("/floor"))
                #expect(try await browser.text(of: testID("floor-figures")) == nil)
                try await browser.open(centre.address("/desk"))
                #expect(try await browser.text(of: testID("desk-state")) == nil)
            }
        }

        @Test("with a certificate of its own the centre answers over HTTP/2 and TLS, under a strict content policy")
        func secured() async throws {
            try await Stage.play { stage in
                let port = Ports.free()
                let storage = stage.path("centre")
                let media = Ports.free(block: 40)
                let settings = [
                    "--storage-folder", storage.path, "--web-port", "\(port)", "--web-tls", "self-signed",
                    "--sip-port", "\(Ports.free())",
                    "--voice-rtp-first-port", "\(media)", "--voice-rtp-last-port", "\(media + 39)",
                    "--voice-webrtc-port", "\(Ports.free())",
                ]
                let serve = try stage.start(try Sahut.program, ["serve"] + settings, named: "serve")
                let seen = try await Patience.until("the centre answers over TLS", within: .seconds(60)) {
                    if !serve.isRunning {
                        throw Stage.Failed(program: "serve", code: await serve.exitCode(), output: serve.output)
                    }
                    let curl = try stage.start(
                        "curl",
                        [
                            "--silent", "--insecure", "--http2", "--max-time", "5", "--dump-header", "-",
                            "https://localhost:\(port)/sign-in",
                        ], named: "curl-\(UUID().uuidString)")
                    return await curl.exitCode() == 0 ? curl.output : nil
                }
                #expect(seen.hasPrefix("HTTP/2 200"))
                #expect(seen.lowercased().contains("content-security-policy: "))
                #expect(!seen.contains("unsafe-inline"))
            }
        }
    }
}
