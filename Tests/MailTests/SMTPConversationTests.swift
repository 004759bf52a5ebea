import Foundation
import Kernel
import Testing

@testable import Mail

@Suite("A conversation with a mail server")
struct SMTPConversationTests {
    private func settings(
        _ security: MailServer.Settings.Security = .off, login: MailServer.Settings.Login? = nil
    ) -> MailServer.Settings {
        MailServer.Settings(
            host: "mail.example", port: 25, security: security, login: login, ownName: "sahut.example")
    }

    private let login = MailServer.Settings.Login(user: "sahut", password: "rahasia")
    private let hello = "250-mail.example\r\n250-SIZE 100000\r\n250 AUTH LOGIN PLAIN\r\n"

    /// What is said to a server that answers so, and what comes of it; `TLS` stands where TLS began.
    private func play(
        _ settings: MailServer.Settings, _ text: String = "Ada tiket.", _ replies: String...
    ) throws -> (said: [String], outcome: MailOutcome?) {
        var conversation = SMTPConversation(MailMessageTests.message("Tiket", text), settings)
        var said: [String] = []
        for written in replies {
            var reader = SMTPReplyReader()
            let lines = written.hasSuffix("\r\n") ? written : written + "\r\n"
            let reply = try #require(try reader.read(Array(lines.utf8)).first)
            var step = conversation.heard(reply)
            if step == .secure {
                said.append("TLS")
                step = conversation.secured()
            }
            switch step {
            case .send(let bytes): said.append(String(decoding: bytes, as: UTF8.self))
            case .hangUp(let outcome): return (said, outcome)
            case .secure: Issue.record("TLS twice")
            }
        }
        return (said, nil)
    }

    @Test("a plain server is told sender, recipient, size and mail, one command a reply")
    func plain() throws {
        let (said, outcome) = try play(
            settings(), "Ada tiket.", "220 mail.example", hello, "250 ok", "250 ok", "354 go", "250 2.0.0 queued as 7")
        let size = MailMessageTests.message("Tiket", "Ada tiket.").written.utf8.count
        #expect(
            Array(said.prefix(4)) == [
                "EHLO sahut.example\r\n", "MAIL FROM:<sahut@pusat.example> SIZE=\(size)\r\n",
                "RCPT TO:<kc.semarang@cabang.example>\r\n", "DATA\r\n",
            ])
        #expect(said.count == 5 && said[4].hasPrefix("Date: ") && said[4].hasSuffix("Ada tiket.\r\n.\r\n"))
        #expect(outcome == .taken(.server(code: 250, text: "2.0.0 queued as 7")))
    }

    @Test("lines that begin with a dot get another, so that none of them ends the mail")
    func dots() throws {
        let (said, _) = try play(settings(), ".\n..a\nb.\n.", "220 x", "250 x", "250 ok", "250 ok", "354 go")
        #expect(said.last?.hasSuffix("\r\n\r\n..\r\n...a\r\nb.\r\n..\r\n.\r\n") == true)
    }

    @Test("a server that knows no EHLO is greeted the old way")
    func old() throws {
        let (said, outcome) = try play(
            settings(), "x", "220 x", "502 what", "250 x", "250 ok", "250 ok", "354 go", "250 ok")
        #expect(said[1] == "HELO sahut.example\r\n" && said[2] == "MAIL FROM:<sahut@pusat.example>\r\n")
        #expect(outcome == .taken(.server(code: 250, text: "ok")))
    }

    @Test("with STARTTLS nothing but the greeting is said in the clear, and what was offered before counts no longer")
    func startTLS() throws {
        let (said, outcome) = try play(
            settings(.startTLS, login: login), "x", "220 x", "250-x\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n", "220 go",
            "250-x\r\n250 AUTH LOGIN\r\n", "334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", "235 ok", "250 ok", "250 ok",
            "354 go", "250 ok")
        #expect(
            Array(said.prefix(8)) == [
                "EHLO sahut.example\r\n", "STARTTLS\r\n", "TLS", "EHLO sahut.example\r\n", "AUTH LOGIN\r\n",
                "c2FodXQ=\r\n", "cmFoYXNpYQ==\r\n", "MAIL FROM:<sahut@pusat.example>\r\n",
            ])
        #expect(outcome == .taken(.server(code: 250, text: "ok")))
    }

    @Test("a server that offers no STARTTLS, or refuses it, is told nothing more")
    func noTLS() throws {
        let bare = try play(settings(.startTLS, login: login), "x", "220 x", "250-x\r\n250 AUTH PLAIN\r\n")
        #expect(bare.said.count == 1 && bare.outcome == .deferred(.trouble(.noTLS)))
        let refused = try play(settings(.startTLS), "x", "220 x", "250-x\r\n250 STARTTLS\r\n", "454 not now")
        #expect(refused.outcome == .deferred(.server(code: 454, text: "not now")))
        let old = try play(settings(.startTLS), "x", "220 x", "502 what")
        #expect(old.said.count == 1 && old.outcome == .deferred(.server(code: 502, text: "what")))
    }

    @Test("PLAIN is preferred; LOGIN is taken; no other way in is known; a wrong password is never for good")
    func signIn() throws {
        let plain = try play(settings(.tls, login: login), "x", "220 x", hello, "235 ok")
        #expect(plain.said[1] == "AUTH PLAIN AHNhaHV0AHJhaGFzaWE=\r\n" && plain.said[2].hasPrefix("MAIL FROM"))
        let old = try play(settings(.tls, login: login), "x", "220 x", "250-x\r\n250 AUTH=LOGIN\r\n")
        #expect(old.said[1] == "AUTH LOGIN\r\n")
        let unknown = try play(settings(.tls, login: login), "x", "220 x", "250-x\r\n250 AUTH GSSAPI\r\n")
        #expect(unknown.outcome == .deferred(.trouble(.noSignIn)))
        let wrong = try play(settings(.tls, login: login), "x", "220 x", hello, "535 5.7.8 no")
        #expect(wrong.outcome == .deferred(.server(code: 535, text: "5.7.8 no")))
        #expect(
            !"\(login)".contains("rahasia") && !String(reflecting: settings(.tls, login: login)).contains("rahasia"))
    }

    @Test("a mail larger than the server takes is not offered; no limit is no limit")
    func size() throws {
        let small = try play(settings(), "x", "220 x", "250-x\r\n250 SIZE 100\r\n")
        #expect(small.outcome == .refused(.trouble(.tooLarge)))
        for limit in ["SIZE", "SIZE 0", "SIZE viel"] {
            #expect(try play(settings(), "x", "220 x", "250-x\r\n250 \(limit)\r\n").outcome == nil)
        }
    }

    /// Where a reply comes: after the greeting, EHLO, MAIL FROM, RCPT TO, DATA and the mail.
    private static let way = ["220 x", "250 x", "250 ok", "250 ok", "354 go", "250 ok"]

    @Test("4xx defers wherever it comes", arguments: 0..<way.count, [421, 450, 451, 452, 471])
    func notNow(_ place: Int, _ code: Int) throws {
        let outcome = try end(place, "\(code) nanti")
        #expect(outcome == .deferred(.server(code: code, text: "nanti")))
    }

    @Test(
        "5xx of the recipient or of the mail is for good; of the two servers it is not",
        arguments: [
            (0, 554, false), (1, 550, false), (2, 550, false), (2, 530, false), (2, 552, true), (3, 550, true),
            (3, 551, true), (3, 553, true), (3, 556, true), (3, 501, true), (3, 530, false), (3, 503, false),
            (4, 554, true), (4, 503, false), (5, 554, true), (5, 552, true), (5, 530, false),
        ])
    func never(_ place: Int, _ code: Int, _ isForGood: Bool) throws {
        let answer = MailAnswer.server(code: code, text: "tidak")
        #expect(try end(place, "\(code) tidak") == (isForGood ? .refused(answer) : .deferred(answer)))
    }

    @Test("an answer that fits nothing defers", arguments: 0..<way.count)
    func unfitting(_ place: Int) throws {
        for code in [214, 299, 334, 399] {
            #expect(try end(place, "\(code) ?") == .deferred(.server(code: code, text: "?")))
        }
    }

    @Test("a long answer is cut short, and for facts only its code is left")
    func longAnswer() throws {
        let outcome = try #require(try end(3, "550 " + String(repeating: "nama@cabang.example ", count: 50)))
        guard case .refused(.server(_, let text)) = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(text.count == 300 && outcome.answer.word == "550")
    }

    private func end(_ place: Int, _ reply: String) throws -> MailOutcome? {
        var conversation = SMTPConversation(MailMessageTests.message(), settings())
        for (index, usual) in (Self.way.prefix(place) + [reply]).enumerated() {
            var reader = SMTPReplyReader()
            let step = conversation.heard(try #require(try reader.read(Array("\(usual)\r\n".utf8)).first))
            if case .hangUp(let outcome) = step { return index == place ? outcome : nil }
        }
        return nil
    }
}
