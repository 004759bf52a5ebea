import Contacts
import Database
import Exports
import Kernel
import Members
import Pages
import Staff
import Testing

@testable import Tickets

@Suite("Inboxes as files")
struct InboxSheetTests {
    private let day = Duration.seconds(86_400)

    @Test("offered to, and written for, who may have lists written out and has an inbox", arguments: Role.allCases)
    func roles(_ role: Role) async throws {
        try await withCentre { centre in
            _ = try await centre.openOffices()
            try await centre.escalated(1)
            let guest = try await centre.hire(
                "Tamu", "tamu", [role], at: role == .branch ? Offices.semarang : nil,
                of: role == .region ? Offices.sixth : nil)
            let may = [Role.supervisor, .headOffice, .region].contains(role)
            let page = try await centre.tester(guest).get("/inbox?heap=new&page=2")
            #expect(page.body.contains("name=\"list\" value=\"inbox\"") == may)
            #expect(page.body.contains("name=\"query\" value=\"heap=new\"") == may, "a file has every page")
            let file = try await centre.writingDesk().write("inbox", by: guest.id)
            #expect(file.export.state == (may ? .done : .failed))
            #expect(file.export.failure == (may ? nil : .forbidden))
            #expect(file.rows.count == (may ? 1 : 0))
        }
    }

    @Test("each reader's file holds his scope and names it; no address widens it", arguments: Dialect.allCases)
    func scopes(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let offices = try await centre.openOffices()
            for (number, branch) in [Offices.semarang, Offices.ungaran, Offices.jayapura].enumerated() {
                try await centre.escalated(number + 1, to: branch)
                centre.clock.advance(by: .seconds(60))
            }
            let unrouted = try await centre.ticket(9, .red)
            // An officer who may have lists written out for another reason.
            let wulan = try await centre.hire("Wulan Sari", "wulan", [.branch, .finance], at: Offices.ungaran)
            let all = ["Semarang", "Ungaran", "Jayapura"]
            let cells: [(Person, String, [String], [String])] = [
                (offices.hadi, "", all, ["Semua kantor cabang", "Perlu ditangani"]),
                (centre.sari, "heap=new", all, ["Semua kantor cabang", "Baru"]),
                (offices.laras, "", ["Semarang", "Ungaran"], ["Kedeputian Wilayah VI", "Perlu ditangani"]),
                (
                    offices.laras, "branch=JYP", [],
                    ["Kedeputian Wilayah VI", "Perlu ditangani", "Kantor cabang: Jayapura"]
                ),
                (
                    offices.laras, "branch=SMG&heap=new", ["Semarang"],
                    ["Kedeputian Wilayah VI", "Baru", "Kantor cabang: Semarang"]
                ),
                (offices.agus, "heap=unrouted", ["Jayapura"], ["Kedeputian Wilayah XII", "Perlu ditangani"]),
                (wulan, "branch=SMG", ["Ungaran"], ["Kantor cabang Ungaran", "Perlu ditangani"]),
                (wulan, "q=\(unrouted.number)", [], ["Kantor cabang Ungaran", "Nomor tiket: \(unrouted.number)"]),
                (offices.hadi, "heap=closed", [], ["Semua kantor cabang", "Baru ditutup"]),
            ]
            for (person, query, branches, filter) in cells {
                let file = try await centre.writingDesk().write("inbox", query, by: person.id)
                #expect(file.rows.indices.map { file[$0, "Kantor cabang"] } == branches, "\(person.name) \(query)")
                #expect(file.export.filter == filter, "\(person.name) \(query)")
            }
            let waiting = try await centre.writingDesk().write("inbox", "heap=unrouted", by: centre.sari.id)
            #expect(waiting.export.filter == ["Yang menunggu pusat layanan", "Belum ada cabang"])
            #expect(waiting.rows.count == 1 && waiting[0, "Nomor"] == unrouted.number.description)
            #expect(waiting[0, "Tahap"] == "Belum ada cabang" && waiting[0, "Kantor cabang"] == "")
        }
    }

    @Test("a row tells how far the branch is and how its clock stands, and nothing of the participant")
    func row() async throws {
        try await withCentre { centre in
            let offices = try await centre.openOffices()
            let (nur, smg) = (centre.nur.id, Offices.semarang)
            let ticket = try await centre.escalatedCall(1)
            let sent = centre.clock.now()
            func file(_ query: String = "") async throws -> WritingDesk.Written {
                try await centre.writingDesk().write("inbox", query, by: offices.hadi.id)
            }
            let new = try await file()
            #expect(new[0, "Nomor"] == ticket.number.description && new[0, "Warna"] == "Merah")
            #expect(new[0, "Tahap"] == "Belum diambil" && new[0, "Ditangani oleh"] == "")
            #expect(new[0, "Keadaan waktu"] == "Tepat waktu" && new[0, "Kembali ke cabang"] == "0")
            #expect(new[0, "Diteruskan ke cabang"] == "2025-11-22 08:02:00", "\(sent)")
            let told = new.rows.joined().joined(separator: " ")
            for word in ["Budi", "Ditolak", "0812", "0001234567812"] { #expect(!told.contains(word), "\(word)") }
            try await centre.tickets.take(ticket.id, for: nur, of: smg, at: sent)
            let taken = try await file("heap=working")
            #expect(taken[0, "Tahap"] == "Diambil" && taken[0, "Ditangani oleh"] == "Nur Aini")
            try await centre.tickets.ask(ticket.id, "Kelas?", of: smg, by: .person(nur), at: sent)
            #expect(try await file("heap=asked")[0, "Tahap"] == "Menunggu pusat")
            let asked = try await centre.writingDesk().write("inbox", "heap=questions", by: centre.sari.id)
            #expect(asked.rows.count == 1 && asked.export.filter.last == "Pertanyaan cabang")
            centre.clock.advance(by: day * 15 / 4)
            #expect(try await file("heap=soon")[0, "Keadaan waktu"] == "Segera jatuh tempo")
            centre.clock.advance(by: day * 2)
            let late = try await file("heap=overdue")
            #expect(late[0, "Keadaan waktu"] == "Terlewat" && late[0, "Janji"] != "")
            try await centre.tickets.answer(
                ticket.id, .done, "Sudah.", of: smg, by: .person(nur), at: centre.clock.now())
            try await centre.tickets.reopen(
                ticket.id, reason: "Belum.", by: .person(centre.citra.id), at: centre.clock.now())
            #expect(try await file()[0, "Kembali ke cabang"] == "1")
            try await centre.tickets.close(
                ticket.id, "Selesai.", by: .person(centre.citra.id), at: centre.clock.now())
            let closed = try await file("heap=closed")
            #expect(closed[0, "Tahap"] == "Ditutup" && closed[0, "Keadaan waktu"] == "Ditutup terlambat")
            #expect(closed[0, "Janji"] == "Seluruh tiket")
            let typed = try await file("q=3374+0112+0485+0012")
            #expect(typed.rows.isEmpty && typed.export.filter.last == "Nomor tiket: 3374 xxxx xxxx xxxx")
        }
    }

    @Test("page follows page in the order of the list, each row once", arguments: Dialect.allCases)
    func pages(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            _ = try await centre.openOffices()
            let marks: [Set<UrgentMark>] = [[], [.child], [.inpatientRefused]]
            for number in 1...8 {
                // Two each at the same moment, so that the identifier decides.
                if number % 2 == 0 { centre.clock.advance(by: .seconds(60)) }
                try await centre.escalated(number, marks: marks[number % 3])
                try await centre.ticket(100 + number, .red, marks: marks[number % 3])
            }
            let now = centre.clock.now()
            for scope in [EscalationScope.all, .branch(Offices.semarang)] {
                let shown = try await centre.tickets.inbox(InboxFilter(), within: scope, at: now).items
                let written = try await stretch { last in
                    try await centre.tickets.inboxSheetPage(
                        InboxFilter(), within: scope, after: last, at: now, upTo: 3)
                }
                #expect(written == shown.map(\.ticket.id) && written.count == 8, "\(scope)")
                for (index, item) in shown.enumerated() {
                    if index % 2 == 1 { centre.clock.advance(by: .seconds(1)) }
                    let author = Author.person(centre.citra.id)
                    guard scope != .all else { continue }
                    try await centre.tickets.close(item.ticket.id, "Selesai.", by: author, at: centre.clock.now())
                }
            }
            let closed = InboxFilter(heap: .closed)
            let shut = try await centre.tickets.inbox(closed, within: .all, at: centre.clock.now()).items
            let end = centre.clock.now()
            let written = try await stretch { last in
                try await centre.tickets.inboxSheetPage(closed, within: .all, after: last, at: end, upTo: 3)
            }
            #expect(written == shut.map(\.ticket.id) && written.count == 8)
            let waiting = try await stretch { last in
                try await centre.tickets.centreSheetPage(.unrouted, after: last, upTo: 3)
            }
            let shown = try await centre.tickets.centreHeap(.unrouted)
            #expect(waiting == shown.map(\.ticket.id) && waiting.count == 8)
        }
    }

    private func stretch(_ next: (InboxLine?) async throws -> [InboxLine]) async throws -> [TicketID] {
        var (last, seen): (InboxLine?, [TicketID]) = (nil, [])
        repeat {
            let page = try await next(last)
            #expect(page.count <= 3)
            seen += page.map(\.item.ticket.id)
            last = page.last
        } while last != nil && seen.count < 100
        return seen
    }
}

extension SmallCentre {
    /// Read once: it takes its time.
    private static let words = Result {
        try Views(
            bundles: [
                StaffRoom.bundle, MembersRoom.bundle, ContactsRoom.bundle, TicketsRoom.bundle, ExportsRoom.bundle,
            ]
        ).catalogue
    }

    /// Writes this room's lists out.
    func writingDesk() throws -> WritingDesk {
        let lists = TicketsRoom.exportables(tickets, contacts: contacts, members: MemberStore(database), staff: staff)
        return WritingDesk(database, lists, person: staff.sessionPerson, try Self.words.get(), clock: clock)
    }
}
