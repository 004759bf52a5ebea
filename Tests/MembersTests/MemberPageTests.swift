import Database
import Kernel
import Members
import Pages
import Staff
import Testing

@Suite("The pages of members")
struct MemberPageTests {
    /// What must never stand on a page of somebody who did not give a reason.
    private func clearNumbers(_ member: Member) -> [String] {
        [member.card.digits, member.nik.digits, member.family.digits] + member.phones.flatMap { [$0.local, $0.digits] }
    }

    @Test("a search shows who answers, masked, and says what to ask when several do")
    func search() async throws {
        try await withHouse { house in
            let tester = try await house.tester(.inbound)
            let start = try await tester.get(.members)
            #expect(start.status == 200 && start.body.contains("Satu kotak untuk semua."))
            let page = try await tester.get("/members?q=0812-1111-2222")
            #expect(page.body.contains("Budi Santoso") && page.body.contains("Sitti Rahayu"))
            #expect(page.body.contains("2 peserta") && page.body.contains("Beberapa orang cocok."))
            #expect(page.body.contains(Path.member(house.families.budi.id).text))
            #expect(page.body.contains("xxxxxxxxx7812") && page.body.contains("1985"))
            for member in house.families.all {
                // The number that was typed stands in the box again.
                for number in clearNumbers(member) where number != "0812-1111-2222" {
                    #expect(!page.body.contains(number), "\(member.name)")
                }
            }
            #expect(!page.body.contains("12 Apr 1985"), "the day is asked for, not shown")
            let looks = try await house.facts(house.families.budi, MemberFact.Looked.self)
            #expect(looks.map(\.by) == ["phone"])
        }
    }

    private static let dead: [(typed: String, words: String)] = [
        ("9999999999999", "Bacakan ulang 13 angkanya."), ("NIK 9999999999999999", "Cari juga dengan nomor KK"),
        ("KK 9999999999999999", "Tidak ada peserta pada kartu keluarga ini."),
        ("0810-9999-9999", "Cari dengan nomor kartu."), ("zulkarnain", "Tidak ada nama yang cocok."),
        ("budi 1-1-1999", "Tidak ada nama ini dengan tanggal lahir itu."), ("1-1-1999", "Periksa urutannya"),
        ("12345", "5 angka bukan nomor apa pun."), ("VA 8788801944358911", "tidak diawali 87888"),
        ("b", "sedikitnya dua huruf"),
    ]

    @Test("where nothing is found the page says what to ask next", arguments: dead)
    func nothing(_ row: (typed: String, words: String)) async throws {
        try await withHouse { house in
            let page = try await house.tester(.inbound).get(Path.members.with("q", row.typed))
            #expect(page.status == 200 && page.body.contains(row.words), "\(row.typed)")
            #expect(!page.body.contains("<table"))
        }
    }

    @Test("what is typed is shown as text, and kept with what the page was opened for")
    func typed() async throws {
        try await withHouse { house in
            let contact = house.families.budi.id.named(ContactID.self)
            let path = Path.members.with("q", "<b>budi santoso").with("for", "contact:\(contact)")
            let page = try await house.tester(.inbound).get(path)
            #expect(page.body.contains("&lt;b&gt;budi santoso") && !page.body.contains("<b>budi"))
            #expect(page.body.contains("?for=contact%3A\(contact)"))
            let nonsense = try await house.tester(.inbound).get("/members?q=budi%00&for=page:x")
            #expect(nonsense.status == 200 && !nonsense.body.contains("name=\"for\""))
        }
    }

    @Test(
        "a member's page shows who it is, the family and the story; every number is masked",
        arguments: [
            Role.inbound, .outbound, .social, .supervisor, .doctor,
        ])
    func member(_ role: Role) async throws {
        try await withHouse { house in
            let budi = house.families.budi
            let page = try await house.tester(role).get(.member(budi.id))
            #expect(page.status == 200)
            for words in [
                "Budi Santoso", "Sitti Rahayu", "Raka Santoso", "3374xxxxxxxx0012", "xxxxxxxxx7812", "0812-xxxx-xxxx",
                "12 Apr 1985", "Kota Semarang", "Penyelenggara, 22 Nov 2025", "Belum ada persetujuan", "Iuran",
            ] {
                #expect(page.body.contains(words), "\(words)")
            }
            let family = [house.families.budi, house.families.sitti, house.families.raka]
            for number in family.flatMap(clearNumbers) {
                #expect(!page.body.contains(number), "\(role) sees \(number)")
            }
            #expect(page.body.contains("unmaskings") == (role != .doctor))
        }
    }

    @Test("a member's page leads to contributions, penalty and what can be begun, each for whom it is")
    func actions() async throws {
        try await withHouse { house in
            let path = Path.member(house.families.budi.id)
            let page = try await house.tester(.inbound).get(path).body
            #expect(
                page.contains("href=\"\(path.text)/contributions\"") && page.contains("href=\"/penalty?segment=pbpu\""))
            #expect(page.contains("href=\"#services\"") && page.contains("id=\"services\""))
            for kind in ["newborn", "facility-change", "class-change", "death"] {
                #expect(page.contains("name=\"kind\" value=\"\(kind)\""), "\(kind)")
            }
            #expect(!page.contains("value=\"reactivation\""), "Budi owes nothing")
            let office = try await house.tester(.backOffice).get(path).body
            #expect(office.contains("/penalty?") && !office.contains("#services"), "begins nothing")
        }
    }

    @Test("the back office sees what it works with, without asking")
    func backOffice() async throws {
        try await withHouse { house in
            let page = try await house.tester(.backOffice).get(.member(house.families.budi.id))
            #expect(page.body.contains("3374011204850012") && page.body.contains("0812-1111-2222"))
            #expect(!page.body.contains("unmaskings"))
        }
    }

    @Test("the look at a member leaves a fact about him and his family, with what it was for")
    func looks() async throws {
        try await withHouse { house in
            let contact = house.families.budi.id.named(ContactID.self)
            let tester = try await house.tester(.inbound)
            _ = try await tester.get(.member(house.families.budi.id, because: .contact(contact)))
            let own = try await house.facts(house.families.budi, MemberFact.Looked.self)
            #expect(own.map(\.by) == ["id"] && own.map(\.because) == ["contact:\(contact)"])
            let wife = try await house.facts(house.families.sitti, MemberFact.Looked.self)
            #expect(wife.map(\.by) == ["family"])
            #expect(try await house.facts(house.families.ayu, MemberFact.Looked.self).isEmpty)
            let nowhere = house.families.budi.id.named(TicketID.self)
            #expect(try await tester.get("/members/\(nowhere)x").status == 404)
            #expect(try await tester.get("/members/01900000-0000-7000-8000-000000000009").status == 404)
        }
    }

    // MARK: Unmasking

    @Test("one click with a reason shows one field, on that view alone, and leaves a fact")
    func unmasking() async throws {
        try await withHouse { house in
            let budi = house.families.budi
            let tester = try await house.tester(.inbound)
            let place: Path = "/members/\(budi.id)/unmaskings"
            let page = try await tester.post(place, ["fields": "nik", "reason": "compare", "words": " "])
            #expect(page.status == 200 && page.body.contains(budi.nik.digits))
            #expect(page.body.contains("Ditampilkan tanpa samaran: NIK."))
            for number in clearNumbers(budi) where number != budi.nik.digits {
                #expect(!page.body.contains(number), "\(number)")
            }
            #expect(!(try await tester.get(.member(budi.id)).body.contains(budi.nik.digits)))
            let facts = try await house.facts(budi, MemberFact.Unmasked.self)
            #expect(facts.count == 1 && facts[0].fields == ["nik"] && facts[0].reason == "compare")
            #expect(facts[0].words == nil && facts[0].because == "page:member")
        }
    }

    @Test("without a reason, a field or the form's token nothing is shown")
    func unmaskingRefused() async throws {
        try await withHouse { house in
            let budi = house.families.budi
            let tester = try await house.tester(.inbound)
            let place: Path = "/members/\(budi.id)/unmaskings"
            let other = try await tester.post(place, ["fields": "nik", "reason": "other"])
            #expect(other.status == 422 && other.body.contains("perlu keterangan"))
            for fields in [
                ["fields": "nik"], ["reason": "compare"], ["fields": "mother-name", "reason": "compare"],
                ["fields": "nik", "reason": "curious"],
            ] {
                let answer = try await tester.post(place, fields)
                #expect(answer.status == 400 && !answer.body.contains(budi.nik.digits), "\(fields)")
            }
            let forged = try await tester.send(
                "POST", place, headers: ["Content-Type": "application/x-www-form-urlencoded"],
                body: Array("fields=nik&reason=compare".utf8))
            #expect(forged.status == 403 && !forged.body.contains(budi.nik.digits))
            #expect(!other.body.contains(budi.nik.digits))
            #expect(try await house.facts(budi, MemberFact.Unmasked.self).isEmpty)
        }
    }

    // MARK: Consent

    @Test("a consent is written down with its text and proof, and taken back")
    func consent() async throws {
        try await withHouse { house in
            let budi = house.families.budi
            let tester = try await house.tester(.inbound)
            let place: Path = "/members/\(budi.id)/consents"
            let gap = try await tester.post(place, ["purpose": "survey", "means": "call-recording", "reference": " "])
            #expect(gap.status == 422 && gap.body.contains("Tulis di mana buktinya."))
            #expect(gap.body.contains("value=\"survey\" required checked"))
            let nothing = try await tester.post(place)
            #expect(nothing.status == 422 && nothing.body.contains("Pilih tujuan."))
            let fields = ["purpose": "survey", "means": "call-recording", "reference": "rekaman <4711>"]
            #expect(try await tester.post(place, fields).location == Path.member(budi.id).text)
            let page = try await tester.get(.member(budi.id))
            #expect(page.body.contains("Survei layanan") && page.body.contains("rekaman &lt;4711&gt;"))
            #expect(page.body.contains("Petugas inbound") && page.body.contains("2026-11/2"))
            #expect(try await tester.post(place, fields).status == 422)
            let kept = try #require(try await house.members.consents(of: budi.id).first)
            let end: Path = "/members/\(budi.id)/consents/\(kept.id)/withdrawals"
            #expect(try await tester.post(end, ["means": "call-recording", "reference": " "]).status == 422)
            #expect(try await tester.post(end, ["means": "call-recording", "reference": "telepon"]).status == 303)
            let after = try await tester.get(.member(budi.id))
            #expect(after.body.contains("Ditarik") && !after.body.contains("/withdrawals"))
            #expect(try await tester.post(end, ["means": "call-recording", "reference": "telepon"]).status == 422)
            let elsewhere: Path = "/members/\(house.families.ayu.id)/consents/\(kept.id)/withdrawals"
            #expect(
                try await tester.post(elsewhere, ["means": "call-recording", "reference": "telepon"]).status == 404)
        }
    }

    // MARK: Words

    @Test("every word of the pages is there, also those that code asks for")
    func words() throws {
        #expect(try WordCheck.problems(in: [MembersRoom.bundle], using: [StaffRoom.bundle]).isEmpty)
        let catalogue = try Catalogue(bundles: [MembersRoom.bundle])
        var keys = MemberField.allCases.map { "members.field.\($0.rawValue)" }
        keys += MemberSource.allCases.map { "members.source.\($0.rawValue)" }
        keys += UnmaskingReason.Choice.allCases.map { "members.reason.\($0.rawValue)" }
        keys += UnmaskingReason.Refusal.allCases.map { "members.refused.\($0.rawValue)" }
        keys += ConsentPurpose.allCases.map { "members.purpose.\($0.rawValue)" }
        keys += ConsentMeans.allCases.map { "members.means.\($0.rawValue)" }
        keys += ConsentRefusal.allCases.map { "members.refused.\($0.rawValue)" }
        keys += DataRequestRefusal.allCases.map { "members.refused.\($0.rawValue)" }
        let outcomes = ["found", "not-found", "unanswered", "wrong-signature", "refused", "unreadable"]
        keys += outcomes.map { "members.insurer.outcome.\($0)" }
        keys += outcomes.dropFirst(2).map { "members.insurer.refused.\($0)" }
        keys += ["now", "minutes", "hours", "days"].map { "members.insurer.age.\($0)" }
        keys += ["some", "none"].map { "members.insurer.arrears.\($0)" }
        keys += ["status", "class", "segment", "facility", "card"].map { "members.insurer.\($0)" }
        for key in MemberFinds.Key.allCases.map(\.rawValue) {
            keys += ["", ".next", ".ask"].map { "members.none.\(key)\($0)" } + ["members.trail.looked.\(key)"]
        }
        for key in keys { #expect(catalogue.entries[key] != nil, "\(key)") }
    }
}
