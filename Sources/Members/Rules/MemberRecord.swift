public import Kernel

/// A member, and for each value where it comes from and as of when: most from one source on one day, others each from
/// their own.
public struct MemberRecord: Sendable, Hashable, Identifiable {
    public private(set) var member: Member
    /// Of every value that has none of its own.
    public private(set) var told: Provenance
    public private(set) var exceptions: [MemberField: Provenance]
    public private(set) var history: MemberHistory

    public var id: MemberID { member.id }

    public init(
        _ member: Member, told: Provenance, exceptions: [MemberField: Provenance] = [:],
        history: MemberHistory = MemberHistory()
    ) {
        (self.member, self.told, self.exceptions, self.history) = (member, told, exceptions, history)
    }

    public func provenance(of field: MemberField) -> Provenance { exceptions[field] ?? told }

    /// Since when a state holds; nil for longer than the register knows.
    public func since(_ matter: MemberState.Matter) -> Day? { history.spans(of: matter).last?.since }
}

/// What came of an update.
public struct MemberChanges: Sendable, Hashable {
    public struct Change: Sendable, Hashable {
        public let field: MemberField
        public let from: MemberValue
        public let to: MemberValue
    }

    public internal(set) var changed: [Change] = []
    /// Fields on which the register knew better: something newer, and different, stands there.
    public internal(set) var stale: [MemberField] = []

    public func touches(_ field: MemberField) -> Bool { changed.contains { $0.field == field } }
}

extension MemberRecord {
    /// Takes from an update what is newer than what is known, field by field: an older word never replaces a newer
    /// one, whoever said it. A newer word that says the same makes the value newer. A provisional number nobody said:
    /// it gives way to any real one, and never takes the place of one.
    mutating func take(_ update: MemberUpdate) -> MemberChanges {
        var changes = MemberChanges()
        var provenances = Dictionary(uniqueKeysWithValues: MemberField.allCases.map { ($0, provenance(of: $0)) })
        for value in update.values {
            guard let old = member.value(value.field), let known = provenances[value.field] else { continue }
            guard replaces(old, value) ?? (update.told.toldAt > known.toldAt) else {
                if old != value { changes.stale.append(value.field) }
                continue
            }
            provenances[value.field] = update.told
            guard old != value else { continue }
            member.set(value)
            changes.changed.append(MemberChanges.Change(field: value.field, from: old, to: value))
            if let before = old.state, let after = value.state {
                let old = MemberSpan(before, since: nil, told: known)
                history.turn(from: old, to: after, on: update.effective, told: update.told)
            }
        }
        setProvenances(provenances, withCard: update.values.contains { $0.field == .card })
        return changes
    }

    /// nil where the moments decide.
    private func replaces(_ old: MemberValue, _ new: MemberValue) -> Bool? {
        switch (old, new) {
        case (.card(let old), .card(let new)) where old.isProvisional != new.isProvisional: old.isProvisional
        case (.nik(let old), .nik(let new)) where old.isProvisional != new.isProvisional: old.isProvisional
        default: nil
        }
    }

    /// What most values have is kept once. The card, which identifies, has what most have, unless it came on its own
    /// and its source has not told most of the rest since.
    private mutating func setProvenances(_ provenances: [MemberField: Provenance], withCard: Bool) {
        var counts: [Provenance: Int] = [:]
        for (field, provenance) in provenances where field != .card { counts[provenance, default: 0] += 1 }
        let most = counts.max {
            ($0.value, $0.key.toldAt, $0.key.source.rawValue) < ($1.value, $1.key.toldAt, $1.key.source.rawValue)
        }
        told = most?.key ?? told
        let cardsOwn = withCard || exceptions[.card] != nil ? provenances[.card] : nil
        exceptions = provenances.filter { $0.key != .card && $0.value != told }
        if let cardsOwn, cardsOwn.source != told.source || cardsOwn.toldAt > told.toldAt {
            exceptions[.card] = cardsOwn
        }
    }
}
