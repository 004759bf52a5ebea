/// Where a partner's server is and how long it is waited for.
public struct PartnerSettings: Hashable, Sendable {
    /// `https://host:port/service`, without a slash at the end.
    public let base: String
    /// Until the connection stands.
    public var connect: Duration
    /// Until the last byte of the answer, the connection included.
    public var whole: Duration
    /// An answer of more bytes is none of a partner's.
    public var longestAnswer: Int
    public var watch: PartnerWatch.Policy

    public init(
        base: String, connect: Duration = .seconds(3), whole: Duration = .seconds(10),
        longestAnswer: Int = 512 * 1_024, watch: PartnerWatch.Policy = PartnerWatch.Policy()
    ) {
        self.base = base.hasSuffix("/") ? String(base.dropLast()) : base
        (self.connect, self.whole, self.longestAnswer, self.watch) = (connect, whole, longestAnswer, watch)
    }
}

/// What is sent to a partner. Its path and headers hold numbers of people and secrets: it is not for logs.
struct PartnerRequest: Sendable {
    enum Kind: Sendable {
        case reading
        case sending(json: [UInt8])
    }

    let kind: Kind
    let path: String
    var headers: [(name: String, value: String)] = []
}

struct PartnerReply: Sendable {
    let status: Int
    let body: [UInt8]
    /// What the partner says is left of the day's quota. The reader of the body fills it in.
    var quotaLeft: Int?
}

/// A refusal of one partner's kind: it can carry that there was no answer, and says what it tells of the partner.
protocol PartnerRefusing: Error {
    static func unanswered(_ refusal: PartnerRefusal) -> Self
    var outcome: PartnerWatch.Outcome { get }
}
