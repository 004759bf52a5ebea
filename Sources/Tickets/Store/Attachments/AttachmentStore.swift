public import Database
public import Foundation
public import Kernel
import Members
public import Staff

/// The files of tickets. What is known of them stands in the database; their bytes lie in a folder.
public struct AttachmentStore: Sendable {
    let database: any Database
    let folder: AttachmentFolder

    /// - Parameter folder: for attachments only; it is made when the first comes.
    public init(_ database: any Database, folder: URL) {
        self.database = database
        self.folder = AttachmentFolder(root: folder)
    }

    /// Attaches a file. The same content once more gives the attachment that is there, so that a form that is sent
    /// twice attaches one.
    ///
    /// - Parameters:
    ///   - name: as it was given; it is cleaned.
    ///   - isPrivate: for the centre's people only.
    /// - Throws: `AttachmentRefusal`.
    @discardableResult
    public func put(
        _ ticket: TicketID, _ name: String, _ content: Data, isPrivate: Bool = false, by author: Author,
        at moment: Timestamp
    ) async throws -> Attachment {
        let attachment = try Self.attachment(of: ticket, name, content, isPrivate: isPrivate, by: author, at: moment)
        if let there = try await database.read({ try $0.admit(attachment) }) { return there }
        let draft = try folder.draft(content, named: attachment.id.description)
        defer { folder.discard(draft) }
        return try await database.write { [folder] transaction in
            if let there = try transaction.admit(attachment) { return there }
            try transaction.insert(attachment)
            try folder.keep(draft, at: folder.content(attachment.digest))
            return attachment
        }
    }

    /// A branch's answer with its evidence: all of it is taken, or nothing.
    ///
    /// - Throws: `AttachmentRefusal` of the evidence, otherwise as `TicketStore.answer`.
    public func answer(
        _ ticket: TicketID, _ status: AnswerStatus, _ text: String, with evidence: [(name: String, content: Data)],
        of branch: BranchCode, by author: Author, at moment: Timestamp
    ) async throws {
        var drafts: [(attachment: Attachment, place: URL)] = []
        defer { for draft in drafts { folder.discard(draft.place) } }
        for (name, content) in evidence {
            let attachment = try Self.attachment(of: ticket, name, content, isPrivate: false, by: author, at: moment)
            let place = try folder.draft(content, named: attachment.id.description)
            drafts.append((attachment, place))
        }
        try await database.write { [folder, drafts] transaction in
            _ = try transaction.answerEscalation(ticket, status, text, of: branch, by: author, at: moment)
            for draft in drafts {
                guard try transaction.admit(draft.attachment) == nil else { continue }
                try transaction.insert(draft.attachment)
                try folder.keep(draft.place, at: folder.content(draft.attachment.digest))
            }
        }
    }

    private static func attachment(
        of ticket: TicketID, _ name: String, _ content: Data, isPrivate: Bool, by author: Author, at moment: Timestamp
    ) throws -> Attachment {
        let kind = try Attachment.kind(of: content)
        var random = SystemRandomNumberGenerator()
        return Attachment(
            id: AttachmentID(at: moment, random: &random), ticket: ticket, name: kind.name(from: name), kind: kind,
            size: content.count, digest: AttachmentFolder.digest(of: content), isPrivate: isPrivate, by: author,
            at: moment, thumbnail: kind.isPicture ? .waiting : .none)
    }

    /// A ticket's files, the oldest first.
    ///
    /// - Parameter withPrivate: for readers of the centre.
    public func list(of ticket: TicketID, withPrivate: Bool) async throws -> [Attachment] {
        try await list(of: [ticket], withPrivate: withPrivate)
    }

    /// Of several tickets that were merged into one.
    public func list(of tickets: [TicketID], withPrivate: Bool) async throws -> [Attachment] {
        let visible: SQL = withPrivate ? "TRUE" : "NOT is_private"
        return try await database.read {
            try $0.all("SELECT * FROM attachments WHERE ticket IN \(list: tickets) AND \(visible) ORDER BY at, id")
        }
    }

    /// An attachment with its content, for somebody who downloads it. The look leaves its fact, also about the member
    /// of the ticket; nil when there is none that this reader may have.
    public func download(
        _ id: AttachmentID, of ticket: TicketID, withPrivate: Bool, by author: Author, at moment: Timestamp
    ) async throws -> (attachment: Attachment, content: Data)? {
        let found = try await database.write { transaction -> Attachment? in
            guard let attachment = try transaction.attachment(id, of: ticket, withPrivate: withPrivate) else {
                return nil
            }
            try transaction.append(
                TicketFact.AttachmentRead(attachment: id), about: .ticket(ticket), by: author, at: moment)
            if let member = try transaction.ticket(ticket)?.matter.member {
                let look = MemberFact.Looked(because: .ticket(ticket), by: "attachment")
                try transaction.append(look, about: .member(member), by: author, at: moment)
            }
            return attachment
        }
        return try found.map { ($0, try folder.read($0.digest)) }
    }

    /// The small picture of an attachment: nothing on it can be read, so it leaves no fact. nil when there is none.
    public func thumbnail(_ id: AttachmentID, of ticket: TicketID, withPrivate: Bool) async throws -> Data? {
        let found = try await database.read {
            try $0.attachment(id, of: ticket, withPrivate: withPrivate)
        }
        guard let found, found.thumbnail == .made else { return nil }
        return try Data(contentsOf: folder.thumbnail(found.digest))
    }

    // MARK: Thumbnails

    /// Pictures that wait for their small one, the oldest first.
    func waitingPictures(upTo limit: Int) async throws -> [Attachment] {
        try await database.read {
            try $0.all("SELECT * FROM attachments WHERE thumbnail = 'waiting' ORDER BY at, id LIMIT \(limit)")
        }
    }

    /// What came of drawing a content, for every attachment that has it.
    func settle(_ digest: String, as thumbnail: Attachment.Thumbnail) async throws {
        try await database.write {
            try $0.execute(
                """
                UPDATE attachments SET thumbnail = \(thumbnail) WHERE digest = \(digest) AND thumbnail = 'waiting'
                """)
        }
    }
}

extension Transaction {
    fileprivate func attachment(_ id: AttachmentID, of ticket: TicketID, withPrivate: Bool) throws -> Attachment? {
        let visible: SQL = withPrivate ? "TRUE" : "NOT is_private"
        return try first("SELECT * FROM attachments WHERE id = \(id) AND ticket = \(ticket) AND \(visible)")
    }

    /// Whether the ticket takes it; the attachment that has the same content, if one is there.
    fileprivate func admit(_ attachment: Attachment) throws -> Attachment? {
        guard let ticket = try ticket(attachment.ticket) else { throw AttachmentRefusal.noSuchTicket }
        let there: Attachment? = try first(
            """
            SELECT * FROM attachments WHERE ticket = \(attachment.ticket) AND digest = \(attachment.digest)
                AND is_private = \(attachment.isPrivate)
            """)
        if let there { return there }
        guard ticket.isOpen else { throw AttachmentRefusal.closed }
        let count =
            try scalar("SELECT COUNT(*) FROM attachments WHERE ticket = \(attachment.ticket)", as: Int.self) ?? 0
        guard count < Attachment.mostOfTicket else { throw AttachmentRefusal.tooMany }
        return nil
    }

    fileprivate func insert(_ attachment: Attachment) throws {
        try execute(
            """
            INSERT INTO attachments (id, ticket, name, kind, size, digest, is_private, author, at, thumbnail)
            VALUES (\(attachment.id), \(attachment.ticket), \(attachment.name), \(attachment.kind), \(attachment.size),
                \(attachment.digest), \(attachment.isPrivate), \(attachment.by), \(attachment.at),
                \(attachment.thumbnail))
            """)
        let fact = TicketFact.Attached(
            attachment: attachment.id, name: attachment.name, of: attachment.kind, bytes: attachment.size,
            digest: attachment.digest, isPrivate: attachment.isPrivate)
        try append(fact, about: .ticket(attachment.ticket), by: attachment.by, at: attachment.at)
    }
}

extension Attachment: RowDecodable {
    public init(row: Row) throws {
        self.init(
            id: try row("id"), ticket: try row("ticket"), name: try row("name"), kind: try row("kind"),
            size: try row("size"), digest: try row("digest"), isPrivate: try row("is_private"), by: try row("author"),
            at: try row("at"), thumbnail: try row("thumbnail"))
    }
}

extension AttachmentKind: SQLEncodable, SQLDecodable {}
extension Attachment.Thumbnail: SQLEncodable, SQLDecodable {}
