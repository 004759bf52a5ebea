import Foundation
import Kernel
import Testing

@testable import Outbound

@Suite("Files that people hand over")
struct SheetReadingTests {
    @Test(
        "text is read with a comma, a semicolon or a tab between its cells",
        arguments: [
            "No Kartu,Nama\n1,\"Sari, Budi\"\n", "No Kartu;Nama\n1;Sari, Budi\n", "No Kartu\tNama\r\n1\tSari, Budi\r\n",
            "\u{FEFF}No Kartu;Nama\r\n1;\"Sari, Budi\"", "\n\nNo Kartu;  Nama \n1;Sari, Budi\n;\n\n",
        ])
    func separators(_ text: String) throws {
        #expect(try texts(text).prefix(2) == [["No Kartu", "Nama"], ["1", "Sari, Budi"]])
        #expect(try texts(text).count == 2, "lines of blanks are no rows")
    }

    @Test("lines keep the numbers that people count, and one that is broken is a line of its own")
    func numbers() throws {
        let table = try SheetTable(reading: Array("a;b\n1;2\n\n\"3;4\n5;\"6\"\"7\"\n".utf8))
        #expect(table.rows.map(\.number) == [2, 4, 5])
        #expect(table.rows.map(\.isBroken) == [false, true, false])
        #expect(table.rows[2].cells.map(\.text) == ["5", "6\"7"])
    }

    @Test("what older Windows wrote is read as its letters")
    func windows() throws {
        let bytes = Array("Nama;Jumlah\nJos".utf8) + [0xE9] + Array(";".utf8) + [0x80] + Array("5".utf8)
        #expect(try texts(bytes)[1] == ["José", "€5"])
    }

    @Test("a file is taken for what it is, whatever its name says; what cannot be read says why")
    func kinds() throws {
        let workbook = MadeArchive.workbook(MadeArchive.rows([["a", "b"], ["1", "2"]])).bytes
        #expect(try ReminderFile(named: "C:\\data\\tunggakan.csv", workbook).table.kind == .xlsx)
        #expect(try ReminderFile(named: "tunggakan.xlsx", Array("a,b\n1,2".utf8)).name == "tunggakan.xlsx")
        #expect(refusal([]) == .empty)
        #expect(refusal(Array("\n \n".utf8)) == .empty)
        #expect(refusal(Array("a,b\n".utf8)) == .noRows)
        #expect(refusal(Array("\"a,b\n1,2".utf8)) == .headings)
        #expect(refusal([0xFF, 0xFE, 0x61, 0x00]) == .utf16)
        #expect(refusal(Array("a,b\n1,2".utf8) + [0]) == .notText)
        #expect(refusal([0xD0, 0xCF, 0x11, 0xE0, 0xA1]) == .oldWorkbook)
        #expect(refusal(MadeArchive(parts: [.init(name: "word/document.xml", content: [60])]).bytes) == .notWorkbook)
    }

    @Test(
        "a file whose first row is a person is refused, so that no number is kept as a heading",
        arguments: [
            "0001234567821,Siti,3,126000", "Siti;0812 0000 0001;3;126000", "Siti,3,3374 0112 1285 0021,126000",
            "081200000001,Siti,3,126000",
        ])
    func headless(_ person: String) throws {
        #expect(throws: SheetRefusal.headings) {
            try ReminderFile(named: "a.csv", Array("\(person)\n\(person)\n".utf8))
        }
        let file = try ReminderFile(named: "a.csv", Array("Kartu,Nama 2025-11,Bulan,Jumlah\n\(person)\n".utf8))
        #expect(file.table.headings == ["Kartu", "Nama 2025-11", "Bulan", "Jumlah"])
    }

    @Test("a file of two hundred thousand rows is read, one row more is not")
    func rows() throws {
        let row = "1,2\n"
        #expect(refusal(Array(("a,b\n" + String(repeating: row, count: 200_001)).utf8)) == .tooManyRows)
        let limits = SheetLimits(rows: 3)
        let three = String(repeating: row, count: 3)
        #expect(try texts(Array(("a,b\n" + three).utf8), within: limits).count == 4)
        #expect(refusal(Array(("a,b\n" + three + row).utf8), within: limits) == .tooManyRows)
        let cells = MadeArchive.rows([["a"], ["1"], ["2"], ["3"], ["4"]])
        #expect(refusal(MadeArchive.workbook(cells).bytes, within: limits) == .tooManyRows)
        #expect(refusal(MadeArchive.workbook(cells).bytes, within: SheetLimits(rows: 4)) == nil)
    }

    // MARK: - Workbooks

    @Test("a workbook's cells are read as people see them", arguments: [true, false])
    func cells(_ deflated: Bool) throws {
        let rows = """
            <row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c><c r="D2" t="inlineStr"><is>
            <t>Kelas</t></is></c></row>
            <row r="5"><c r="A5"><v>1234567812</v></c><c r="B5"><v>1.25E5</v></c><c r="C5" t="b"><v>1</v></c>
            <c r="D5" t="str"><f>A5&amp;"x"</f><v>hasil</v></c></row>
            <row><c s="1"><v>45992</v></c><c s="2"><v>45992.5</v></c><c s="3"><v>3</v></c><c><v>0.5</v></c></row>
            """
        let strings = ["<t>No &lt;Kartu&gt;</t>", "<r><t>Jum</t></r><r><t>lah</t></r><rPh><t>x</t></rPh>"]
        let bytes = MadeArchive.workbook(rows, strings: strings, deflated: deflated).bytes
        let table = try SheetTable(reading: bytes)
        #expect(table.headings == ["No <Kartu>", "Jumlah", "", "Kelas"])
        #expect(table.rows[0].cells.map(\.text) == ["1234567812", "125000", "1", "hasil"])
        #expect(table.rows[0].cells.map(\.isNumber) == [true, true, false, false])
        #expect(table.rows[1].cells.map(\.text) == ["2025-12-01", "2025-12-01", "3", "0.5"])
        #expect(table.rows.map(\.number) == [5, 6])
        let old = MadeArchive.workbook(rows, strings: strings, date1904: true).bytes
        #expect(try SheetTable(reading: old).rows[1].cells[0].text == "2029-12-02")
    }

    @Test("a workbook cut short anywhere is refused, and no changed byte brings the reader down")
    func damage() {
        let bytes = MadeArchive.workbook(MadeArchive.rows([["a"], ["1"]])).bytes
        for length in stride(from: 4, to: bytes.count, by: 7) {
            #expect(refusal(Array(bytes.prefix(length))) == .damaged, "\(length) bytes")
        }
        var random = SeededRandom(seed: 11)
        var refused = 0
        for _ in 0..<200 {
            var changed = bytes
            changed[Int.random(in: 4..<bytes.count, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
            if refusal(changed) != nil { refused += 1 }
        }
        #expect(refused > 100)
    }

    @Test("what unpacks to more than is allowed is refused before and while it is unpacked")
    func bombs() {
        var bomb = MadeArchive.workbook(MadeArchive.rows([["a"], ["1"]]))
        bomb.parts.append(.init(name: "xl/media/a", content: Array(repeating: 0, count: 20 << 20), isDeflated: true))
        #expect(refusal(bomb.bytes) == .unpacksTooLarge, "by its ratio")
        let limits = SheetLimits(unpackedBytes: 600)
        #expect(refusal(MadeArchive.workbook(MadeArchive.rows([["a"]])).bytes, within: limits) == .unpacksTooLarge)
        var liar = MadeArchive.workbook(MadeArchive.rows([["a"], ["1"]]))
        liar.toldUnpacked = 3
        #expect(refusal(liar.bytes) == .damaged, "more comes out than was said")
        let many = MadeArchive(parts: (0..<30).map { .init(name: "\($0)", content: []) })
        #expect(refusal(many.bytes, within: SheetLimits(entries: 20)) == .tooManyParts)
        var locked = MadeArchive.workbook(MadeArchive.rows([["a"], ["1"]]))
        locked.parts[1].isEncrypted = true
        #expect(refusal(locked.bytes) == .encrypted)
        var twice = MadeArchive.workbook(MadeArchive.rows([["a"], ["1"]]))
        twice.parts.append(twice.parts[1])
        #expect(refusal(twice.bytes) == .damaged, "two parts of one name")
    }

    @Test("a row numbered beyond what a workbook has is damaged, and none is counted beyond it")
    func rowNumbers() {
        func row(_ number: String) -> String { "<row r=\"\(number)\"><c><v>1</v></c></row>" }
        let plain = "<row><c><v>2</v></c></row>"
        for rows in [row("\(Int.max)") + plain, row("1048577") + plain, row("1048576") + plain, row("-1"), row("x")] {
            #expect(refusal(MadeArchive.workbook(rows).bytes) == .damaged, "\(rows)")
        }
        #expect(refusal(MadeArchive.workbook(row("1") + row("1048576")).bytes) == nil)
    }

    @Test("a sheet of more cells than are kept is refused, however few of them are written")
    func cellsOfSheet() {
        let last = "<c r=\"CV1\"><v>1</v></c>"
        let rows = String(repeating: "<row>\(last)</row>", count: 50_001)
        #expect(refusal(MadeArchive.workbook(rows).bytes) == .unpacksTooLarge)
        let limits = SheetLimits(cells: 200)
        let (two, three) = (String(repeating: "<row>\(last)</row>", count: 2), "<row>\(last)<c/></row>")
        #expect(refusal(MadeArchive.workbook(two).bytes, within: limits) == nil)
        #expect(refusal(MadeArchive.workbook(two + three).bytes, within: limits) == .unpacksTooLarge)
    }

    @Test(
        "a part that declares anything is refused: no entity grows, none is fetched",
        arguments: [
            "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>", "<!DOCTYPE x SYSTEM \"file:///etc/passwd\">",
            "<?xml version=\"1.0\"?>\n<!DOCTYPE x []>",
        ])
    func entities(_ head: String) {
        let book = MadeArchive.workbook(MadeArchive.rows([["a"], ["&b;"]]), head: head)
        #expect(refusal(book.bytes) == .entities)
    }

    @Test("XML that is none, in another encoding or with an unknown entity is damaged")
    func brokenXML() {
        for rows in ["<row><c>", "<row r=\"0\"/>", "<row><c r=\"99\"/></row>", "<row><c t=\"s\"><v>7</v></c></row>"] {
            #expect(refusal(MadeArchive.workbook(rows).bytes) == .damaged, "\(rows)")
        }
        let utf7 = MadeArchive.workbook("", head: "<?xml version=\"1.0\" encoding=\"UTF-7\"?>")
        #expect(refusal(utf7.bytes) == .damaged)
        var wide = MadeArchive.workbook("")
        wide.parts[1].content = [0xFF, 0xFE, 0x3C, 0x00]
        #expect(refusal(wide.bytes) == .damaged)
    }
}
