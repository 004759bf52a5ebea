import Kernel
import WebRTC

/// What can be seen of the stage from outside.
extension Stage {
    /// All but the finished recordings, which the control thread keeps.
    func listing() -> VoiceListing {
        VoiceListing(
            instance: instance, legs: legOrder.map(listed),
            rooms: rooms.values.map { ListedRoom(room: $0.id, legs: $0.legs.map(\.id)) }.sorted { $0.room < $1.room },
            recordings: recordedRooms.compactMap(listed), finished: [])
    }

    private func listed(_ leg: Leg) -> ListedLeg {
        var listed = ListedLeg(
            leg: leg.id, kind: .rtp, local: MediaAddress(host: advertisedHost, port: browserSocket.port), remote: nil,
            codec: leg.codec, direction: leg.direction, room: leg.room?.id, hears: leg.hears?.sorted(),
            heardBy: leg.heardBy?.sorted(), muted: leg.isMuted, alive: leg.isAlive, webRTCState: nil,
            playing: leg.player?.playback)
        switch leg.line {
        case .rtp(let trunk):
            listed.local.port = trunk.media.port
            listed.remote = trunk.remote.target.map { MediaAddress($0.address) }
        case .browser(let browser):
            listed.kind = .webRTC
            listed.remote = browser.target.map { MediaAddress($0.address) }
            listed.webRTCState = browser.toldState
        }
        return listed
    }

    private func listed(_ room: Room) -> ListedRecording? {
        room.recording.map {
            ListedRecording(room: room.id, path: $0.tap.path, milliseconds: $0.frames * 20, paused: $0.isPaused)
        }
    }

    func stats(of leg: Leg, at now: UInt64) -> LegStats {
        let incoming = leg.incoming
        return LegStats(
            leg: leg.id, packetsReceived: incoming.packetsReceived, packetsSent: leg.outgoing.packets,
            packetsLost: incoming.packetsLost, packetsLate: incoming.late, packetsDuplicate: incoming.packetsDuplicate,
            jitterMilliseconds: Double(incoming.reception.jitter) / 8, bufferMilliseconds: incoming.bufferMilliseconds,
            framesConcealed: incoming.framesConcealed, remoteLossShare: leg.reports.remoteLossShare,
            remoteJitterMilliseconds: leg.reports.remoteJitterMilliseconds,
            roundTripMilliseconds: leg.reports.roundTripMilliseconds,
            silentMilliseconds: incoming.packetsReceived == 0 ? nil : Int((now - min(now, leg.lastHeard)) / 1_000_000))
    }
}

extension MediaAddress {
    init(_ address: SocketAddress) { self.init(host: address.host, port: address.port) }
}
