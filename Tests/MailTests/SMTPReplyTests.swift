import Kernel
import Testing

@testable import Mail

@Suite("A server's replies")
struct SMTPReplyTests {
    private func read(_ text: String) throws -> [SMTPReply] {
        var reader = SMTPReplyReader()
        return try reader.read(Array(text.utf8))
    }

    @Test("one line, several lines, several replies, with and without text, with bare line feeds")
    func forms() throws {
        #expect(try read("250 OK\r\n") == [SMTPReply(code: 250, lines: ["OK"])])
        #expect(try read("250\r\n") == [SMTPReply(code: 250, lines: [""])])
        #expect(try read("250 OK\n") == [SMTPReply(code: 250, lines: ["OK"])])
        let many = try read("250-mx.example\r\n250-SIZE 100\r\n250-\r\n250 STARTTLS\r\n")
        #expect(many == [SMTPReply(code: 250, lines: ["mx.example", "SIZE 100", "", "STARTTLS"])])
        #expect(many[0].text == "mx.example SIZE 100  STARTTLS")
        #expect(try read("354 go\r\n421 bye\r\n").map(\.code) == [354, 421])
        #expect(try read("250 a\u{7}b\tc\r\n")[0].text == "a b c")
    }

    @Test("a reply may come in pieces of any size")
    func pieces() throws {
        let text = "220-mail.example siap\r\n220 ESMTP\r\n250 \u{e9}t\u{e9}\r\n"
        let whole = try read(text)
        let bytes = Array(text.utf8)
        for size in 1...bytes.count {
            var reader = SMTPReplyReader()
            var replies: [SMTPReply] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                replies += try reader.read(bytes[start..<min(start + size, bytes.count)])
            }
            #expect(replies == whole && reader.isEmpty)
        }
        var reader = SMTPReplyReader()
        #expect(try reader.read(Array("250-mail\r\n".utf8)).isEmpty && !reader.isEmpty)
    }

    @Test(
        "what is no reply is refused",
        arguments: [
            "HTTP/1.1 400 Bad Request\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "\r\n", "25\r\n", "25a no\r\n", "199 no\r\n",
            "600 no\r\n", "250_no\r\n", "250-a\r\n251 b\r\n", "\u{16}\u{3}\u{1}\n",
        ])
    func garbage(_ text: String) {
        #expect(throws: SMTPReplyReader.Fault.unreadable) { try read(text) }
    }

    @Test("a line or a reply without end is refused, not kept")
    func endless() {
        #expect(throws: SMTPReplyReader.Fault.tooLong) { try read(String(repeating: "2", count: 2_001)) }
        #expect(throws: SMTPReplyReader.Fault.tooLong) { try read(String(repeating: "250-x\r\n", count: 101)) }
    }

    @Test("random bytes are replies or are refused, and never stop the reader")
    func random() {
        var random = SeededRandom(seed: 7)
        let letters = Array("0123456789 -\r\nab".utf8)
        for _ in 0..<2_000 {
            let bytes = (0..<40).map { _ in letters[Int.random(in: 0..<letters.count, using: &random)] }
            var reader = SMTPReplyReader()
            do {
                for reply in try reader.read(bytes) {
                    #expect((200...599).contains(reply.code) && !reply.lines.isEmpty)
                }
            } catch {
                #expect(error == .unreadable)
            }
        }
    }
}
