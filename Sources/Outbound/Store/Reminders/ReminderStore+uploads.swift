import Database
import Foundation
import Kernel

/// One file of finance, from the moment it is handed over until it is taken over or withdrawn. Then its content is
/// gone; its name, counts and refused lines stay.
struct ReminderUpload: Sendable, Identifiable {
    enum State: String, Sendable { case open, taken, withdrawn }

    let id: ReminderUploadID
    /// nil for a list that becomes a campaign of its own.
    let campaign: ReminderCampaignID?
    let list: String
    let file: String
    let kind: SheetTable.Kind
    let headings: [String]
    /// The first lines, long numbers masked; none once it has ended.
    let sample: [[String]]
    let mapping: ReminderMapping
    /// nil before its lines were checked.
    let counts: ReminderCounts?
    let state: State
    let author: Author
    let at: Timestamp
    let endedAt: Timestamp?

    static let sampleLines = 20
    /// One that nobody went on with is withdrawn.
    static let lasts = Duration.seconds(7 * 86_400)
}

/// A refused line as it is kept: long numbers masked.
struct KeptFault: Sendable, Hashable {
    let line: Int
    let fault: ReminderFault
    let other: Int?
    let cells: String
}

extension ReminderStore {
    enum Target: Sendable, Hashable {
        case campaign(ReminderCampaignID)
        case list(named: String)
    }

    enum Handed: Sendable {
        case new(ReminderUpload)
        /// The same file was handed over before; nothing was changed.
        case known(ReminderUpload)
    }

    func uploads() async throws -> [ReminderUpload] {
        try await database.read {
            try $0.all("SELECT \(columns) FROM reminder_uploads ORDER BY at DESC, id DESC LIMIT 100")
        }
    }

    func upload(_ id: ReminderUploadID) async throws -> ReminderUpload? {
        try await database.read { try $0.reminderUpload(id) }
    }

    /// Keeps a file with the mapping that its headings had before, or one guessed from them.
    ///
    /// - Throws: `ReminderRefusal`.
    func hand(
        over file: ReminderFile, as id: ReminderUploadID, for target: Target, by author: Author, at moment: Timestamp
    ) async throws -> Handed {
        let headings = try json(file.table.headings)
        let sample = try json(file.sample)
        return try await database.write { transaction in
            try transaction.withdrawForgotten(at: moment)
            if let known = try transaction.upload(fingerprint: file.fingerprint) { return .known(known) }
            let (campaign, list) = try transaction.resolve(target)
            let mapping =
                try transaction.mapping(of: file.table.headings) ?? ReminderMapping(guessing: file.table.headings)
            try transaction.execute(
                """
                INSERT INTO reminder_uploads (id, campaign, list, file, kind, fingerprint, content, headings, sample,
                    mapping, state, author, at)
                VALUES (\(id), \(campaign), \(list), \(file.name), \(file.table.kind), \(file.fingerprint),
                    \(file.content), \(headings), \(sample), \(mapping), 'open', \(author), \(moment))
                """)
            let fact = ReminderFact.Uploaded(lines: file.table.rows.count, of: file.table.kind.rawValue)
            try transaction.append(fact, about: .reminderUpload(id), by: author, at: moment)
            return .new(try transaction.openUpload(id))
        }
    }

    /// Reads every line by a mapping, keeps what is wrong with each, and remembers the mapping for such headings.
    ///
    /// - Throws: `ReminderRefusal`.
    func check(
        _ id: ReminderUploadID, by mapping: ReminderMapping, author: Author, at moment: Timestamp
    ) async throws {
        guard mapping.problems.isEmpty else { throw ReminderRefusal.mapping }
        let (table, lines) = try await lines(of: id, mapping)
        try await database.write { transaction in
            let upload = try transaction.openUpload(id)
            let check = try transaction.reminderCheck(lines, of: table.rows, for: upload.campaign, at: moment)
            try transaction.keep(check, by: mapping, of: upload, author: author, at: moment)
        }
    }

    enum Acceptance: Sendable, Hashable {
        case taken(ReminderCampaignID)
        /// What is known has changed since the lines were checked; they were checked anew, and nothing was taken.
        case checkedAnew
    }

    /// Takes all good lines over, or none.
    ///
    /// - Parameter good: how many there are, as the page said.
    /// - Throws: `ReminderRefusal`.
    func accept(
        _ id: ReminderUploadID, good: Int, by author: Author, at moment: Timestamp
    ) async throws -> Acceptance {
        guard let mapping = try await upload(id)?.mapping else { throw ReminderRefusal.noSuchUpload }
        let (table, lines) = try await lines(of: id, mapping)
        let today = calendar.day(of: moment)
        return try await database.write { transaction in
            let upload = try transaction.openUpload(id)
            guard let seen = upload.counts else { throw ReminderRefusal.mapping }
            guard seen.good > 0 || seen.paid > 0 else { throw ReminderRefusal.nothingGood }
            let check = try transaction.reminderCheck(lines, of: table.rows, for: upload.campaign, at: moment)
            guard check.counts == seen, seen.good == good, upload.mapping == mapping else {
                try transaction.keep(check, by: mapping, of: upload, author: author, at: moment)
                return .checkedAnew
            }
            return .taken(try transaction.take(check, of: upload, on: today, by: author, at: moment))
        }
    }

    /// - Throws: `ReminderRefusal`.
    func withdraw(_ id: ReminderUploadID, by author: Author, at moment: Timestamp) async throws {
        try await database.write { transaction in
            let upload = try transaction.openUpload(id)
            try transaction.withdraw(upload.id, by: author, at: moment)
        }
    }

    /// Refused lines in their order.
    func faults(of id: ReminderUploadID, after line: Int = 0, upTo limit: Int) async throws -> [KeptFault] {
        try await database.read {
            try $0.all(
                """
                SELECT * FROM reminder_faults WHERE upload = \(id) AND line > \(line) ORDER BY line LIMIT \(limit)
                """)
        }
    }

    private func lines(
        of id: ReminderUploadID, _ mapping: ReminderMapping
    ) async throws -> (SheetTable, [Result<ReminderLine, ReminderFault>]) {
        let content = try await database.read { transaction in
            _ = try transaction.openUpload(id)
            return try transaction.scalar("SELECT content FROM reminder_uploads WHERE id = \(id)", as: [UInt8].self)
        }
        guard let content else { throw ReminderRefusal.noSuchUpload }
        let table = try SheetTable(reading: content)
        let lines = table.rows.map { row in
            Result<ReminderLine, ReminderFault> { () throws(ReminderFault) in try ReminderLine(row, mapping) }
        }
        return (table, lines)
    }
}

/// All but the content.
private let columns: SQL =
    """
    id, campaign, list, file, kind, headings, sample, mapping, counts, state, author, at, ended_at
    """

private func json(_ value: some Encodable) throws -> String {
    String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
}

extension Transaction {
    func reminderUpload(_ id: ReminderUploadID) throws -> ReminderUpload? {
        try first("SELECT \(columns) FROM reminder_uploads WHERE id = \(id)")
    }

    func openUpload(_ id: ReminderUploadID) throws -> ReminderUpload {
        guard let upload = try reminderUpload(id) else { throw ReminderRefusal.noSuchUpload }
        guard upload.state == .open else { throw ReminderRefusal.uploadDone }
        return upload
    }

    fileprivate func upload(fingerprint: String) throws -> ReminderUpload? {
        try first(
            "SELECT \(columns) FROM reminder_uploads WHERE fingerprint = \(fingerprint) AND state <> 'withdrawn'")
    }

    fileprivate func resolve(
        _ target: ReminderStore.Target
    ) throws -> (campaign: ReminderCampaignID?, list: String) {
        switch target {
        case .campaign(let id): return (id, try openCampaign(id).plan.name)
        case .list(let name):
            guard !name.allSatisfy(\.isWhitespace) else { throw ReminderRefusal.nameMissing }
            guard name.count <= ReminderCampaign.Plan.longestName else { throw ReminderRefusal.nameTooLong }
            guard try !isTaken(name) else { throw ReminderRefusal.nameTaken }
            return (nil, name)
        }
    }

    fileprivate func mapping(of headings: [String]) throws -> ReminderMapping? {
        try scalar("SELECT mapping FROM reminder_mappings WHERE headings = \(ReminderMapping.key(of: headings))")
    }

    /// In place of what an earlier check kept.
    fileprivate func keep(
        _ check: ReminderCheck, by mapping: ReminderMapping, of upload: ReminderUpload, author: Author,
        at moment: Timestamp
    ) throws {
        try execute("DELETE FROM reminder_faults WHERE upload = \(upload.id)")
        for start in stride(from: 0, to: check.refused.count, by: 2_000) {
            let rows = check.refused[start..<min(start + 2_000, check.refused.count)].map { refused -> SQL in
                let cells = refused.row.cells.map { CSVLine.written(maskedNumbers($0.text)) }.joined(separator: ",")
                return
                    "(\(upload.id), \(refused.line), \(refused.fault), \(refused.other), \(String(cells.prefix(500))))"
            }
            try execute("INSERT INTO reminder_faults (upload, line, fault, other, cells) VALUES \(SQL.rows(rows))")
        }
        let counts = try json(check.counts)
        try execute("UPDATE reminder_uploads SET mapping = \(mapping), counts = \(counts) WHERE id = \(upload.id)")
        try execute(
            """
            INSERT INTO reminder_mappings (headings, mapping, author, at)
            VALUES (\(ReminderMapping.key(of: upload.headings)), \(mapping), \(author), \(moment))
            ON CONFLICT (headings) DO UPDATE SET mapping = excluded.mapping, author = excluded.author, at = excluded.at
            """)
    }

    fileprivate func withdraw(_ id: ReminderUploadID, by author: Author, at moment: Timestamp) throws {
        try execute("DELETE FROM reminder_faults WHERE upload = \(id)")
        try execute(
            """
            UPDATE reminder_uploads SET state = 'withdrawn', content = NULL, sample = NULL, ended_at = \(moment)
            WHERE id = \(id)
            """)
        try append(ReminderFact.Withdrawn(), about: .reminderUpload(id), by: author, at: moment)
    }

    fileprivate func withdrawForgotten(at moment: Timestamp) throws {
        let forgotten: [ReminderUploadID] = try scalars(
            "SELECT id FROM reminder_uploads WHERE state = 'open' AND at < \(moment - ReminderUpload.lasts)")
        for id in forgotten { try withdraw(id, by: .system("reminders"), at: moment) }
    }
}

extension ReminderUpload: RowDecodable {
    init(row: Row) throws {
        func read<Value: Decodable>(_ text: String) throws -> Value {
            try JSONDecoder().decode(Value.self, from: Data(text.utf8))
        }
        let counts = try row("counts", as: String?.self).map { try read($0) as ReminderCounts }
        self.init(
            id: try row("id"), campaign: try row("campaign"), list: try row("list"), file: try row("file"),
            kind: try row("kind"), headings: try read(try row("headings")),
            sample: try row("sample", as: String?.self).map { try read($0) as [[String]] } ?? [],
            mapping: try row("mapping"), counts: counts, state: try row("state"), author: try row("author"),
            at: try row("at"), endedAt: try row("ended_at"))
    }
}

extension KeptFault: RowDecodable {
    init(row: Row) throws {
        self.init(
            line: try row("line"), fault: try row("fault"), other: try row("other"), cells: try row("cells"))
    }
}
