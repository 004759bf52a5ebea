import Contacts
public import Database
import Kernel
import Members

/// Some lines of a file of old tickets as they meet what is kept.
struct OldTicketIntake {
    private(set) var mark: ImportMark
    /// Whether a line before this one has told the ticket already, and it is not in the record.
    var isKnown: (_ origin: String, _ line: Int64) -> Bool = { _, _ in false }
    /// The tickets that were not there, with their lines.
    private(set) var taken: [String: Int64] = [:]

    private let separator: String
    private let ground: OldTicketGround
    private let now: Timestamp
    private var people = KnownNumbers()
    private var known: Set<String> = []

    init(mark: ImportMark, separator: String, ground: OldTicketGround, at now: Timestamp) {
        (self.mark, self.separator, self.ground, self.now) = (mark, separator, ground, now)
    }

    mutating func take(
        _ lines: [FileLine<OldTicketLine, OldTicketLine.Fault>], in transaction: any Transaction
    ) throws {
        let read = lines.compactMap(\.read)
        people = try transaction.knownNumbers(cards: read.compactMap(\.card), niks: read.compactMap(\.nik))
        known = Set(try transaction.scalars("SELECT origin FROM tickets WHERE origin IN \(list: read.map(\.origin))"))
        let version = try transaction.policyInForce()
        var rejected = ""
        for line in lines {
            let checked = try check(line, in: transaction)
            switch checked {
            case .failure(let fault):
                mark.counts.rejected += 1
                rejected += line.rejected(fault, separator)
            case .success(let ticket) where known.contains(ticket.origin) || isKnown(ticket.origin, line.number):
                mark.counts.unchanged += 1
            case .success(let ticket):
                try transaction.take(ticket, of: member(ticket), under: version, ground, at: now)
                known.insert(ticket.origin)
                taken[ticket.origin] = line.number
                mark.counts.added += 1
            }
        }
        mark.add(rejected)
        try transaction.save(mark)
    }

    private func member(_ line: OldTicketLine) -> MemberID? {
        line.card.flatMap { people.byCard[$0]?.id } ?? line.nik.flatMap { people.byNIK[$0]?.id }
    }

    private func check(
        _ line: FileLine<OldTicketLine, OldTicketLine.Fault>, in transaction: any Transaction
    ) throws -> Result<OldTicketLine, OldTicketLine.Fault> {
        guard case .success(let ticket) = line.content else { return line.content }
        guard ground.tree.leaf(ticket.category) != nil else { return .failure(.unknownCategory(ticket.category)) }
        if let branch = ticket.branch, ground.branch(branch) == nil { return .failure(.unknownBranch) }
        if let region = ticket.region, try transaction.keepRegion(region) == nil { return .failure(.unknownRegion) }
        if let card = ticket.card {
            guard let person = people.byCard[card] else { return .failure(.unknownMember) }
            if let nik = ticket.nik, nik != person.nik { return .failure(.otherNIK) }
        } else if let nik = ticket.nik, people.byNIK[nik] == nil {
            return .failure(.unknownMember)
        }
        return .success(ticket)
    }
}

extension Transaction {
    /// Writes an old ticket as if it had been opened and closed here at its moments. It has no clocks but the moment by
    /// which it had to be closed, as tickets from before there were clocks; its number is counted apart.
    fileprivate func take(
        _ line: OldTicketLine, of member: MemberID?, under version: ClockPolicyVersion, _ ground: OldTicketGround,
        at now: Timestamp
    ) throws {
        var random = SystemRandomNumberGenerator()
        let id = TicketID(at: line.openedAt, random: &random)
        let events = try TicketClocks().events(
            for: .opened, on: ClockGround(version.policy, line.rating.colour, line.rating.priority), at: line.openedAt)
        let due = TicketClocks(events)[.whole]?.dueAt ?? line.openedAt
        let number = try oldNumber(on: ground.calendar.day(of: line.openedAt))
        let pressing: ClockKind? = line.closing == nil ? .whole : nil
        let pressingAt: Timestamp = line.closing == nil ? due : .distantFuture
        let closedBy: Author? = line.closing == nil ? nil : ground.author
        let isChosen = line.rating.priority != .low
        try execute(
            """
            INSERT INTO tickets (id, number, colour, category, kind, region, text, member, phone, opened_at, opened_by,
                due_at, priority, is_priority_chosen, policy, pressing_clock, pressing_at, closed_at, closed_by,
                closing_text, origin)
            VALUES (\(id), \(number), \(line.rating.colour), \(line.category), \(line.kind), \(line.region),
                \(line.text), \(member), \(line.phone), \(line.openedAt), \(ground.author), \(due),
                \(line.rating.priority), \(isChosen), \(version.number), \(pressing),
                \(pressingAt), \(line.closing?.at), \(closedBy), \(line.closing?.text), \(line.origin))
            """)
        let opened = TicketFact.Opened(
            number: number, colour: line.rating.colour, category: line.category, of: line.kind, region: line.region,
            text: line.text, member: member, contact: nil, dueAt: due, priority: line.rating.priority, marks: [],
            policy: version.number)
        try append(opened, about: .ticket(id), by: ground.author, at: line.openedAt)
        if let notes = line.notes {
            try append(TicketFact.Noted(text: notes), about: .ticket(id), by: ground.author, at: line.openedAt)
        }
        if let closing = line.closing {
            let closed = TicketFact.Closed(text: closing.text, isLate: closing.at > due)
            try append(closed, about: .ticket(id), by: ground.author, at: closing.at)
        }
        try indexWords(of: id, [line.text, line.notes, line.closing?.text].compactMap(\.self).joined(separator: "\n"))
        let imported = TicketFact.Imported(origin: line.origin, branch: line.branch.flatMap(ground.branch))
        try append(imported, about: .ticket(id), by: ground.author, at: now)
    }

    /// From 900,001 on in the month of its opening, so that a number of today is never taken.
    private func oldNumber(on day: Day) throws -> TicketNumber {
        let count = try scalar(
            """
            INSERT INTO ticket_counters (month, last) VALUES (\("old-" + TicketNumber.month(of: day)), 900001)
            ON CONFLICT (month) DO UPDATE SET last = ticket_counters.last + 1 RETURNING last
            """, as: Int.self)
        guard let count else { throw DatabaseError(kind: .other, code: "ticket", message: "no number came back") }
        return TicketNumber(count, on: day)
    }

    /// Whether an entry tells what happened to a ticket in an older system, before it was taken over from there.
    public func isOfOlderSystem(_ entry: JournalEntry) throws -> Bool {
        guard entry.subject.kind == "ticket" else { return false }
        let takenOver = try scalar(
            """
            SELECT MAX(seq) FROM journal WHERE subject = \(entry.subject) AND kind = \(TicketFact.Imported.kind)
            """, as: Int64?.self)
        return (takenOver ?? nil).map { $0 > entry.seq } ?? false
    }

    func endOldTickets(_ mark: ImportMark, by author: Author, at moment: Timestamp) throws {
        try markEnded(mark, at: moment)
        let fact = TicketFact.OldTaken(
            added: mark.counts.added, known: mark.counts.unchanged, rejected: mark.counts.rejected)
        try append(fact, about: Subject("centre", "tickets"), by: author, at: moment)
    }
}

extension TicketStore {
    static let oldTickets = Migration(
        "old-tickets", 1, "what an older system called a ticket",
        """
        ALTER TABLE tickets ADD COLUMN origin TEXT;
        CREATE UNIQUE INDEX tickets_by_origin ON tickets (origin) WHERE origin IS NOT NULL;
        """)
}

extension TicketFact {
    /// It was taken over from an older system.
    struct Imported: Fact {
        static let kind = "ticket.imported"
        /// Its number there.
        let origin: String
        /// The branch that had it, by its name.
        let branch: String?
    }

    /// A file of old tickets was read to its end.
    struct OldTaken: Fact {
        static let kind = "tickets.old-taken"
        let added: Int
        let known: Int
        let rejected: Int
    }
}
