import Foundation
import Kernel
import Testing
import Tickets

@Suite("What may be attached")
struct AttachmentRuleTests {
    @Test("the content says what a file is")
    func kinds() {
        #expect(AttachmentKind(of: Evidence.photograph) == .jpeg)
        #expect(AttachmentKind(of: Evidence.brokenPNG) == .png)
        #expect(AttachmentKind(of: Evidence.webp) == .webp)
        #expect(AttachmentKind(of: Evidence.pdf) == .pdf)
        #expect(AttachmentKind(of: Evidence.text) == .text)
        #expect(AttachmentKind(of: Data("\u{FEFF}Nama;Nomor\r\nBudi;1\r\n".utf8)) == .text)
    }

    @Test(
        "anything else is none of them",
        arguments: [
            Evidence.zip, Data([0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0]), Data("MZ\u{0}\u{1}".utf8),
            Data("GIF89a\u{1}\u{0}".utf8), Data([0xFF, 0xFB, 0x90, 0x00]), Data([0xFF, 0xFE, 0x41, 0x00]),
            Data("OggS\u{0}\u{2}".utf8), Data([0x4B, 0x61, 0x66, 0xE9]), Data("\u{1B}[2J".utf8),
            // A PDF that broke off, and one that begins elsewhere.
            Data([0xFF]) + Evidence.pdf, Data("%PDF-1.7\n\u{0}\u{1}".utf8),
            // The signature of a PNG without its header, and a RIFF that is a sound.
            Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), Data("RIFF\u{8}\u{0}\u{0}\u{0}WAVEfmt ".utf8),
        ])
    func others(_ content: Data) { #expect(AttachmentKind(of: content) == nil) }

    @Test("what is empty, too large or of no kind is refused with its reason")
    func refusals() throws {
        #expect(throws: AttachmentRefusal.empty) { try Tickets.Attachment.kind(of: Data()) }
        #expect(throws: AttachmentRefusal.unknownKind) { try Tickets.Attachment.kind(of: Evidence.zip) }
        let most = Evidence.pdf + Data(repeating: 0x20, count: Tickets.Attachment.largest - Evidence.pdf.count)
        #expect(throws: AttachmentRefusal.tooLarge) { try Tickets.Attachment.kind(of: most + Data([0x20])) }
        let full = Data(repeating: 0x41, count: Tickets.Attachment.largest)
        #expect(try Tickets.Attachment.kind(of: full) == .text)
    }

    @Test(
        "a name loses its path, what hides in it and a false ending",
        arguments: [
            ("surat.pdf", AttachmentKind.pdf, "surat.pdf"), ("../../etc/passwd", .text, "passwd.txt"),
            ("C:\\Users\\budi\\kartu.JPG", .jpeg, "kartu.jpg"), ("foto.jpeg", .jpeg, "foto.jpeg"),
            ("foto.png", .jpeg, "foto.jpg"), ("virus.exe", .text, "virus.exe.txt"), ("data.csv", .text, "data.csv"),
            ("halaman.html", .text, "halaman.html.txt"), (".htaccess", .text, "htaccess.txt"),
            ("", .png, "lampiran.png"), ("///", .png, "lampiran.png"), ("...", .pdf, "lampiran.pdf"),
            ("a\u{0}b\u{7}.pdf", .pdf, "ab.pdf"), ("foto\u{202E}gpj.exe", .text, "fotogpj.exe.txt"),
            ("a\r\nSet-Cookie: x\".pdf", .pdf, "aSet-Cookie x.pdf"),
            ("  surat   sakit . pdf", .pdf, "surat sakit . pdf.pdf"),
            ("kartu keluarga ibu Élodie.webp", .webp, "kartu keluarga ibu Élodie.webp"),
        ])
    func names(_ given: String, _ kind: AttachmentKind, _ kept: String) { #expect(kind.name(from: given) == kept) }

    @Test("a name of any length fits a file system")
    func longNames() {
        let name = AttachmentKind.pdf.name(from: String(repeating: "a\u{301}\u{302}😀", count: 400) + ".pdf")
        #expect(name.utf8.count <= 255 && name.hasSuffix(".pdf"))
    }
}
