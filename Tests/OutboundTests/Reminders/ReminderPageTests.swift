import Contacts
import Database
import Foundation
import Kernel
import Members
import Pages
import Staff
import Synchronization
import Testing

@testable import Calls
@testable import Outbound

@Suite("Pages of reminders")
struct ReminderPageTests {
    @Test("every word is there in both languages")
    func words() throws {
        let others = [MembersRoom.bundle, StaffRoom.bundle, ContactsRoom.bundle]
        #expect(try WordCheck.problems(in: [OutboundRoom.bundle], using: others).isEmpty)
    }

    private func upload(
        _ tester: PageTester, _ content: [UInt8], _ fields: [String: String] = ["list": "November"],
        named name: String = "tunggakan.csv"
    ) async throws -> PageTester.Answer {
        try await tester.upload(
            "/outbound/reminders/uploads", fields, file: "file", name: name, type: "text/csv", content: content)
    }

    @Test("finance uploads a file, sees what is refused and why, and takes the rest over at once")
    func finance() async throws {
        try await ReminderCentre.during { centre in
            let finance = try await centre.visitor(.finance)
            #expect(try await finance.get("/outbound/reminders").body.contains("Unggah berkas"))
            #expect(try await finance.get("/outbound/reminders/uploads/new").status == 200)
            let file = centre.file([
                centre.line(centre.budi), "\(centre.siti.card.digits),Siti,lima,1", centre.line(centre.budi),
            ])
            let handed = try await upload(finance, file)
            let place = try #require(handed.location.flatMap { Path(local: $0) })
            let page = try await finance.get(place).body
            for word in [
                "tunggakan.csv", "Nomor Kartu <span class=\"badge\" data-tone=\"blue\">Nomor kartu</span>",
                "0001xxxxxxxxx", "Terima 1 baris", "Jumlah bulan tidak terbaca", "sama dengan baris 2",
                "Baris dalam berkas",
            ] { #expect(page.contains(word), "\(word)") }
            #expect(!page.contains(centre.budi.card.digits), "cards are masked")
            let csv = try await finance.get(Path(local: "\(place)/faults")!)
            #expect(csv[header: "Content-Type"] == "text/csv; charset=utf-8")
            #expect(csv.body.split(separator: "\n").count == 3 && csv.body.contains("3,Jumlah bulan tidak terbaca"))
            let taken = try await finance.post(Path(local: "\(place)/acceptances")!, ["good": "1"])
            let campaign = try #require(taken.location.flatMap { Path(local: $0) })
            let shown = try await finance.get(campaign).body
            #expect(shown.contains("Semua baris yang baik sudah diterima.") && shown.contains("November"))
            #expect(shown.contains("1 peserta: 0 sudah ditelepon"))
            let again = try await upload(finance, file, named: "sama.csv")
            #expect(again.location == place.text)
            let told = try await finance.get(place).body
            #expect(told.contains("Berkas yang sama sudah pernah diunggah") && told.contains("sudah diterima"))
            #expect(!told.contains("Dua puluh baris pertama"), "the sample is gone")
            #expect(try await finance.post(Path(local: "\(place)/acceptances")!, ["good": "1"]).status == 409)
        }
    }

    @Test("headings that say nothing are mapped by hand, and what is missing is said")
    func mapping() async throws {
        try await ReminderCentre.during { centre in
            let finance = try await centre.visitor(.finance)
            let file = Array("Kode;Lama;Uang\n\(centre.budi.card.digits);2;70.000\n".utf8)
            let place = try #require(try await upload(finance, file).location.flatMap { Path(local: $0) })
            let page = try await finance.get(place).body
            #expect(page.contains("Pilih kolom nomor kartu atau NIK.") && !page.contains("Terima"))
            let mappings = Path(local: "\(place)/mappings")!
            let wrong = try await finance.post(mappings, ["card": "0", "months": "1", "amount": "1"])
            #expect(wrong.status == 422 && wrong.body.contains("Satu kolom dipilih untuk dua hal."))
            let right = try await finance.post(mappings, ["card": "0", "months": "1", "amount": "2", "name": ""])
            #expect(right.location == place.text)
            #expect(try await finance.get(place).body.contains("Terima 1 baris"))
            #expect(try await finance.post(Path(local: "\(place)/withdrawals")!).location == place.text)
            #expect(try await finance.get(place).body.contains("Dibatalkan"))
        }
    }

    @Test("a file that cannot be read says why, beside its field")
    func files() async throws {
        try await ReminderCentre.during { centre in
            let finance = try await centre.visitor(.finance)
            let good = centre.file([centre.line(centre.budi)])
            let bad: [([UInt8], [String: String], String)] = [
                ([0xD0, 0xCF, 0x11, 0xE0], ["list": "A"], "buku kerja lama"),
                ([0xFF, 0xFE, 1, 1], ["list": "A"], "CSV UTF-8"), (Array("a,b\n".utf8), ["list": "A"], "judul kolom"),
                ([], ["list": "A"], "Pilih berkas."), (good, ["list": " "], "Isi nama daftar."),
                (good, ["list": "", "campaign": "\(centre.id(5) as ReminderCampaignID)"], "422"),
            ]
            for (content, fields, words) in bad {
                let answer = try await upload(finance, content, fields)
                #expect(answer.status == 422, "\(words)")
                if words != "422" { #expect(answer.body.contains(words), "\(words)") }
            }
            let book = MadeArchive.workbook(
                MadeArchive.rows([["No Kartu", "Bulan", "Tagihan"], [centre.budi.card.digits, "3", "Rp 126.000"]]))
            let place = try #require(
                try await upload(finance, book.bytes, named: "a.xlsx").location.flatMap { Path(local: $0) })
            #expect(try await finance.get(place).body.contains("Terima 1 baris"))
        }
    }

    @Test("only the place of the files takes as much as a file may have")
    func size() async throws {
        try await ReminderCentre.during { centre in
            let finance = try await centre.visitor(.finance)
            let token = try await finance.formToken()
            func status(_ path: Path, _ megabytes: Int) async throws -> Int {
                try await finance.send(
                    "POST", path,
                    headers: [
                        "Content-Type": "multipart/form-data; boundary=x", "X-CSRF-Token": token,
                        "Content-Length": "\(megabytes << 20)",
                    ]
                ).status
            }
            #expect(try await status("/outbound/reminders/uploads", 19) == 400, "it is broken, not too large")
            #expect(try await status("/outbound/reminders/uploads", 21) == 413)
            #expect(try await status("/outbound/reminders/uploads/x/mappings", 19) == 413)
        }
    }

    @Test("a planner sets dates, pace and script; a script that collects is refused with its words")
    func planner() async throws {
        try await ReminderCentre.during { centre in
            let id = try await centre.take(1, [centre.line(centre.budi)])
            let sari = try await centre.small.tester(centre.small.sari)
            let place = Path.reminderCampaign(id)
            let page = try await sari.get(place).body
            #expect(page.contains("Mulai menelepon") && page.contains("Akhiri kampanye") && !page.contains("Jeda"))
            let plans = Path(local: "\(place)/plans")!
            let typed = ["name": "November", "first": "2025-11-22", "last": "2025-12-20", "hour": "60", "order": "age"]
            #expect(try await sari.post(plans, typed).location == place.text)
            let after = try await sari.get(place).body
            #expect(after.contains("60 panggilan per jam") && after.contains("22 Nov 2025 – 20 Des 2025"))
            let wrongs = [
                ["last": "2025-11-01"], ["last": "besok"], ["hour": "banyak"], ["person": "900"], ["name": ""],
            ]
            for wrong in wrongs {
                let answer = try await sari.post(plans, typed.merging(wrong) { _, new in new })
                #expect(answer.status == 422 && answer.body.contains("class=\"wrong\""), "\(wrong)")
            }
            let scripts = Path(local: "\(place)/scripts")!
            let text = ReminderScript.original.text
            let refused = try await sari.post(scripts, ["script": "Bayar sekarang atau kami menagih.\n\(text)"])
            #expect(refused.status == 422 && refused.body.contains("“bayar sekarang”: menekan."))
            #expect(refused.body.contains("“menagih”: kata penagihan.") && refused.body.contains("atau kami menagih"))
            let better = text.replacing("Semoga sehat selalu.", with: "Salam sehat.")
            #expect(try await sari.post(scripts, ["script": better]).location == place.text)
            #expect(try await centre.reminders.campaign(id)?.script == 1)
            let turns = Path(local: "\(place)/turns")!
            #expect(try await sari.post(turns, ["state": "active"]).location == place.text)
            #expect(try await sari.get(place).body.contains("Berjalan"))
            #expect(try await sari.post(turns, ["state": "prepared"]).status == 422)
            #expect(try await sari.post(turns, ["state": "ended"]).location == place.text)
            let ended = try await sari.get(place).body
            #expect(!ended.contains("/plans") && ended.contains("Salam sehat."))
        }
    }

    @Test("totals are for all who may look, agents' figures for those who watch")
    func figures() async throws {
        try await ReminderCentre.during { centre in
            let id = try await centre.campaign()
            try await centre.work(.willPay)
            let watcher = try await centre.small.tester(centre.small.sari).get(.reminderCampaign(id)).body
            let finance = try await centre.visitor(.finance).get(.reminderCampaign(id)).body
            for page in [watcher, finance] {
                #expect(page.contains("3 peserta: 1 sudah ditelepon, 1 terhubung, 0 dikeluarkan, 2 tersisa."))
                #expect(page.contains("Sudah diingatkan, akan membayar"))
                #expect(page.contains("bukan bukti akibat panggilan") && page.contains("<svg"))
            }
            #expect(watcher.contains("Citra Lestari") && !finance.contains("Citra Lestari"))
            #expect(!finance.contains("/plans") && finance.contains("Unggah berkas yang lebih baru"))
            let board = try await centre.small.tester(centre.small.sari).get("/outbound/reminders").body
            #expect(board.contains("33,3%") && board.contains("November") && !board.contains("Unggah berkas"))
        }
    }

    @Test("an agent sees the member that he holds, reads the script, rings, and writes down what came of it")
    func work() async throws {
        try await ReminderCentre.during { centre in
            _ = try await centre.campaign()
            let citra = try await centre.outbound("Putri Handayani")
            let agent = try await centre.small.tester(citra)
            _ = try await centre.next(for: citra)
            let item = try await centre.held(by: citra)
            let page = try await agent.get(.reminderItem(item))
            #expect(page.status == 200)
            for word in [
                "Selamat pagi, Bapak/Ibu Siti Aminah. Saya Putri Handayani", "5 bulan, sejumlah Rp 175.000",
                "dalam 45 hari", "0812-xxxx-xxxx", centre.siti.card.masked, "Jangan menerima pembayaran",
            ] { #expect(page.body.contains(word), "\(word)") }
            #expect(!page.body.contains("081200000001") && !page.body.contains(centre.siti.nik.digits))
            let looks = try await Journal(centre.database).entries(about: .member(centre.siti.id))
            #expect(try looks.compactMap { try $0.fact(MemberFact.Looked.self)?.because } == ["reminder:\(item)"])
            let outcomes = Path(local: "\(Path.reminderItem(item))/outcomes")!
            let early = try await agent.post(outcomes, ["outcome": "will-pay"])
            #expect(early.status == 422 && early.body.contains("Telepon dahulu"))
            let live = try await agent.live("/outbound/reminders/live", events: 1)
            #expect(live[0].data.contains("belum ditelepon"))
            try await centre.ring(by: citra)
            #expect(try await agent.post(outcomes, ["outcome": "promised"]).body.contains("Isi hari yang dijanjikan"))
            #expect(try await agent.post(outcomes, [:]).body.contains("Pilih hasil panggilan."))
            let saved = try await agent.post(outcomes, ["outcome": "promised", "day": "2025-11-28", "note": "Gajian"])
            #expect(saved.location == "/outbound")
            let notes = try await centre.database.read { try $0.scalars("SELECT note FROM contacts", as: String.self) }
            #expect(notes == ["Pengingat iuran: Menyebut tanggal. Gajian"])
            #expect(try await agent.get(.reminderItem(item)).status == 409, "it is no longer his")
            let other: ReminderItemID = centre.id(3)
            #expect(try await agent.get(.reminderItem(other)).status == 404)
        }
    }

    @Test("one click dials the member's number, and what the telephone refuses leaves no call")
    func dials() async throws {
        try await ReminderCentre.during { centre in
            _ = try await centre.campaign()
            let putri = try await centre.outbound("Putri Handayani")
            let agent = try await centre.small.tester(putri)
            _ = try await centre.next(for: putri)
            let item = try await centre.held(by: putri)
            let calls = Path(local: "\(Path.reminderItem(item))/calls")!
            centre.telephone.state.withLock { $0.isReady = false }
            #expect(try await agent.get(.reminderItem(item)).body.contains("Telepon belum tersambung"))
            #expect(try await agent.post(calls).status == 422)
            centre.telephone.state.withLock { ($0.isReady, $0.refusal) = (true, .notInWrapUp) }
            #expect(try await agent.post(calls).body.contains("Meja Anda sedang dipakai"))
            #expect(try await centre.reminders.work(of: putri.id, at: centre.clock.now())?.call == nil)
            centre.telephone.state.withLock { $0.refusal = nil }
            #expect(try await agent.post(calls).location == Path.reminderItem(item).text)
            let dialled = centre.telephone.state.withLock { $0.dialled }
            #expect(dialled.map(\.number) == centre.siti.phones)
            #expect(dialled[0].purpose.kind == "reminder" && dialled[0].purpose.id == item.description)
            #expect(try await centre.reminders.work(of: putri.id, at: centre.clock.now())?.call == .placed)
            #expect(try await agent.post(calls).body.contains("Telepon masih tersambung"))
        }
    }

    @Test("what is written of a call leads to the next one; one that is given back is there for others")
    func goesOn() async throws {
        try await ReminderCentre.during { centre in
            _ = try await centre.campaign()
            let putri = try await centre.outbound("Putri Handayani")
            let agent = try await centre.small.tester(putri)
            _ = try await centre.next(for: putri)
            let first = try await centre.held(by: putri)
            try await centre.ring(.noAnswer, by: putri)
            let saved = try await agent.post(
                Path(local: "\(Path.reminderItem(first))/outcomes")!, ["outcome": "not-reached", "next": "yes"])
            let second = try await centre.held(by: putri)
            #expect(saved.location == Path.reminderItem(second).text && second != first)
            #expect(try await centre.reminders.due(at: centre.clock.now()) == 2)
            let given = try await agent.post(Path(local: "\(Path.reminderItem(second))/releases")!)
            #expect(given.location == "/outbound")
            #expect(try await centre.next()?.name == "Budi Santoso")
        }
    }

    @Test("who may see and do what, cell by cell", arguments: Role.allCases)
    func permissions(_ role: Role) async throws {
        try await ReminderCentre.during { centre in
            let id = try await centre.campaign()
            let open = try await centre.hand(2, [centre.line(centre.ratna)], for: .campaign(id))
            let tester = try await centre.visitor(role)
            let sees = [.finance, .supervisor, .headOffice].contains(role)
            let (hands, plans, rings) = (role == .finance, role == .supervisor, role == .outbound)
            func expect(_ path: String, _ may: Bool, get status: Int) async throws {
                let answer = try await tester.get(Path(local: path)!).status
                #expect(answer == (may ? status : 403), "\(role) gets \(path)")
            }
            func expect(_ path: String, _ may: Bool, post status: Int) async throws {
                let answer = try await tester.post(Path(local: path)!, [:]).status
                #expect(answer == (may ? status : 403), "\(role) posts to \(path)")
            }
            let (campaign, upload) = ("\(Path.reminderCampaign(id))", "\(Path.reminderUpload(open.id))")
            let item = "\(Path.reminderItem(centre.id(4)))"
            try await expect("/outbound/reminders", sees, get: 200)
            try await expect(campaign, sees, get: 200)
            try await expect("/outbound/reminders/uploads/new", hands, get: 200)
            try await expect(upload, hands, get: 200)
            try await expect(upload + "/faults", hands, get: 200)
            try await expect("/outbound/reminders/uploads", hands, post: 422)
            try await expect(upload + "/mappings", hands, post: 422)
            try await expect(upload + "/acceptances", hands, post: 400)
            try await expect(upload + "/withdrawals", hands, post: 303)
            try await expect(campaign + "/plans", plans, post: 422)
            try await expect(campaign + "/scripts", plans, post: 422)
            try await expect(campaign + "/turns", plans, post: 400)
            try await expect(item, rings, get: 404)
            try await expect(item + "/outcomes", rings, post: 404)
            try await expect(item + "/calls", rings, post: 404)
            try await expect(item + "/releases", rings, post: 404)
            #expect(try await centre.reminders.campaign(id)?.state == .active)
        }
    }
}

extension ReminderCentre {
    /// Somebody who rings.
    func outbound(_ name: String) async throws -> Person {
        let staff = StaffStore(database, clock: clock, passwords: Passwords(cost: .trivial))
        let details = PersonDetails(name: name, userName: try #require(UserName("penelepon")), roles: [.outbound])
        let hash = try await staff.hash("hujan turun di bulan juni")
        return try await staff.add(details, password: .given(hash, mustChange: false), by: .system("test")).person
    }
}
