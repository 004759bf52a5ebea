public import Kernel

/// A confirmed call as it can be written down and carried on by another process (RFC 3261 §12 dialog state, RFC 4028
/// timer, the sessions agreed upon).
public struct DialogSnapshot: Hashable, Sendable, Codable {
    public var handle: CallHandle
    /// We placed the call.
    public var isOutbound: Bool
    public var callID: String
    public var localTag: String
    public var remoteTag: String
    /// Header values without tag: `"Centre" <sip:165@centre.example>`.
    public var localParty: String
    public var remoteParty: String
    public var remoteTarget: String
    /// Next hop first.
    public var routeSet: [String]
    public var localSequence: UInt32
    public var remoteSequence: UInt32?
    public var peer: Peer
    public var remoteAllows: [String]
    public var sessionTimer: SessionTimerSnapshot?
    public var localSession: SessionDescription?
    public var remoteSession: SessionDescription?
}

public struct SessionTimerSnapshot: Hashable, Sendable, Codable {
    public var intervalSeconds: Int
    public var weRefresh: Bool
    public var refreshedAt: Timestamp
}
