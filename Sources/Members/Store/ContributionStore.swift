public import Database
public import Kernel

public enum ContributionFact {
    /// Payments were taken over from a channel: about the centre as a whole.
    public struct PaymentsTaken: Fact {
        public static let kind = "contributions.payments-taken"
        public let new: Int
        public let known: Int
    }

    /// Coverage was taken over from a file: about the centre as a whole.
    public struct CoverageTaken: Fact {
        public static let kind = "contributions.coverage-taken"
        public let new: Int
        public let changed: Int
        public let known: Int
    }

    /// A change turned a member's coverage: what it is from then on.
    public struct CoverageTurned: Fact {
        public static let kind = "contributions.coverage-turned"
        /// What it was done for, as `change:0192…`.
        public let because: String
        public let spans: [CoverageSpan]
    }
}

/// A payment as a bank or the insurer tells it.
public struct PaymentLine: Sendable, Hashable {
    /// Who tells it: `bri`, `mandiri`, `insurer`.
    public let channel: String
    /// The channel's own number, the same when it tells the payment again.
    public let reference: String
    public let family: FamilyCardNumber
    public let payment: ContributionPayment

    public init(channel: String, reference: String, family: FamilyCardNumber, payment: ContributionPayment) {
        (self.channel, self.reference) = (channel, reference)
        (self.family, self.payment) = (family, payment)
    }
}

/// Coverage and payments of families.
public struct ContributionStore: Sendable {
    private let database: any Database

    public init(_ database: any Database) { self.database = database }

    /// Puts a member's spans in place of those kept.
    public func keep(_ spans: [CoverageSpan], of member: MemberID) async throws {
        try await database.write { try $0.keep(spans, of: member) }
    }

    /// Puts the spans of many members in place of those kept, all or none.
    public func keep(_ members: [CoveredMember]) async throws {
        try await database.write { transaction in
            for member in members { try transaction.keep(member.spans, of: member.id) }
        }
    }

    /// Takes payments over, all or none; those whose channel and reference are known change nothing.
    ///
    /// - Returns: how many were new.
    @discardableResult
    public func take(_ lines: [PaymentLine], by author: Author, at moment: Timestamp) async throws -> Int {
        try await database.write { transaction in
            var new = 0
            for line in lines {
                new += try transaction.execute(
                    """
                    INSERT INTO contribution_payments (channel, reference, family, paid_on, amount)
                    VALUES (\(line.channel), \(line.reference), \(line.family), \(line.payment.paidOn),
                        \(line.payment.amount))
                    ON CONFLICT (channel, reference) DO NOTHING
                    """)
            }
            try transaction.append(
                ContributionFact.PaymentsTaken(new: new, known: lines.count - new),
                about: Subject("centre", "contributions"), by: author, at: moment)
            return new
        }
    }

    /// A family's members, payments and account on a day. Members whose coverage nobody told have no spans.
    public func account(
        of family: FamilyCardNumber, members: [MemberID], by rules: ContributionRules, on day: Day
    ) async throws -> (account: FamilyAccount, payments: [PaymentLine]) {
        try await database.read { try $0.familyAccount(of: family, members: members, by: rules, on: day) }
    }
}

extension Transaction {
    /// As `ContributionStore.account`, within a transaction that also does other things.
    func familyAccount(
        of family: FamilyCardNumber, members: [MemberID], by rules: ContributionRules, on day: Day
    ) throws -> (account: FamilyAccount, payments: [PaymentLine]) {
        let spans = try coverage(of: members)
        let payments = try query(
            "SELECT * FROM contribution_payments WHERE family = \(family) ORDER BY paid_on DESC, channel, reference"
        ).map { row in
            PaymentLine(
                channel: try row("channel"), reference: try row("reference"), family: family,
                payment: ContributionPayment(paidOn: try row("paid_on"), amount: try row("amount")))
        }
        let covered = members.map { CoveredMember(id: $0, spans: spans[$0] ?? []) }
        return (FamilyAccount(covered, payments: payments.map(\.payment), by: rules, on: day), payments)
    }

    /// The spans of each of these, the oldest first; whose coverage nobody told is not among them.
    func coverage(of members: [MemberID]) throws -> [MemberID: [CoverageSpan]] {
        var spans: [MemberID: [CoverageSpan]] = [:]
        for row in try query("SELECT * FROM coverage_spans WHERE member IN \(list: members) ORDER BY starts") {
            spans[try row("member"), default: []].append(
                CoverageSpan(
                    from: try row("starts"), until: try row("ends"), segment: try row("segment"),
                    careClass: try row("care_class")))
        }
        return spans
    }

    /// Turns what is kept of coverage, each turn with its fact; what comes out as it was leaves none.
    func turnCoverage(
        _ turns: [MemberID: CoverageTurn], because subject: Subject, by author: Author, at moment: Timestamp
    ) throws {
        let kept = try coverage(of: Array(turns.keys))
        for (member, turn) in turns.sorted(by: { $0.key < $1.key }) {
            let before = kept[member] ?? []
            let after = before.turned(turn)
            guard after != before else { continue }
            try keep(after, of: member)
            let fact = ContributionFact.CoverageTurned(because: subject.text, spans: after)
            try append(fact, about: .member(member), by: author, at: moment)
        }
    }

    /// Puts a member's spans in place of those kept.
    func keep(_ spans: [CoverageSpan], of member: MemberID) throws {
        try execute("DELETE FROM coverage_spans WHERE member = \(member)")
        for span in spans {
            try execute(
                """
                INSERT INTO coverage_spans (member, starts, ends, segment, care_class)
                VALUES (\(member), \(span.from), \(span.until), \(span.segment), \(span.careClass))
                """)
        }
    }
}
