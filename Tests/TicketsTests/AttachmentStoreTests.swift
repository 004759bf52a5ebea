import Contacts
import Database
import Foundation
import Kernel
import Members
import Staff
import Testing
import Tickets

@Suite("Attachments")
struct AttachmentStoreTests {
    @Test(
        "a file is kept by its content, readable for one account only, and leaves its fact", arguments: Dialect.allCases
    )
    func put(_ dialect: Dialect) async throws {
        try await withAttachments(dialect) { centre, attachments, folder in
            let ticket = try await centre.ticket(1)
            let author = Author.person(centre.citra.id)
            let kept = try await attachments.put(
                ticket.id, "../../surat.exe", Evidence.pdf, by: author, at: centre.clock.now())
            #expect(kept.name == "surat.exe.pdf" && kept.kind == .pdf && kept.size == Evidence.pdf.count)
            #expect(kept.digest.count == 64 && kept.thumbnail == .none && !kept.isPrivate)
            #expect(try await attachments.list(of: ticket.id, withPrivate: false) == [kept])
            #expect(try await centre.facts(ticket.id) == ["ticket.opened", "ticket.attached"])
            let files = try Self.files(in: folder)
            #expect(files == ["\(kept.digest.prefix(2))/\(kept.digest)"])
            let path = folder.appendingPathComponent(files[0]).path
            #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test("the same file twice is one; on another ticket it is another, of the same bytes", arguments: Dialect.allCases)
    func twice(_ dialect: Dialect) async throws {
        try await withAttachments(dialect) { centre, attachments, folder in
            let (one, other) = (try await centre.ticket(1), try await centre.ticket(2))
            let author = Author.person(centre.citra.id)
            func put(_ ticket: TicketID, _ name: String) async throws -> Tickets.Attachment {
                try await attachments.put(ticket, name, Evidence.text, by: author, at: centre.clock.now())
            }
            let first = try await put(one.id, "a.txt")
            #expect(try await put(one.id, "b.txt") == first)
            let elsewhere = try await put(other.id, "a.txt")
            #expect(elsewhere.id != first.id && elsewhere.digest == first.digest)
            #expect(try await attachments.list(of: [one.id, other.id], withPrivate: true).count == 2)
            #expect(try Self.files(in: folder).count == 1)
        }
    }

    @Test("a file that is not taken leaves nothing behind", arguments: Dialect.allCases)
    func refused(_ dialect: Dialect) async throws {
        try await withAttachments(dialect) { centre, attachments, folder in
            let ticket = try await centre.ticket(1)
            let (author, now) = (Author.person(centre.citra.id), centre.clock.now())
            await #expect(throws: AttachmentRefusal.unknownKind) {
                try await attachments.put(ticket.id, "foto.jpg", Evidence.zip, by: author, at: now)
            }
            await #expect(throws: AttachmentRefusal.noSuchTicket) {
                try await attachments.put(
                    centre.budi.id.named(TicketID.self), "a.txt", Evidence.text, by: author, at: now)
            }
            try await centre.tickets.close(ticket.id, "Selesai.", by: author, at: now)
            await #expect(throws: AttachmentRefusal.closed) {
                try await attachments.put(ticket.id, "a.txt", Evidence.text, by: author, at: now)
            }
            #expect(try Self.files(in: folder).isEmpty)
            #expect(try await centre.facts(ticket.id) == ["ticket.opened", "ticket.closed"])
        }
    }

    @Test("a ticket takes twenty files", arguments: Dialect.allCases)
    func most(_ dialect: Dialect) async throws {
        try await withAttachments(dialect) { centre, attachments, _ in
            let ticket = try await centre.ticket(1)
            let (author, now) = (Author.person(centre.citra.id), centre.clock.now())
            for number in 1...Attachment.mostOfTicket {
                try await attachments.put(ticket.id, "a.txt", Data("Lembar \(number)".utf8), by: author, at: now)
            }
            await #expect(throws: AttachmentRefusal.tooMany) {
                try await attachments.put(ticket.id, "a.txt", Data("Lembar lain".utf8), by: author, at: now)
            }
        }
    }

    @Test(
        "a download is a look, at the ticket and at its member; a private file is there for the centre only",
        arguments: Dialect.allCases)
    func looks(_ dialect: Dialect) async throws {
        try await withAttachments(dialect) { centre, attachments, _ in
            let contact = try await centre.conversation(1)
            let (_, opened) = try await centre.tickets.log(
                contact, centre.log(), ticket: .red, by: centre.citra.id, at: centre.clock.now())
            let ticket = try #require(opened).id
            let (author, now) = (Author.person(centre.citra.id), centre.clock.now())
            let open = try await attachments.put(ticket, "a.pdf", Evidence.pdf, by: author, at: now)
            let secret = try await attachments.put(
                ticket, "b.txt", Evidence.text, isPrivate: true, by: author, at: now + .seconds(1))
            #expect(try await attachments.list(of: ticket, withPrivate: false) == [open])
            #expect(try await attachments.list(of: ticket, withPrivate: true) == [open, secret])

            let branch = Author.person(centre.nur.id)
            let found = try await attachments.download(
                open.id, of: ticket, withPrivate: false, by: branch, at: now)
            #expect(found?.content == Evidence.pdf && found?.attachment == open)
            #expect(
                try await attachments.download(secret.id, of: ticket, withPrivate: false, by: branch, at: now) == nil)
            let elsewhere = try await centre.ticket(9).id
            #expect(
                try await attachments.download(open.id, of: elsewhere, withPrivate: true, by: branch, at: now) == nil)
            #expect(try await centre.facts(ticket).filter { $0 == "ticket.attachment-read" }.count == 1)
            let looks = try await Journal(centre.database).entries(about: .member(centre.budi.id))
            #expect(looks.count == 1 && looks.last?.author == branch)
            #expect(try looks.last?.fact(MemberFact.Looked.self)?.by == "attachment")
        }
    }

    @Test("bytes that changed on the disk are not handed out as what they were")
    func damaged() async throws {
        try await withAttachments { centre, attachments, folder in
            let ticket = try await centre.ticket(1)
            let (author, now) = (Author.person(centre.citra.id), centre.clock.now())
            let kept = try await attachments.put(ticket.id, "a.pdf", Evidence.pdf, by: author, at: now)
            let path = try #require(try Self.files(in: folder).first)
            try Evidence.text.write(to: folder.appendingPathComponent(path))
            await #expect(throws: (any Error).self) {
                try await attachments.download(kept.id, of: ticket.id, withPrivate: true, by: author, at: now)
            }
        }
    }

    @Test("a picture gets a small one, without what the camera wrote into it", arguments: Dialect.allCases)
    func thumbnails(_ dialect: Dialect) async throws {
        try await withAttachments(dialect) { centre, attachments, folder in
            let ticket = try await centre.ticket(1)
            let (author, now) = (Author.person(centre.citra.id), centre.clock.now())
            let picture = try await attachments.put(ticket.id, "kartu.jpg", Evidence.photograph, by: author, at: now)
            let broken = try await attachments.put(
                ticket.id, "rusak.png", Evidence.brokenPNG, by: author, at: now + .seconds(1))
            #expect(picture.thumbnail == .waiting)
            #expect(try await attachments.thumbnail(picture.id, of: ticket.id, withPrivate: true) == nil)
            try await centre.thumbnails(attachments).round()

            let small = try #require(
                try await attachments.thumbnail(picture.id, of: ticket.id, withPrivate: true))
            #expect(AttachmentKind(of: small) == .jpeg)
            #expect(Evidence.photograph.range(of: Data("KameraRahasia".utf8)) != nil)
            #expect(small.range(of: Data("KameraRahasia".utf8)) == nil && small.range(of: Data("Exif".utf8)) == nil)
            #expect(try await attachments.thumbnail(broken.id, of: ticket.id, withPrivate: true) == nil)
            let states = try await attachments.list(of: ticket.id, withPrivate: true).map(\.thumbnail)
            #expect(states == [.made, .unreadable])
            for file in try Self.files(in: folder) {
                let path = folder.appendingPathComponent(file).path
                #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
            }
        }
    }

    private static func files(in folder: URL) throws -> [String] {
        guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
        return try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted().filter { path in
            var isFolder: ObjCBool = false
            let isThere = FileManager.default.fileExists(
                atPath: folder.appendingPathComponent(path).path, isDirectory: &isFolder)
            return isThere && !isFolder.boolValue
        }
    }
}
