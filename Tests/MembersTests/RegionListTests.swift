import Members
import Testing

@Suite("The list of regions")
struct RegionListTests {
    /// Made up: no province has these codes.
    static let sound = [
        "01\tMuara\tprovince", "0101\tKabupaten Muara Hulu\tregency", "0171\tKota Muara\tregency",
        "010101\tHulu\tdistrict", "0101012001\tHulu Satu\tvillage", "0101011001\tO\u{2019}Hulu\tvillage",
    ]

    private func read(_ lines: [String]) throws(RegionList.Refusal) -> RegionList {
        try RegionList.read(lines.joined(separator: "\n") + "\n")
    }

    @Test("a list is read in its order, level by level")
    func reads() throws {
        let list = try read(RegionListTests.sound)
        #expect(list.regions.map(\.code) == ["01", "0101", "0171", "010101", "0101012001", "0101011001"])
        #expect(list.regions[1].name == "Kabupaten Muara Hulu")
        #expect(list.regions[5].name == "O\u{2019}Hulu")
        #expect(RegionLevel.allCases.map(list.count(of:)) == [1, 2, 1, 2])
    }

    @Test("a region knows the one in which it lies")
    func parents() throws {
        let regions = try read(RegionListTests.sound).regions
        #expect(regions.map(\.parent) == [nil, "01", "01", "0101", "010101", "010101"])
        #expect(regions.allSatisfy { $0.province == "01" })
        #expect(regions.map(\.level) == [.province, .regency, .regency, .district, .village, .village])
        #expect(Region(code: "33740", name: "Nowhere").level == nil)
        #expect(Region(code: "33740", name: "Nowhere").parent == nil)
    }

    @Test("the order of lines, empty lines and the line ends of Windows do not matter")
    func order() throws {
        let list = try RegionList.read(RegionListTests.sound.reversed().joined(separator: "\r\n\r\n"))
        #expect(list.regions.count == 6)
        #expect(list.regions[0].name == "O\u{2019}Hulu")
        #expect(list.regions[4].name == "Kabupaten Muara Hulu")
    }

    @Test(
        "a bad line is refused with its number and the reason",
        arguments: [
            ("01.02\tMuara\tregency", RegionList.Reason.code("01.02")), ("012\tMuara\tregency", .code("012")),
            ("o102\tMuara\tregency", .code("o102")), ("01020\tMuara\tdistrict", .code("01020")),
            ("\tA\tregency", .code("")),
            ("0102\tMuara", .columns(2)), ("0102", .columns(1)), ("0102\tMuara\tregency\t1", .columns(4)),
            ("0102\t\tregency", .noName), ("0102\t  \tregency", .noName), ("0102\tMuara\tdistrict", .level("district")),
            ("0102\tMuara\t", .level("")), ("0102\tMuara\tkabupaten", .level("kabupaten")),
            ("0171\tKota Lain\tregency", .twice(line: 3)), ("0201\tKabupaten Lain\tregency", .orphan(parent: "02")),
            ("010201\tHilir\tdistrict", .orphan(parent: "0102")),
            ("0101992001\tHilir\tvillage", .orphan(parent: "010199")),
        ])
    func refuses(_ line: String, _ reason: RegionList.Reason) {
        let fault = RegionList.Fault(line: 7, reason: reason)
        #expect(throws: RegionList.Refusal.lines([fault], count: 1)) { try read(RegionListTests.sound + [line]) }
    }

    @Test("many faults are counted, and the first are told in the order of lines")
    func many() throws {
        let bad = ["03\t\tprovince"] + (10..<60).map { "09\($0)\tMuara\tregency" }
        let refusal = #expect(throws: RegionList.Refusal.self) { try read(bad) }
        guard case .lines(let faults, let count) = refusal else { return }
        #expect(count == 51)
        #expect(faults.count == RegionList.mostTold)
        #expect(faults.map(\.line) == Array(1...20))
        #expect(faults[0].reason == .noName)
        #expect(faults[1].reason == .orphan(parent: "09"))
    }

    @Test("nothing is no list", arguments: ["", "\n", "\r\n\r\n"])
    func empty(_ text: String) {
        #expect(throws: RegionList.Refusal.empty) { try RegionList.read(text) }
    }

    @Test("the original regions are of the first two levels, each in its province")
    func original() {
        let codes = Set(Region.original.map(\.code))
        for region in Region.original {
            #expect(region.level == .province || region.level == .regency)
            #expect(region.parent.map(codes.contains) ?? true)
        }
    }
}
