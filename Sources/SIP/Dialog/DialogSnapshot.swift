public import Kernel

/// An answered call as it can be written down and carried on by another process: dialog (RFC 3261 §12), session timer
/// (RFC 4028), and the sessions agreed upon. Credentials are not in it.
public struct DialogSnapshot: Hashable, Sendable, Codable {
    public let handle: CallHandle
    /// We placed the call.
    public let isOutbound: Bool
    public let callID: String
    public let localTag: String
    public let remoteTag: String
    /// Header values without tag: `"Centre" <sip:165@centre.example>`.
    public let localParty: String
    public let remoteParty: String
    public let remoteTarget: String
    /// Next hop first.
    public let routeSet: [String]
    public let localSequence: UInt32
    public let remoteSequence: UInt32?
    public let peer: Peer
    public let isTranslated: Bool
    public let remoteAllows: [String]
    public let sessionTimer: SessionTimerSnapshot?
    public let localSession: SessionDescription?
    public let remoteSession: SessionDescription?
}

public struct SessionTimerSnapshot: Hashable, Sendable, Codable {
    public let intervalSeconds: Int
    public let weRefresh: Bool
    public let refreshedAt: Timestamp
}

extension DialogSnapshot {
    /// What the two sessions come to; nil when they do not make a conversation.
    public var agreedAudio: AgreedAudio? {
        guard let localSession, let remoteSession else { return nil }
        do { return try localSession.agreed(answeredBy: remoteSession) } catch { return nil }
    }

    init(_ call: Call) {
        let dialog = call.dialog
        handle = call.handle
        isOutbound = call.isOutbound
        callID = dialog.callID
        localTag = dialog.localTag
        remoteTag = dialog.remoteTag
        localParty = dialog.localParty
        remoteParty = dialog.remoteParty
        remoteTarget = dialog.remoteTarget
        routeSet = dialog.routeSet
        localSequence = dialog.localSequence
        remoteSequence = dialog.remoteSequence
        peer = dialog.peer
        isTranslated = dialog.isTranslated
        remoteAllows = dialog.remoteAllows
        sessionTimer = call.timer.map {
            SessionTimerSnapshot(intervalSeconds: $0.seconds, weRefresh: $0.weRefresh, refreshedAt: $0.refreshedAt)
        }
        localSession = call.session.local
        remoteSession = call.session.remote
    }
}

extension Call {
    /// Requests that were sent after the snapshot was taken used up numbers: leave room for them. Gaps are allowed
    /// (RFC 3261 §12.2.2).
    private static let sequenceLeap: UInt32 = 1_000

    init(_ snapshot: DialogSnapshot) {
        var peer = snapshot.peer
        peer.connection = nil
        let dialog = Dialog(
            callID: snapshot.callID, localTag: snapshot.localTag, remoteTag: snapshot.remoteTag,
            localParty: snapshot.localParty, remoteParty: snapshot.remoteParty, remoteTarget: snapshot.remoteTarget,
            routeSet: snapshot.routeSet, localSequence: snapshot.localSequence &+ Call.sequenceLeap,
            remoteSequence: snapshot.remoteSequence, peer: peer, isTranslated: snapshot.isTranslated,
            remoteAllows: snapshot.remoteAllows)
        let session = Session(
            sessionID: snapshot.localSession?.origin.sessionID ?? 0, local: snapshot.localSession,
            remote: snapshot.remoteSession)
        let timer = snapshot.sessionTimer.map {
            SessionTimer(
                seconds: min(max(30, $0.intervalSeconds), 86_400), weRefresh: $0.weRefresh, refreshedAt: $0.refreshedAt)
        }
        self.init(
            handle: snapshot.handle, isOutbound: snapshot.isOutbound, dialog: dialog, stage: .talking, session: session,
            timer: timer)
    }
}
