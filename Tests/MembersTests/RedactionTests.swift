import Kernel
import Testing

@testable import Members

@Suite("Others are taken out of what a participant is told")
struct RedactionTests {
    private static let table: [(text: String, told: String, why: String)] = [
        ("Kartu 0001234567812 aktif", "Kartu 0001234567812 aktif", "his own card"),
        ("NIK 3374 0112 0485 0012", "NIK 3374 0112 0485 0012", "his own NIK, with blanks"),
        ("hubungi 0812-1111-2222", "hubungi 0812-1111-2222", "his own telephone"),
        ("hubungi +62 812 1111 2222", "hubungi +62 812 1111 2222", "and as others write it"),
        ("hubungi 0856-0000-0005 ya", "hubungi [x] ya", "somebody else's"),
        ("kartu 0001234567815", "kartu [x]", "another card"),
        ("tiket 00042, 25 Nov 2026", "tiket 00042, 25 Nov 2026", "short numbers and days are nobody's"),
        ("pada 22-11-2026 14.05", "pada 22-11-2026 14.05", "nor are days in digits"),
        ("istrinya Sitti Rahayu datang", "istrinya [x] datang", "a name is one mark"),
        ("Raka Santoso sakit", "[x] Santoso sakit", "the word that he bears too stays"),
        ("dilayani SARI.", "dilayani [x].", "the staff, in any case"),
        ("sarinya", "sarinya", "only whole words"),
    ]

    @Test("numbers and names of others go, his own stay")
    func redacts() throws {
        let redact = Redaction(
            for: try Families().budi, others: ["Sitti Rahayu", "Raka Santoso", "Sari Wulandari"], mark: "[x]")
        for row in Self.table { #expect(redact(row.text) == row.told, "\(row.why)") }
    }
}
