import Database
import Kernel

/// Some lines of a file of payments, to be taken together.
struct PaymentBatch: Sendable {
    struct Line: Sendable {
        let number: Int64
        /// As it stands in the file; empty when that is no text.
        let text: String
        let content: Result<PaymentFileLine, PaymentFileLine.Fault>

        var card: CardNumber? {
            if case .success(let content) = content { content.card } else { nil }
        }
    }

    let lines: [Line]
    let separator: String
}

extension Transaction {
    /// Takes a batch whose last line ends where `mark` says; answers the mark with what became of the lines.
    func take(_ batch: PaymentBatch, _ mark: ImportMark) throws -> ImportMark {
        var mark = mark
        let families = try families(of: batch.lines.compactMap(\.card))
        var rejected = ""
        for line in batch.lines {
            do {
                let content = try line.content.get()
                guard let family = families[content.card] else { throw PaymentFileLine.Fault.unknownMember }
                if try take(content, of: family) { mark.counts.added += 1 } else { mark.counts.unchanged += 1 }
            } catch let fault as PaymentFileLine.Fault {
                mark.counts.rejected += 1
                let parts = ["\(line.number)", CSVLine.written(fault.words), line.text]
                rejected += parts.joined(separator: batch.separator) + "\n"
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
        try execute("UPDATE member_imports SET ended_at = \(moment) WHERE fingerprint = \(mark.fingerprint)")
        try append(
            ContributionFact.PaymentsTaken(new: mark.counts.added, known: mark.counts.unchanged),
            about: Subject("centre", "contributions"), by: author, at: moment)
    }
}
