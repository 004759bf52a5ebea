import Foundation
import Kernel
import Testing

@testable import Mail

@Suite("A mail as it is written")
struct MailMessageTests {
    static let centre = MailSender(name: "Pusat Layanan Sahut", address: MailAddress("sahut@pusat.example")!)

    static func message(
        _ subject: String = "Tiket", _ text: String = "Ada tiket.", from sender: MailSender = centre
    ) -> MailMessage {
        var random = SeededRandom(seed: 3)
        // 2025-11-22 01:00:00 UTC, a Saturday.
        let moment = Timestamp(seconds: 1_763_773_200)
        return MailMessage(
            id: MailID(at: moment, random: &random), from: sender, to: MailAddress("kc.semarang@cabang.example")!,
            subject: subject, text: text, at: moment)
    }

    private func halves(_ message: MailMessage) throws -> (headers: [String], body: String) {
        let written = message.written
        let end = try #require(written.range(of: "\r\n\r\n"))
        let unfolded = written[..<end.lowerBound].replacing("\r\n ", with: " ")
        return (unfolded.components(separatedBy: "\r\n"), String(written[end.upperBound...]))
    }

    @Test("it says whom it comes from, to whom, when, and that a program made it")
    func headers() throws {
        let message = Self.message()
        let (headers, body) = try halves(message)
        #expect(
            headers == [
                "Date: Sat, 22 Nov 2025 01:00:00 +0000", "From: Pusat Layanan Sahut <sahut@pusat.example>",
                "To: <kc.semarang@cabang.example>", "Subject: Tiket", "Message-ID: <\(message.id)@pusat.example>",
                "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: quoted-printable", "Auto-Submitted: auto-generated",
            ])
        #expect(body == "Ada tiket.\r\n")
    }

    @Test(
        "a subject or a name with letters of any script, or long, is encoded and reads the same",
        arguments: [
            "Tiket TKT-2511-00042: warna merah · prioritas tinggi", "Jawaban cabang — sisa 25 %", "日本語のチケット",
            String(repeating: "Peringatan ", count: 20), "👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦 keluarga", "=?utf-8?B?AAAA?=",
        ])
    func encodedWords(_ subject: String) throws {
        let text = subject.trimmingCharacters(in: .whitespaces)
        let written = Self.message(subject, from: MailSender(name: text, address: Self.centre.address)).written
        let headers = try #require(written.components(separatedBy: "\r\n\r\n").first)
        for line in headers.components(separatedBy: "\r\n") {
            #expect(line.utf8.count <= 76 && line.utf8.allSatisfy { (0x20...0x7E).contains($0) }, "\(line)")
        }
        // Decoding drops what joins encoded words; a family of several people keeps its letters.
        let bare = { (text: String) in text.unicodeScalars.filter { $0.properties.generalCategory != .format } }
        let unfolded = headers.replacing("\r\n ", with: " ")
        let lines = unfolded.components(separatedBy: "\r\n")
        let told = try #require(lines.first { $0.hasPrefix("Subject: ") }).dropFirst("Subject: ".count)
        let name = try #require(lines.first { $0.hasPrefix("From: ") }).dropFirst("From: ".count)
        let blankless = { (text: String) in String(String.UnicodeScalarView(bare(text))).filter { $0 != " " } }
        #expect(blankless(Mailbox.decodedHeader(String(told))) == blankless(text))
        #expect(
            blankless(Mailbox.decodedHeader(String(name.dropLast(" <sahut@pusat.example>".count))))
                == blankless(text))
    }

    @Test(
        "nothing in a subject or a name begins a header of its own",
        arguments: ["\r\n", "\n", "\r", "\u{2028}", "\u{85}", "\0"])
    func injection(_ end: String) throws {
        let evil = "Tiket\(end)Bcc: semua@dunia.example\(end)\(end)Isi"
        let sender = MailSender(name: evil, address: Self.centre.address)
        let (headers, _) = try halves(Self.message(evil, "x", from: sender))
        #expect(headers.count == 9 && !headers.contains { $0.hasPrefix("Bcc") })
        #expect(headers[3] == "Subject: Tiket Bcc: semua@dunia.example Isi")
    }

    @Test(
        "a text reads the same after its journey, in lines of at most 76 letters that every server carries",
        arguments: [
            "", "a", "Baris satu\nBaris dua\n\nBaris empat", "akhir dengan spasi \nlalu\ttab\t", "= adalah sama dengan",
            ".\n..titik\n.", String(repeating: "panjang ", count: 100), String(repeating: "é", count: 300),
            "https://sahut.example/answers/" + String(repeating: "x", count: 200) + "?key=a=b",
            String(repeating: "a", count: 76), String(repeating: "a", count: 75) + " ", "satu\r\ndua\rtiga",
        ])
    func quotedPrintable(_ text: String) throws {
        let (_, body) = try halves(Self.message("x", text))
        let lines = body.components(separatedBy: "\r\n")
        #expect(lines.last == "")
        for line in lines {
            #expect(line.utf8.count <= 76 && !line.hasSuffix(" ") && !line.hasSuffix("\t"))
            #expect(line.utf8.allSatisfy { (0x20...0x7E).contains($0) })
        }
        let same = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        let trimmed = String(same.reversed().drop { $0 == "\n" }.reversed())
        #expect(Mailbox.decodedText(body) == (trimmed.isEmpty ? "" : trimmed + "\n"))
    }

    @Test(
        "an address is what servers take, and nothing else",
        arguments: [
            ("kc.semarang@cabang.example", true), ("a+b_c%d-e@x-1.co.id", true), ("tanpa-domain", false),
            ("a@b", false), ("a b@c.id", false), ("a@b.id\r\nRCPT TO:<c@d.id>", false), ("<a@b.id>", false),
            ("a@-b.id", false), ("a@b..id", false), (String(repeating: "a", count: 65) + "@b.id", false),
        ])
    func addresses(_ text: String, _ isAddress: Bool) { #expect((MailAddress(text) != nil) == isAddress) }
}

/// Reads mail as a recipient's program does.
enum Mailbox {
    /// Of quoted-printable.
    static func decodedText(_ body: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(body.replacing("=\r\n", with: "").replacing("\r\n", with: "\n").utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "="), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Of encoded words; what stands between two of them is no part of the text.
    static func decodedHeader(_ header: String) -> String {
        guard header.hasPrefix("=?") else { return header }
        let words = header.split(separator: " ").map { word in
            let parts = word.split(separator: "?", omittingEmptySubsequences: false)
            guard parts.count == 5, let data = Data(base64Encoded: String(parts[3])) else { return String(word) }
            return String(decoding: data, as: UTF8.self)
        }
        return words.joined()
    }
}
