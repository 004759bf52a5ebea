import Kernel
import Staff
import Testing

@Suite("What a branch is")
struct BranchRuleTests {
    @Test("a centre starts with 126 branches in twelve regions, each with its own code, name and zone")
    func original() {
        let branches = Branch.original
        #expect(branches.count == 126)
        #expect(Set(branches.map(\.code)).count == 126 && Set(branches.map(\.name.key)).count == 126)
        // Counted by hand in the list that they are from.
        let counts = [13, 11, 9, 11, 14, 13, 13, 8, 11, 6, 11, 6]
        for region in OfficeRegion.allCases {
            #expect(branches.count { $0.region == region } == counts[region.number - 1], "\(region)")
        }
        func zone(_ name: String) -> IndonesianZone? { branches.first { $0.name.text == name }?.zone }
        let zones: [(String, IndonesianZone)] = [
            ("Banda Aceh", .wib), ("Pontianak", .wib), ("Palangkaraya", .wib), ("Banjarmasin", .wita),
            ("Denpasar", .wita), ("Kupang", .wita), ("Manado", .wita), ("Ternate", .wit), ("Ambon", .wit),
            ("Merauke", .wit),
        ]
        for (name, wanted) in zones { #expect(zone(name) == wanted, "\(name)") }
        #expect(Dictionary(grouping: branches, by: \.zone).mapValues(\.count) == [.wib: 87, .wita: 31, .wit: 8])
    }

    @Test("words of a branch are read as people write them, or not at all")
    func words() {
        #expect(BranchCode("smg")?.text == "SMG" && BranchCode("0901")?.text == "0901")
        for text in ["", "S", "SMG 1", "-SM", "SEMARANGSATU", "S/G", "sém"] {
            #expect(BranchCode(text) == nil, "\(text)")
        }
        #expect(BranchName("  Pare   Pare ")?.text == "Pare Pare")
        for text in ["", "A", "1 Ilir", "A;B", "A\u{0}B", String(repeating: "a", count: 61)] {
            #expect(BranchName(text) == nil, "\(text)")
        }
        #expect(Set(["Pare Pare", "PARE-PARE", "Parepare"].map(BranchName.key)).count == 1)
        #expect(OfficeRegion("vii")?.number == 7 && OfficeRegion("12")?.roman == "XII")
        for text in ["", "0", "13", "XIII", "I I"] { #expect(OfficeRegion(text) == nil, "\(text)") }
        #expect(RegencyCode("33.74")?.digits == "3374" && RegencyCode(around: "3374010001")?.digits == "3374")
        for text in ["", "33", "337", "33744", "3300", "0374", "33-74", "33７4"] {
            #expect(RegencyCode(text) == nil, "\(text)")
        }
        #expect(RegencyCode(around: "33") == nil)
        #expect(NoticeAddress("kc.semarang@example.go.id") != nil)
        for text in ["", "a", "a@b", "a@@b.id", "a b@c.id", "a@b.id\r\nBcc: c@d.id", "<a@b.id>", "a@b..id", "a@-b.id"] {
            #expect(NoticeAddress(text) == nil, "\(text)")
        }
    }

    @Test(
        "a week is read in both languages and written the same again",
        arguments: [
            ("Mon-Fri 08:00-15:00", "Mon-Fri 08:00-15:00", "Sen-Jum 08.00-15.00"),
            ("senin-jumat 8.00-15.00", "Mon-Fri 08:00-15:00", "Sen-Jum 08.00-15.00"),
            (
                "Sab 08.00-12.00; Sen-Kam 08.00-12.00, 13.00-16.00; Jum 08.00-11.30 13.00-16.30",
                "Mon-Thu 08:00-12:00 13:00-16:00; Fri 08:00-11:30 13:00-16:30; Sat 08:00-12:00",
                "Sen-Kam 08.00-12.00 13.00-16.00; Jum 08.00-11.30 13.00-16.30; Sab 08.00-12.00"
            ),
            ("Mon-Sun 00:00-24:00", "Mon-Sun 00:00-24:00", "Sen-Min 00.00-24.00"),
            ("Tue 22:00-06:00", "Tue 22:00-06:00", "Sel 22.00-06.00"),
        ])
    func weeks(_ typed: String, _ kept: String, _ shown: String) throws {
        let week = try #require(OfficeWeek(typed))
        #expect(week.text == kept && week.indonesianText == shown)
        #expect(OfficeWeek(week.text) == week && OfficeWeek(week.indonesianText) == week)
    }

    @Test("what is no week is none")
    func noWeeks() {
        for text in [
            "", "always", "Mon", "08:00-15:00", "Mon 8-15", "Mon 25:00-26:00", "Mon 24:00-08:00", "Fri-Mon 08:00-15:00",
            "Mon 08:00-15:00; Mon 14:00-16:00", "Mon-Tue-Wed 08:00-15:00", "Mo 08:00-15:00", "Mon 08:60-15:00",
            "Mon 08:00", String(repeating: "Mon 08:00-09:00;", count: 20),
        ] { #expect(OfficeWeek(text) == nil, "\(text)") }
    }

    @Test("the hours of a branch run on its own clock, and stand still on holidays")
    func hours() throws {
        let merauke = try #require(Branch.original.first { $0.name.text == "Merauke" })
        // Thursday 24 Dec 2026 is joint leave, Friday Christmas.
        let holidays = Set(["2026-12-24", "2026-12-25"].compactMap { Day($0) })
        let hours = merauke.businessHours(without: holidays)
        let calendar = CentreCalendar.jakarta
        func jakarta(_ day: String, _ minutes: Int64) throws -> Timestamp {
            calendar.start(of: try #require(Day(day))) + .seconds(minutes * 60)
        }
        // In Merauke it is two hours later than in Jakarta: open from 06:00 to 13:00 there.
        #expect(hours.isOpen(at: try jakarta("2026-12-23", 6 * 60)))
        #expect(!hours.isOpen(at: try jakarta("2026-12-23", 13 * 60)))
        #expect(!hours.isOpen(at: try jakarta("2026-12-24", 8 * 60)))
        // An hour is left on Wednesday, the second is worked on Monday.
        let due = hours.adding(.seconds(7_200), to: try jakarta("2026-12-23", 12 * 60))
        #expect(due == (try jakarta("2026-12-28", 7 * 60)))
    }

    // MARK: - Routing

    private func routing() throws -> BranchRouting {
        var branches = Branch.original
        let closed = try #require(branches.firstIndex { $0.code.text == "UNG" })
        branches[closed].isClosed = true
        func code(_ text: String) throws -> BranchCode { try #require(BranchCode(text)) }
        func regency(_ text: String) throws -> RegencyCode { try #require(RegencyCode(text)) }
        return BranchRouting(
            branches,
            serving: [
                try regency("3374"): try code("SMG"), try regency("3322"): try code("UNG"),
                try regency("8171"): try code("AMB"),
            ])
    }

    @Test("the first clue that leads to an open branch decides, and it says which and why not the others")
    func routes() throws {
        let routing = try routing()
        let ambon = try #require(BranchCode("AMB"))
        let byHand = routing.route(by: [.chosen(ambon), .home(region: "3374010001")])
        #expect(byHand.branch?.code == ambon && byHand.because == .chosen(ambon) && byHand.missed == [])
        let byHome = routing.route(by: [.home(region: "3374010001"), .facility(region: "8171")])
        #expect(byHome.branch?.name.text == "Semarang" && byHome.because == .home(region: "3374010001"))
        let byFacility = routing.route(by: [.home(region: "33"), .facility(region: "817101")])
        #expect(byFacility.branch?.code == ambon && byFacility.because == .facility(region: "817101"))
        #expect(byFacility.missed == [.init(.home(region: "33"), .noRegency)])
        let regency = try #require(RegencyCode("9171"))
        let byName = routing.route(by: [.home(region: "9171"), .recorded(name: "SEMARANG")])
        #expect(
            byName.branch?.code.text == "SMG" && byName.missed == [.init(.home(region: "9171"), .nobodyServes(regency))]
        )
    }

    @Test("a closed branch is sent nothing, not even by hand; without a branch somebody has to choose")
    func deadEnds() throws {
        let routing = try routing()
        let ungaran = try #require(BranchCode("UNG"))
        let nobody = try #require(BranchCode("NO"))
        let clues: [BranchRouting.Clue] = [
            .chosen(ungaran), .chosen(nobody), .home(region: "332201"), .recorded(name: "Atlantis"), .home(region: ""),
        ]
        let route = routing.route(by: clues)
        #expect(route.branch == nil && route.because == nil)
        #expect(
            route.missed.map(\.miss) == [.closed(ungaran), .noSuchBranch, .closed(ungaran), .noSuchBranch, .noRegency])
        #expect(route.missed.map(\.clue) == clues)
        #expect(routing.route(by: []).branch == nil)
    }
}
