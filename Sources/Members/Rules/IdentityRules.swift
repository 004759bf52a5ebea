/// How well the centre knows who is speaking.
public enum IdentityLevel: String, Sendable, Codable, CaseIterable, Hashable, Comparable {
    case none, basic, strong

    public var key: String { "members.identity.level.\(rawValue)" }

    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rank < rhs.rank }

    private var rank: Int {
        switch self {
        case .none: 0
        case .basic: 1
        case .strong: 2
        }
    }
}

/// What may be told or changed, each from a level on.
public enum IdentityGrant: String, Sendable, Codable, CaseIterable, Hashable, CodingKeyRepresentable {
    /// What anybody may know.
    case general
    case status
    case amounts, arrears
    /// Ask for a change of class, facility, address.
    case dataChange = "data-change"
    case identityChange = "identity-change"
    case bankChange = "bank-change"
}

public enum IdentityQuestion: String, Sendable, Codable, CaseIterable, Hashable {
    case card
    /// The last digits of the NIK.
    case nikTail = "nik-tail"
    case birthDate = "birth-date"
    case motherName = "mother-name"
    case region
    /// Not asked: the number that rings is on record.
    case callerPhone = "caller-phone"
    /// The name of somebody else on the family card.
    case familyMember = "family-member"

    public var key: String { "members.identity.question.\(rawValue)" }

    /// What of the record answers it, so that the page hides it, also its masked form, until it is answered.
    public var field: MemberField? {
        switch self {
        case .card: .card
        case .nikTail: .nik
        case .birthDate: .birthDate
        case .callerPhone: .phones
        case .motherName, .region, .familyMember: nil
        }
    }
}

/// What answers count, and what follows: rows that an administrator edits. The house's own; no regulation sets them.
public struct IdentityRules: Sendable, Hashable, Codable {
    public struct Row: Sendable, Hashable, Codable {
        public var question: IdentityQuestion
        /// For a right answer.
        public var points: Int
        /// Taken off for a wrong one.
        public var cost: Int
        /// In no wallet and no telephone: without one of these nobody is known well, so that a lost bag is not enough.
        public var isPrivate: Bool

        public init(_ question: IdentityQuestion, points: Int, cost: Int, isPrivate: Bool = false) {
            (self.question, self.points, self.cost, self.isPrivate) = (question, points, cost, isPrivate)
        }
    }

    /// In the order in which they are asked.
    public var rows: [Row]
    public var basicPoints: Int
    public var strongPoints: Int
    /// With so many wrong answers nothing more is asked or told in this contact.
    public var blockedAfter: Int
    /// How many digits of the NIK are asked.
    public var nikDigits: Int
    /// From which level on each may be told or done; what is not named here may not.
    public var grants: [IdentityGrant: IdentityLevel]

    public init(
        rows: [Row], basicPoints: Int, strongPoints: Int, blockedAfter: Int, nikDigits: Int,
        grants: [IdentityGrant: IdentityLevel]
    ) {
        (self.rows, self.basicPoints, self.strongPoints) = (rows, basicPoints, strongPoints)
        (self.blockedAfter, self.nikDigits, self.grants) = (blockedAfter, nikDigits, grants)
    }

    public func row(_ question: IdentityQuestion) -> Row? { rows.first { $0.question == question } }

    public static let original = IdentityRules(
        rows: [
            Row(.callerPhone, points: 1, cost: 0),
            Row(.card, points: 2, cost: 1),
            Row(.birthDate, points: 1, cost: 1),
            Row(.nikTail, points: 2, cost: 1),
            Row(.motherName, points: 2, cost: 2, isPrivate: true),
            Row(.region, points: 1, cost: 1),
            Row(.familyMember, points: 1, cost: 1, isPrivate: true),
        ],
        basicPoints: 3, strongPoints: 6, blockedAfter: 3, nikDigits: 6,
        grants: [
            .general: .none, .status: .basic, .amounts: .basic, .arrears: .basic, .dataChange: .basic,
            .identityChange: .strong, .bankChange: .strong,
        ])
}

/// Why rules are not taken.
public enum IdentityRuleProblem: Sendable, Hashable, Codable {
    case twice(IdentityQuestion)
    case pointsNotPositive(IdentityQuestion)
    case costNegative(IdentityQuestion)
    /// Strong must ask more than basic, and basic something.
    case levelsOutOfOrder
    /// All answers together do not reach it.
    case outOfReach(IdentityLevel)
    /// No private question, so nobody could be known well.
    case nothingPrivate
    case blocksAtOnce
    /// Between 4 and 16.
    case nikDigits
    /// Identity and bank need a strong check; what concerns one person needs at least a basic one.
    case tooEasy(IdentityGrant)
    case grantMissing(IdentityGrant)
}

extension IdentityRules {
    /// Empty when the rules can be used.
    public var problems: [IdentityRuleProblem] {
        var problems: [IdentityRuleProblem] = []
        for (index, row) in rows.enumerated() {
            if rows[..<index].contains(where: { $0.question == row.question }) { problems.append(.twice(row.question)) }
            if row.points <= 0 { problems.append(.pointsNotPositive(row.question)) }
            if row.cost < 0 { problems.append(.costNegative(row.question)) }
        }
        if basicPoints <= 0 || strongPoints <= basicPoints { problems.append(.levelsOutOfOrder) }
        let reach = rows.reduce(0) { $0 + $1.points }
        if reach < basicPoints { problems.append(.outOfReach(.basic)) }
        if reach < strongPoints { problems.append(.outOfReach(.strong)) }
        if !rows.contains(where: \.isPrivate) { problems.append(.nothingPrivate) }
        if blockedAfter < 1 { problems.append(.blocksAtOnce) }
        if !(4...16).contains(nikDigits) { problems.append(.nikDigits) }
        return problems + grantProblems
    }

    private var grantProblems: [IdentityRuleProblem] {
        IdentityGrant.allCases.compactMap { grant in
            guard let level = grants[grant] else { return .grantMissing(grant) }
            return level < grant.least ? .tooEasy(grant) : nil
        }
    }
}

extension IdentityGrant {
    /// No rule may ask for less.
    var least: IdentityLevel {
        switch self {
        case .general: .none
        case .status, .amounts, .arrears, .dataChange: .basic
        case .identityChange, .bankChange: .strong
        }
    }
}
