public import Database
public import Kernel

/// The centre's copy of the register of members. Every look at a record leaves a fact, so there is no way to read one
/// without saying what for.
public struct MemberStore: Sendable {
    let database: any Database

    public init(_ database: any Database) { self.database = database }

    /// What a member is found by.
    public enum Key: Sendable, Hashable {
        case id(MemberID)
        case card(CardNumber)
        case nik(NIK)
        case phone(PhoneNumber)
        case family(FamilyCardNumber)
    }

    /// At most this many members are found by one key: a number that more share tells nothing.
    public static let mostFound = 30

    /// The members that a key names, families in their order. Leaves a fact about each for what it was looked at.
    public func find(
        _ key: Key, because subject: Subject, by author: Author, at moment: Timestamp
    ) async throws -> [Member] {
        try await database.write { try $0.findMembers(key, because: subject, by: author, at: moment) }
    }

    /// Takes members over, all or none; with them the regions where they live.
    ///
    /// - Throws: `MemberRefusal.alreadyThere`.
    public func enrol(
        _ members: [Member], from source: MemberSource = .insurer, by author: Author, at moment: Timestamp
    ) async throws {
        let told = Provenance(source, at: moment)
        do {
            try await database.write { transaction in
                try transaction.put(members.map(\.region))
                try transaction.insert(members.map { MemberRecord($0, told: told) })
                try transaction.append(
                    MemberFact.Enrolled(count: members.count), about: Subject("centre", "members"), by: author,
                    at: moment)
            }
        } catch let error as DatabaseError where error.kind == .unique {
            throw MemberRefusal.alreadyThere
        }
    }

    /// Every province, regency and city by its code: the original ones, and those of the members. What is finer is too
    /// much for a list.
    public func regions() async throws -> [Region] {
        let kept = try await database.read {
            try $0.all("SELECT code, name FROM regions WHERE length(code) <= 4", as: Region.self)
        }
        let known = Set(kept.map(\.code))
        return (kept + Region.original.filter { !known.contains($0.code) }).sorted { $0.code < $1.code }
    }
}

extension Transaction {
    /// As `MemberStore.find`, within a transaction that also does other things.
    public func findMembers(
        _ key: MemberStore.Key, because subject: Subject, by author: Author, at moment: Timestamp
    ) throws -> [Member] {
        let members = try members(where: key.condition, upTo: MemberStore.mostFound)
        let fact = MemberFact.Looked(because: subject.text, by: key.word)
        for member in members { try append(fact, about: .member(member.id), by: author, at: moment) }
        return members
    }

    /// Whether there is such a member; tells nothing else, so it leaves no fact.
    public func hasMember(_ id: MemberID) throws -> Bool {
        try scalar("SELECT 1 FROM members WHERE id = \(id)", as: Int.self) != nil
    }

    /// Where a member lives and the branch of his record; tells nothing of who he is, so it leaves no fact.
    public func memberPlace(_ id: MemberID) throws -> (region: String, branch: String)? {
        let rows = try query("SELECT region, branch FROM members WHERE id = \(id)")
        return try rows.first.map { (region: try $0("region"), branch: try $0("branch")) }
    }

    /// The telephone numbers of members, in their order, for a machine that chooses which to ring. Nobody is shown
    /// them, so it leaves no fact.
    public func memberPhones(_ ids: [MemberID]) throws -> [MemberID: [PhoneNumber]] {
        guard !ids.isEmpty else { return [:] }
        let rows = try query("SELECT member, phone FROM member_phones WHERE member IN \(list: ids) ORDER BY place")
        return try rows.reduce(into: [:]) { found, row in
            found[try row("member"), default: []].append(try row("phone"))
        }
    }

    /// The region of a code: one of those kept, or an original one, which is kept from now on.
    public func keepRegion(_ code: String) throws -> Region? {
        if let kept = try first("SELECT code, name FROM regions WHERE code = \(code)", as: Region.self) { return kept }
        guard let original = Region.original.first(where: { $0.code == code }) else { return nil }
        try put([original])
        return original
    }

    func put(_ regions: [Region]) throws {
        let named = Dictionary(regions.map { ($0.code, $0.name) }, uniquingKeysWith: { first, _ in first })
        for (code, name) in named.sorted(by: { $0.key < $1.key }) {
            try execute("INSERT INTO regions (code, name) VALUES (\(code), \(name)) ON CONFLICT (code) DO NOTHING")
        }
    }
}

extension MemberStore.Key {
    var word: String {
        switch self {
        case .id: "id"
        case .card: "card"
        case .nik: "nik"
        case .phone: "phone"
        case .family: "family"
        }
    }

    var condition: SQL {
        switch self {
        case .id(let id): "m.id = \(id)"
        case .card(let card): "m.card = \(card)"
        case .nik(let nik): "m.nik = \(nik)"
        case .family(let family): "m.family = \(family)"
        case .phone(let phone): "m.id IN (SELECT member FROM member_phones WHERE phone = \(phone))"
        }
    }
}

extension Region: RowDecodable {
    public init(row: Row) throws { self.init(code: try row("code"), name: try row("name")) }
}
