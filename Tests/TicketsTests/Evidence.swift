import Contacts
import Database
import Foundation
import Kernel
import Tickets

/// Files that people attach, and those that they should not.
enum Evidence {
    /// 320 x 200, with the camera's name and a place in its EXIF.
    static let photograph = Data(base64Encoded: photographText.joined()) ?? Data()

    static let pdf = Data("%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n".utf8)
    static let text = Data("Surat keterangan rawat inap.\nRS Melati\n".utf8)
    static let zip = Data([0x50, 0x4B, 0x03, 0x04, 0x14, 0, 0, 0] + Array("isi.exe".utf8))

    /// The header of a PNG and no picture.
    static let brokenPNG = Data(
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8) + [0, 0, 1, 0])

    static let webp = Data(Array("RIFF".utf8) + [26, 0, 0, 0] + Array("WEBPVP8L".utf8) + [0, 0])

    private static let photographText = [
        "/9j/4QBORXhpZgAASUkqAAgAAAACAA8BAgAOAAAAJgAAACWIBAABAAAANAAAAAAAAABLYW1lcmFSYWhhc2lhAAEAAQACAAIAAABT",
        "AAAAAAAAAP/gABBKRklGAAEBAQBIAEgAAP/bAEMADQkKCwoIDQsKCw4ODQ8TIBUTEhITJxweFyAuKTEwLiktLDM6Sj4zNkY3LC1A",
        "V0FGTE5SU1IyPlphWlBgSlFST//bAEMBDg4OExETJhUVJk81LTVPT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09P",
        "T09PT09PT09PT09PT//AABEIAMgBQAMBIgACEQEDEQH/xAAXAAEBAQEAAAAAAAAAAAAAAAAAAQIG/8QAFRABAQAAAAAAAAAAAAAA",
        "AAAAABH/xAAYAQEBAQEBAAAAAAAAAAAAAAAAAwQFB//EABYRAQEBAAAAAAAAAAAAAAAAAAASEf/aAAwDAQACEQMRAD8A58ZHKl6N",
        "TQyElNDISU0MhJTQyElNDISU0MhJTQyElNDISU0MhJTQyElNDISU0MhJTQyElNDISU0MhJTQyElNDISU0MhJTQyElIINEoUogSUo",
        "gSUogSUogSUogSUogSUogSUogSUogSUogSUogSUogSUogSUogSUogSUogSUogSUogSUogSUgg0ShSiBJSiBJSiBJSiBJSiBJSiBJ",
        "SiBJSiBJSiBJSiBJSiBJSiBJSiBJSiBJSiBJSiBJSiBJSiBJSiBJSDI0ShTQyElNDISU0MhJTQyElNDISU0MhJTQyElNDISU0MhJ",
        "TQyElNDISU0MhJTQyElNDISU0MhJTQyElNDISU0MhJTQyElJSoLyhS0qBJS0qBJS0qBJS0qBJS0qBJS0qBJS0qBJS0qBJS0qBJS0",
        "qBJS0qBJS0qBJS0qBJS0qBJS0qBJS0qBJS0qBJS0qBJS0qBJSCDRKNKIElKIElKIElKIElKIElKIElKIElKIElKIElKIElKIElKI",
        "ElKIElKIElKIElKIElKIElKIElKIElIMjRKFNDISU0MhJTQyElNDISU0MhJTQyElNDISU0MhJTQyElNDISU0MhJTQyElNDISU0Mh",
        "JTQyElNDISU0MhJTQyElNDISUgg0ShSiBJSiBJSiBJSiBJSiBJSiBJSiBJSiBJSiBJSiBJSiBJSiBJSiBJSiBJSiBJSiBJSiBJSi",
        "BJSiBJSCUrRKFKJSklKJSklKJSklKJSklKJSklKJSklKJSklKJSklKJSklKJSklKJSklKJSklKJSklKJSklKJSklKJSklKJSklKJ",
        "SklKJSklM0qDRKFLSoElLSoElLSoElLSoElLSoElLSoElLSoElLSoElLSoElLSoElLSoElLSoElLSoElLSoElLSoElLSoElLSoEl",
        "LSoElLSoElIILyhSiBJSiBJSiBJSiBJSiBJSiBJSiBJSiBJSiBJSiBJSiBJSiBJSiBJSiBJSiBJSiBJSiBJSiBJSiBJSCDRKNKIE",
        "lKIElKIElKIElKIElKIElKIElKIElKIElKIElKIElKIElKIElKIElKIElKIElKIElKIElKIElMgL4joAYaAGGgBhoAYaAGGgBhoA",
        "YaAGGgBhoAYaAGGgBhoAYaAGGgBhoAYaAGGgBhoAYa//2Q==",
    ]
}

/// A small centre, and the attachments of its tickets in a folder of their own for as long as the test lasts.
func withAttachments(
    _ dialect: Dialect = .sqlite, _ body: (Centre, AttachmentStore, URL) async throws -> Void
) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sahut-attachments-\(UUID())")
    defer {
        // Nothing is there when nothing was attached.
        try? FileManager.default.removeItem(at: folder)
    }
    try await withCentre(dialect, attachments: folder) { centre in
        try await body(centre, AttachmentStore(centre.database, folder: folder), folder)
    }
}
