import Database
import Kernel
import Members
import Pages
import Testing

@testable import Calls

@Suite("Hints on the desk")
struct PagesHintTests {
    private let script = ["Accept": "application/json"]
    private static let arrears = "data-testid=\"hint-arrears\""

    /// A member whose family owes three months of 100.000.
    private func enrol(_ centre: PagesCentre) async throws -> Member {
        var random = SeededRandom(seed: 5)
        let now = centre.clock.now()
        let member = Member(
            id: MemberID(at: now, random: &random), card: try #require(CardNumber("0001234567801")),
            nik: try #require(NIK("3174014101900001")), family: try #require(FamilyCardNumber("3174010101010001")),
            relation: .head, name: "Dewi Anggraini", birthDate: try #require(Day("1990-01-01")), sex: .female,
            careClass: .second, segment: .selfPaying, status: .arrears,
            region: Region(code: "3174", name: "Kota Jakarta Selatan"), branch: "Jakarta Selatan",
            phones: [try #require(PhoneNumber("081234567890"))])
        try await MemberStore(centre.database).enrol([member], by: .system("test"), at: now)
        let from = Month(of: CentreCalendar.jakarta.day(of: now)).adding(-2).firstDay
        try await ContributionStore(centre.database).keep(
            [CoverageSpan(from: from, segment: .selfPaying, careClass: .second)], of: member.id)
        return member
    }

    /// Citra speaks with somebody who rang.
    private func talk(_ centre: PagesCentre, _ citra: PageTester) async throws -> ContactID {
        _ = try await citra.get("/desk")
        await centre.connectPhone()
        _ = try await citra.post("/desk/states", ["state": "ready"])
        let call = await centre.ring()
        _ = try await citra.post("/desk/answers", [:], headers: script)
        return call.named(ContactID.self)
    }

    private func prove(_ member: Member, _ contact: ContactID, _ citra: PageTester) async throws {
        for (question, said) in [("card", member.card.digits), ("birth-date", "1-1-1990")] {
            let answer = try await citra.post(
                Path.identity(member.id), ["for": Subject.contact(contact).text, "question": question, "said": said])
            try #require(answer.status == 303)
        }
    }

    @Test("nothing is shown of a caller who is not known; then what the family owes, in words to read out")
    func known() async throws {
        let centre = try await PagesCentre()
        defer { centre.close() }
        let citra = try await centre.tester(centre.citra)
        let member = try await enrol(centre)
        let contact = try await talk(centre, citra)
        #expect(try await !citra.get("/desk").body.contains("Rp 300.000"))
        try await prove(member, contact, citra)
        let page = try await citra.get("/desk").body
        #expect(page.contains(Self.arrears))
        #expect(page.contains("Tunggakan Rp 300.000 (3 bulan)") && page.contains("Antrean sepi"))
        #expect(page.contains("masih tertunggak Rp 300.000 untuk 3 bulan"))
        let live = try await citra.live("/desk/live", events: DeskPart.allCases.count + 1)
        #expect(live.first { $0.name == DeskHints.part }?.data.contains("Rp 300.000") == true)
        #expect(try await HintStore(centre.database).uses(in: contact) == [.arrears: [.shown]])
        _ = try await citra.post("/desk/hangups", [:], headers: script)
        #expect(try await !citra.get("/desk").body.contains(Self.arrears), "there is nobody to tell any more")
    }

    @Test("a wrong answer takes the hints back, and with them what the family owes")
    func noLongerKnown() async throws {
        let centre = try await PagesCentre()
        defer { centre.close() }
        let citra = try await centre.tester(centre.citra)
        let member = try await enrol(centre)
        let contact = try await talk(centre, citra)
        try await prove(member, contact, citra)
        #expect(try await citra.get("/desk").body.contains(Self.arrears))
        let wrong = try await citra.post(
            Path.identity(member.id),
            ["for": Subject.contact(contact).text, "question": "nik-tail", "said": "999999"])
        #expect(wrong.status == 303)
        #expect(try await HintStore(centre.database).caller(in: contact) == nil)
        #expect(try await !citra.get("/desk").body.contains("Rp 300.000"))
    }

    @Test("what was told or passed over leaves the desk, and is kept", arguments: [HintUse.told, .skipped])
    func used(_ use: HintUse) async throws {
        let centre = try await PagesCentre()
        defer { centre.close() }
        let citra = try await centre.tester(centre.citra)
        let member = try await enrol(centre)
        let contact = try await talk(centre, citra)
        let form = ["contact": "\(contact)", "hint": "arrears", "use": use.rawValue]
        #expect(try await citra.post("/desk/hints", form).status == 404, "nothing was shown yet")
        try await prove(member, contact, citra)
        _ = try await citra.get("/desk")
        #expect(try await citra.post("/desk/hints", form, headers: script).status == 204)
        #expect(try await !citra.get("/desk").body.contains(Self.arrears))
        #expect(try await HintStore(centre.database).uses(in: contact) == [.arrears: [.shown, use]])
        for wrong in ["shown", "terbang"] {
            let bad = form.merging(["use": wrong]) { _, new in new }
            #expect(try await citra.post("/desk/hints", bad).status == 400)
        }
        #expect(try await centre.tester(centre.sari).post("/desk/hints", form).status == 403)
    }

    @Test("a long queue holds hints back and says so")
    func heldBack() async throws {
        let centre = try await PagesCentre()
        defer { centre.close() }
        let citra = try await centre.tester(centre.citra)
        let member = try await enrol(centre)
        let contact = try await talk(centre, citra)
        try await prove(member, contact, citra)
        for number in 0..<12 {
            let call = try #require(WorkID("01990000-0000-7000-8000-0000000cb1\(number + 10)"))
            await centre.floor.handle(
                .callArrived(call, caller: PhoneNumber("0812999888\(number + 10)"), called: "165"))
            await centre.floor.handle(.callAnswered(call))
        }
        let page = try await citra.get("/desk").body
        #expect(!page.contains(Self.arrears) && page.contains("1 petunjuk ditahan: Antrean panjang"))
        #expect(try await HintStore(centre.database).uses(in: contact) == [:])
    }
}
