import Contacts
import Database
import Foundation
import Kernel
import Members
import Pages
import Staff
import Testing
import Tickets

@Suite("Files on a ticket's page")
struct AttachmentPageTests {
    private func path(_ ticket: Ticket) -> Path { "/tickets/\(ticket.id)/attachments" }

    @Test("a file is attached, stands in the story and is handed out as a file, never as a page of ours")
    func attach() async throws {
        try await withAttachments { centre, attachments, _ in
            let ticket = try await centre.ticket(1)
            let tester = try await centre.tester(centre.citra)
            let answer = try await tester.upload(
                path(ticket), file: "file", name: "../../surat sakit é.html", type: "text/html",
                content: Array("<script>alert(1)</script>".utf8))
            #expect(answer.status == 303 && answer.location == Path.ticket(ticket.id).text)
            let kept = try #require(try await attachments.list(of: ticket.id, withPrivate: true).first)
            #expect(kept.name == "surat sakit é.html.txt" && !kept.isPrivate)
            let page = try await tester.get(.ticket(ticket.id)).body
            #expect(page.contains("melampirkan surat sakit é.html.txt") && page.contains("25 B"))

            let file = try await tester.get("/tickets/\(ticket.id)/attachments/\(kept.id)")
            #expect(file.status == 200 && file.body == "<script>alert(1)</script>")
            #expect(file[header: "Content-Type"] == "text/plain; charset=utf-8")
            #expect(
                file[header: "Content-Disposition"]
                    == "attachment; filename*=UTF-8''surat%20sakit%20%C3%A9.html.txt")
            #expect(file[header: "X-Content-Type-Options"] == "nosniff")
            #expect(file[header: "Content-Security-Policy"] == "sandbox; default-src 'none'")
            #expect(file[header: "Cache-Control"] == "no-store")
            #expect(try await centre.facts(ticket.id).last == "ticket.attachment-read")
        }
    }

    @Test("a private file says so; a picture is shown small once it is drawn")
    func pictures() async throws {
        try await withAttachments { centre, attachments, _ in
            let ticket = try await centre.ticket(1)
            let tester = try await centre.tester(centre.citra)
            _ = try await tester.upload(
                path(ticket), ["private": "yes"], file: "file", name: "kartu.jpg", type: "image/jpeg",
                content: Array(Evidence.photograph))
            let kept = try #require(try await attachments.list(of: ticket.id, withPrivate: true).first)
            #expect(kept.isPrivate)
            let thumbnail = "/tickets/\(ticket.id)/attachments/\(kept.id)/thumbnail"
            let before = try await tester.get(.ticket(ticket.id)).body
            #expect(!before.contains(thumbnail) && before.contains("Internal</span>"))
            try await centre.thumbnails(attachments).round()
            #expect(try await tester.get(.ticket(ticket.id)).body.contains("<img src=\"\(thumbnail)\""))
            let picture = try await tester.get(try #require(Path(local: thumbnail)))
            #expect(picture.status == 200 && picture[header: "Content-Type"] == "image/jpeg")
        }
    }

    @Test("what is not what its name says comes back with the reason, and nothing is kept")
    func hostile() async throws {
        try await withAttachments { centre, attachments, _ in
            let ticket = try await centre.ticket(1)
            let tester = try await centre.tester(centre.citra)
            func send(_ name: String, _ content: [UInt8]) async throws -> PageTester.Answer {
                try await tester.upload(path(ticket), file: "file", name: name, type: "image/jpeg", content: content)
            }
            let zip = try await send("foto.jpg", Array(Evidence.zip))
            #expect(zip.status == 422)
            #expect(zip.body.contains("Isi foto.jpg bukan JPEG, PNG, WEBP, PDF, atau teks."))
            let large = try await send("besar.txt", Array(repeating: 0x41, count: 11 * 1_024 * 1_024))
            #expect(large.status == 422 && large.body.contains("besar.txt lebih besar daripada 10 MB."))
            let huge = try await send("raksasa.txt", Array(repeating: 0x41, count: 17 * 1_024 * 1_024))
            #expect(huge.status == 413)
            let empty = try await send("kosong.txt", [])
            #expect(empty.status == 422 && empty.body.contains("Pilih berkas yang ada isinya."))
            #expect(try await attachments.list(of: ticket.id, withPrivate: true).isEmpty)
        }
    }

    @Test("a form that breaks off is refused; two files of one name are both kept")
    func parts() async throws {
        try await withAttachments { centre, attachments, _ in
            let ticket = try await centre.ticket(1)
            let tester = try await centre.tester(centre.citra)
            let token = try await tester.formToken()
            func part(_ name: String, _ more: String, _ content: String) -> String {
                "--batas\r\nContent-Disposition: form-data; name=\"\(name)\"\(more)\r\n\r\n\(content)\r\n"
            }
            let whole =
                part("_csrf", "", token) + part("file", "; filename=\"a.txt\"", "Satu")
                + part("file", "; filename=\"a.txt\"", "Dua") + "--batas--\r\n"
            let headers = ["Content-Type": "multipart/form-data; boundary=batas"]
            let broken = Array(whole.utf8.dropLast(12))
            let refused = try await tester.send("POST", path(ticket), headers: headers, body: broken)
            #expect(refused.status == 400)
            #expect(try await attachments.list(of: ticket.id, withPrivate: true).isEmpty)
            let taken = try await tester.send("POST", path(ticket), headers: headers, body: Array(whole.utf8))
            #expect(taken.status == 303)
            let kept = try await attachments.list(of: ticket.id, withPrivate: true)
            #expect(kept.map(\.name) == ["a.txt", "a.txt"] && Set(kept.map(\.size)) == [3, 4])
        }
    }

    @Test("a closed ticket takes no file, one that is not there neither, and none is found under another ticket")
    func places() async throws {
        try await withAttachments { centre, attachments, _ in
            let (ticket, other) = (try await centre.ticket(1), try await centre.ticket(2))
            let author = Author.person(centre.citra.id)
            let kept = try await attachments.put(
                ticket.id, "a.txt", Evidence.text, by: author, at: centre.clock.now())
            try await centre.tickets.close(ticket.id, "Selesai.", by: author, at: centre.clock.now())
            let tester = try await centre.tester(centre.citra)
            func send(_ path: Path) async throws -> PageTester.Answer {
                try await tester.upload(
                    path, file: "file", name: "b.txt", type: "text/plain", content: Array("Baru".utf8))
            }
            let closed = try await send(path(ticket))
            #expect(closed.status == 422 && closed.body.contains("Tiket sudah ditutup; b.txt tidak dilampirkan."))
            #expect(try await send("/tickets/\(centre.budi.id)/attachments").status == 404)
            #expect(try await tester.get("/tickets/\(other.id)/attachments/\(kept.id)").status == 404)
            #expect(try await tester.get("/tickets/\(ticket.id)/attachments/\(kept.id)").status == 200)
        }
    }
}
