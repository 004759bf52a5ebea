import Foundation
import Kernel
import Testing

@testable import Members

@Suite("The insurer's compression")
struct LZStringTests {
    /// Made by the Python package lzstring 1.0.4, compressToEncodedURIComponent.
    static let vectors: [(text: String, letters: String)] = [
        ("", "Q"), ("a", "IZA"), ("aaaaaaaaaa", "IY1o"), ("hello hello hello", "BYUwNmD2AEoTcpA"),
        (
            "{\"peserta\":{\"nama\":\"SITI AMINAH\",\"sex\":\"P\"}}",
            "N4IgDgpgzhBOAuBDEAuUA7RBbZKQGUBJAFUIAIBBAWUIDkKAJEAGhBgA9UQAFEAXz5A"
        ),
        ("Ünïcödé ✓ 漢字 漢字", "DsOw9wxgbwJglwAkMjkDBE9odW03qA"), (String(repeating: "ab", count: 40), "IYI17SOrZ+6IcxQ"),
    ]

    @Test("packs as the library does", arguments: vectors)
    func packs(_ text: String, _ letters: String) {
        #expect(String(decoding: LZString.compress(text.utf16), as: UTF8.self) == letters)
    }

    @Test("unpacks what the library packed", arguments: vectors)
    func unpacks(_ text: String, _ letters: String) throws {
        #expect(try LZString.decompress(letters.utf8, longest: 100) == Array(text.utf16))
    }

    @Test("unpacks plus signs that arrive as blanks")
    func blanks() throws {
        let text = try LZString.decompress("IYI17SOrZ 6IcxQ".utf8, longest: 100)
        #expect(text == Array(String(repeating: "ab", count: 40).utf16))
    }

    @Test(
        "refuses what is no packed text",
        arguments: [
            ("IY1", LZString.Refusal.cutShort), ("", .cutShort), ("IY*o", .badLetter), ("IY=o", .badLetter),
            // The two highest bits are both set: code 3 before anything was written.
            ("wAAA", .badCode),
        ])
    func refuses(_ letters: String, _ refusal: LZString.Refusal) {
        #expect(throws: refusal) { try LZString.decompress(letters.utf8, longest: 100) }
    }

    @Test("stops at the longest that is allowed, and not before")
    func stops() throws {
        let packed = LZString.compress(Array(repeating: UInt16(97), count: 1_000))
        #expect(packed.count < 100)
        #expect(try LZString.decompress(packed, longest: 1_000).count == 1_000)
        #expect(throws: LZString.Refusal.tooLong) { try LZString.decompress(packed, longest: 999) }
    }
}
