import Database
import Kernel
import Pages
import Staff
import Testing

@Suite("Pages of the branches")
struct BranchPageTests {
    private static let semarang: [String: String] = [
        "code": "SMG", "name": "Semarang", "region": "VI", "zone": "WIB", "hours": "Sen-Jum 08.00-15.00",
        "regencies": "3374",
    ]

    private func form(_ changes: [String: String]) -> [String: String] {
        Self.semarang.merging(changes) { _, new in new }
    }

    @Test("the list shows all branches with hours, zone and people, and is searched by name, code, region and regency")
    func list() async throws {
        let house = try await House()
        try await house.open()
        _ = try await house.officer("Nur Aini", "nur", at: "AMB")
        let admin = try await house.tester(house.rahmat)
        let page = try await admin.get("/branches").body
        #expect(page.contains("126 cabang") && page.contains("Sen-Jum 08.00-15.00") && page.contains("/branches/BPN"))
        #expect(page.contains("Belum ada kabupaten atau kota yang terpetakan"))
        #expect(try await admin.post("/branches/SMG", Self.semarang).status == 303)
        let searches: [(String, [String], String)] = [
            ("q=pare-pare", ["PPR"], "1 cabang"), ("q=smg", ["SMG"], "1 cabang"), ("q=XII", ["JYP"], "6 cabang"),
            ("q=3374", ["SMG"], "1 cabang"), ("q=kota+semarang", ["SMG"], "1 cabang"),
            ("region=X", ["MND"], "6 cabang"),
            ("q=an&region=XI", ["KPG"], "1 cabang"), ("q=%3Cb%3E", [], "0 cabang"),
        ]
        for (query, codes, count) in searches {
            let found = try await admin.get(Path(local: "/branches?\(query)")!).body
            #expect(found.contains(count), "\(query)")
            for code in codes { #expect(found.contains("/branches/\(code)\""), "\(query)") }
            #expect(!found.contains("<b>"))
        }
        let ambon = try await admin.get("/branches?q=ambon").body
        #expect(ambon.contains("<td>WIT</td>") && ambon.contains("<td class=\"num\">1</td>"))
    }

    @Test("an administrator changes a branch; what changed stands in its history")
    func edits() async throws {
        let house = try await House()
        try await house.open()
        _ = try await house.officer("Nur Aini", "nur", at: "SMG")
        let admin = try await house.tester(house.rahmat)
        let page = try await admin.get("/branches/SMG").body
        let seen = try #require(page.firstMatch(of: /name="seen" value="([0-9]+)"/)).1
        #expect(page.contains("value=\"VI\" selected") && page.contains("value=\"WIB\" selected"))
        #expect(page.contains("Nur Aini") && page.contains("Ditambahkan"))
        let typed = form([
            "code": "0901", "hours": "Sen-Kam 08.00-16.00; Jum 08.00-16.30", "email": "kc@example.go.id",
            "regencies": "33.74, 3322", "seen": String(seen),
        ])
        #expect(try await admin.post("/branches/SMG", typed).location == "/branches/0901")
        #expect(try await admin.get("/branches/SMG").location == "/branches/0901", "the old code leads there")
        let after = try await admin.get("/branches/0901").body
        for word in [
            "Kode: SMG menjadi 0901", "Surel pemberitahuan: kosong menjadi kc@example.go.id",
            "Jam kerja: Sen-Jum 08.00-15.00 menjadi Sen-Kam 08.00-16.00; Jum 08.00-16.30",
            "Kini melayani 3322 Kabupaten Semarang, 3374 Kota Semarang", "Rahmat Hidayat",
        ] { #expect(after.contains(word), "\(word)") }
        let late = try await admin.post("/branches/0901", typed)
        #expect(late.status == 422 && late.body.contains("baru diubah orang lain"))
        #expect(try await admin.get("/branches/NONE").status == 404)
        #expect(try await admin.get("/branches/x").status == 404)
    }

    @Test("what is wrong stands beside its field, and what was typed stays")
    func faults() async throws {
        let house = try await House()
        try await house.open()
        let admin = try await house.tester(house.rahmat)
        let wrong: [(String, String, String)] = [
            ("code", "S/G", "Isi 2 sampai 10 huruf"), ("code", "UNG", "Kode ini milik cabang lain"),
            ("name", "<b>", "Isi nama"), ("name", "UNGARAN", "Sudah ada cabang dengan nama ini"),
            ("region", "XIII", "Pilih wilayah"), ("zone", "GMT", "Pilih WIB"), ("hours", "kapan saja", "tidak terbaca"),
            ("email", "bukan surel", "bukan alamat surel"), ("regencies", "3374 33a4", "“33a4” bukan kode"),
        ]
        for (field, typed, words) in wrong {
            let answer = try await admin.post("/branches/SMG", form([field: typed]))
            #expect(answer.status == 422 && answer.body.contains(words), "\(field) \(typed)")
            let kept = typed.replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            if !["region", "zone"].contains(field) { #expect(answer.body.contains(kept), "\(field) \(typed)") }
            if field != "hours" { #expect(answer.body.contains("Sen-Jum 08.00-15.00"), "\(field) \(typed)") }
        }
        #expect(try await house.staff.branches.story(of: BranchCode("SMG")!).count == 1)
        #expect(try await admin.post("/branches", [:]).status == 422)
    }

    @Test("regencies of another branch are taken over only when that is ticked")
    func takesOver() async throws {
        let house = try await House()
        try await house.open()
        let admin = try await house.tester(house.rahmat)
        #expect(try await admin.post("/branches/SMG", form(["regencies": "3374 3322"])).status == 303)
        let ungaran = form(["code": "UNG", "name": "Ungaran", "regencies": "3322"])
        let refused = try await admin.post("/branches/UNG", ungaran)
        #expect(refused.status == 422 && refused.body.contains("Sudah dilayani cabang lain: 3322 (Semarang)."))
        #expect(refused.body.contains("name=\"take_over\""))
        #expect(try await admin.get("/branches/UNG").body.contains("name=\"take_over\"") == false)
        let taken = try await admin.post("/branches/UNG", ungaran.merging(["take_over": "yes"]) { _, new in new })
        #expect(taken.status == 303)
        #expect(try await admin.get("/branches/SMG").body.contains("Tidak lagi melayani 3322 Kabupaten Semarang"))
    }

    @Test("a new branch is added and closed; the closed are listed only when asked for")
    func addsAndCloses() async throws {
        let house = try await House()
        try await house.open()
        let admin = try await house.tester(house.rahmat)
        #expect(try await admin.get("/branches/new").body.contains("Sen-Jum 08.00-15.00"))
        let barru = form(["code": "brr", "name": "Barru", "region": "IX", "zone": "WITA", "regencies": "7310"])
        #expect(try await admin.post("/branches", barru).location == "/branches/BRR")
        #expect(try await admin.get("/branches/BRR").body.contains("Cabang ditambahkan."))
        #expect(try await admin.post("/branches/BRR", barru.merging(["closed": "yes"]) { _, new in new }).status == 303)
        #expect(try await admin.get("/branches").body.contains("126 cabang"))
        let all = try await admin.get("/branches?closed=yes").body
        #expect(all.contains("127 cabang") && all.contains("Barru") && all.contains("Tutup"))
        #expect(try await house.staff.branches.routing().route(by: [.home(region: "7310")]).branch == nil)
    }

    @Test("the page of a person gives an officer a branch, and nobody else")
    func person() async throws {
        let house = try await House()
        try await house.open()
        let admin = try await house.tester(house.rahmat)
        let page = try await admin.get("/staff/new").body
        #expect(page.contains("Semarang · SMG"))
        let joko = ["name": "Joko Susanto", "user_name": "joko", "roles": "branch"]
        let missing = try await admin.post("/staff", joko)
        #expect(missing.status == 422 && missing.body.contains("Pilih kantor cabang dari daftar."))
        let made = try await admin.post("/staff", joko.merging(["branch": "SMG"]) { _, new in new })
        #expect(made.body.contains("secret"))
        let person = try #require(try await house.staff.person(UserName("joko")!))
        #expect(person.branch?.text == "SMG")
        #expect(try await admin.get("/staff/\(person.id)").body.contains("value=\"SMG\" selected"))
        #expect(try await admin.get("/staff?q=joko").body.contains("<td>Semarang</td>"))
        let agent = ["name": "Joko Susanto", "user_name": "joko", "roles": "inbound", "branch": "SMG"]
        let wrong = try await admin.post("/staff/\(person.id)", agent)
        #expect(wrong.status == 422 && wrong.body.contains("Hanya peran Kantor cabang"))
        #expect(wrong.body.contains("value=\"SMG\" selected"))
    }

    @Test("who may read and who may edit, cell by cell", arguments: Role.allCases)
    func permissions(_ role: Role) async throws {
        let house = try await House()
        try await house.open()
        let details = PersonDetails(name: "Tamu", userName: UserName("tamu")!, roles: [role])
        let hash = try await house.staff.hash(House.password)
        let guest = try await house.staff.add(
            details, password: .given(hash, mustChange: false), by: .system("test")
        ).person
        let tester = try await house.tester(guest)
        let (mayRead, mayEdit) = ([.admin, .headOffice, .supervisor].contains(role), role == .admin)
        for path: Path in ["/branches", "/branches/SMG", "/branches/NONE"] {
            let status = try await tester.get(path).status
            #expect(status == (!mayRead ? 403 : path == "/branches/NONE" ? 404 : 200), "\(role) \(path)")
        }
        #expect(try await tester.get("/branches/new").status == (mayEdit ? 200 : 403))
        for path: Path in ["/branches", "/branches/SMG"] {
            #expect(try await tester.post(path, [:]).status == (mayEdit ? 422 : 403), "\(role) posts to \(path)")
        }
        if mayRead, !mayEdit {
            let page = try await tester.get("/branches/SMG").body
            #expect(page.contains("<fieldset class=\"bare\" disabled>") && !page.contains("Simpan"))
            #expect(try await tester.get("/branches").body.contains("/branches/new") == false)
        }
        #expect(try await house.staff.branches.story(of: BranchCode("SMG")!).count == 1)
    }
}
