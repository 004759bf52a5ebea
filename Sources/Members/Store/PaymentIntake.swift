public import Database
public import Kernel

typealias PaymentLines = [FileLine<PaymentFileLine, PaymentFileLine.Fault>]

extension Transaction {
    /// Takes lines whose last one ends where `mark` says; answers the mark with what became of them.
    func take(_ lines: PaymentLines, _ mark: ImportMark, separator: String) throws -> ImportMark {
        var mark = mark
        let families = try families(of: lines.compactMap(\.read?.card))
        var rejected = ""
        for line in lines {
            do {
                let content = try line.content.get()
                guard let family = families[content.card] else { throw PaymentFileLine.Fault.unknownMember }
                if try take(content, of: family) { mark.counts.added += 1 } else { mark.counts.unchanged += 1 }
            } catch let fault as PaymentFileLine.Fault {
                mark.counts.rejected += 1
                rejected += line.rejected(fault, separator)
            }
        }
        mark.add(rejected)
        try save(mark)
        return mark
    }

    /// Whether it was new.
    private func take(_ line: PaymentFileLine, of family: FamilyCardNumber) throws -> Bool {
        let new = try execute(
            """
            INSERT INTO contribution_payments (channel, reference, family, paid_on, amount)
            VALUES (\(line.channel), \(line.reference), \(family), \(line.payment.paidOn), \(line.payment.amount))
            ON CONFLICT (channel, reference) DO NOTHING
            """)
        if new > 0 { return true }
        let same = try scalar(
            """
            SELECT COUNT(*) FROM contribution_payments WHERE channel = \(line.channel)
                AND reference = \(line.reference) AND family = \(family) AND paid_on = \(line.payment.paidOn)
                AND amount = \(line.payment.amount)
            """, as: Int.self)
        guard same == 1 else { throw PaymentFileLine.Fault.otherPayment }
        return false
    }

    /// Says nothing about anybody to anybody: it leaves no look.
    private func families(of cards: [CardNumber]) throws -> [CardNumber: FamilyCardNumber] {
        var families: [CardNumber: FamilyCardNumber] = [:]
        for part in Array(Set(cards)).batches(of: 5_000) {
            for row in try query("SELECT card, family FROM members WHERE card IN \(list: part)") {
                families[try row("card")] = try row("family")
            }
        }
        return families
    }

    func endPayments(_ mark: ImportMark, by author: Author, at moment: Timestamp) throws {
        try markEnded(mark, at: moment)
        try append(
            ContributionFact.PaymentsTaken(new: mark.counts.added, known: mark.counts.unchanged),
            about: Subject("centre", "contributions"), by: author, at: moment)
    }
}

extension Transaction {
    /// A file of this content is not read again.
    public func markEnded(_ mark: ImportMark, at moment: Timestamp) throws {
        try execute("UPDATE member_imports SET ended_at = \(moment) WHERE fingerprint = \(mark.fingerprint)")
    }
}
