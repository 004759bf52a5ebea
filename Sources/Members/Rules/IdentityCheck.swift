import Foundation
public import Kernel

/// What a caller's answers are set against. It stays with the server: no page and no fact shows it.
public struct ExpectedAnswers: Sendable, CustomStringConvertible {
    public var card: CardNumber
    public var nik: NIK
    public var birthDate: Day
    /// nil: not on record.
    public var motherName: String?
    public var region: Region
    public var phones: [PhoneNumber]
    /// Of the others on the family card.
    public var familyNames: [String]

    public init(
        card: CardNumber, nik: NIK, birthDate: Day, motherName: String?, region: Region, phones: [PhoneNumber],
        familyNames: [String]
    ) {
        (self.card, self.nik, self.birthDate, self.motherName) = (card, nik, birthDate, motherName)
        (self.region, self.phones, self.familyNames) = (region, phones, familyNames)
    }

    public init(_ member: Member, motherName: String?, family: [Member]) {
        self.init(
            card: member.card, nik: member.nik, birthDate: member.birthDate, motherName: motherName,
            region: member.region, phones: member.phones,
            familyNames: family.filter { $0.id != member.id }.map(\.name))
    }

    /// Nothing, so that no log tells it.
    public var description: String { "expected answers" }
}

/// Who is speaking, as far as the answers in one contact prove it. What was said is not kept, only whether it was
/// right. Its `fact` goes to the journal, about the contact.
public struct IdentityCheck: Sendable, Hashable, Codable {
    public let contact: ContactID
    /// Whose record it opens.
    public let member: MemberID
    public private(set) var asked: [Asked] = []

    public struct Asked: Sendable, Hashable, Codable {
        public let question: IdentityQuestion
        public let outcome: IdentityOutcome
        public let at: Timestamp
        public let by: PersonID
    }

    /// - Parameter asked: what was asked before, oldest first.
    public init(contact: ContactID, member: MemberID, asked: [Asked] = []) {
        (self.contact, self.member, self.asked) = (contact, member, asked)
    }
}

public enum IdentityOutcome: String, Sendable, Codable, CaseIterable, Hashable {
    case right, wrong
    /// The caller does not know: no shame, no points.
    case notKnown = "not-known"
    /// The record has nothing to compare with.
    case nothingOnRecord = "nothing-on-record"

    public var key: String { "members.identity.outcome.\(rawValue)" }
}

public enum IdentityRefusal: String, Error, Sendable, Hashable, CaseIterable {
    /// Not among the questions of the rules.
    case notAQuestion = "not-a-question"
    /// A question is asked once: a second try would be a guess.
    case askedAlready = "asked-already"
    case blocked
    /// Cannot be a card number, digits of a NIK, a day: ask the caller again, it does not count.
    case notReadable = "not-readable"

    public var key: String { "members.identity.refusal.\(rawValue)" }
}

extension IdentityCheck {
    /// Sets what the caller says against the record.
    ///
    /// - Parameters:
    ///   - said: as the agent types it; empty when the caller does not know. For `.callerPhone` the number that rang.
    ///   - sameName: whether two ways of writing a name are one.
    @discardableResult
    public mutating func ask(
        _ question: IdentityQuestion, said: String, expected: ExpectedAnswers, rules: IdentityRules,
        by agent: PersonID, at moment: Timestamp, sameName: (String, String) -> Bool
    ) throws(IdentityRefusal) -> IdentityOutcome {
        guard !isBlocked(rules) else { throw .blocked }
        guard rules.row(question) != nil else { throw .notAQuestion }
        guard !asked.contains(where: { $0.question == question }) else { throw .askedAlready }
        let said = said.trimmingCharacters(in: .whitespacesAndNewlines)
        let outcome =
            said.isEmpty
            ? IdentityOutcome.notKnown
            : try expected.outcome(of: question, said: said, nikDigits: rules.nikDigits, sameName: sameName)
        asked.append(Asked(question: question, outcome: outcome, at: moment, by: agent))
        return outcome
    }

    public func isBlocked(_ rules: IdentityRules) -> Bool {
        asked.count { $0.outcome == .wrong && (rules.row($0.question)?.cost ?? 0) > 0 } >= rules.blockedAfter
    }

    /// Right answers less the cost of wrong ones.
    public func points(_ rules: IdentityRules) -> Int {
        asked.reduce(0) { sum, asked in
            guard let row = rules.row(asked.question) else { return sum }
            switch asked.outcome {
            case .right: return sum + row.points
            case .wrong: return sum - row.cost
            case .notKnown, .nothingOnRecord: return sum
            }
        }
    }

    public func level(_ rules: IdentityRules) -> IdentityLevel {
        guard !isBlocked(rules) else { return .none }
        let points = points(rules)
        let hasPrivate = asked.contains {
            $0.outcome == .right && rules.row($0.question)?.isPrivate == true
        }
        if points >= rules.strongPoints, hasPrivate { return .strong }
        return points >= rules.basicPoints ? .basic : .none
    }

    /// Denied unless the rules name it.
    public func may(_ grant: IdentityGrant, _ rules: IdentityRules) -> Bool {
        rules.grants[grant].map { level(rules) >= $0 } ?? false
    }

    /// What can be asked next, in the rules' order; empty when it is blocked.
    public func open(_ rules: IdentityRules) -> [IdentityQuestion] {
        guard !isBlocked(rules) else { return [] }
        let done = Set(asked.map(\.question))
        return rules.rows.map(\.question).filter { !done.contains($0) }
    }

    /// Whose expected answers stay hidden from the agent, also in their masked form: what was not answered rightly, for
    /// the agent types what the caller says and the system compares. All of it while nobody is known.
    public func hiddenQuestions(_ rules: IdentityRules) -> Set<IdentityQuestion> {
        let right = Set(asked.filter { $0.outcome == .right }.map(\.question))
        let all = Set(IdentityQuestion.allCases)
        return level(rules) == .none ? all : all.subtracting(right)
    }

    public func hiddenFields(_ rules: IdentityRules) -> Set<MemberField> {
        let hidden = Set(hiddenQuestions(rules).compactMap(\.field))
        // The family card is no question, but it opens the family: it waits for the caller to be known.
        return level(rules) == .none ? hidden.union([.family]) : hidden
    }

    /// For the journal, about the contact.
    public func fact(_ rules: IdentityRules) -> Checked? {
        asked.last.map {
            Checked(
                member: member, question: $0.question, outcome: $0.outcome, level: level(rules),
                isBlocked: isBlocked(rules))
        }
    }

    /// A question was asked.
    public struct Checked: Sendable, Hashable, Codable {
        public static let kind = "contact.identity-checked"
        public let member: MemberID
        public let question: IdentityQuestion
        public let outcome: IdentityOutcome
        /// With this answer.
        public let level: IdentityLevel
        public let isBlocked: Bool
    }
}

extension ExpectedAnswers {
    fileprivate func outcome(
        of question: IdentityQuestion, said: String, nikDigits: Int, sameName: (String, String) -> Bool
    ) throws(IdentityRefusal) -> IdentityOutcome {
        switch question {
        case .card:
            guard let said = CardNumber(said) else { throw .notReadable }
            return said == card ? .right : .wrong
        case .nikTail:
            let digits = said.filter { !$0.isWhitespace && $0 != "-" }
            guard digits.count == nikDigits, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else {
                throw .notReadable
            }
            if nik.isProvisional { return .nothingOnRecord }
            return nik.digits.hasSuffix(digits) ? .right : .wrong
        case .birthDate:
            guard let said = SpokenDay.read(said) else { throw .notReadable }
            return said == birthDate ? .right : .wrong
        case .callerPhone:
            guard let said = PhoneNumber(said) else { throw .notReadable }
            return phones.isEmpty ? .nothingOnRecord : phones.contains(said) ? .right : .wrong
        case .region:
            return said == region.code || sameName(said, region.name) ? .right : .wrong
        case .motherName:
            return motherName.map { sameName(said, $0) ? .right : .wrong } ?? .nothingOnRecord
        case .familyMember:
            guard !familyNames.isEmpty else { return .nothingOnRecord }
            return familyNames.contains { sameName(said, $0) } ? .right : .wrong
        }
    }
}
