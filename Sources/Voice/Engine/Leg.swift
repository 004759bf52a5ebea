import Kernel
import WebRTC

/// One party's audio: what comes from it, what goes to it, and whom it hears. Owned by the audio thread.
final class Leg {
    /// The two ways in which audio reaches a party.
    enum Line {
        case rtp(TrunkLine)
        case browser(BrowserLine)
    }

    let id: LegID
    let line: Line
    var codec: AudioCodec
    let incoming: Incoming
    var outgoing: Outgoing
    var reports: ReportState

    // In the room.
    var room: Room?
    var hears: Set<LegID>?
    var heardBy: Set<LegID>?
    var isMuted = false
    /// The legs that it hears, from the matrix.
    var sources: [Leg] = []

    /// The frame of this tick as received.
    let frame: UnsafeMutablePointer<Int16>
    /// False while nobody speaks there, or it is muted: others need not add it.
    private(set) var isAudible = false

    // What plays to it.
    var player: Player?
    var tone: Player?
    /// Play ids that were taken lately: asking again starts nothing.
    var recentPlays: [PlayID] = []

    // Life.
    /// When a packet last came; the opening counts as one.
    var lastHeard: UInt64
    /// Packets come.
    var isAlive = false
    var saidTimeout = false

    init(
        _ id: LegID, line: Line, codec: AudioCodec, incoming: Incoming, outgoing: Outgoing, reports: ReportState,
        at now: UInt64
    ) {
        self.id = id
        self.line = line
        self.codec = codec
        self.incoming = incoming
        self.outgoing = outgoing
        self.reports = reports
        lastHeard = now
        frame = .allocate(capacity: JitterBuffer.frame)
        frame.initialize(repeating: 0, count: JitterBuffer.frame)
    }

    deinit { frame.deallocate() }

    var direction: MediaDirection {
        if case .rtp(let trunk) = line { return trunk.terms.direction }
        return .sendReceive
    }

    var sends: Bool { direction == .sendReceive || direction == .sendOnly }
    var receives: Bool { direction == .sendReceive || direction == .receiveOnly }

    /// Takes the next frame from the line.
    func listen() {
        // Pulled even when nobody is to hear it, so that the line's time goes on.
        let speaks = incoming.pull(into: frame)
        isAudible = speaks && !isMuted && receives
    }

    func remember(_ play: PlayID) {
        recentPlays.append(play)
        if recentPlays.count > 16 { recentPlays.removeFirst() }
    }
}

/// A trunk's leg: two sockets of its own and a far end that is told and learnt.
final class TrunkLine {
    let media: DatagramSocket
    let control: DatagramSocket
    /// What the leg was opened with, to know a repeated opening.
    let opening: RTPTerms
    var terms: RTPTerms
    var remote: RemoteEnd
    var controlTarget: SocketTarget?

    init(media: DatagramSocket, control: DatagramSocket, terms: RTPTerms, remote: SocketAddress?) {
        self.media = media
        self.control = control
        opening = terms
        self.terms = terms
        self.remote = RemoteEnd(remote)
        controlTarget = remote.flatMap { SocketAddress($0.host, port: $0.port &+ 1) }.map(SocketTarget.init)
    }
}

/// A browser's leg: a transport over the socket that all browsers share.
final class BrowserLine {
    let peer: WebRTCPeer
    let offer: String
    /// Where it was last seen, as kept in the stage's table.
    var target: SocketTarget?
    var toldState = WebRTCState.connecting
    var saidLost = false

    init(_ peer: WebRTCPeer, offer: String) {
        self.peer = peer
        self.offer = offer
    }
}

/// A conversation: legs, and perhaps a recording.
final class Room {
    let id: RoomID
    var legs: [Leg] = []
    var recording: RoomRecording?

    init(_ id: RoomID) { self.id = id }

    /// Works out anew who hears whom.
    func connect() {
        for listener in legs {
            listener.sources = legs.filter { speaker in
                speaker !== listener && listener.hears?.contains(speaker.id) ?? true
                    && speaker.heardBy?.contains(listener.id) ?? true
            }
        }
    }
}

struct RoomRecording {
    let tap: RecordingTap
    let left: LegID
    let right: Set<LegID>?
    var isPaused = false
    var frames = 0
    /// When the room last had anyone in it.
    var lastCompany: UInt64
}
