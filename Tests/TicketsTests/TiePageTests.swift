import Contacts
import Database
import Kernel
import Members
import Pages
import Staff
import Testing
import Tickets

@Suite("Linking and merging on a ticket's page")
struct TiePageTests {
    @Test("a link is made by number, shown on both with its meaning, and taken away with a reason")
    func links() async throws {
        try await withCentre { centre in
            let (one, other) = (try await centre.ticket(1), try await centre.ticket(2))
            let tester = try await centre.tester(centre.citra)
            let path: Path = "/tickets/\(other.id)/links"
            // As people say it over the telephone.
            let number = one.number.description.dropFirst(4).replacing("-", with: " ")
            let linked = try await tester.post(path, ["link-number": String(number), "link-kind": "follows"])
            #expect(linked.status == 303 && linked.location == Path.ticket(other.id).text)
            let others = try await tester.get(.ticket(other.id)).body
            #expect(others.contains("lanjutan dari <a class=\"num\" href=\"\(Path.ticket(one.id))\">\(one.number)</a>"))
            #expect(others.contains("menautkan \(one.number): lanjutan dari"))
            let ones = try await tester.get(.ticket(one.id)).body
            #expect(ones.contains("dilanjutkan oleh <a class=\"num\""))

            for (typed, words) in [
                ("\(one.number)", "Keduanya sudah ditautkan."), ("\(other.number)", "nomor tiket ini sendiri"),
                ("TKT-2511-00999", "Tidak ada tiket dengan nomor ini."), ("abc", "Tidak ada tiket dengan nomor ini."),
            ] {
                let answer = try await tester.post(path, ["link-number": typed, "link-kind": "same-event"])
                #expect(
                    answer.status == 422 && answer.body.contains(words) && answer.body.contains("value=\"\(typed)\""))
                #expect(answer.body.contains("<details open>\n<summary>Tautkan atau gabungkan tiket"))
            }
            #expect(try await tester.post(path, ["link-number": "\(one.number)", "link-kind": "x"]).status == 400)

            let removal: Path = "/tickets/\(one.id)/links/\(other.id)/removals"
            let gap = try await tester.post(removal, ["unlink-reason": " "])
            #expect(gap.status == 422 && gap.body.contains("Tulis dahulu isinya."))
            #expect(try await tester.post(removal, ["unlink-reason": "Salah nomor."]).status == 303)
            let after = try await tester.get(.ticket(other.id)).body
            #expect(after.contains("melepas tautan ke \(one.number)") && after.contains("Salah nomor."))
            #expect(try await tester.post(removal, ["unlink-reason": "Lagi."]).status == 422)
            #expect(
                try await tester.post("/tickets/\(centre.budi.id)/links", ["link-number": "x", "link-kind": "follows"])
                    .status == 404)
        }
    }

    @Test("a merger that cannot be says why")
    func refusedMergers() async throws {
        try await withCentre { centre in
            let older = try await centre.complaint(1)
            centre.clock.advance(by: .seconds(60))
            let younger = try await centre.complaint(2)
            let tester = try await centre.tester(centre.citra)
            let path: Path = "/tickets/\(younger.id)/mergers"
            let page = try await tester.get(.ticket(younger.id)).body
            #expect(page.contains("name=\"merge-number\" value=\"\(older.number)\""))
            let itself = try await tester.post(path, ["merge-number": "\(younger.number)"])
            #expect(itself.status == 422 && itself.body.contains("Itu nomor tiket ini sendiri."))
            try await centre.tickets.close(
                older.id, "Selesai.", by: .person(centre.citra.id), at: centre.clock.now())
            let closed = try await tester.post(path, ["merge-number": "\(older.number)"])
            #expect(closed.status == 422 && closed.body.contains("Tautkan saja sebagai lanjutannya."))
            #expect(try await centre.tickets.ticket(younger.id)?.isOpen == true)
        }
    }

    @Test("every refusal has its words")
    func words() throws {
        let catalogue = try Catalogue(bundles: [TicketsRoom.bundle])
        let keys =
            TicketLinkRefusal.allCases.map { "link.refused.\($0.rawValue)" }
            + TicketMergerRefusal.allCases.map { "merge.refused.\($0.rawValue)" }
            + AttachmentRefusal.allCases.map { "attach.refused.\($0.rawValue)" }
            + TicketLinkKind.allCases.map { "link.\($0.rawValue)" }
        for key in keys { #expect(catalogue.entries["tickets.\(key)"] != nil, "\(key)") }
    }
}
