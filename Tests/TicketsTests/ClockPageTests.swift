import Contacts
import Database
import Foundation
import Kernel
import Pages
import Staff
import Testing
import Tickets

@Suite("The pages of clocks, ratings and the policy")
struct ClockPageTests {
    private let hour = Duration.seconds(3_600)

    @Test("a ticket shows its clocks in words, the share used, and why")
    func clocks() async throws {
        try await withCentre { centre in
            let ticket = try await centre.ticket(1, .red, marks: [.inpatientRefused])
            centre.clock.advance(by: hour * 3)
            let page = try await centre.tester(centre.citra).get(.ticket(ticket.id))
            #expect(page.body.contains("Prioritas: Tinggi"))
            #expect(page.body.contains("Sedang ditolak rawat inap"))
            #expect(page.body.contains("Tanggapan pertama") && page.body.contains("Jawaban cabang"))
            #expect(page.body.contains("<progress class=\"share\" max=\"100\" value=\"75\" data-tone=\"amber\""))
            #expect(page.body.contains("Mulai 22 Nov 2025 08.00: tiket dibuka."))
            #expect(page.body.contains("Dijanjikan 4 jam 0 mnt, dihitung 24 x 7."))
            #expect(page.body.contains("Terpakai 3 jam 0 mnt dari 4 jam 0 mnt (75 %)."))
            #expect(page.body.contains("90 %: diberitahukan 22 Nov 2025 11.36 kepada kantor wilayah."))
            #expect(page.body.contains("Merah: diteruskan ke kantor cabang."))
            centre.clock.advance(by: hour * 2)
            try await centre.rounds.round()
            let late = try await centre.tester(centre.citra).get(.ticket(ticket.id))
            #expect(late.body.contains("data-tone=\"red\">Terlambat</span>"))
            #expect(late.body.contains("waktu Tanggapan pertama terlewati"))
            #expect(
                late.body.contains(
                    "100 % terlewati 22 Nov 2025 12.00; diberitahukan 22 Nov 2025 13.00 kepada kantor pusat."))
        }
    }

    @Test("a supervisor stops the clocks with a reason and lets them run on; an agent may not")
    func pausing() async throws {
        try await withCentre { centre in
            let ticket = try await centre.ticket(1)
            let (sari, citra) = (try await centre.tester(centre.sari), try await centre.tester(centre.citra))
            let path: Path = "/tickets/\(ticket.id)/pauses"
            let fields = ["pause-reason": "facility", "pause-text": "Menunggu RS."]
            #expect(try await citra.post(path, fields).status == 403)
            #expect(!(try await citra.get(.ticket(ticket.id))).body.contains("Hentikan waktu"))
            #expect(try await sari.post(path, ["pause-reason": "facility", "pause-text": " "]).status == 422)
            #expect(try await sari.post(path, fields).status == 303)
            let page = try await sari.get(.ticket(ticket.id))
            #expect(page.body.contains("Berhenti sejak 22 Nov 2025 08.00, menunggu fasilitas kesehatan: Menunggu RS."))
            #expect(page.body.contains("Jalankan lagi waktunya"))
            #expect(page.body.contains("<dd class=\"num\">tanpa batas selama berhenti</dd>"))
            let again = try await sari.post(path, fields)
            #expect(again.status == 422 && again.body.contains("Tidak ada waktu yang berjalan."))
            #expect(try await sari.post("/tickets/\(ticket.id)/resumptions").status == 303)
            #expect(try await centre.clockFacts(ticket.id) == ["started whole", "paused whole", "resumed whole"])
        }
    }

    @Test("marks, priority and colour are changed by those who may, with their reasons in the story")
    func rating() async throws {
        try await withCentre { centre in
            let ticket = try await centre.ticket(1)
            let (citra, nur) = (try await centre.tester(centre.citra), try await centre.tester(centre.nur))
            let path = "/tickets/\(ticket.id)"
            let marks: Path = Path(stringLiteral: path + "/marks")
            let priorities: Path = Path(stringLiteral: path + "/priorities")
            let colours: Path = Path(stringLiteral: path + "/colours")
            #expect(try await citra.post(marks, ["mark": "child"]).status == 303)
            #expect(try await centre.tickets.ticket(ticket.id)?.priority == .medium)
            let bare = try await citra.post(priorities, ["priority": "high"])
            #expect(bare.status == 422 && bare.body.contains("Tulis dahulu isinya."))
            let chosen = ["priority": "high", "priority-reason": "Anak demam tinggi."]
            #expect(try await citra.post(priorities, chosen).status == 303)
            #expect(try await citra.post(priorities, ["priority": "x", "priority-reason": "y"]).status == 400)
            let red = ["colour": "red", "colour-reason": "Cabang harus turun tangan."]
            #expect(try await citra.post(colours, red).status == 303)
            for (path, fields) in [(marks, ["mark": "child"]), (priorities, chosen), (colours, red)] {
                #expect(try await nur.post(path, fields).status == 403)
            }
            let page = try await citra.get(.ticket(ticket.id))
            #expect(page.body.contains("mengubah prioritas dari Sedang menjadi Tinggi"))
            #expect(page.body.contains("mengubah warna dari Kuning menjadi Merah"))
            #expect(page.body.contains("menandai: Anak; prioritas Sedang"))
            #expect(page.body.contains("Anak demam tinggi.") && page.body.contains("Cabang harus turun tangan."))
            #expect(page.body.contains("Prioritas dipilih petugas."))
        }
    }

    @Test("the list shows and filters priorities, what presses most on top with the name of its clock")
    func list() async throws {
        try await withCentre { centre in
            let plain = try await centre.ticket(1, .yellow, "Kartu hilang.")
            let urgent = try await centre.ticket(2, .red, "Ditolak IGD.", marks: [.inpatientRefused])
            let tester = try await centre.tester(centre.citra)
            let page = try await tester.get(.tickets)
            let (first, second) = (
                try #require(page.body.range(of: urgent.number.description)),
                try #require(page.body.range(of: plain.number.description))
            )
            #expect(first.lowerBound < second.lowerBound)
            #expect(page.body.contains("sisa 4 jam 0 mnt") && page.body.contains("Tanggapan pertama"))
            let high = try await tester.get("/tickets?priority=high")
            #expect(high.body.contains(urgent.number.description) && !high.body.contains(plain.number.description))
            #expect(high.body.contains("<option value=\"high\" selected>"))
            #expect(high.body.contains("/tickets?state=closed&amp;priority=high"))
        }
    }

    @Test("supervisors and administrators read the policy and set a new version; nobody else does")
    func policies() async throws {
        try await withCentre { centre in
            let before = try await centre.ticket(1)
            let sari = try await centre.tester(centre.sari)
            let page = try await sari.get("/ticket-policies")
            #expect(page.status == 200 && page.body.contains("Kebijakan awal"))
            #expect(page.body.contains("name=\"red-whole-all\" value=\"120\""))
            #expect(page.body.contains("jam kantor Sen–Jum 08.00–17.00 WIB"))
            var fields = [
                "over": "0", "red-whole-all": "96", "red-branch-answer-all": "72", "yellow-whole-all": "20",
                "yellow-whole-counts": "branch-hours", "green-whole-all": "0,5", "reason": "Arahan kantor pusat.",
                "zone": "WITA", "holidays": "2025-12-26\n2025-12-25",
            ]
            let set = try await sari.post("/ticket-policies", fields)
            #expect(set.status == 303)
            let policy = try await centre.policies.inForce().policy
            #expect(policy.rule(.whole, .red, .low)?.limitMinutes == 96 * 60)
            #expect(policy.rule(.whole, .green, .low)?.limitMinutes == 30)
            #expect(policy.rule(.whole, .yellow, .low)?.counts == .branchHours)
            #expect(policy.rule(.firstResponse, .red, .high) == nil)
            let shown = try await centre.tester(centre.rahmat).get("/ticket-policies")
            #expect(shown.body.contains("Arahan kantor pusat.") && shown.body.contains("Sari Wulandari"))
            #expect(shown.body.contains("name=\"green-whole-all\" value=\"0,5\""))
            #expect(try await centre.tickets.ticket(before.id) == before)

            #expect(policy.officeHours.zone == .wita && policy.officeHours.holidays.count == 2)
            #expect(shown.body.contains("jam kantor Sen–Jum 08.00–17.00 WITA, 2 hari libur"))
            #expect(shown.body.contains("2025-12-25\n2025-12-26</textarea>"))

            let outdated = try await sari.post("/ticket-policies", fields)
            #expect(outdated.status == 422 && outdated.body.contains("Orang lain baru saja mengubah kebijakan."))
            fields["over"] = "1"
            fields["green-whole-all"] = "sehari"
            let unread = try await sari.post("/ticket-policies", fields)
            #expect(unread.status == 422 && unread.body.contains("Tulis jam, misalnya 24 atau 0,5."))
            fields["green-whole-all"] = ""
            fields["holidays"] = "Natal"
            let day = try await sari.post("/ticket-policies", fields)
            #expect(day.status == 422 && day.body.contains("Tulis tanggal seperti 2026-12-25"))
            fields["holidays"] = ""
            let missing = try await sari.post("/ticket-policies", fields)
            #expect(missing.status == 422 && missing.body.contains("Setiap warna memerlukan batas"))
            for person in [centre.citra, centre.nur] {
                let tester = try await centre.tester(person)
                #expect(try await tester.get("/ticket-policies").status == 403)
                #expect(try await tester.post("/ticket-policies", fields).status == 403)
            }
        }
    }
}
