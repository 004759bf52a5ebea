import Database
import Kernel

extension Transaction {
    /// Writes an approved change into the register, in the transaction that approves it. Somebody of a newcomer's NIK
    /// who is on record already becomes a member anew instead of twice, so doing it again changes nothing. Coverage
    /// goes along, so that the family's account bills what was promised.
    func applyToRegister(
        _ change: ChangeCase, on ground: ChangeGround, by author: Author, at moment: Timestamp
    ) throws {
        guard case .approved(let day, _) = change.stage, let promise = change.submission?.promise else { return }
        let work = RegisterWork(change.draft.read(on: ground), promise, approvedOn: day)
        let told = Provenance(.caller, at: moment)
        let region = try work.region.flatMap { try keepRegion($0) }
        for (member, values) in work.updates.sorted(by: { $0.key < $1.key }) {
            var values = values
            if change.kind == .contactChange, let region { values.append(.region(region)) }
            try updateMember(
                member, MemberUpdate(values, told: told, effective: work.effective), by: author, at: moment)
        }
        var turns = work.turns
        for member in try enrol(work, of: change, region, told, by: author, at: moment) {
            let before = work.newcomersCoverage.from.adding(days: -1)
            turns[member] = .begin(work.newcomersCoverage, formerUntil: before)
        }
        try turnCoverage(turns, because: change.subject, by: author, at: moment)
    }

    /// - Returns: the newcomers.
    private func enrol(
        _ work: RegisterWork, of change: ChangeCase, _ region: Region?, _ told: Provenance, by author: Author,
        at moment: Timestamp
    ) throws -> [MemberID] {
        var there: [MemberID] = []
        var new: [MemberRecord] = []
        for (place, newcomer) in work.newcomers.enumerated() {
            if let record = try records(where: MemberStore.Key.nik(newcomer.nik).condition, upTo: 1).first {
                let update = MemberUpdate(returned(work, newcomer), told: told, effective: work.effective)
                _ = try apply(update, to: record, by: author, at: moment)
                there.append(record.id)
            } else {
                new.append(MemberRecord(try member(newcomer, work, change, region, place, at: moment), told: told))
            }
        }
        guard !new.isEmpty else { return there }
        try insert(new)
        try append(
            MemberFact.Enrolled(count: new.count), about: Subject("centre", "members"), by: author, at: moment)
        return there + new.map(\.id)
    }

    /// Insured again.
    private func returned(_ work: RegisterWork, _ newcomer: RegisterWork.Newcomer) -> [MemberValue] {
        var values: [MemberValue] = [
            .status(work.newcomersStatus), .segment(work.newcomersCoverage.segment),
            .careClass(work.newcomersCoverage.careClass), .relation(newcomer.relation),
        ]
        if let family = work.family { values.append(.family(family)) }
        if let facility = work.facility { values.append(.facility(facility)) }
        return values
    }

    private func member(
        _ newcomer: RegisterWork.Newcomer, _ work: RegisterWork, _ change: ChangeCase, _ chosen: Region?,
        _ place: Int, at moment: Timestamp
    ) throws -> Member {
        let origin = change.draft.origin
        guard let family = work.family, let card = try provisionalCard(place),
            let region = try chosen ?? origin.region.flatMap({ try keepRegion($0) })
        else { throw ChangeRefusal.notNow }
        let branch =
            try origin.branch
            ?? scalar("SELECT branch FROM members WHERE region = \(region.code) LIMIT 1", as: String.self)
        let id = change.id.newcomer(place)
        return Member(
            id: id, card: card, nik: newcomer.nik, family: family, relation: newcomer.relation, name: newcomer.name,
            birthDate: newcomer.birthDate, sex: newcomer.sex, careClass: work.newcomersCoverage.careClass,
            segment: work.newcomersCoverage.segment, status: work.newcomersStatus, region: region,
            address: work.address, branch: branch ?? region.name,
            facility: work.facility, phones: work.phones, email: work.email)
    }

    /// The insurer makes the card later. Until then the house gives a number of a series that no card has, so that
    /// nobody takes it for one: 99 and a count.
    private func provisionalCard(_ place: Int) throws -> CardNumber? {
        let series = CardNumber.provisionalSeries
        // Every number from the series on is in it: the index answers at once, among millions too.
        let last = try scalar("SELECT MAX(card) FROM members WHERE card >= \(series)", as: String?.self) ?? nil
        let next = (last.flatMap { Int64($0) } ?? 9_900_000_000_000) + Int64(place) + 1
        return CardNumber(String(next))
    }
}

extension ChangeID {
    /// The name of the member whom a change makes of its so-manieth newcomer: always the same.
    fileprivate func newcomer(_ place: Int) -> MemberID {
        var chance = SeededRandom(seed: UInt64(truncatingIfNeeded: madeAt.microseconds) &+ UInt64(place))
        for byte in description.utf8 { chance = SeededRandom(seed: chance.next() &+ UInt64(byte)) }
        return MemberID(at: madeAt, random: &chance)
    }
}
