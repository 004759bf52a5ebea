import Contacts
import Database
import Foundation
import Kernel
import Members
import Pages
import Staff
import Testing
import Tickets

@Suite("A ticket's page as one story")
struct StoryPageTests {
    /// Where words stand in a page; they must be there.
    private func places(_ words: [String], in body: String) throws -> [String.Index] {
        try words.map { try #require(body.range(of: $0)?.lowerBound, "\($0)") }
    }

    @Test("contacts, notes and state changes stand in the order in which they happened, the newest last")
    func order() async throws {
        try await withCentre { centre in
            let ticket = try await centre.complaint(1, .red)
            centre.clock.advance(by: .seconds(600))
            try await centre.tickets.note(
                ticket.id, "RS sudah ditelepon.", by: .person(centre.citra.id), at: centre.clock.now())
            centre.clock.advance(by: .seconds(600))
            // Budi rings again, with Dewi; and once more when it is closed, and names it.
            let during = try await centre.conversation(2, with: centre.dewi)
            var log = centre.log("administration.card", .solved)
            log.note = "Bertanya soal kartu."
            try await centre.contacts.log(during, log, by: centre.dewi.id, at: centre.clock.now())
            try await centre.tickets.close(
                ticket.id, "Sudah dirawat.", by: .person(centre.sari.id), at: centre.clock.now())
            centre.clock.advance(by: .seconds(86_400))
            let naming = try await centre.conversation(3, with: centre.dewi)
            log.note = "Menanyakan \(ticket.number.description.lowercased()), sudah selesai."
            try await centre.contacts.log(naming, log, by: centre.dewi.id, at: centre.clock.now())
            centre.clock.advance(by: .seconds(600))
            let other = try await centre.conversation(4, with: centre.dewi)
            log.note = "Hal lain sama sekali."
            try await centre.contacts.log(other, log, by: centre.dewi.id, at: centre.clock.now())

            let body = try await centre.tester(centre.sari).get(.ticket(ticket.id)).body
            let order = try places(
                [
                    "membuka tiket, batas", "Ditolak di IGD, kartu aktif.", "RS sudah ditelepon.",
                    "Bertanya soal kartu.", "Sudah dirawat.", "Menanyakan tkt-",
                ], in: body)
            #expect(order == order.sorted())
            #expect(body.contains("Dewi Anggraini · Telepon · Administrasi › Kartu · Selesai"), "\(body)")
            #expect(!body.contains("Hal lain sama sekali."))
            #expect(body.contains(Path.contact(during).text) && body.contains(Path.contact(naming).text))
            #expect(body.contains("<p class=\"said\">RS sudah ditelepon.</p>"))
        }
    }

    @Test("an agent opens the own contacts only; quality sees no member; nobody sees a contact who may read none")
    func readers() async throws {
        try await withCentre { centre in
            let ticket = try await centre.complaint(1)
            let contact = try #require(ticket.matter.contact)
            let own = try await centre.tester(centre.citra).get(.ticket(ticket.id)).body
            #expect(own.contains(Path.contact(contact).text))
            let colleague = try await centre.tester(centre.dewi).get(.ticket(ticket.id)).body
            #expect(colleague.contains("Telepon ·") && !colleague.contains(Path.contact(contact).text))
            #expect(colleague.contains("Budi Santoso"))
            let quality = try await centre.tester(as: .quality).get(.ticket(ticket.id)).body
            #expect(quality.contains("Telepon ·") && !quality.contains("Budi Santoso"))
            #expect(!quality.contains("<form method=\"post\" action=\"/tickets"))
            let office = try await centre.tester(as: .backOffice).get(.ticket(ticket.id)).body
            #expect(office.contains("Budi Santoso") && !office.contains("Telepon ·"))
        }
    }

    @Test("the member card is masked, leads to the member and to the contribution check, and the look is logged")
    func memberCard() async throws {
        try await withCentre { centre in
            let ticket = try await centre.complaint(1)
            let body = try await centre.tester(centre.citra).get(.ticket(ticket.id)).body
            #expect(body.contains("Budi Santoso") && !body.contains(centre.budi.card.digits))
            #expect(!body.contains(centre.budi.nik.digits) && body.contains(centre.budi.card.masked))
            #expect(body.contains("Kelas II") && body.contains("Aktif"))
            #expect(body.contains("\(Path.member(centre.budi.id))?for=ticket%3A\(ticket.id)"))
            #expect(body.contains(Path.memberContributions(centre.budi.id).text))
            let looks = try await Journal(centre.database).entries(about: .member(centre.budi.id))
            #expect(looks.count == 1 && looks.first?.author == .person(centre.citra.id))
            #expect(try looks.first?.fact(MemberFact.Looked.self)?.because == Subject.ticket(ticket.id).text)
        }
    }

    @Test("the parts of a merged ticket stand in its story under their number, and lead to it")
    func parts() async throws {
        try await withCentre { centre in
            let older = try await centre.complaint(1, note: "Pertama kali.")
            centre.clock.advance(by: .seconds(3_600))
            let younger = try await centre.complaint(2, note: "Kedua kali.")
            let tester = try await centre.tester(centre.citra)
            for (one, other) in [(older, younger), (younger, older)] {
                let body = try await tester.get(.ticket(one.id)).body
                #expect(body.contains("Mungkin sama dengan") && body.contains(other.number.description))
            }
            #expect(try await tester.get(.ticket(younger.id)).body.contains("dibuka 1 jam 2 mnt lebih awal"))
            let merged = try await tester.post(
                "/tickets/\(younger.id)/mergers", ["merge-number": older.number.description])
            #expect(merged.status == 303 && merged.location == Path.ticket(older.id).text)
            let body = try await tester.get(.ticket(older.id)).body
            let order = try places(
                ["Pertama kali.", "Kedua kali.", "menggabungkan \(younger.number) ke tiket ini"], in: body)
            #expect(order == order.sorted())
            #expect(body.contains("<span class=\"num\">\(younger.number)</span>"))
            #expect(!body.contains("Mungkin sama dengan") && !body.contains("menggabungkan tiket ini"))
            let part = try await tester.get(.ticket(younger.id)).body
            #expect(part.contains("Tiket ini digabung ke") && part.contains(Path.ticket(older.id).text))
            #expect(part.contains("menggabungkan tiket ini ke \(older.number)"))
            let note = try await tester.post("/tickets/\(younger.id)/notes", ["note": "Menyusul."])
            #expect(note.status == 303 && note.location == Path.ticket(older.id).text)
        }
    }

    @Test("what is done on a ticket is done by those who may, cell by cell", arguments: Role.allCases)
    func permissions(_ role: Role) async throws {
        try await withAttachments { centre, attachments, _ in
            let (one, other) = (try await centre.complaint(1), try await centre.ticket(5))
            let file = try await attachments.put(
                one.id, "a.pdf", Evidence.pdf, by: .person(centre.citra.id), at: centre.clock.now())
            let tester = try await centre.tester(as: role)
            let reads: Set<Role> = [.inbound, .outbound, .social, .supervisor, .quality, .backOffice]
            let opens: Set<Role> = [.inbound, .social, .supervisor]
            let place = "/tickets/\(one.id)"
            let cells: [(path: String, may: Set<Role>, form: [String: String]?, done: Int)] = [
                (place, reads, nil, 200),
                // A file of a member's ticket is a look at the member.
                ("\(place)/attachments/\(file.id)", reads.subtracting([.quality]), nil, 200),
                // It is no picture.
                ("\(place)/attachments/\(file.id)/thumbnail", reads.subtracting([.quality]), nil, 404),
                ("/tickets/mentions", reads, nil, 200), ("/tickets/mentions/names?q=ci", opens, nil, 200),
                ("\(place)/notes", opens, ["note": "Halo."], 303),
                ("\(place)/notes", opens, ["note": "Halo.", "private": "yes"], 303),
                ("\(place)/links", opens, ["link-number": "\(other.number)", "link-kind": "same-event"], 303),
                ("\(place)/links/\(other.id)/removals", opens, ["unlink-reason": "Keliru."], 303),
                ("\(place)/mergers", opens, ["merge-number": "TKT-2511-00999"], 422),
                ("\(place)/attachments", opens, [:], 422),
            ]
            for cell in cells {
                let path = try #require(Path(local: cell.path))
                let answer =
                    if let form = cell.form { try await tester.post(path, form) } else { try await tester.get(path) }
                #expect(answer.status == (cell.may.contains(role) ? cell.done : 403), "\(role) \(cell.path)")
            }
            let draft = try await tester.postJSON("\(place)/drafts".asPath, Typed(text: "Halo", isPrivate: false))
            #expect(draft.status == (opens.contains(role) ? 200 : 403), "\(role) draft")
        }
    }

    private struct Typed: Encodable {
        let text: String
        let isPrivate: Bool
    }
}

extension String {
    fileprivate var asPath: Path { Path(local: self) ?? "/" }
}
