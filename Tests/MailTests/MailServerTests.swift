import Foundation
import Kernel
import NIOCore
import NIOSSL
import Testing

@testable import Mail

@Suite("Mail over a real connection")
struct MailServerTests {
    private func server(
        _ port: Int, _ security: MailServer.Settings.Security = .off,
        _ change: (inout MailServer.Settings) -> Void = { _ in }
    ) -> MailServer {
        var settings = MailServer.Settings(
            host: "localhost", port: port, security: security, ownName: "sahut.example")
        change(&settings)
        return MailServer(settings)
    }

    private func deliver(
        _ manner: SMTPStandIn.Manner, _ security: MailServer.Settings.Security = .off,
        _ change: @escaping @Sendable (inout MailServer.Settings) -> Void = { _ in }
    ) async throws -> (outcome: MailOutcome, letters: [SMTPStandIn.Letter]) {
        try await SMTPStandIn.during(manner) { standIn in
            let outcome = try await server(standIn.port, security, change).deliver(
                MailMessageTests.message("Tiket", "Ada tiket.\n.\nTitik."))
            return (outcome, standIn.letters)
        }
    }

    /// A certificate for this machine, and the file that vouches for it.
    private func certificate(for names: [String]) throws -> (context: NIOSSLContext, authority: String) {
        let authority = try Authority()
        return (try authority.context(for: names), try authority.file())
    }

    @Test("a mail arrives as it was written, dots and all")
    func arrives() async throws {
        let (outcome, letters) = try await deliver(.init())
        #expect(outcome == .taken(.server(code: 250, text: "2.0.0 taken")))
        let letter = try #require(letters.first)
        #expect(letters.count == 1 && letter.to == "kc.semarang@cabang.example" && letter.from == "sahut@pusat.example")
        #expect(letter.text == "Ada tiket.\n.\nTitik.\n" && !letter.isSecure)
        #expect(letter.content == MailMessageTests.message("Tiket", "Ada tiket.\n.\nTitik.").written)
    }

    @Test("STARTTLS and TLS from the first byte carry the sign-in and the mail")
    func secure() async throws {
        let (context, authority) = try certificate(for: ["localhost"])
        for (security, isImplicit) in [(MailServer.Settings.Security.startTLS, false), (.tls, true)] {
            var manner = SMTPStandIn.Manner()
            (manner.tls, manner.isImplicit, manner.login) = (context, isImplicit, ("sahut", "rahasia"))
            let (outcome, letters) = try await deliver(manner, security) {
                $0.authority = authority
                $0.login = .init(user: "sahut", password: "rahasia")
            }
            #expect(outcome == .taken(.server(code: 250, text: "2.0.0 taken")))
            #expect(letters.first?.isSecure == true && letters.first?.user == "sahut")
            let wrong = try await deliver(manner, security) {
                $0.authority = authority
                $0.login = .init(user: "sahut", password: "salah")
            }
            #expect(wrong.outcome == .deferred(.server(code: 535, text: "5.7.8 no")) && wrong.letters.isEmpty)
        }
    }

    @Test("a certificate that nobody vouches for, or of another server, gets no mail")
    func untrusted() async throws {
        let (context, authority) = try certificate(for: ["lain.example"])
        let trusts: [String?] = [nil, authority, "/nowhere/authority.pem"]
        for (security, isImplicit) in [(MailServer.Settings.Security.startTLS, false), (.tls, true)] {
            for trust in trusts {
                var manner = SMTPStandIn.Manner()
                (manner.tls, manner.isImplicit) = (context, isImplicit)
                let (outcome, letters) = try await deliver(manner, security) { $0.authority = trust }
                #expect(
                    outcome == .deferred(.trouble(.tlsFailed)) && letters.isEmpty,
                    "\(security) \(trust ?? "-"): \(outcome)")
            }
        }
    }

    @Test("what somebody slips in before TLS begins ends the conversation")
    func slippedIn() async throws {
        let (context, authority) = try certificate(for: ["localhost"])
        var manner = SMTPStandIn.Manner()
        (manner.tls, manner.slippedIn) = (context, "\r\n250 AUTH PLAIN")
        let (outcome, letters) = try await deliver(manner, .startTLS) { $0.authority = authority }
        #expect(outcome == .deferred(.trouble(.unreadable)) && letters.isEmpty)
    }

    @Test("greylisted at first, taken at the second try; an unknown recipient is refused for good")
    func greylisting() async throws {
        var manner = SMTPStandIn.Manner()
        manner.firstAnswers = ["RCPT": "451 4.7.1 try again later"]
        try await SMTPStandIn.during(manner) { standIn in
            let first = try await server(standIn.port).deliver(MailMessageTests.message())
            #expect(first == .deferred(.server(code: 451, text: "4.7.1 try again later")))
            #expect(try await server(standIn.port).deliver(MailMessageTests.message()).isTaken)
            #expect(standIn.letters.count == 1)
        }
        (manner.answers, manner.firstAnswers) = (["RCPT": "550 5.1.1 no such user"], [:])
        let unknown = try await deliver(manner)
        #expect(unknown.outcome == .refused(.server(code: 550, text: "5.1.1 no such user")))
    }

    @Test("a look greets and signs in, and offers no mail")
    func look() async throws {
        var manner = SMTPStandIn.Manner()
        manner.login = ("sahut", "rahasia")
        try await SMTPStandIn.during(manner) { standIn in
            let right = server(standIn.port) { $0.login = .init(user: "sahut", password: "rahasia") }
            let wrong = server(standIn.port) { $0.login = .init(user: "sahut", password: "salah") }
            let (seen, refused) = (try await right.look(), try await wrong.look())
            #expect(seen == .taken(.server(code: 235, text: "in")) && standIn.letters.isEmpty)
            #expect(refused == .deferred(.server(code: 535, text: "5.7.8 no")))
        }
    }

    @Test("a line that is cut anywhere defers", arguments: ["EHLO", "MAIL", "RCPT", "DATA", "."])
    func cut(_ verb: String) async throws {
        var manner = SMTPStandIn.Manner()
        manner.cutAfter = verb
        let (outcome, letters) = try await deliver(manner)
        #expect(outcome == .deferred(.trouble(.cut)) && letters.isEmpty)
    }

    @Test("a server that never answers is left after a while", arguments: ["EHLO", "RCPT", "."])
    func silent(_ verb: String) async throws {
        var manner = SMTPStandIn.Manner()
        manner.silentAfter = verb
        let (outcome, _) = try await deliver(manner) { $0.whole = .milliseconds(300) }
        #expect(outcome == .deferred(.trouble(.tooSlow)))
    }

    @Test("what speaks another tongue, or is not there, defers")
    func strangers() async throws {
        var manner = SMTPStandIn.Manner()
        manner.answers = ["greeting": "HTTP/1.1 400 Bad Request\r\n"]
        #expect(try await deliver(manner).outcome == .deferred(.trouble(.unreadable)))
        let port = try await SMTPStandIn.during { $0.port }
        let nobody = try await server(port).deliver(MailMessageTests.message())
        #expect(nobody == .deferred(.trouble(.unreachable)))
        let nowhere = try await server(port, .off) { $0.host = "mail.invalid" }.deliver(MailMessageTests.message())
        #expect(nowhere == .deferred(.trouble(.unreachable)))
    }
}

extension MailOutcome {
    var isTaken: Bool { if case .taken = self { true } else { false } }
}
