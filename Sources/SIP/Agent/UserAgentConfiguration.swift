/// How a user agent presents itself and what it will bear.
public struct UserAgentConfiguration: Sendable {
    /// The address that peers reach us at: in Via, Contact.
    public var address: String
    public var port: UInt16
    /// `User-Agent` and `Server`.
    public var product: String
    /// When set, an INVITE must bring valid credentials of this realm.
    public var challenge: DigestRealm?
    public var limits: UserAgentLimits
    public var timing: UserAgentTiming

    public init(
        address: String, port: UInt16 = 5060, product: String = "Sahut", challenge: DigestRealm? = nil,
        limits: UserAgentLimits = UserAgentLimits(), timing: UserAgentTiming = UserAgentTiming()
    ) {
        self.address = address
        self.port = port
        self.product = product
        self.challenge = challenge
        self.limits = limits
        self.timing = timing
    }
}

/// When something is full, new calls get 503 with Retry-After and other requests 503.
public struct UserAgentLimits: Sendable {
    public var calls: Int
    public var transactions: Int
    public var messageBytes: Int
    public var retryAfterSeconds: Int

    public init(calls: Int = 5_000, transactions: Int = 20_000, messageBytes: Int = 65_535, retryAfterSeconds: Int = 10)
    {
        self.calls = calls
        self.transactions = transactions
        self.messageBytes = messageBytes
        self.retryAfterSeconds = retryAfterSeconds
    }
}

/// RFC 3261 §17.1.1.1 and table 4; RFC 4028.
public struct UserAgentTiming: Sendable {
    /// Round-trip estimate.
    public var t1: Duration
    /// Longest interval between retransmissions.
    public var t2: Duration
    /// Longest life of a message in the network.
    public var t4: Duration
    /// An inbound call that its owner never answers is refused with 480 after this.
    public var answerLimit: Duration
    /// The session interval that we ask for; nil: we never ask, but honour the other side's.
    public var sessionExpires: Duration?
    /// The least interval that we accept (RFC 4028 §5: not under 90 s).
    public var leastSessionExpires: Duration
    /// An offer that its owner never answers is refused with 488 after this.
    public var offerLimit: Duration

    public init(
        t1: Duration = .milliseconds(500), t2: Duration = .seconds(4), t4: Duration = .seconds(5),
        answerLimit: Duration = .seconds(300), sessionExpires: Duration? = .seconds(1_800),
        leastSessionExpires: Duration = .seconds(90), offerLimit: Duration = .seconds(10)
    ) {
        self.t1 = t1
        self.t2 = t2
        self.t4 = t4
        self.answerLimit = answerLimit
        self.sessionExpires = sessionExpires
        self.leastSessionExpires = leastSessionExpires
        self.offerLimit = offerLimit
    }
}
