/// Children on record without a NIK, as a file tells their NIKs later: found by family, birth date and sex, and among
/// twins by name.
struct NamelessChildren {
    private var records: [MemberRecord]

    init(_ records: [MemberRecord]) { self.records = records }

    /// The one whom a line's member can only be; each is given once. A number of the house is nobody's own.
    mutating func take(_ member: Member) -> MemberRecord? {
        guard !member.nik.isProvisional else { return nil }
        var places = records.indices.filter { place in
            let child = records[place].member
            return child.family == member.family && child.birthDate == member.birthDate && child.sex == member.sex
        }
        if places.count > 1 { places = places.filter { NameWords.areSame(records[$0].member.name, member.name) } }
        guard places.count == 1 else { return nil }
        return records.remove(at: places[0])
    }
}
