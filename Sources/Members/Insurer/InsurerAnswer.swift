public import Kernel

/// What the insurer answered of a member when it was last asked by his NIK.
public struct InsurerAnswer: Sendable, Hashable {
    public enum Outcome: Sendable, Hashable {
        case found(InsurerWord)
        /// The insurer knows nobody by this NIK.
        case notFound
    }

    public let at: Timestamp
    public let outcome: Outcome

    public init(_ outcome: Outcome, at: Timestamp) { (self.outcome, self.at) = (outcome, at) }

    public func age(at moment: Timestamp) -> Duration { moment - at }
}

/// Of a participant's record no more than a page shows; names, telephones and birth dates are the register's.
public struct InsurerWord: Sendable, Hashable, Codable {
    public var card: CardNumber?
    public var isActive: Bool?
    /// With the reason of an inactive card, where the insurer gives one.
    public var status: InsurerRecord.Coded?
    public var careClass: CareClass?
    public var segment: InsurerRecord.Coded?
    /// The same in our words.
    public var paidBy: Segment?
    public var facility: InsurerRecord.Coded?
    /// 0 is none; in which unit it is told is not known.
    public var arrears: Int64?

    public init(_ record: InsurerRecord) {
        (card, isActive, status) = (record.card, record.isActive, record.status)
        (careClass, segment, paidBy) = (record.careClass, record.segment, record.paidBy)
        (facility, arrears) = (record.facility, record.arrears)
    }

    /// What of it is otherwise in the register. What the insurer does not tell, or not in words that are known, is no
    /// difference.
    public func differences(from member: Member) -> Set<MemberField> {
        var fields: Set<MemberField> = []
        if let card, card != member.card { fields.insert(.card) }
        if let isActive, isActive != (member.status == .active) { fields.insert(.status) }
        if let careClass, careClass != member.careClass { fields.insert(.careClass) }
        if let paidBy, paidBy != member.segment { fields.insert(.segment) }
        if let code = facility?.code, code != member.facility?.code { fields.insert(.facility) }
        return fields
    }
}

/// What came of one question.
struct InsurerReply: Sendable {
    let nik: NIK
    let at: Timestamp
    let said: Result<InsurerAnswer.Outcome, InsurerRefusal>
    /// The card that the insurer tells together with the very NIK that was asked for.
    var card: CardNumber?
}

extension InsurerRefusal {
    /// In facts and in keys of words.
    public var word: String {
        switch self {
        case .notFound: "not-found"
        case .wrongSignature: "wrong-signature"
        case .refused: "refused"
        case .garbage: "unreadable"
        case .unanswered: "unanswered"
        }
    }

    /// Whether the question reached the insurer, or tried to.
    var wasAsked: Bool {
        switch self {
        case .unanswered(.resting), .unanswered(.busy), .unanswered(.quotaUsedUp), .unanswered(.cancelled): false
        case .notFound, .wrongSignature, .refused, .garbage, .unanswered: true
        }
    }

    /// Whether the next question would most likely fare the same.
    var isOfTheLine: Bool {
        switch self {
        case .wrongSignature, .unanswered: true
        case .notFound, .refused, .garbage: false
        }
    }
}

extension Insurer.Convention {
    /// As those who work with it say it.
    var name: String {
        switch self {
        case .vclaim: "VClaim"
        case .pcare: "PCare"
        }
    }
}
