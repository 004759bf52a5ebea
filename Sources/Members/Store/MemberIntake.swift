public import Database
import Kernel

/// How far a file has been read in. It is kept in the transaction that takes its members, so it is never ahead of them
/// or behind.
public struct ImportMark: Sendable, Hashable {
    let fingerprint: String
    public var counts = ImportCounts()
    /// Where the next line begins, and its number but one.
    var bytes: Int64 = 0
    var lines: Int64 = 0
    /// So long is the list of rejected lines, the last of which are these.
    var rejectedBytes: Int64 = 0
    var lastRejected = ""
    var isEnded = false

    init(_ fingerprint: String) { self.fingerprint = fingerprint }

    /// Lines of the list of rejected ones.
    public mutating func add(_ text: String) {
        lastRejected = text
        rejectedBytes += Int64(text.utf8.count)
    }
}

/// Some lines of a file, to be taken together.
struct IntakeBatch: Sendable {
    struct Line: Sendable {
        let number: Int64
        /// As it stands in the file; empty when that is no text.
        let text: String
        let content: Result<MemberLine, MemberLine.Fault>
    }

    let lines: [Line]
    let told: Provenance
    /// From which day on a new status, segment or class holds when the line does not say.
    let effective: Day
    let separator: String
    let author: Author
    let at: Timestamp
}

extension Transaction {
    /// Takes a batch whose last line ends where `mark` says; answers the mark with what became of the lines.
    func take(_ batch: IntakeBatch, _ mark: ImportMark) throws -> ImportMark {
        var intake = Intake(batch)
        try intake.meet(self)
        var mark = mark
        mark.counts = mark.counts.adding(intake.counts)
        mark.add(intake.rejects.map { $0.text(batch.separator) }.joined())
        try save(mark)
        return mark
    }

    public func save(_ mark: ImportMark) throws {
        let counts = mark.counts
        try execute(
            """
            UPDATE member_imports SET bytes = \(mark.bytes), lines = \(mark.lines),
                rejected_bytes = \(mark.rejectedBytes), last_rejected = \(mark.lastRejected), added = \(counts.added),
                changed = \(counts.changed), unchanged = \(counts.unchanged), stale = \(counts.stale),
                rejected = \(counts.rejected)
            WHERE fingerprint = \(mark.fingerprint)
            """)
    }

    /// The mark of a file by its content; a new one for a file that was never begun.
    func importMark(_ fingerprint: String, named name: String, at moment: Timestamp) throws -> ImportMark {
        if let row = try query("SELECT * FROM member_imports WHERE fingerprint = \(fingerprint)").first {
            return try ImportMark(row: row)
        }
        try execute(
            """
            INSERT INTO member_imports (fingerprint, name, began_at, bytes, lines, rejected_bytes, last_rejected, added,
                changed, unchanged, stale, rejected)
            VALUES (\(fingerprint), \(name), \(moment), 0, 0, 0, '', 0, 0, 0, 0, 0)
            """)
        return ImportMark(fingerprint)
    }

    func endImport(_ mark: ImportMark, by author: Author, at moment: Timestamp) throws {
        try execute("UPDATE member_imports SET ended_at = \(moment) WHERE fingerprint = \(mark.fingerprint)")
        try append(
            MemberFact.Imported(fingerprint: mark.fingerprint, counts: mark.counts),
            about: Subject("centre", "members"), by: author, at: moment)
    }
}

/// The lines of one batch as they meet the register.
private struct Intake {
    struct Reject {
        let line: IntakeBatch.Line
        let fault: MemberLine.Fault

        func text(_ separator: String) -> String {
            "\(line.number)\(separator)\(CSVLine.written(fault.words))\(separator)\(line.text)\n"
        }
    }

    private let batch: IntakeBatch
    private(set) var counts = ImportCounts()
    private(set) var rejects: [Reject] = []
    private var good: [(line: IntakeBatch.Line, content: MemberLine)] = []

    init(_ batch: IntakeBatch) {
        self.batch = batch
        for line in batch.lines {
            switch line.content {
            case .success(let content): good.append((line, content))
            case .failure(let fault): reject(line, fault)
            }
        }
    }

    private mutating func reject(_ line: IntakeBatch.Line, _ fault: MemberLine.Fault) {
        rejects.append(Reject(line: line, fault: fault))
        counts.rejected += 1
    }

    mutating func meet(_ transaction: any Transaction) throws {
        var there: [CardNumber: MemberRecord] = [:]
        for part in good.map(\.content.member.card).batches(of: 5_000) {
            for record in try transaction.records(where: "m.card IN \(list: part)", upTo: part.count) {
                there[record.member.card] = record
            }
        }
        try transaction.put(good.map(\.content.member.region))
        var holders = try holders(in: transaction)
        var children = NamelessChildren(try children(in: transaction))
        var new: [CardNumber: MemberRecord] = [:]
        for (line, content) in good {
            let member = content.member
            if let record = there[member.card] {
                there[member.card] = try update(record, line, content, in: transaction)
            } else if let record = new[member.card] {
                again(record, line, content)
            } else if let newcomer = try newcomer(content, holders, in: transaction) {
                there[member.card] = try update(newcomer, line, content, card: member.card, in: transaction)
                holders[member.nik] = member.card
            } else if holders[member.nik] != nil {
                reject(line, .nikTaken)
            } else if let child = children.take(member) {
                there[member.card] = try update(child, line, content, card: member.card, in: transaction)
                holders[member.nik] = member.card
            } else {
                holders[member.nik] = member.card
                new[member.card] = record(of: content)
                counts.added += 1
            }
        }
        rejects.sort { $0.line.number < $1.line.number }
        try transaction.insert(good.compactMap { new.removeValue(forKey: $0.content.member.card) })
        guard counts.added > 0 else { return }
        try transaction.append(
            MemberFact.Enrolled(count: counts.added), about: Subject("centre", "members"), by: batch.author,
            at: batch.at)
    }

    /// Whose the NIKs of these lines are.
    private func holders(in transaction: any Transaction) throws -> [NIK: CardNumber] {
        var holders: [NIK: CardNumber] = [:]
        for part in good.map(\.content.member.nik).batches(of: 5_000) {
            for row in try transaction.query("SELECT nik, card FROM members WHERE nik IN \(list: part)") {
                holders[try row("nik")] = try row("card")
            }
        }
        return holders
    }

    /// Children of these lines' families who have no NIK yet.
    private func children(in transaction: any Transaction) throws -> [MemberRecord] {
        let series = CardNumber.provisionalSeries
        // Few have none, and the index of NIKs tells at once when nobody does.
        guard try transaction.scalar("SELECT MAX(nik) FROM members", as: String?.self).flatMap({ $0 }) ?? "" >= series
        else { return [] }
        return try Set(good.map(\.content.member.family)).sorted { $0.digits < $1.digits }.batches(of: 5_000).flatMap {
            try transaction.records(where: "m.nik >= \(series) AND m.family IN \(list: $0)", upTo: 5_000)
        }
    }

    /// The member of a line's NIK whose card is provisional, where the line tells the insurer's.
    private func newcomer(
        _ content: MemberLine, _ holders: [NIK: CardNumber], in transaction: any Transaction
    ) throws -> MemberRecord? {
        let member = content.member
        guard let card = holders[member.nik], card.isProvisional, !member.card.isProvisional else { return nil }
        return try transaction.records(where: MemberStore.Key.nik(member.nik).condition, upTo: 1).first
    }

    private func record(of content: MemberLine) -> MemberRecord {
        let spans = content.statusSince.map {
            [MemberSpan(.status(content.member.status), since: $0, told: batch.told)]
        }
        return MemberRecord(content.member, told: batch.told, history: MemberHistory(spans ?? []))
    }

    /// A member who is there.
    ///
    /// - Parameter card: the line's, where the member has had none of the insurer's yet.
    private mutating func update(
        _ record: MemberRecord, _ line: IntakeBatch.Line, _ content: MemberLine, card: CardNumber? = nil,
        in transaction: any Transaction
    ) throws -> MemberRecord {
        let values = (card.map { [.card($0)] } ?? []) + content.values
        let update = MemberUpdate(values, told: batch.told, effective: content.statusSince ?? batch.effective)
        var after = record
        let changes = after.take(update)
        if changes.stale.contains(where: { record.provenance(of: $0) == batch.told }) {
            reject(line, .cardTwice)
            return record
        }
        do { _ = try transaction.apply(update, to: record, by: batch.author, at: batch.at) } catch MemberRefusal
            .nikTaken
        {
            reject(line, .nikTaken)
            return record
        }
        if !changes.changed.isEmpty {
            counts.changed += 1
        } else if !changes.stale.isEmpty {
            counts.stale += 1
        } else {
            counts.unchanged += 1
        }
        return after
    }

    /// A second line with the card of a new member.
    private mutating func again(_ record: MemberRecord, _ line: IntakeBatch.Line, _ content: MemberLine) {
        if content.values.allSatisfy({ record.member.value($0.field) == $0 }) {
            counts.unchanged += 1
        } else {
            reject(line, .cardTwice)
        }
    }
}

extension ImportCounts {
    fileprivate func adding(_ other: ImportCounts) -> ImportCounts {
        var sum = self
        sum.added += other.added
        sum.changed += other.changed
        sum.unchanged += other.unchanged
        sum.stale += other.stale
        sum.rejected += other.rejected
        return sum
    }
}

extension ImportMark: RowDecodable {
    public init(row: Row) throws {
        self.init(try row("fingerprint"))
        (bytes, lines) = (try row("bytes"), try row("lines"))
        (rejectedBytes, lastRejected) = (try row("rejected_bytes"), try row("last_rejected"))
        counts.added = try row("added")
        counts.changed = try row("changed")
        counts.unchanged = try row("unchanged")
        counts.stale = try row("stale")
        counts.rejected = try row("rejected")
        isEnded = try row("ended_at", as: Timestamp?.self) != nil
    }
}
