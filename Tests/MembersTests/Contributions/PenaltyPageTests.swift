import Kernel
import Members
import Pages
import Testing

@Suite("The penalty calculator") struct PenaltyPageTests {
    static let asked: Path =
        "/penalty?care=2026-11-10&kind=inpatient&reactivated=2026-11-01&months=14&cost=10.000.000&segment=pbpu"

    @Test("the result is read out with its formula and its regulation")
    func result() async throws {
        try await withContributionPages(.inbound) { tester, _, _ in
            let page = try await tester.get(Self.asked)
            #expect(page.status == 200)
            #expect(page.body.contains("5 % × Rp 10.000.000 × 12 bulan = Rp 6.000.000."))
            #expect(page.body.contains("Tunggakan 14 bulan, yang dihitung paling banyak 12 bulan."))
            #expect(page.body.contains("Dasar: Perpres 64/2020 ps. 42(6)."))
            #expect(page.body.contains("16 Des 2026"))
        }
    }

    @Test("no penalty says why")
    func nothing() async throws {
        try await withContributionPages(.inbound) { tester, _, _ in
            let page = try await tester.get("/penalty?care=2026-12-17&reactivated=2026-11-01&months=2&cost=5000000")
            #expect(page.body.contains("masa denda berakhir pada 16 Des 2026"))
        }
    }

    @Test("a form that cannot be read says where, and keeps what was typed")
    func kept() async throws {
        try await withContributionPages(.inbound) { tester, _, _ in
            let page = try await tester.get(
                "/penalty?care=2026-02-30&reactivated=besok&months=-1&cost=1.00&segment=ppu-bu&kind=outpatient")
            #expect(page.status == 422)
            for typed in ["2026-02-30", "besok", "-1", "1.00"] {
                #expect(page.body.contains("value=\"\(typed)\""), "\(typed)")
            }
            #expect(page.body.contains("<option value=\"ppu-bu\" selected>"))
            #expect(page.body.contains("Tulis rupiah penuh"))
            #expect(!page.body.contains("Untuk dibacakan"))
        }
    }

    @Test("those who may not read members are refused, one role after another", arguments: Role.allCases)
    func permission(role: Role) async throws {
        let may: Set<Role> = [.inbound, .outbound, .social, .supervisor, .backOffice, .doctor]
        try await withContributionPages(role) { tester, _, _ in
            let page = try await tester.get(.penalty)
            #expect(page.status == (may.contains(role) ? 200 : 403))
        }
    }

    @Test("all words are there in both languages")
    func words() throws { #expect(try WordCheck.problems(in: [MembersRoom.bundle]).isEmpty) }
}
