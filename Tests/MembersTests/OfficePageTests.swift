import Database
import Kernel
import Members
import Pages
import Staff
import Testing

@Suite("The pages of those who decide on changes")
struct OfficePageTests {
    /// Budi wishes another facility, or another bank, which two people decide.
    private func file(
        _ house: MembersHouse, _ kind: ChangeKind, by role: Role = .inbound, branch: String? = "Semarang", number: Int
    ) async throws -> ChangeID {
        let id = ChangeID(ChangeCounter.identifier(number))!
        let agent = ChangeActor.person(try house.person(role), [.inbound])
        let (budi, now) = (house.families.budi, house.clock.now())
        let origin = ChangeOrigin(
            agent: try house.person(role), member: budi.id, family: budi.family, region: "3374", branch: branch,
            phone: PhoneNumber("0812-3333-4444"))
        try await house.changes.put([ChangeCounter.melati, ChangeCounter.anggrek])
        _ = try await house.changes.begin(id, kind, from: origin, identity: .strong, by: agent, at: now)
        for (step, words) in answers(kind) {
            let (_, problems) = try await house.changes.edit(id, step, by: agent, at: now) {
                (draft, ground) throws(ChangeRefusal) in
                try draft.answer(step, words, version: draft.version, at: now, on: ground)
            }
            try #require(problems == [], "\(step.rawValue): \(problems)")
        }
        try await house.changes.handle(.submit, id, by: agent, at: now)
        return id
    }

    private func answers(_ kind: ChangeKind) -> [(StepName, [String: [String]])] {
        switch kind {
        case .bankChange:
            [
                (
                    "bank",
                    ["bank": ["bri"], "autodebit": [ConsentPurpose.registration.text.version, "call-recording"]]
                ),
                ("reason", [:]), ("ringBack", ["ringBackPhone": ["0812-3333-4444"]]),
            ]
        default:
            [
                (
                    "facility",
                    ["region": ["3374"], "facilityReason": ["wish"], "facility": [ChangeCounter.anggrek.code]]
                ),
                ("ringBack", ["ringBackPhone": ["0812-3333-4444"]]),
            ]
        }
    }

    @Test("the inbox shows what waits, and a change what it was, what it would be, and who filed it")
    func inbox() async throws {
        try await withHouse { house in
            let id = try await file(house, .facilityChange, number: 921)
            let tester = try await house.tester(.backOffice)
            let list = try await tester.get("/back-office")
            #expect(list.status == 200 && list.body.contains("Pindah fasilitas kesehatan"))
            #expect(list.body.contains("/back-office/\(id)") && list.body.contains("sisa"))
            #expect(list.body.contains("Petugas inbound"))
            let page = try await tester.get("/back-office/\(id)")
            #expect(page.status == 200 && page.body.contains("Puskesmas Anggrek"))
            #expect(page.body.contains("Ambil") && !page.body.contains("/approvals"))
            #expect(page.body.contains("Perubahan ini tidak memerlukan data kependudukan."))
        }
    }

    @Test("taken, returned with a reason; without one the page says so and keeps the form")
    func returned() async throws {
        try await withHouse { house in
            let id = try await file(house, .facilityChange, number: 922)
            let tester = try await house.tester(.backOffice)
            #expect(try await tester.post("/back-office/\(id)/takings").location == "/back-office/\(id)")
            let blank = try await tester.post("/back-office/\(id)/returns", ["reason": " "])
            #expect(blank.status == 422 && blank.body.contains("Tuliskan alasannya."))
            let done = try await tester.post("/back-office/\(id)/returns", ["reason": "Kelas <salah>"])
            #expect(done.status == 303)
            let page = try await tester.get("/back-office/\(id)")
            #expect(page.body.contains("Kelas &lt;salah&gt;") && page.body.contains("Masih di tangan agen."))
            let late = try await tester.post("/back-office/\(id)/approvals")
            #expect(late.status == 422 && late.body.contains("Tidak dapat dilakukan pada tahap ini."))
        }
    }

    @Test("bank is decided by two people: the first stays to be seen, and cannot be the second")
    func twoPeople() async throws {
        try await withHouse { house in
            let id = try await file(house, .bankChange, number: 923)
            let first = try await house.tester(.backOffice)
            _ = try await first.post("/back-office/\(id)/takings")
            #expect(try await first.get("/back-office/\(id)").body.contains("Setujui, pertama dari dua"))
            #expect(try await first.post("/back-office/\(id)/approvals").status == 303)
            #expect(try await first.get("/back-office").body.contains("Satu dari dua"))
            let page = try await first.get("/back-office/\(id)")
            #expect(page.body.contains("Satu dari dua: Petugas back-office"))
            #expect(page.body.contains("perlu orang kedua") && !page.body.contains("/takings"))
            let again = try await first.post("/back-office/\(id)/takings")
            #expect(again.status == 422 && again.body.contains("perlu orang kedua"))
        }
    }

    @Test("nobody decides on what passed through his own hands")
    func own() async throws {
        try await withHouse { house in
            let id = try await file(house, .facilityChange, by: .backOffice, number: 924)
            let tester = try await house.tester(.backOffice)
            let page = try await tester.get("/back-office/\(id)")
            #expect(page.body.contains("orang lain yang memutuskan") && !page.body.contains("/takings"))
            let answer = try await tester.post("/back-office/\(id)/takings")
            #expect(answer.status == 422 && answer.body.contains("orang lain yang memutuskan"))
        }
    }

    @Test("the branch sees its box alone, masked, and closes with an outcome")
    func branch() async throws {
        try await withHouse { house in
            let id = try await file(house, .facilityChange, number: 925)
            let other = try await file(house, .bankChange, number: 926)
            let office = try await house.tester(.backOffice)
            _ = try await office.post("/back-office/\(id)/takings")
            #expect(try await office.post("/back-office/\(id)/handovers", ["reason": "Perlu dokumen"]).status == 303)
            let tester = try await house.tester(.branch)
            let list = try await tester.get("/back-office")
            #expect(list.body.contains("/back-office/\(id)") && !list.body.contains("/back-office/\(other)"))
            #expect(try await tester.get("/back-office/\(other)").status == 404)
            let page = try await tester.get("/back-office/\(id)")
            #expect(page.body.contains("Perlu dokumen") && !page.body.contains("0812-3333-4444"))
            #expect(try await tester.post("/back-office/\(id)/closures", ["note": "x"]).status == 422)
            let done = try await tester.post(
                "/back-office/\(id)/closures", ["outcome": "done", "note": "Sudah datang"])
            #expect(done.status == 303)
            let trail = try await office.get("/back-office/\(id)")
            #expect(trail.body.contains("Ditutup kantor cabang") && trail.body.contains("Sudah datang"))
            let member = try await office.get(.member(house.families.budi.id))
            #expect(member.body.contains("Puskesmas Anggrek"), "the register has it")
            let rings = try await told(house)
            #expect(rings.contains("sudah selesai di kantor cabang Semarang") && rings.contains("Berlaku mulai"))
        }
    }

    /// The page of whoever rings back, on the next day.
    private func told(_ house: MembersHouse) async throws -> String {
        house.clock.advance(by: .seconds(16 * 3_600))
        return try await house.tester(.inbound).get("/ring-backs").body
    }

    @Test("the branch returns a change with a reason, and the agents have it again")
    func correction() async throws {
        try await withHouse { house in
            let id = try await file(house, .facilityChange, number: 930)
            let office = try await house.tester(.backOffice)
            _ = try await office.post("/back-office/\(id)/takings")
            _ = try await office.post("/back-office/\(id)/handovers", ["reason": "Perlu dokumen"])
            #expect(try await office.post("/back-office/\(id)/corrections", ["reason": "x"]).status == 403)
            let tester = try await house.tester(.branch)
            #expect(try await tester.get("/back-office/\(id)").body.contains("Kembalikan untuk diperbaiki"))
            let blank = try await tester.post("/back-office/\(id)/corrections", ["reason": ""])
            #expect(blank.status == 422 && blank.body.contains("Tuliskan alasannya."))
            let done = try await tester.post("/back-office/\(id)/corrections", ["reason": "Alamat <lain>"])
            #expect(done.location?.hasPrefix("/back-office?box=branch") == true)
            #expect(try await tester.get("/back-office/\(id)").status == 404, "out of its box")
            let page = try await house.tester(.inbound).get("/changes/\(id)")
            #expect(page.body.contains("Dikembalikan oleh kantor cabang: Alamat &lt;lain&gt;"))
            #expect(try await told(house).contains("Ada yang perlu diperbaiki: Alamat &lt;lain&gt;."))
        }
    }

    @Test("an officer sees what lies at his branch, by its name in any spelling or by the regency; nothing without one")
    func ownBranch() async throws {
        try await withHouse { house in
            let office = try await house.tester(.backOffice)
            func handedOver(_ number: Int, to branch: String?) async throws -> ChangeID {
                let id = try await file(house, .facilityChange, branch: branch, number: number)
                _ = try await office.post("/back-office/\(id)/takings")
                let done = try await office.post("/back-office/\(id)/handovers", ["reason": "Perlu dokumen"])
                #expect(done.status == 303)
                return id
            }
            let own = try await handedOver(931, to: "SEMARANG")
            let foreign = try await handedOver(932, to: "Ungaran")
            let nameless = try await handedOver(933, to: nil)
            let tester = try await house.tester(.branch)
            let box = try await tester.get("/back-office").body
            #expect(box.contains("/back-office/\(own)") && !box.contains("/back-office/\(foreign)"))
            #expect(!box.contains("/back-office/\(nameless)"), "nobody serves the regency yet")
            #expect(box.contains("<strong class=\"num\">1</strong>"), "the count is the branch's own")
            #expect(try await tester.get("/back-office?branch=Ungaran").body.contains("\(foreign)") == false)
            #expect(try await tester.get("/back-office/\(foreign)").status == 404)
            #expect(try await tester.get("/changes/\(foreign)").status == 404)
            #expect(try await tester.get("/changes/\(own)").status == 200)
            let changes = try await tester.get("/changes?box=branch").body
            #expect(changes.contains("/changes/\(own)") && !changes.contains("/changes/\(foreign)"))
            let closure = ["outcome": "done", "note": "Sudah datang"]
            #expect(try await tester.post("/back-office/\(foreign)/closures", closure).status == 404)
            #expect(try await house.changes.story(foreign).last?.kind != "change.closed")

            let code = try #require(BranchCode("SMG"))
            let branch = try #require(try await house.staff.branches.branch(code))
            try await house.staff.branches.edit(
                code, branch, serving: [try #require(RegencyCode("3374"))], by: .system("test"), at: house.clock.now())
            #expect(try await tester.get("/back-office").body.contains("/back-office/\(nameless)"))
            #expect(try await tester.post("/back-office/\(nameless)/closures", closure).status == 303)
            let narrowed = try await office.get("/back-office?box=branch&branch=semarang").body
            #expect(narrowed.contains("\(own)") && !narrowed.contains("\(foreign)"))

            let person = try #require(try await house.staff.person(try house.person(.branch)))
            try await house.staff.edit(
                person.id, PersonDetails(name: person.name, userName: person.userName, roles: [.branch]),
                by: .system("test"))
            #expect(try await tester.get("/back-office").status == 303, "what was open for the branch has ended")
            try await tester.signIn(person.id)
            let none = try await tester.get("/back-office").body
            #expect(none.contains("belum terdaftar di satu kantor cabang") && !none.contains("\(own)"))
            #expect(try await tester.get("/back-office/\(own)").status == 404)
        }
    }

    @Test("who is rung back is told what happened; the number is shown for a fact, the outcome is noted")
    func ringBack() async throws {
        try await withHouse { house in
            let id = try await file(house, .facilityChange, number: 927)
            let office = try await house.tester(.backOffice)
            _ = try await office.post("/back-office/\(id)/takings")
            _ = try await office.post("/back-office/\(id)/approvals")
            house.clock.advance(by: .seconds(16 * 3_600))
            let tester = try await house.tester(.inbound)
            let page = try await tester.get("/ring-backs")
            #expect(page.body.contains("Permohonan sudah disetujui.") && page.body.contains("0812-xxxx-xxxx"))
            #expect(!page.body.contains("0812-3333-4444"))
            let shown = try await tester.post("/ring-backs/\(id)/1/numbers")
            #expect(shown.body.contains("0812-3333-4444"))
            #expect(try await house.changes.story(id).last?.kind == "change.number-shown")
            #expect(try await tester.post("/ring-backs/\(id)/1/attempts").status == 422)
            #expect(try await tester.post("/ring-backs/\(id)/1/attempts", ["outcome": "told"]).status == 303)
            let over = try await tester.post("/ring-backs/\(id)/1/attempts", ["outcome": "told"])
            #expect(over.status == 422 && over.body.contains("Telepon balik ini sudah selesai."))
        }
    }

    @Test("trends count each filing once, by week, region and channel")
    func trends() async throws {
        try await withHouse { house in
            _ = try await file(house, .facilityChange, number: 928)
            let tester = try await house.tester(.headOffice)
            let none = try await tester.get("/registrations/trends")
            #expect(none.status == 200 && none.body.contains("Belum ada yang diajukan"))
            let page = try await tester.get("/registrations/trends?kinds=all&grain=regency")
            #expect(page.body.contains("Kota Semarang") && page.body.contains("1 diajukan"))
            #expect(page.body.contains("<svg") && !page.body.contains("style=\""))
        }
    }

    @Test("each page is for its roles", arguments: Role.allCases)
    func permitted(_ role: Role) async throws {
        try await withHouse { house in
            let tester = try await house.tester(role)
            let mayDecide: Set<Role> = [.backOffice, .branch, .supervisor]
            #expect(try await tester.get("/back-office").status == (mayDecide.contains(role) ? 200 : 403))
            let mayRing: Set<Role> = [.inbound, .outbound, .supervisor]
            #expect(try await tester.get("/ring-backs").status == (mayRing.contains(role) ? 200 : 403))
            let maySee: Set<Role> = [.supervisor, .backOffice, .headOffice]
            #expect(try await tester.get("/registrations/trends").status == (maySee.contains(role) ? 200 : 403))
        }
    }
}
