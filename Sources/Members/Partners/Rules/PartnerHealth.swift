public import Kernel

/// How a partner's server is, for everybody who is about to need it.
public struct PartnerHealth: Hashable, Sendable {
    public enum Condition: Hashable, Sendable {
        case up
        /// Answers, but later than agreed.
        case slow
        /// Has not answered since then.
        case down(since: Timestamp)
        /// Answers, and does not accept our name, key or address: somebody has to mend the configuration.
        case refusingUs(since: Timestamp)
        /// The day's number of questions is used up.
        case usedUp
    }

    public var condition: Condition
    /// When it last answered anything.
    public var lastAnswer: Timestamp?
    /// Half of the last answers took longer than this.
    public var typicalWait: Duration?
    /// What is left of the day's quota, where there is one.
    public var quotaLeft: Int?
    /// When the next question may be asked, while it is down.
    public var nextTry: Timestamp?

    public init(
        condition: Condition, lastAnswer: Timestamp? = nil, typicalWait: Duration? = nil, quotaLeft: Int? = nil,
        nextTry: Timestamp? = nil
    ) {
        (self.condition, self.lastAnswer, self.typicalWait) = (condition, lastAnswer, typicalWait)
        (self.quotaLeft, self.nextTry) = (quotaLeft, nextTry)
    }

    /// Whether asking makes sense now.
    public var isUsable: Bool {
        switch condition {
        case .up, .slow: true
        case .down, .refusingUs, .usedUp: false
        }
    }
}

/// Why a partner gave no answer that could be read.
public enum PartnerRefusal: Error, Hashable, Sendable {
    /// Nobody asks before then: it has not answered for a while.
    case resting(until: Timestamp)
    /// As many of us as may are asking already.
    case busy
    /// The day's number of questions is used up.
    case quotaUsedUp
    case timedOut
    case unreachable
    /// An HTTP status that is no answer, such as 500.
    case failed(status: Int)
    /// The answer is longer than any true one.
    case tooLong
    /// Whoever asked went away before the answer.
    case cancelled

    /// Whether the same question may be answered later without anybody mending anything.
    public var passes: Bool {
        switch self {
        case .resting, .busy, .quotaUsedUp, .timedOut, .unreachable, .failed, .cancelled: true
        case .tooLong: false
        }
    }
}

/// Why an answer cannot be read.
public enum Garbage: String, Error, Hashable, Sendable, CaseIterable {
    case notJSON
    /// Nested deeper than any true answer.
    case tooDeep
    case tooLong
    /// Not enciphered with our key, or damaged.
    case undecipherable
    /// JSON without the parts that an answer has.
    case noEnvelope
    /// An answer in which no person can be recognised.
    case noPerson
    /// A person, and not the one that was asked for.
    case otherPerson
}

/// Something in an answer that could not be read. The rest of the answer holds.
public struct ReadingNote: Hashable, Sendable, Codable {
    /// The partner's name of the field.
    public let field: String
    /// What stood there, its beginning.
    public let text: String

    public init(field: String, text: String) {
        self.field = field
        self.text = text.shortened(to: 80)
    }
}

extension String {
    /// Its beginning, so many Unicode scalars: a single letter can be any number of them long.
    func shortened(to count: Int) -> String { String(String.UnicodeScalarView(unicodeScalars.prefix(count))) }
}
