import Contacts
import Database
import Foundation
import Kernel
import Members
import Pages
import Staff
import Testing
import Tickets

@Suite("Evidence that comes with a branch's answer")
struct InboxEvidenceTests {
    private func answer(
        _ tester: PageTester, _ id: TicketID, _ name: String, _ content: Data, text: String = "Kamar sudah ada."
    ) async throws -> PageTester.Answer {
        try await tester.upload(
            "/inbox/\(id)/answers", ["status": "in-process", "answer": text], file: "evidence", name: name,
            type: "image/jpeg", content: Array(content))
    }

    @Test("a file comes with the answer, stands on the page, and its download is a look at the member")
    func attached() async throws {
        try await withAttachments { centre, attachments, _ in
            let offices = try await centre.openOffices()
            let ticket = try await centre.escalatedCall(1)
            let nur = try await centre.tester(centre.nur)
            #expect(try await answer(nur, ticket.id, "surat rawat.jpg", Evidence.photograph).status == 303)
            let file = try #require(try await attachments.list(of: ticket.id, withPrivate: false).first)
            let path: Path = "/inbox/\(ticket.id)/attachments/\(file.id)"
            let page = try await nur.get("/inbox/\(ticket.id)").body
            #expect(page.contains("surat rawat.jpg") && page.contains(path.text) && page.contains("Kamar sudah ada."))
            let download = try await nur.get(path)
            #expect(download.status == 200 && download[header: "Content-Disposition"]?.hasPrefix("attachment") == true)
            let looks = try await Journal(centre.database).entries(about: .member(centre.budi.id))
            #expect(try looks.last?.fact(MemberFact.Looked.self)?.by == "attachment")
            #expect(looks.last?.author == .person(centre.nur.id))
            for person in [offices.laras, offices.hadi, offices.ujang, offices.agus] {
                let tester = try await centre.tester(person)
                #expect(try await tester.get(path).status == 404, "\(person.name)")
                #expect(!(try await tester.get("/inbox/\(ticket.id)")).body.contains("surat rawat"), "\(person.name)")
            }
            #expect(try await centre.tester(centre.sari).get(path).status == 200)
            #expect(try await centre.tester(centre.rahmat).get(path).status == 403)
        }
    }

    @Test("what is no evidence is refused with its reason, and neither the file nor the answer is taken")
    func refused() async throws {
        try await withAttachments { centre, attachments, _ in
            _ = try await centre.openOffices()
            let id = try await centre.escalated(1)
            let nur = try await centre.tester(centre.nur)
            let wrong = try await answer(nur, id, "foto.jpg", Evidence.zip, text: "Ini suratnya.")
            #expect(wrong.status == 422 && wrong.body.contains("“foto.jpg” bukan foto, PDF, atau teks."))
            #expect(wrong.body.contains(">Ini suratnya.</textarea>"))
            let large = try await answer(nur, id, "besar.txt", Data(repeating: 0x61, count: Attachment.largest + 1))
            #expect([413, 422].contains(large.status))
            let silent = try await answer(nur, id, "surat.txt", Evidence.text, text: " ")
            #expect(silent.status == 422 && silent.body.contains("Tulis dahulu isinya."))
            #expect(try await attachments.list(of: id, withPrivate: true).isEmpty)
            #expect(try await centre.facts(id) == ["ticket.opened", "ticket.escalated"])
        }
    }

    @Test(
        "an answer whose evidence cannot be kept is not taken either, and may be sent again",
        arguments: Dialect.allCases)
    func together(_ dialect: Dialect) async throws {
        try await withAttachments(dialect) { centre, attachments, folder in
            _ = try await centre.openOffices()
            let id = try await centre.escalated(1)
            let nur = try await centre.tester(centre.nur)
            try Data().write(to: folder)
            #expect(try await answer(nur, id, "surat.txt", Evidence.text).status == 500)
            #expect(try await centre.facts(id) == ["ticket.opened", "ticket.escalated"])
            try FileManager.default.removeItem(at: folder)
            #expect(try await answer(nur, id, "surat.txt", Evidence.text).status == 303)
            #expect(try await attachments.list(of: id, withPrivate: false).map(\.name) == ["surat.txt"])
        }
    }

    @Test("a ticket that is full takes an answer with evidence that it has, and none with more")
    func full() async throws {
        try await withAttachments { centre, attachments, _ in
            _ = try await centre.openOffices()
            let id = try await centre.escalated(1)
            let (by, now) = (Author.person(centre.sari.id), centre.clock.now())
            for number in 1...Attachment.mostOfTicket {
                try await attachments.put(id, "surat.txt", Data("Surat \(number)".utf8), by: by, at: now)
            }
            let nur = try await centre.tester(centre.nur)
            let more = try await answer(nur, id, "baru.txt", Evidence.text)
            #expect(more.status == 422 && more.body.contains("paling banyak memuat 20 berkas"))
            #expect(!(try await centre.facts(id)).contains("ticket.branch-answered"))
            #expect(try await answer(nur, id, "surat.txt", Data("Surat 1".utf8)).status == 303)
            #expect(try await attachments.list(of: id, withPrivate: true).count == Attachment.mostOfTicket)
        }
    }

    @Test("what is the centre's alone, a branch neither sees nor gets")
    func sealed() async throws {
        try await withAttachments { centre, attachments, _ in
            _ = try await centre.openOffices()
            let id = try await centre.escalated(1)
            let (by, now) = (Author.person(centre.sari.id), centre.clock.now())
            let own = try await attachments.put(id, "rahasia.txt", Evidence.text, isPrivate: true, by: by, at: now)
            let told = try await attachments.put(id, "terbuka.pdf", Evidence.pdf, by: by, at: now)
            let nur = try await centre.tester(centre.nur)
            let page = try await nur.get("/inbox/\(id)").body
            #expect(page.contains("terbuka.pdf") && !page.contains("rahasia.txt"))
            #expect(try await nur.get("/inbox/\(id)/attachments/\(told.id)").status == 200)
            #expect(try await nur.get("/inbox/\(id)/attachments/\(own.id)").status == 404)
        }
    }
}
