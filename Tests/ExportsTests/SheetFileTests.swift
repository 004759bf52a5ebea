import Foundation
import Kernel
import Testing

@testable import Exports

@Suite("Sheets as files")
struct SheetFileTests {
    private let calendar = CentreCalendar.jakarta
    /// 2026-11-22 14.05.00 in Jakarta.
    private let moment = Timestamp(seconds: 1_795_331_100)

    private var head: SheetHead {
        SheetHead(
            title: "Tiket: semua/baru", filter: ["Warna: Merah", "=Jahat"],
            columns: [
                Sheet.Column("Nomor"), Sheet.Column("Isi", .words), Sheet.Column("Jumlah", .number),
                Sheet.Column("Dibuka", .moment), Sheet.Column("Lahir", .day), Sheet.Column("Lama", .duration),
            ])
    }

    private func rows(_ count: Int) -> [Sheet.Row] {
        (1...count).map { number in
            [
                .text("TKT-\(number)"), .text("Kata \"dalam\", koma & <baris>\nbaru"), .number(-number),
                .moment(moment),
                .day(Day(year: 1985, month: 4, day: 12)!), .duration(.seconds(93_800)),
            ]
        }
    }

    private func written(_ format: ExportFormat, _ write: (any SheetFile) throws -> Void) throws -> URL {
        let shelf = ExportShelf(
            FileManager.default.temporaryDirectory.appendingPathComponent("sahut-sheet-\(UUID().uuidString)"))
        let name = ExportShelf.newName(format)
        try shelf.create(name)
        let file = try format.open(shelf.place(name).path, head, calendar)
        try write(file)
        try file.finish()
        return shelf.place(name)
    }

    @Test("CSV is RFC 4180 with a byte order mark: quoted where needed, moments on the centre's clock")
    func csv() throws {
        let file = try written(.csv) { try $0.write(rows(1)) }
        let bytes = Array(try Data(contentsOf: file))
        #expect(Array(bytes.prefix(3)) == [0xEF, 0xBB, 0xBF])
        let text = String(decoding: bytes.dropFirst(3), as: UTF8.self)
        #expect(
            text == "Nomor,Isi,Jumlah,Dibuka,Lahir,Lama\r\n"
                + "TKT-1,\"Kata \"\"dalam\"\", koma & <baris>\nbaru\",-1,2026-11-22 14:05:00,1985-04-12,26:03:20\r\n")
    }

    @Test(
        "what a spreadsheet would take for a formula is marked as text; numbers are not",
        arguments: [
            ("=1+1", "'=1+1"), ("+62812", "'+62812"), ("-5", "'-5"), ("@SUM(A1)", "'@SUM(A1)"), ("\tx", "'\tx"),
            ("\rx", "'\rx"), ("＝1", "'＝1"), ("a=1", "a=1"), ("", ""), (" =1", " =1"),
        ])
    func guarded(_ text: String, _ safe: String) {
        #expect(CSVText.guarded(text) == safe)
        #expect(CSVText(calendar: calendar).line([.number(-5)] as Sheet.Row) == "-5\r\n")
    }

    @Test("XLSX names its filter above the titles, which stay; moments are dates and nothing is a formula")
    func xlsx() throws {
        let parts = try Unzipped(written(.xlsx) { try $0.write(rows(2) + [[.text("=1+1"), .nothing]]) }).parts
        let sheet = try #require(parts["xl/worksheets/sheet1.xml"])
        for text in ["Tiket: semua/baru", "Warna: Merah", "=Jahat", "Nomor", "TKT-2", "=1+1"] {
            #expect(sheet.contains("<t>\(text)</t>"), "\(text)")
        }
        #expect(sheet.contains("koma &amp; &lt;baris&gt;"))
        #expect(!sheet.contains("<f>"))
        #expect(sheet.contains("topLeftCell=\"A6\"") && sheet.contains("state=\"frozen\""))
        #expect(sheet.contains("<autoFilter ref=\"A5:F8\"/>"))
        let serial = 46_348.0 + (14.0 * 60 + 5) / 1_440
        let cell = try #require(sheet.firstMatch(of: /<c r="D6" s="\d+"><v>([0-9.]+)<\/v>/))
        #expect(abs(try #require(Double(cell.1)) - serial) < 0.000_01)
        #expect(sheet.contains(/<c r="E6" s="\d+"><v>31149<\/v>/))
        #expect(sheet.contains(/<c r="C6" s="\d+"><v>-1<\/v>/))
        let styles = try #require(parts["xl/styles.xml"])
        #expect(styles.contains("dd/mm/yyyy hh:mm") && styles.contains("[h]:mm:ss"))
        #expect(try #require(parts["xl/workbook.xml"]).contains("name=\"Tiket semuabaru\""))
    }

    @Test("a list that is longer than a sheet can be goes on in the next, under the same titles")
    func long() throws {
        let shelf = ExportShelf(
            FileManager.default.temporaryDirectory.appendingPathComponent("sahut-sheet-\(UUID().uuidString)"))
        try shelf.create("long.xlsx")
        let file = try XLSXFile(shelf.place("long.xlsx").path, head, calendar, mostRows: 8)
        try file.write(rows(2))
        try file.write(rows(5))
        try file.finish()
        let parts = try Unzipped(shelf.place("long.xlsx")).parts
        let sheets = parts.filter { $0.key.hasPrefix("xl/worksheets/sheet") }.sorted { $0.key < $1.key }.map(\.value)
        #expect(sheets.count == 3)
        #expect(sheets.map { $0.components(separatedBy: "<t>TKT-").count - 1 } == [3, 3, 1])
        #expect(sheets.allSatisfy { $0.contains("Warna: Merah") && $0.contains("<t>Nomor</t>") })
        #expect(sheets[2].contains("<autoFilter ref=\"A5:F6\"/>"))
    }

    @Test("a cell holds no more than a spreadsheet takes, and a file without rows has its titles")
    func edges() throws {
        let long = String(repeating: "é", count: 40_000)
        let parts = try Unzipped(written(.xlsx) { try $0.write([[.text(long)]]) }).parts
        #expect(try #require(parts["xl/worksheets/sheet1.xml"]).contains(String(repeating: "é", count: 32_000) + "<"))
        let empty = try Unzipped(written(.xlsx) { _ in }).parts
        #expect(try #require(empty["xl/worksheets/sheet1.xml"]).contains("<autoFilter ref=\"A5:F5\"/>"))
    }

    @Test("a file on the shelf is its owner's alone, and its name cannot be guessed or made twice")
    func shelf() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sahut-shelf-\(UUID().uuidString)")
        let shelf = ExportShelf(folder)
        #expect(try shelf.names().isEmpty)
        let names = (0..<200).map { _ in ExportShelf.newName(.csv) }
        #expect(Set(names).count == 200 && names.allSatisfy { $0.count == 36 })
        try shelf.create(names[0])
        #expect(throws: ExportShelf.Unwritable.self) { try shelf.create(names[0]) }
        func mode(_ path: String) throws -> Int {
            try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber).intValue
        }
        #expect(try mode(shelf.place(names[0]).path) == 0o600)
        #expect(try mode(folder.path) == 0o700)
        try shelf.remove(names[0])
        try shelf.remove(names[0])
        #expect(try shelf.names().isEmpty)
        try FileManager.default.removeItem(at: folder)
    }
}
