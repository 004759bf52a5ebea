import Database
import Kernel
import Members
import Pages
import Testing

@Suite("The pages of registrations and changes")
struct ChangePageTests {
    private let counter = ChangeCounter()

    private func begin(_ tester: PageTester) async throws -> Path {
        let answer = try await tester.post(.changes, ["kind": "family-registration"])
        return try #require(answer.location.flatMap(Path.init(local:)))
    }

    private func step(_ path: Path, _ name: String) -> Path { Path(local: "\(path.text)/steps/\(name)")! }

    /// The version that the page of a change carries.
    private func version(_ tester: PageTester, _ path: Path) async throws -> String {
        let page = try await tester.get(path)
        return try #require(page.body.firstMatch(of: /name="version" value="(\d+)"/)).output.1.description
    }

    @Test("who may read changes sees the list, the others are refused", arguments: Role.allCases)
    func permission(_ role: Role) async throws {
        try await withHouse { house in
            let may: Set<Role> = [.inbound, .outbound, .social, .supervisor, .branch, .backOffice]
            let tester = try await house.tester(role)
            #expect(try await tester.get(.changes).status == (may.contains(role) ? 200 : 403))
            let begun = try await tester.post(.changes, ["kind": "family-registration"]).status
            #expect(begun == ([.inbound, .social].contains(role) ? 303 : 403))
        }
    }

    @Test("what is wrong stands beside the field, and what was typed stays")
    func wrong() async throws {
        try await withHouse { house in
            let tester = try await house.tester(.inbound)
            let path = try await begin(tester)
            let answer = try await tester.post(step(path, "card"), ["familyCard": "3374 <12", "version": "1"])
            #expect(answer.status == 422 && answer.body.contains("3374 &lt;12"))
            #expect(answer.body.contains("Nomor kartu keluarga terdiri atas 16 angka."))
            let stale = try await tester.post(step(path, "card"), ["familyCard": "999", "version": "1"])
            #expect(stale.status == 422 && stale.body.contains("Orang lain mengubahnya"))
            #expect(stale.body.contains("value=\"999\""))
            let early = try await tester.post(step(path, "class"), ["careClass": "1", "version": "2"])
            #expect(early.status == 422 && early.body.contains("Selesaikan dahulu"))
        }
    }

    @Test("a family registers while the registry is away: typed by hand, handed in, waiting")
    func registryDown() async throws {
        try await withHouse { house in
            let tester = try await house.tester(.inbound)
            let path = try await file(tester, house)
            #expect(try await tester.get("/changes?box=registry").body.contains(path.text))
            let filed = try await tester.get(path)
            #expect(filed.body.contains("14 sampai 30 hari") && filed.body.contains("menyusul bersama kartu"))
            let first = try await approve(path, house).adding(days: 14)
            let found = try await tester.get(Path.members.with("q", counter.budi.nik.digits))
            #expect(found.body.contains("Budi Santoso"), "the register has the new family")
            let approved = try await tester.get(path)
            #expect(approved.body.contains("Disetujui"))
            #expect(approved.body.contains("11 angka terakhir"), "somebody on this family card has a card already")
            #expect(approved.body.contains("Pembayaran pertama mulai \(first.day) "))
        }
    }

    /// Fills in a family's form by hand and hands it in.
    private func file(_ tester: PageTester, _ house: MembersHouse) async throws -> Path {
        let path = try await begin(tester)
        #expect(try await tester.get(path).body.contains("tidak terhubung ke data kependudukan"))
        try await house.changes.put([ChangeCounter.melati, ChangeCounter.anggrek])
        for (name, words) in RightAnswers.of(.familyRegistration) {
            if name == "people" { try await type(tester, path) }
            var words = words
            if words["consent"] != nil { words["consent"] = ["2026-11/1", "call-recording"] }
            if words["autodebit"] != nil { words["autodebit"] = ["2026-11/1", "call-recording"] }
            let list = words.flatMap { name, values in values.map { (name, $0) } }
            let answer = try await tester.post(
                step(path, name.rawValue), list: list + [("version", try await version(tester, path))])
            try #require(answer.status == 303, "\(name.rawValue)")
        }
        let ready = try await tester.get(path)
        #expect(ready.body.contains("Siap diajukan") && ready.body.contains("Rp 300.000"))
        #expect(!ready.body.contains(counter.card.digits), "the summary masks the family card")
        let answer = try await tester.post(Path(local: "\(path.text)/submissions")!)
        #expect(answer.status == 303)
        return path
    }

    /// The registry answers, and the family stands in the register.
    private func approve(_ path: Path, _ house: MembersHouse) async throws -> Day {
        let id = try #require(ChangeID(path.text.split(separator: "/").last ?? ""))
        let later = house.clock.now() + .seconds(600)
        try await house.changes.handle(
            .familyRead(counter.family, participants: [:], spread: 0), id, by: counter.registry, at: later)
        return CentreCalendar.jakarta.day(of: later)
    }

    @Test("who had a card before is paid for by its virtual accounts, masked as the card is")
    func accounts() async throws {
        try await withHouse { house in
            let card = try #require(CardNumber("0009990000017"))
            let budi = counter.budi
            let before = Member(
                id: counter.ayu, card: card, nik: budi.nik, family: counter.ayusCard, relation: .head,
                name: budi.name, birthDate: budi.birthDate, sex: budi.sex, careClass: .third, segment: .employed,
                status: .ended, region: Region(code: "3374", name: "Kota Semarang"), branch: "Semarang", phones: [])
            try await house.members.enrol([before], by: .system("test"), at: Families.moment)
            let tester = try await house.tester(.inbound)
            let path = try await file(tester, house)
            _ = try await approve(path, house)
            let masked = try await tester.get(path)
            #expect(masked.body.contains("11 angka terakhir") && !masked.body.contains("09990000017"))
            let office = try await house.tester(.backOffice).get(path)
            #expect(office.body.contains("8888809990000017") && office.body.contains("8988809990000017"))

            house.clock.advance(by: .seconds(700))
            let rings = try await tester.get("/ring-backs")
            #expect(rings.body.contains("BRI, BNI, BTN, BCA 88888xxxxxxx0017; Mandiri 89888xxxxxxx0017"))
            let id = try #require(path.text.split(separator: "/").last)
            let shown = try await tester.post(try #require(Path(local: "/ring-backs/\(id)/1/numbers")))
            #expect(shown.body.contains("BRI, BNI, BTN, BCA 8888809990000017"), "with the number to ring")
        }
    }

    private func type(_ tester: PageTester, _ path: Path) async throws {
        for person in [counter.budi, counter.sitti, counter.raka] {
            let answer = try await tester.post(
                Path(local: "\(path.text)/people")!,
                [
                    "nik": person.nik.digits, "name": person.name, "birthDate": person.birthDate.description,
                    "sex": person.sex.rawValue, "relation": person.relation.rawValue,
                    "version": try await version(tester, path),
                ])
            try #require(answer.status == 303, "\(person.name)")
        }
    }

    @Test("a change of a member begins after the identity check, which never tells what is on record")
    func identity() async throws {
        try await withHouse { house in
            let tester = try await house.tester(.inbound)
            let budi = house.families.budi
            let contact = Subject.contact(budi.id.named(ContactID.self)).text
            let fields = ["kind": "facility-change", "member": "\(budi.id)", "for": contact]
            let first = try await tester.post(.changes, fields)
            let place: Path = "/members/\(budi.id)/identity"
            #expect(first.location == place.with("for", contact).text)
            let told = try await tester.get(place.with("for", contact)).body
            let warning = "data-look=\"warning\" role=\"status\">Pastikan dahulu identitas penelepon."
            #expect(told.contains(warning), "that is no success")
            let unread = try await tester.post(place, ["question": "card", "said": "12", "for": contact])
            #expect(unread.status == 422 && unread.body.contains("value=\"12\""))
            for (question, said) in [("card", budi.card.digits), ("birth-date", "12-04-1985")] {
                let answer = try await tester.post(place, ["question": question, "said": said, "for": contact])
                #expect(answer.status == 303)
            }
            let page = try await tester.get(place.with("for", contact))
            #expect(page.body.contains("Dikenal") && !page.body.contains(budi.card.digits))
            let begun = try await tester.post(.changes, fields)
            #expect(begun.location?.hasPrefix("/changes/") == true)
            let member = try await tester.get(.member(budi.id, because: .contact(budi.id.named(ContactID.self))))
            #expect(member.body.contains("Pindah fasilitas kesehatan") && member.body.contains("Konsep"))
        }
    }

    @Test("facilities stand by region, the caller's first and chosen at first; a region that is saved comes first then")
    func facilities() async throws {
        try await withHouse { house in
            try await house.changes.put([ChangeCounter.mawar, ChangeCounter.melati, ChangeCounter.anggrek])
            let budi = house.families.budi
            var origin = counter.origin(.facilityChange)
            (origin.member, origin.family) = (budi.id, budi.family)
            let id = try #require(ChangeID(ChangeCounter.identifier(941)))
            let agent = ChangeActor.person(try house.person(.inbound), [.inbound])
            _ = try await house.changes.begin(
                id, .facilityChange, from: origin, identity: .strong, by: agent, at: house.clock.now())
            let tester = try await house.tester(.inbound)
            func groups(_ body: String) -> [String] {
                body.matches(of: /<optgroup label="([^"]+)">/).map { String($0.1) }
            }
            let page = try await tester.get(.change(id)).body
            #expect(page.contains("<option value=\"3374\" selected>"))
            #expect(groups(page) == ["Kota Semarang", "Kabupaten Bogor"])
            #expect(page.contains("Yang di Kota Semarang teratas."))
            let moved = try await tester.post(
                step(.change(id), "facility"),
                ["region": "3201", "facilityReason": "wish", "facility": "", "version": "1"])
            #expect(moved.status == 422 && groups(moved.body) == ["Kabupaten Bogor", "Kota Semarang"])
            #expect(moved.body.contains("<option value=\"3201\" selected>"))
        }
    }

    @Test("what the caller proves later in the same contact is taken over, and a caller who withdraws says why")
    func proofAndWithdrawal() async throws {
        try await withHouse { house in
            let tester = try await house.tester(.inbound)
            let budi = house.families.budi
            let contact = Subject.contact(budi.id.named(ContactID.self)).text
            let identity: Path = "/members/\(budi.id)/identity"
            func answer(_ question: String, _ said: String) async throws {
                let fields = ["question": question, "said": said, "for": contact]
                #expect(try await tester.post(identity, fields).status == 303)
            }
            try await answer("card", budi.card.digits)
            try await answer("birth-date", "12-04-1985")
            let begun = try await tester.post(
                .changes, ["kind": "bank-change", "member": "\(budi.id)", "for": contact])
            let path = try #require(begun.location.flatMap(Path.init(local:)))
            let id = try #require(ChangeID(path.text.split(separator: "/").last ?? ""))
            func level() async throws -> IdentityLevel? {
                try await house.changes.seen(id, by: counter.agent, at: house.clock.now())?.change.draft.identity
            }
            #expect(try await level() == .basic)
            let proofs = try #require(Path(local: "\(path.text)/proofs"))
            #expect(try await tester.get(path).body.contains(proofs.text))
            try await answer("nik-tail", String(budi.nik.digits.suffix(6)))
            try await answer("family-member", "Sitti Rahayu")
            #expect(try await tester.post(proofs).location == path.text)
            #expect(try await level() == .strong)

            let withdrawals = try #require(Path(local: "\(path.text)/withdrawals"))
            let blank = try await tester.post(withdrawals, ["reason": "  "])
            #expect(blank.status == 422 && blank.body.contains("Tuliskan alasannya."))
            #expect(try await tester.post(withdrawals, ["reason": "Berubah pikiran"]).status == 303)
            #expect(try await tester.get(path).body.contains("Dibatalkan"))
            let again = try await tester.post(withdrawals, ["reason": "Lagi"])
            #expect(again.status == 422 && again.body.contains("sudah berakhir"))
            #expect(try await tester.post(proofs).status == 422)
        }
    }

    @Test("after three wrong answers nothing more is asked")
    func blocked() async throws {
        try await withHouse { house in
            let tester = try await house.tester(.inbound)
            let place: Path = "/members/\(house.families.budi.id)/identity"
            let contact = Subject.contact(house.families.budi.id.named(ContactID.self)).text
            for (question, said) in [
                ("card", "0009999999999"), ("birth-date", "01-01-1950"), ("nik-tail", "999999"),
            ] {
                _ = try await tester.post(place, ["question": question, "said": said, "for": contact])
            }
            let page = try await tester.get(place.with("for", contact))
            #expect(page.body.contains("Terlalu banyak jawaban salah") && !page.body.contains("name=\"said\""))
        }
    }
}
