import Foundation
import Kernel
import Testing

@testable import Members

@Suite("Lines of a file of members")
struct MemberLineTests {
    // MARK: Comma-separated values

    private static let csv: [(line: String, fields: [String]?, why: String)] = [
        ("a,b,c", ["a", "b", "c"], "plain"), ("a,,", ["a", "", ""], "empty fields count"),
        ("", [""], "one empty field"),
        (#""a,b",c"#, ["a,b", "c"], "a comma within quotes"),
        (#"a,"b ""x""","#, ["a", #"b "x""#, ""], "doubled quotes"),
        (#""""#, [""], "quotes around nothing"), (#""a"b,c"#, nil, "something behind the closing quote"),
        (#""a,b"#, nil, "not closed"), (#"a "b" c,d"#, nil, "a quote in the middle"),
        ("Jalan Nangka é,ü", ["Jalan Nangka é", "ü"], "beyond ASCII"),
    ]

    @Test("comma-separated values are read as RFC 4180 says")
    func csv() {
        for row in Self.csv {
            let fields = try? CSVLine.fields(Array(row.line.utf8)[...], separator: UInt8(ascii: ","))
            #expect(fields == row.fields, "\(row.why)")
        }
        let broken: [UInt8] = [0x41, 0xFF, 0x42]
        #expect(throws: CSVLine.Fault.notUTF8) { try CSVLine.fields(broken[...], separator: 44) }
    }

    @Test("what is written is read as it was", arguments: ["a", "a,b", "a \"b\"", "", "a;b"])
    func written(_ text: String) throws {
        let line = CSVLine.written(text) + "," + CSVLine.written(text)
        #expect(try CSVLine.fields(Array(line.utf8)[...], separator: UInt8(ascii: ",")) == [text, text])
    }

    @Test("a spreadsheet's semicolons are seen in the first line")
    func separator() {
        #expect(CSVLine.separator(of: Array("card;nik;name".utf8)[...]) == UInt8(ascii: ";"))
        #expect(CSVLine.separator(of: Array("card,nik,name;x".utf8)[...]) == UInt8(ascii: ","))
    }

    // MARK: Columns

    @Test("the first line names the columns, in any order; needed ones must be there, unknown ones must not")
    func columns() throws {
        let needed = MemberLine.Columns.needed.map(\.rawValue)
        #expect(try MemberLine.Columns(needed.reversed() + ["email"]).count == needed.count + 1)
        #expect(try MemberLine.Columns(["\u{FEFF}Card"] + needed.dropFirst()).count == needed.count)
        #expect(throws: MemberLine.Columns.Refusal.missing(["card"])) {
            try MemberLine.Columns(Array(needed.dropFirst()))
        }
        #expect(throws: MemberLine.Columns.Refusal.unknown(["kartu"])) { try MemberLine.Columns(needed + ["kartu"]) }
        #expect(throws: MemberLine.Columns.Refusal.twice(["nik"])) { try MemberLine.Columns(needed + ["nik"]) }
    }

    // MARK: Values

    private static let good: [MemberLine.Columns.Name: String] = [
        .card: "0001234567812", .nik: "3374011204850012", .family: "3374010101010011", .relation: "head",
        .name: "Budi Santoso", .birthDate: "1985-04-12", .sex: "L", .motherName: "Sulastri", .careClass: "2",
        .segment: "pbpu", .status: "active", .statusSince: "2026-03-01", .region: "33.74.01.2003",
        .address: "Jalan Contoh 1", .branch: "Semarang", .facility: "337499P1", .facilityName: "Puskesmas Contoh",
        .facilitySince: "2025-01-01", .phones: "0812-1111-2222; 024-7600001|0812 1111 2222", .email: "budi@contoh.id",
    ]

    private func read(_ changes: [MemberLine.Columns.Name: String] = [:]) throws -> MemberLine {
        let names = MemberLine.Columns.Name.allCases
        let columns = try MemberLine.Columns(names.map(\.rawValue))
        let fields = names.map { changes[$0] ?? Self.good[$0] ?? "" }
        var random = SeededRandom(seed: 1)
        let ladder = RegionLadder(Region.original)
        return try MemberLine(fields, columns, id: MemberID(at: Families.moment, random: &random)) {
            ladder.nearest(to: $0)
        }
    }

    @Test("a whole line is a member; a village that is not known is the nearest region that is")
    func whole() throws {
        let line = try read()
        let member = line.member
        #expect(member.name == "Budi Santoso" && member.sex == .male && member.careClass == .second)
        #expect(member.region == Region(code: "3374", name: "Kota Semarang"))
        #expect(member.phones.map(\.local) == ["0812-1111-2222", "0247-6000-01"])
        #expect(member.facility == Facility(code: "337499P1", name: "Puskesmas Contoh", since: Day("2025-01-01")))
        #expect(member.motherName == "Sulastri" && member.email == "budi@contoh.id")
        #expect(line.statusSince == Day("2026-03-01"))
        #expect(line.fields == Set(MemberField.allCases).subtracting([.card]))
    }

    @Test("a column that is not there is not spoken of; one that is empty says: none")
    func absent() throws {
        let columns = try MemberLine.Columns(MemberLine.Columns.needed.map(\.rawValue) + ["email"])
        let fields = MemberLine.Columns.needed.map { Self.good[$0] ?? "" } + [""]
        var random = SeededRandom(seed: 1)
        let line = try MemberLine(fields, columns, id: MemberID(at: Families.moment, random: &random)) { _ in
            Region(code: "33", name: "Jawa Tengah")
        }
        #expect(line.values.contains(.email(nil)))
        #expect(!line.fields.contains(.phones) && !line.fields.contains(.facility))
    }

    private static let faults: [(change: [MemberLine.Columns.Name: String], fault: MemberLine.Fault, why: String)] = [
        ([.card: "000123456781"], .unreadable(.card), "twelve digits"), ([.card: " "], .missing(.card), "blank"),
        ([.nik: "3374013204850012"], .unreadable(.nik), "no day 32"), ([.nik: "3374"], .unreadable(.nik), "too short"),
        ([.relation: "kepala"], .unreadable(.relation), "not one of the words"),
        ([.birthDate: "12-04-1985"], .unreadable(.birthDate), "a file writes 1985-04-12"),
        ([.birthDate: "2025-02-29"], .unreadable(.birthDate), "no such day"),
        ([.sex: "x"], .unreadable(.sex), "L, P, male or female"),
        ([.careClass: "4"], .unreadable(.careClass), "1 to 3"),
        ([.segment: ""], .missing(.segment), "needed"), ([.status: "aktif"], .unreadable(.status), "code words only"),
        ([.region: "9955"], .unknownRegion("9955"), "not even its province"),
        ([.region: "33740"], .unreadable(.region), "no code has five digits"),
        ([.phones: "0812-1111-2222; 165"], .unreadable(.phones), "a short code is no telephone"),
        ([.name: "Budi\u{7}"], .unreadable(.name), "a control character"),
        ([.name: String(repeating: "a", count: 121)], .unreadable(.name), "nobody's is longer"),
        ([.statusSince: "kemarin"], .unreadable(.statusSince), "no day"),
    ]

    @Test("what cannot be taken says which field is wrong")
    func faulty() {
        for row in Self.faults {
            #expect(throws: row.fault, "\(row.why)") { try read(row.change) }
        }
        #expect(throws: MemberLine.Fault.fields(2, expected: 20)) {
            let columns = try MemberLine.Columns(MemberLine.Columns.Name.allCases.map(\.rawValue))
            var random = SeededRandom(seed: 1)
            _ = try MemberLine(["a", "b"], columns, id: MemberID(at: Families.moment, random: &random)) { _ in nil }
        }
    }

    // MARK: Lines of a file

    @Test("a file is read line by line, whatever ends a line, and goes on where it is told to")
    func lines() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("lines-\(UUID()).txt")
        defer { do { try FileManager.default.removeItem(at: file) } catch { Issue.record(error) } }
        let long = String(repeating: "x", count: 300_000)
        try Data("one\r\n\ntwo\n\(long)\nlast".utf8).write(to: file)
        func read(from offset: UInt64) throws -> [String] {
            let reader = try LineReader(file.path, from: offset)
            var lines: [String] = []
            while let line = try reader.next() {
                lines.append((line.bytes.map { String(decoding: $0, as: UTF8.self) } ?? "too long") + "@\(line.end)")
            }
            return lines
        }
        #expect(try read(from: 0) == ["one@5", "@6", "two@10", "too long@300011", "last@300015"])
        #expect(try read(from: 6) == ["two@10", "too long@300011", "last@300015"])
        #expect(try read(from: 300_015) == [])
    }
}
