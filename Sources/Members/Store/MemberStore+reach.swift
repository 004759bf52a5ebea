public import Database
public import Kernel

/// What it takes to match a line of somebody's file with a member, and to see whether he can be rung.
public struct MemberReach: Sendable, Hashable {
    public let id: MemberID
    public let name: String
    public let status: MemberStatus
    /// The first of those that the register knows.
    public let phone: PhoneNumber?
    /// Where the member lives, by code, and the branch of the record, by name.
    public let region: String
    public let branch: String

    public init(
        id: MemberID, name: String, status: MemberStatus, phone: PhoneNumber?, region: String, branch: String
    ) {
        (self.id, self.name, self.status, self.phone) = (id, name, status, phone)
        (self.region, self.branch) = (region, branch)
    }
}

extension Transaction {
    /// The members of these cards and numbers. For matching files, many at once: what is found is shown to nobody, so
    /// it leaves no look; whoever shows a member afterwards leaves one.
    public func reach(
        of cards: Set<CardNumber>, and niks: Set<NIK>
    ) throws -> (byCard: [CardNumber: MemberReach], byNIK: [NIK: MemberReach]) {
        let ofCards = try Array(cards).batches(of: 5_000).flatMap { try reaches("m.card IN \(list: $0)") }
        let ofNIKs = try Array(niks).batches(of: 5_000).flatMap { try reaches("m.nik IN \(list: $0)") }
        return (
            Dictionary(ofCards.map { ($0.card, $0.reach) }, uniquingKeysWith: { first, _ in first }),
            Dictionary(ofNIKs.map { ($0.nik, $0.reach) }, uniquingKeysWith: { first, _ in first })
        )
    }

    private func reaches(_ condition: SQL) throws -> [(card: CardNumber, nik: NIK, reach: MemberReach)] {
        try query(
            """
            SELECT m.id, m.card, m.nik, m.name, m.status, m.region, m.branch, p.phone
            FROM members m LEFT JOIN member_phones p ON p.member = m.id AND p.place = 0
            WHERE \(condition)
            """
        ).map { row in
            let reach = MemberReach(
                id: try row("id"), name: try row("name"), status: try row("status"), phone: try row("phone"),
                region: try row("region"), branch: try row("branch"))
            return (try row("card"), try row("nik"), reach)
        }
    }

    /// The telephones of a member. For ringing: whoever shows them leaves a look.
    public func memberPhones(_ id: MemberID) throws -> [PhoneNumber] {
        try scalars("SELECT phone FROM member_phones WHERE member = \(id) ORDER BY place")
    }

    /// Whether the register knows that a member's family owes nothing that is late: its coverage is told of everybody,
    /// and all that was due by a day is paid. False also when it is not known. Shown to nobody, so it leaves no look.
    public func owesNothing(_ id: MemberID, on day: Day) throws -> Bool {
        guard let family = try scalar("SELECT family FROM members WHERE id = \(id)", as: FamilyCardNumber.self) else {
            return false
        }
        let members: [MemberID] = try scalars("SELECT id FROM members WHERE family = \(family) ORDER BY id")
        let account = try familyAccount(
            of: family, members: members, by: try contributionRules().rules, on: day
        ).account
        return account.knows(members) && account.hasPaidFirst == true && account.overdue == Rupiah(0)
    }
}
