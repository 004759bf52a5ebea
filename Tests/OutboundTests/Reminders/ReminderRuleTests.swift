import Foundation
import Kernel
import Members
import Testing

@testable import Outbound

@Suite("Rules of reminders")
struct ReminderRuleTests {
    // MARK: - Columns

    @Test("the headings of finance's files are understood by their words")
    func guesses() {
        func guess(_ headings: String) -> String {
            ReminderMapping(guessing: headings.split(separator: "|").map(String.init)).description
        }
        #expect(
            guess("NO|NOKA|NIK|NAMA PESERTA|No. HP|BULAN TUNGGAK|JML TAGIHAN|KELAS RAWAT|CABANG")
                == "card=1 nik=2 name=3 phone=4 months=5 amount=6 class=7 branch=8")
        #expect(guess("Nomor Kartu|Nama Cabang|Jumlah Bulan|Tunggakan (Rp)") == "card=0 months=2 amount=3 branch=1")
        #expect(guess("No Kartu Keluarga|No KK|No VA|Nama Faskes|Keterangan") == "")
        #expect(guess("Telp|Telepon") == "phone=0", "the first of two")
    }

    @Test("a mapping says what it lacks, and reads itself from how it is kept")
    func mappings() {
        #expect(ReminderMapping([:]).problems == [.noNumber, .noMonths, .noAmount])
        #expect(ReminderMapping([.nik: 0, .months: 1, .amount: 1]).problems == [.twice])
        let mapping = ReminderMapping([.card: 0, .months: 2, .amount: 1])
        #expect(mapping.problems.isEmpty && ReminderMapping(mapping.description) == mapping)
        #expect(ReminderMapping("card=x") == nil && ReminderMapping("colour=1") == nil)
        #expect(ReminderMapping.key(of: ["No.  Kartu", "NAMA"]) == ReminderMapping.key(of: ["no kartu", "Nama"]))
        #expect(ReminderMapping.key(of: ["a", "b"]) != ReminderMapping.key(of: ["b", "a"]))
    }

    // MARK: - Lines

    private func line(_ changes: [ReminderColumn: String], numbers: Bool = false) -> Result<ReminderLine, ReminderFault>
    {
        let usual: [ReminderColumn: String] = [.card: "0001234567812", .months: "3", .amount: "126000"]
        let all = usual.merging(changes) { _, new in new }
        let columns = ReminderColumn.allCases
        let row = SheetTable.Row(
            number: 2, cells: columns.map { SheetTable.Cell(text: all[$0] ?? "", isNumber: numbers) })
        let places = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($0.element, $0.offset) })
        return Result { () throws(ReminderFault) in try ReminderLine(row, ReminderMapping(places)) }
    }

    @Test(
        "a line is refused for one reason",
        arguments: [
            ([.card: ""], .noNumber), ([.card: "123"], .card), ([.card: "1,23457E+12"], .cardExponent),
            ([.card: "00012345678123"], .card), ([.card: "", .nik: "337401011285001"], .nik),
            ([.card: "", .nik: "3.37401E+15"], .nikExponent), ([.months: "tiga"], .months), ([.months: "0"], .months),
            ([.months: "241"], .months), ([.amount: ""], .amount), ([.amount: "-5"], .amount),
            ([.amount: "12.5"], .amount), ([.amount: "1.260.0"], .amount), ([.amount: "2000000000"], .amount),
            ([.careClass: "VIP"], .careClass),
        ] as [([ReminderColumn: String], ReminderFault)])
    func faults(_ changes: [ReminderColumn: String], _ fault: ReminderFault) {
        #expect(line(changes) == .failure(fault))
    }

    @Test(
        "money is read as people write it",
        arguments: ["875000", "875.000", "875,000", "Rp 875.000", "Rp. 875.000,00", "IDR875,000.00", "rp875.000,-"])
    func money(_ text: String) { #expect(ReminderLine.amount(text) == Rupiah(875_000)) }

    @Test("a card that lost its zeros gets them back; a NIK kept as a number has lost a digit")
    func zeros() throws {
        let padded = try line([.card: "1234567812"], numbers: true).get()
        #expect(padded.card == CardNumber("0001234567812") && padded.isPadded)
        #expect(try line([.card: "01234567812"]).get().isPadded)
        #expect(try !line([:]).get().isPadded)
        #expect(line([.card: "123456789"]) == .failure(.card))
        #expect(line([.card: "", .nik: "3374010112850010"], numbers: true) == .failure(.nikExponent))
        #expect(try line([.nik: "3374"]).get().nik == nil, "with a card the NIK only confirms")
    }

    @Test("telephones that lost their zero, and the first of several")
    func phones() {
        for text in ["081211112222", "81211112222", "+62 812-1111-2222", "0812 1111 2222 / 0813", "62 81211112222"] {
            #expect(ReminderLine.phone(SheetTable.Cell(text: text)) == PhoneNumber("081211112222"), "\(text)")
        }
        #expect(ReminderLine.phone(SheetTable.Cell(text: "tidak ada")) == nil)
    }

    @Test("long numbers are masked wherever they stand, short ones stay")
    func masks() {
        #expect(maskedNumbers("3374010112850010") == "3374xxxxxxxxxxxx")
        #expect(maskedNumbers("0812-1111-2222") == "0812-xxxx-xxxx")
        #expect(maskedNumbers("Rp 126.000") == "Rp 126.000")
    }

    // MARK: - The check

    private func member(_ number: Int, _ name: String, _ status: MemberStatus = .arrears, phone: String?) -> MemberReach
    {
        var random = SeededRandom(seed: UInt64(number))
        return MemberReach(
            id: MemberID(at: Timestamp(seconds: 1), random: &random), name: name, status: status,
            phone: phone.flatMap { PhoneNumber($0) }, region: "3374", branch: "Semarang")
    }

    private func row(_ cells: [String], _ number: Int) -> SheetTable.Row {
        SheetTable.Row(number: number, cells: cells.map { SheetTable.Cell(text: $0) })
    }

    @Test("each line is taken or refused by what is known of the member")
    func check() throws {
        let card = { (number: Int) in "000000000000\(number)" }
        let people = [
            member(1, "Budi Santoso", phone: "081200000001"), member(2, "Siti Aminah", phone: nil),
            member(3, "Wayan Sudira", .ended, phone: "081200000003"),
            member(4, "Ratna Dewi", .deceased, phone: "081200000004"),
            member(5, "Agus Salim", phone: "081200000005"), member(6, "Nina Kartika", phone: "081200000006"),
        ]
        var ground = ReminderGround()
        for (index, person) in people.enumerated() { ground.byCard[CardNumber(card(index + 1))!] = person }
        ground.byNIK[NIK("3374010112850012")!] = people[0]
        ground.doNotCall = [PhoneNumber("081200000005")!]
        let known = KnownReminder(
            months: 3, amount: Rupiah(126_000), phone: PhoneNumber("081200000001")!, isPaid: false)
        let gone = member(9, "Ahmad Fauzi", phone: nil)
        ground.items = [people[0].id: known, gone.id: known]
        let mapping = ReminderMapping([.card: 0, .months: 1, .amount: 2, .name: 3, .nik: 4])
        let rows = [
            [card(1), "3", "126000"], [card(1), "3", "126000"], ["", "3", "126000", "", "3374010112850012"],
            [card(2), "1", "42000"], [card(3), "1", "42000"], [card(4), "1", "42000"], [card(5), "1", "42000"],
            [card(6), "2", "84000"], [card(7), "1", "42000"], ["0000000006", "1", "42000", "Orang Lain"],
            [card(6), "1", "42000", "", "3374010112850012"], ["x", "1", "42000"],
        ].enumerated().map { row($0.element, $0.offset + 2) }
        let lines = rows.map { row in Result { () throws(ReminderFault) in try ReminderLine(row, mapping) } }
        let check = ReminderCheck(lines, of: rows, ground)
        #expect(check.demands.map(\.member) == [people[0].id, people[5].id])
        #expect(
            check.refused.map(\.fault) == [
                .twice, .twice, .noPhone, .ended, .deceased, .doNotCall, .unknown, .otherName, .twoMembers, .card,
            ])
        #expect(check.refused[0].other == 2 && check.refused[0].line == 3 && check.refused[2].other == nil)
        #expect((check.counts.same, check.counts.new, check.counts.paid) == (1, 1, 1))
        #expect((check.counts.good, check.counts.refused, check.counts.unread) == (2, 10, 1))
        #expect(check.named.isSuperset(of: people.prefix(5).map(\.id)), "who is refused has not paid")
    }

    // MARK: - The script

    @Test("the house's own script reminds, explains and thanks")
    func original() {
        #expect(ReminderScript.original.problems.isEmpty)
        let said = ReminderScript.original.filled([
            .waktu: "pagi", .petugas: "Citra", .nama: "Budi Santoso", .bulan: "3", .jumlah: "Rp 126.000", .hari: "45",
        ])
        #expect(said.contains("Selamat pagi, Bapak/Ibu Budi Santoso") && said.contains("dalam 45 hari"))
        #expect(!said.contains("{"))
    }

    @Test("a script that collects, presses, threatens, asks for money or shames is refused with the reason")
    func collection() {
        let text = ReminderScript.original.text
        for phrase in CollectionPhrase.all {
            let problems = ReminderScript("\(phrase.text.uppercased()).\n\(text)").problems
            #expect(problems.contains(.collects(phrase: phrase.text, phrase.reason)), "\(phrase.text)")
        }
        #expect(Set(CollectionPhrase.all.map(\.reason)) == Set(CollectionPhrase.Reason.allCases))
        #expect(ReminderScript(text + "\nTagihan dan sanksinya. Terima kasih.").problems.isEmpty, "whole words only")
        #expect(
            ReminderScript(text + "\nDenda akan  dikenakan,\njika tidak … terima kasih").problems
                == [.collects(phrase: "denda akan dikenakan jika tidak", .threat)])
    }

    @Test("a script has its blanks and ends with thanks")
    func blanks() {
        let text = ReminderScript.original.text
        #expect(ReminderScript(text.replacing("{hari}", with: "45")).problems == [.missingBlank(.hari)])
        #expect(ReminderScript(text.replacing("{jumlah}", with: "{uang}")).problems == [.unknownBlank("uang")])
        #expect(ReminderScript(text.replacing("Terima kasih", with: "Salam")).problems == [.noThanks])
        #expect(ReminderScript("Terima kasih.").problems == [.tooShort])
        #expect(ReminderScript(String(repeating: "a", count: 4_001)).problems == [.tooLong])
    }

    // MARK: - Campaigns

    private func campaign(
        _ state: ReminderCampaign.State = .active, hour: Int? = nil, person: Int? = nil
    ) -> ReminderCampaign {
        var random = SeededRandom(seed: 5)
        return ReminderCampaign(
            id: ReminderCampaignID(at: Timestamp(seconds: 1), random: &random),
            plan: .init(
                name: "November", firstDay: Day("2026-11-02")!, lastDay: Day("2026-11-30")!,
                pace: ReminderPace(callsPerHour: hour, perPersonPerDay: person), order: .months),
            state: state, script: 0, openedAt: Timestamp(seconds: 1))
    }

    @Test("a campaign rings on its days only, at its pace, and while it is active")
    func holds() {
        func hold(_ campaign: ReminderCampaign, _ day: String, hour: Int = 0, own: Int = 0) -> ReminderCampaign.Hold? {
            campaign.hold(on: Day(day)!, rungWithinHour: hour, rungToday: own)
        }
        #expect(hold(campaign(), "2026-11-01") == .notYet(Day("2026-11-02")!))
        #expect(hold(campaign(), "2026-11-02") == nil && hold(campaign(), "2026-11-30") == nil)
        #expect(hold(campaign(), "2026-12-01") == .over(Day("2026-11-30")!))
        #expect(hold(campaign(hour: 10), "2026-11-05", hour: 9) == nil)
        #expect(hold(campaign(hour: 10), "2026-11-05", hour: 10) == .hourFull)
        #expect(hold(campaign(person: 2), "2026-11-05", own: 1) == nil)
        #expect(hold(campaign(hour: 10, person: 2), "2026-11-05", hour: 99, own: 2) == .personFull)
        #expect(
            hold(campaign(.prepared), "2026-11-05") == .prepared && hold(campaign(.paused), "2026-11-05") == .paused)
        #expect(hold(campaign(.ended), "2026-11-05") == .ended)
    }

    @Test("what has ended stays so, and nothing goes back to being prepared")
    func turns() {
        for next in ReminderCampaign.State.allCases { #expect(!campaign(.ended).may(turn: next)) }
        for state in ReminderCampaign.State.allCases { #expect(!campaign(state).may(turn: .prepared)) }
        #expect(campaign(.prepared).may(turn: .active) && !campaign(.prepared).may(turn: .paused))
        #expect(campaign(.paused).may(turn: .active) && campaign(.active).may(turn: .paused))
    }

    @Test("a plan is refused for what is wrong with it")
    func plans() {
        func refusal(_ change: (inout ReminderCampaign.Plan) -> Void) -> ReminderRefusal? {
            var plan = campaign().plan
            change(&plan)
            do throws(ReminderRefusal) {
                try plan.check()
                return nil
            } catch { return error }
        }
        #expect(refusal { _ in } == nil)
        #expect(refusal { $0.name = " " } == .nameMissing)
        #expect(refusal { $0.name = String(repeating: "a", count: 81) } == .nameTooLong)
        #expect(refusal { $0.lastDay = Day("2026-11-01")! } == .datesBackwards)
        #expect(refusal { $0.lastDay = Day("2028-11-01")! } == .tooLong)
        #expect(refusal { $0.pace.callsPerHour = 0 } == .pace)
        #expect(refusal { $0.pace.perPersonPerDay = 501 } == .pace)
    }
}
