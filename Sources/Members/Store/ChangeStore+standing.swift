import Database
import Kernel

extension Transaction {
    /// What is on record of whom a change or a conversation is about, and what the family owes. Somebody gets to see
    /// it: each look leaves its fact.
    func standing(
        _ id: MemberID, _ contact: ContactID?, by rules: ContributionRules, on today: Day, _ author: Author,
        _ moment: Timestamp
    ) throws -> MemberStanding? {
        let subject = contact.map(Subject.contact) ?? .member(id)
        guard let member = try findMembers(.id(id), because: subject, by: author, at: moment).first else {
            return nil
        }
        let family = try findMembers(.family(member.family), because: subject, by: author, at: moment)
        let account = try familyAccount(of: member.family, members: family.map(\.id), by: rules, on: today).account
        let household = family.map { person in
            MemberStanding.Insured(
                person.id, person.name, person.relation, born: person.birthDate, segment: person.segment,
                status: person.status,
                coveredFrom: account.family.first { $0.id == person.id }?.spans.first?.from)
        }
        let isKnown = account.knows([id] + household.filter(\.paysHimself).map(\.id))
        return MemberStanding(
            member: id, family: member.family, segment: member.segment, status: member.status,
            careClass: member.careClass, classSince: try classSince(member, account), facility: member.facility?.code,
            facilitySince: member.facility?.since, hasPaidFirst: isKnown ? account.hasPaidFirst : nil,
            owed: isKnown ? account.overdue : nil, owedMonths: isKnown ? account.overdueMonths : 0,
            household: household)
    }

    /// As the register saw the class change; else as coverage was told.
    private func classSince(_ member: Member, _ account: FamilyAccount) throws -> Day? {
        let record = try records(where: MemberStore.Key.id(member.id).condition, upTo: 1).first
        if let seen = record?.history.spans(of: .careClass).last?.since { return seen }
        let covered = account.family.first { $0.id == member.id }
        return covered?.firstDay(of: member.careClass, heldOn: account.day)
    }
}

extension ContributionRules {
    /// What one person of each class pays for a day's month.
    func rates(on day: Day) -> [CareClass: Rupiah] {
        let month = Month(of: day)
        return Dictionary(uniqueKeysWithValues: CareClass.allCases.map { ($0, rate($0, for: month)) })
    }
}
