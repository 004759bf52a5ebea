import Contacts
import Database
import Foundation
import Kernel
import Members
import Pages
import Staff
import Testing

@testable import Tickets

@Suite("Tickets of an older system")
struct OldTicketTests {
    private let header =
        "number,opened,category,kind,colour,priority,text,card,nik,phone,region,branch,closed,closing-text,notes"
    private let open =
        "L-1,2025-10-01 09:15,health.hospital,complaint,merah,high,Antre lama,"
        + "0001234567812,,0812-1111-2222,3374,Semarang,,,"
    private let closed =
        "L-2,2025-09-30 14.05,administration.card,information,green,,Kartu hilang,,,,,,"
        + "2025-09-30 16:00,Dicetak ulang.,Lewat WA"

    private func imported(
        _ lines: [String], in centre: Centre, dry: Bool = false, batch: Int = 500, named name: String = "lama"
    ) async throws -> (outcome: MemberImport.Outcome, rejected: [String]) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sahut-lama-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appendingPathComponent("\(name).csv")
        try Data((([header] + lines).joined(separator: "\n") + "\n").utf8).write(to: file)
        var reading = OldTicketImport(file, into: centre.database, calendar: .jakarta, by: .system("import"))
        (reading.isDry, reading.batchLines) = (dry, batch)
        let outcome = try await reading.run(clock: centre.clock)
        let rejected = try outcome.rejected.map { try String(contentsOf: $0, encoding: .utf8) } ?? ""
        try FileManager.default.removeItem(at: folder)
        return (outcome, rejected.split(separator: "\n").dropFirst().map(String.init))
    }

    private func tickets(_ centre: Centre) async throws -> [Ticket] {
        try await centre.tickets.list(TicketFilter(state: .all), at: centre.clock.now()).tickets
    }

    @Test("old tickets keep their moments, words and member; open ones are open", arguments: Dialect.allCases)
    func taking(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            try await BranchStore(centre.database).begin(by: .system("test"), at: centre.clock.now())
            let today = try await centre.ticket(1)
            let (outcome, _) = try await imported([open, closed], in: centre)
            #expect(outcome.counts.added == 2 && outcome.counts.rejected == 0 && outcome.rejected == nil)
            let old = try await tickets(centre).filter { $0.id != today.id }
            #expect(old.map(\.number.description) == ["TKT-2510-900001", "TKT-2509-900001"])
            let opened = CentreCalendar.jakarta.start(of: Day(year: 2025, month: 10, day: 1)!) + .seconds(33_300)
            #expect(old[0].openedAt == opened && old[0].isOpen && old[0].colour == .red && old[0].priority == .high)
            #expect(old[0].matter.member == centre.budi.id && old[0].matter.phone == Centre.caller)
            #expect(old[0].openedBy == .system("import") && old[0].isLate(at: centre.clock.now()))
            #expect(old[1].closing?.text == "Dicetak ulang." && old[1].closing?.by == .system("import"))
            #expect(old[1].closing.map { $0.at - old[1].openedAt } == .seconds(6_900))
            let story = try #require(try await centre.tickets.story(old[1].id)).facts
            #expect(story.map(\.kind) == ["ticket.opened", "ticket.noted", "ticket.closed", "ticket.imported"])
            #expect(story[2].at == old[1].closing?.at && story[0].at == old[1].openedAt)
            try await centre.rounds.round()
            #expect(try await centre.clockFacts(old[0].id).isEmpty, "nobody is warned of what is long over")
            #expect(try await centre.ticket(2).number.count == 2, "today's numbers are as they were")
        }
    }

    @Test("the same file, or the same tickets in another, changes nothing", arguments: Dialect.allCases)
    func again(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let line = closed
            _ = try await imported([line], in: centre)
            let facts = try await Journal(centre.database).lastSequence()
            let same = try await imported([line], in: centre).outcome
            #expect(same.wasDone)
            #expect(try await Journal(centre.database).lastSequence() == facts)
            let other = try await imported([line, line.replacing("L-2", with: "L-3"), line], in: centre).outcome
            #expect(other.counts.added == 1 && other.counts.unchanged == 2)
            #expect(try await tickets(centre).count == 2)
        }
    }

    @Test("a dry run says what would be and saves nothing, also over several batches", arguments: Dialect.allCases)
    func dry(_ dialect: Dialect) async throws {
        try await withCentre(dialect) { centre in
            let lines = [closed, closed.replacing("L-2", with: "L-3"), closed, closed.replacing("green", with: "biru")]
            let facts = try await Journal(centre.database).lastSequence()
            let (outcome, rejected) = try await imported(lines, in: centre, dry: true, batch: 1)
            #expect(outcome.counts.added == 2 && outcome.counts.unchanged == 1 && outcome.counts.rejected == 1)
            #expect(rejected.count == 1 && rejected[0].hasPrefix("5,colour cannot be read,"))
            #expect(try await tickets(centre).isEmpty)
            #expect(try await Journal(centre.database).lastSequence() == facts)
            let real = try await imported(lines, in: centre).outcome
            #expect(real.counts == outcome.counts)
        }
    }

    @Test(
        "a line that cannot be taken says why, and the others are taken",
        arguments: [
            ("number", "", "number is empty"), ("opened", "kemarin", "opened cannot be read"),
            ("opened", "2031-01-01", "opened lies in the future"),
            ("category", "health.x", "no version of the category tree has health.x"),
            ("kind", "keluhan", "kind cannot be read"), ("colour", "biru", "colour cannot be read"),
            ("priority", "gawat", "priority cannot be read"), ("text", "", "text is empty"),
            ("card", "123", "card cannot be read"), ("card", "0009999999999", "no member has this card or NIK"),
            ("nik", "3374011204850099", "no member has this card or NIK"), ("phone", "x", "phone cannot be read"),
            ("region", "0000", "region is no known code"), ("branch", "Atlantis", "no branch has this code or name"),
            ("closed", "2025-09-29", "closed lies before opened"),
            ("closed", "", "\"closing-text is given, but closed is empty\""),
        ])
    func rejected(_ column: String, _ value: String, _ reason: String) async throws {
        try await withCentre { centre in
            var fields = closed.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            let place = try #require(header.split(separator: ",").firstIndex(of: Substring(column)))
            fields[place] = value
            let good = closed.replacing("L-2", with: "L-9")
            let (outcome, rejected) = try await imported([fields.joined(separator: ","), good], in: centre)
            #expect(outcome.counts.added == 1 && outcome.counts.rejected == 1)
            #expect(rejected == ["2,\(reason),\(fields.joined(separator: ","))"])
        }
    }

    @Test("the NIK must be that of the card")
    func otherNIK() async throws {
        try await withCentre { centre in
            let line = closed.replacing("hilang,,,", with: "hilang,0001234567812,3374011204850099,")
            let (_, rejected) = try await imported([line], in: centre)
            #expect(rejected.first?.contains("the NIK is not that of the card") == true)
            let own = closed.replacing("hilang,,,", with: "hilang,,3374011204850012,")
            _ = try await imported([own], in: centre)
            #expect(try await tickets(centre).first?.matter.member == centre.budi.id)
        }
    }

    @Test("a file whose first line is not one of tickets is not read")
    func header() async throws {
        try await withCentre { centre in
            let file = FileManager.default.temporaryDirectory.appendingPathComponent("lama-\(UUID().uuidString).csv")
            try Data("number,opened,warna\nL-1,2025-10-01,merah\n".utf8).write(to: file)
            let reading = OldTicketImport(file, into: centre.database, calendar: .jakarta, by: .system("import"))
            await #expect(
                throws: MemberImport.Refusal.columns(
                    missing: ["category", "kind", "colour", "text"], unknown: ["warna"], twice: [])
            ) { try await reading.run(clock: centre.clock) }
            try FileManager.default.removeItem(at: file)
        }
    }

    @Test("the page of an old ticket tells its old number, its branch, and that a retired category had it")
    func page() async throws {
        try await withCentre { centre in
            try await BranchStore(centre.database).begin(by: .system("test"), at: centre.clock.now())
            let tree = CategoryTree([.init("other", [.init("other.other")])])!
            try await centre.contacts.set(tree, by: .system("test"), at: centre.clock.now())
            _ = try await imported([open], in: centre)
            let ticket = try #require(try await tickets(centre).first)
            let page = try await centre.tester(centre.sari).get(.ticket(ticket.id))
            #expect(page.body.contains("diambil alih dari sistem lama, nomor L-1"))
            #expect(page.body.contains("Kantor cabang: Semarang"))
            #expect(page.body.contains("Layanan kesehatan › Rumah sakit"))
            let closing = try await centre.tester(centre.sari).post(
                "/tickets/\(ticket.id)/closures", ["closing": "Sudah selesai."])
            #expect(closing.status == 303)
        }
    }
}
