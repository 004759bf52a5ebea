import Database
import Kernel

typealias CoverageLines = [FileLine<CoverageFileLine, CoverageFileLine.Fault>]

extension Transaction {
    /// Takes lines whose last one ends where `mark` says; answers the mark with what became of them.
    func take(_ lines: CoverageLines, _ mark: ImportMark, separator: String) throws -> ImportMark {
        var intake = CoverageIntake(mark: mark, separator: separator)
        try intake.take(lines, in: self)
        try save(intake.mark)
        return intake.mark
    }

    func endCoverage(_ mark: ImportMark, by author: Author, at moment: Timestamp) throws {
        try markEnded(mark, at: moment)
        let counts = mark.counts
        try append(
            ContributionFact.CoverageTaken(new: counts.added, changed: counts.changed, known: counts.unchanged),
            about: Subject("centre", "contributions"), by: author, at: moment)
    }
}

/// Some lines as they meet what is kept.
private struct CoverageIntake {
    private struct Person {
        let id: MemberID
        let card: CardNumber
        let nik: NIK
        let born: Day
    }

    var mark: ImportMark
    let separator: String
    private var byCard: [CardNumber: Person] = [:]
    private var byNIK: [NIK: Person] = [:]

    init(mark: ImportMark, separator: String) { (self.mark, self.separator) = (mark, separator) }

    mutating func take(_ lines: CoverageLines, in transaction: any Transaction) throws {
        try find(lines.compactMap(\.read), in: transaction)
        let ids = Set(byCard.values.map(\.id))
        let kept = try transaction.coverage(of: Array(ids))
        var spans = kept
        var rejected = ""
        for line in lines {
            do throws(CoverageFileLine.Fault) {
                let content = try line.content.get()
                let person = try person(of: content)
                let before = spans[person.id] ?? []
                let after = try before.taking(content.span)
                spans[person.id] = after
                if after == before {
                    mark.counts.unchanged += 1
                } else if before.contains(where: { $0.from == content.span.from }) {
                    mark.counts.changed += 1
                } else {
                    mark.counts.added += 1
                }
            } catch {
                mark.counts.rejected += 1
                rejected += line.rejected(error, separator)
            }
        }
        for (id, after) in spans.sorted(by: { $0.key < $1.key }) where after != kept[id] {
            try transaction.keep(after, of: id)
        }
        mark.add(rejected)
    }

    /// Says nothing about anybody to anybody: it leaves no look.
    private mutating func find(_ lines: [CoverageFileLine], in transaction: any Transaction) throws {
        for part in lines.batches(of: 5_000) {
            let rows = try transaction.query(
                """
                SELECT id, card, nik, birth_date FROM members
                WHERE card IN \(list: part.compactMap(\.card)) OR nik IN \(list: part.compactMap(\.nik))
                """)
            for row in rows {
                let person = Person(
                    id: try row("id"), card: try row("card"), nik: try row("nik"), born: try row("birth_date"))
                (byCard[person.card], byNIK[person.nik]) = (person, person)
            }
        }
    }

    private func person(of line: CoverageFileLine) throws(CoverageFileLine.Fault) -> Person {
        guard let person = line.card.map({ byCard[$0] }) ?? line.nik.map({ byNIK[$0] }) ?? nil else {
            throw .unknownMember
        }
        if let nik = line.nik, nik != person.nik { throw .otherNIK }
        guard person.born <= line.span.from else { throw .beforeBirth }
        return person
    }
}
