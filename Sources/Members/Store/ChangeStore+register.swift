import Database
import Kernel

extension Transaction {
    /// Writes what is done into the register, in the transaction that approves it or closes it at the branch.
    /// Somebody of a newcomer's NIK who is on record already becomes a member anew instead of twice, so doing it
    /// again changes nothing. Coverage goes along, so that the family's account bills what was promised.
    func applyToRegister(
        _ change: ChangeCase, on ground: ChangeGround, by author: Author, at moment: Timestamp
    ) throws {
        guard let day = change.doneOn, let promise = change.submission?.promise else { return }
        let work = RegisterWork(change.draft.read(on: ground), promise, approvedOn: day)
        let told = Provenance(.caller, at: moment)
        let region = try work.region.flatMap { try keepRegion($0) }
        for (member, values) in work.updates.sorted(by: { $0.key < $1.key }) {
            var values = values
            if change.kind == .contactChange, let region { values.append(.region(region)) }
            let update = MemberUpdate(values, told: told, effective: work.effective)
            do { try updateMember(member, update, by: author, at: moment) } catch MemberRefusal.nikTaken {
                throw ChangeRefusal.nikTaken
            }
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
            let id = change.id.newcomer(place)
            let key = newcomer.nik.map(MemberStore.Key.nik) ?? .id(id)
            if let record = try records(where: key.condition, upTo: 1).first {
                let update = MemberUpdate(returned(work, newcomer), told: told, effective: work.effective)
                _ = try apply(update, to: record, by: author, at: moment)
                there.append(record.id)
            } else {
                new.append(MemberRecord(try member(id, newcomer, work, change, region), told: told))
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
        _ id: MemberID, _ newcomer: RegisterWork.Newcomer, _ work: RegisterWork, _ change: ChangeCase,
        _ chosen: Region?
    ) throws -> Member {
        let origin = change.draft.origin
        guard let family = work.family, let card = try provisionalCard(),
            let nik = newcomer.nik ?? NIK(provisionalWith: card),
            let region = try chosen ?? origin.region.flatMap({ try keepRegion($0) })
        else { throw ChangeRefusal.notNow }
        let branch =
            try origin.branch
            ?? scalar("SELECT branch FROM members WHERE region = \(region.code) LIMIT 1", as: String.self)
        return Member(
            id: id, card: card, nik: nik, family: family, relation: newcomer.relation, name: newcomer.name,
            birthDate: newcomer.birthDate, sex: newcomer.sex, careClass: work.newcomersCoverage.careClass,
            segment: work.newcomersCoverage.segment, status: work.newcomersStatus, region: region,
            address: work.address, branch: branch ?? region.name, facility: work.facility, phones: work.phones,
            email: work.email)
    }

    /// The insurer makes the card later. Until then the house gives a number of a series that no card has, so that
    /// nobody takes it for one: 99 and a count. The count is a row of its own, which whoever takes a number locks until
    /// his transaction ends: no two have one number, nor is one given again once its bearer has a real card.
    private func provisionalCard() throws -> CardNumber? {
        let series = CardNumber.provisionalSeries
        while true {
            let next = try scalar(
                "UPDATE provisional_cards SET given = given + 1 WHERE series = \(series) RETURNING given",
                as: Int64.self)
            guard let card = next.flatMap(CardNumber.init(provisional:)) else { return nil }
            let isTaken = try scalar("SELECT 1 FROM members WHERE card = \(card)", as: Int.self) != nil
            if !isTaken { return card }
        }
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
