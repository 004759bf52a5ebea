import Database
import Kernel

extension MemberFinds {
    init(_ search: TypedSearch, in transaction: any Transaction) throws {
        switch search {
        case .number(let number): try self.init(number.readings, in: transaction)
        case .person(let name?, let born): try self.init(name, born, in: transaction)
        case .person(nil, let born):
            try self.init(by: .birthDate, where: "m.birth_date IN \(list: born)", in: transaction)
        }
    }

    /// The first reading that somebody has.
    private init(_ readings: [TypedNumber.Reading], in transaction: any Transaction) throws {
        for reading in readings {
            let finds = try MemberFinds(by: reading.key, where: reading.storeKey.condition, in: transaction)
            if !finds.members.isEmpty {
                self = finds
                return
            }
        }
        self.init(members: [], isMore: false, by: readings[0].key)
    }

    private init(by key: Key, where condition: SQL, in transaction: any Transaction) throws {
        let members = try transaction.members(where: condition, upTo: MemberStore.mostFound + 1)
        self.init(
            members: Array(members.prefix(MemberStore.mostFound)), isMore: members.count > MemberStore.mostFound,
            by: key)
    }

    private init(_ name: NameQuery, _ born: [Day], in transaction: any Transaction) throws {
        let candidates = try NameCandidates(name, born: born, in: transaction)
        let members = try transaction.members(
            where: "m.number IN \(list: candidates.numbers.sorted())", upTo: candidates.numbers.count)
        let ranked = members.compactMap { member in name.score(member.name).map { (member: member, score: $0) } }
            .sorted { ($1.score, $0.member.name, $0.member.id) < ($0.score, $1.member.name, $1.member.id) }
        self.init(
            members: ranked.prefix(MemberStore.mostFound).map(\.member),
            isMore: candidates.isCut || ranked.count > MemberStore.mostFound,
            by: born.isEmpty ? .name : .nameAndBirthDate)
    }
}

extension TypedNumber.Reading {
    var storeKey: MemberStore.Key {
        switch self {
        case .card(let card): .card(card)
        case .nik(let nik): .nik(nik)
        case .family(let family): .family(family)
        case .account(let account): .card(account.likelyCard)
        case .phone(let phone): .phone(phone)
        }
    }
}
