import Glibc
import Kernel
import WebRTC

/// A command made ready by the control thread, so that nothing here needs the disk.
enum Order: Sendable {
    case plain(VoiceCommand)
    case play(leg: LegID, playback: Playback, clips: [Clip])
    case record(room: RoomID, tap: RecordingTap, left: LegID, right: [LegID]?)
}

/// What the stage does when told. Every order may come twice.
extension Stage {
    static let mostLegsInRoom = 16

    func perform(_ order: Order, at now: UInt64) -> VoiceReply {
        do throws(VoiceRefusal) {
            switch order {
            case .plain(let command): return try perform(command, at: now)
            case .play(let leg, let playback, let clips): try play(playback, clips, on: try find(leg))
            case .record(let room, let tap, let left, let right):
                try record(room, tap, left: left, right: right, at: now)
            }
            return .done
        } catch {
            return .refused(error)
        }
    }

    private func perform(_ command: VoiceCommand, at now: UInt64) throws(VoiceRefusal) -> VoiceReply {
        switch command {
        case .openRTPLeg(let leg, let terms, let localPort):
            return .rtpLeg(local: try openTrunk(leg, terms, localPort: localPort, at: now))
        case .openWebRTCLeg(let leg, let offer): return .webRTCLeg(answer: try openBrowser(leg, offer, at: now))
        case .updateRTPLeg(let leg, let terms): try update(try find(leg), terms, at: now)
        case .closeLeg(let leg): if let leg = legs[leg] { end(leg, at: now) }
        case .place(let leg, let room, let hears, let heardBy):
            try place(try find(leg), in: room, hears: hears, heardBy: heardBy)
        case .mute(let leg, let muted): try find(leg).isMuted = muted
        case .stop(let leg, let play):
            if let leg = legs[leg], play == nil || leg.player?.playback.id == play {
                endPlay(on: leg, because: .stopped)
            }
        case .tone(let leg, let tone):
            try find(leg).tone = Player(Playback(id: .ofTones, files: []), clips: [tone.clip])
        case .sendDigits(let leg, let digits): try say(digits, to: try find(leg))
        case .pauseRecording(let room, let paused):
            guard rooms[room]?.recording != nil else { throw .roomUnknown(room: room) }
            rooms[room]?.recording?.isPaused = paused
        case .stopRecording(let room): if let room = rooms[room] { endRecording(of: room); dropIfEmpty(room) }
        case .closeRoom(let room): if let room = rooms[room] { close(room) }
        case .list: return .listing(listing())
        case .stats(let leg): return .stats(stats(of: try find(leg), at: now))
        case .hello, .play, .startRecording, .shutdown: throw .badCommand(reason: "not for the stage")
        }
        return .done
    }

    private func find(_ leg: LegID) throws(VoiceRefusal) -> Leg {
        guard let found = legs[leg] else { throw .legUnknown(leg: leg) }
        return found
    }

    // MARK: - Legs

    private func openTrunk(
        _ id: LegID, _ terms: RTPTerms, localPort: UInt16?, at now: UInt64
    ) throws(VoiceRefusal) -> MediaAddress {
        if let leg = legs[id] {
            guard case .rtp(let trunk) = leg.line, trunk.opening == terms else { throw .legExists(leg: id) }
            return MediaAddress(host: advertisedHost, port: trunk.media.port)
        }
        try checkRoomForLeg()
        let remote = try address(of: terms)
        let (media, control) = try sockets(localPort, at: now)
        let trunk = TrunkLine(media: media, control: control, terms: terms, remote: remote)
        let leg = Leg(
            id, line: .rtp(trunk), codec: terms.codec,
            incoming: Incoming(codec: terms.codec, telephoneEventPayload: terms.telephoneEventPayload),
            outgoing: Outgoing(codec: terms.codec, telephoneEventPayload: terms.telephoneEventPayload, random: &random),
            reports: ReportState(at: now, spread: .random(in: 0...1, using: &random)), at: now)
        add(leg)
        watch(leg, trunk)
        return MediaAddress(host: advertisedHost, port: media.port)
    }

    private func address(of terms: RTPTerms) throws(VoiceRefusal) -> SocketAddress? {
        guard let remote = terms.remote else { return nil }
        guard let address = SocketAddress(remote.host, port: remote.port), remote.port > 0 else {
            throw .badAddress(remote)
        }
        return address
    }

    /// A pair of bound sockets, RTP on the even port and RTCP on the next. Ports that others hold are passed over.
    private func sockets(_ port: UInt16?, at now: UInt64) throws(VoiceRefusal) -> (DatagramSocket, DatagramSocket) {
        if let port {
            guard ports.take(port) else { throw .portTaken(port: port) }
            guard let pair = bindPair(port) else {
                ports.free(port, at: now)
                throw .portTaken(port: port)
            }
            return pair
        }
        for _ in 0..<64 {
            guard let port = ports.take(at: now) else { throw .noFreePort }
            if let pair = bindPair(port) { return pair }
            ports.free(port, at: now)
        }
        throw .noFreePort
    }

    private func bindPair(_ port: UInt16) -> (DatagramSocket, DatagramSocket)? {
        guard let media = SocketAddress(configuration.bindHost, port: port),
            let control = SocketAddress(configuration.bindHost, port: port + 1)
        else { return nil }
        do throws(SystemCallFailure) {
            return (try DatagramSocket(media), try DatagramSocket(control))
        } catch {
            // In use by another program: the caller tries another or refuses.
            return nil
        }
    }

    private func openBrowser(_ id: LegID, _ offer: String, at now: UInt64) throws(VoiceRefusal) -> String {
        if let leg = legs[id] {
            guard case .browser(let line) = leg.line, line.offer == offer else { throw .legExists(leg: id) }
            return line.peer.answer
        }
        try checkRoomForLeg()
        let peer: WebRTCPeer
        do throws(WebRTCRefusal) {
            peer = try WebRTCPeer(
                offer: offer, identity: identity, host: advertisedHost, port: browserSocket.port, at: now,
                random: &random)
        } catch {
            throw .offerRefused(reason: error.description)
        }
        let codec: AudioCodec = peer.codec.encoding == .pcma ? .pcma : .pcmu
        let payload = peer.codec.payloadType
        let leg = Leg(
            id, line: .browser(BrowserLine(peer, offer: offer)), codec: codec,
            incoming: Incoming(codec: codec, payloadType: payload, telephoneEventPayload: peer.telephoneEventPayload),
            outgoing: Outgoing(
                codec: codec, payloadType: payload, telephoneEventPayload: peer.telephoneEventPayload, random: &random),
            reports: ReportState(at: now, spread: .random(in: 0...1, using: &random)), at: now)
        add(leg)
        browsersByName[peer.localUfrag] = leg
        return peer.answer
    }

    private func checkRoomForLeg() throws(VoiceRefusal) {
        guard legs.count < configuration.legLimit else { throw .tooMany(what: "legs", limit: configuration.legLimit) }
    }

    private func add(_ leg: Leg) {
        legs[leg.id] = leg
        legOrder.append(leg)
    }

    private func update(_ leg: Leg, _ terms: RTPTerms, at now: UInt64) throws(VoiceRefusal) {
        guard case .rtp(let trunk) = leg.line else { throw .badCommand(reason: "not a leg of plain RTP") }
        let remote = try address(of: terms)
        trunk.remote.tell(remote)
        if terms.remote != trunk.terms.remote {
            trunk.controlTarget = remote.flatMap { SocketAddress($0.host, port: $0.port &+ 1) }.map(SocketTarget.init)
        }
        trunk.terms = terms
        leg.incoming.agree(on: terms.telephoneEventPayload)
        leg.outgoing.agree(on: terms.codec, telephoneEventPayload: terms.telephoneEventPayload)
        leg.codec = terms.codec
        // A new agreement begins a new wait.
        leg.lastHeard = now
        leg.saidTimeout = false
    }

    private func say(_ digits: String, to leg: Leg) throws(VoiceRefusal) {
        guard leg.outgoing.telephoneEventPayload != nil else { throw .noKeypad(leg: leg.id) }
        guard !digits.isEmpty, leg.outgoing.say(digits) else { throw .badCommand(reason: "not digits, or too many") }
    }

    func end(_ leg: Leg, at now: UInt64) {
        endPlay(on: leg, because: .legClosed)
        leave(leg)
        legs[leg.id] = nil
        legOrder.removeAll { $0 === leg }
        switch leg.line {
        case .rtp(let trunk):
            unwatch(leg)
            ports.free(trunk.media.port, at: now)
        case .browser(let browser):
            browser.peer.close { sendToBrowser($0, $1) }
            browsersByName[browser.peer.localUfrag] = nil
            if let address = browser.target?.address, browsersByAddress[address] === leg {
                browsersByAddress[address] = nil
            }
        }
    }

    // MARK: - Rooms

    private func place(_ leg: Leg, in id: RoomID?, hears: [LegID]?, heardBy: [LegID]?) throws(VoiceRefusal) {
        guard let id else { return leave(leg) }
        let room = rooms[id] ?? Room(id)
        guard leg.room === room || room.legs.count < Self.mostLegsInRoom else {
            throw .tooMany(what: "legs in a room", limit: Self.mostLegsInRoom)
        }
        if leg.room !== room {
            leave(leg)
            rooms[id] = room
            room.legs.append(leg)
            leg.room = room
        }
        leg.hears = hears.map(Set.init)
        leg.heardBy = heardBy.map(Set.init)
        room.connect()
    }

    private func leave(_ leg: Leg) {
        leg.hears = nil
        leg.heardBy = nil
        leg.sources = []
        guard let room = leg.room else { return }
        leg.room = nil
        room.legs.removeAll { $0 === leg }
        room.connect()
        dropIfEmpty(room)
    }

    func dropIfEmpty(_ room: Room) {
        if room.legs.isEmpty, room.recording == nil { rooms[room.id] = nil }
    }

    private func close(_ room: Room) {
        endRecording(of: room)
        for leg in room.legs { leave(leg) }
        dropIfEmpty(room)
    }

    // MARK: - Plays and recordings

    private func play(_ playback: Playback, _ clips: [Clip], on leg: Leg) throws(VoiceRefusal) {
        guard !leg.recentPlays.contains(playback.id) else { return }
        endPlay(on: leg, because: .replaced)
        leg.remember(playback.id)
        leg.player = Player(playback, clips: clips)
    }

    private func record(
        _ id: RoomID, _ tap: RecordingTap, left: LegID, right: [LegID]?, at now: UInt64
    ) throws(VoiceRefusal) {
        let room = rooms[id] ?? Room(id)
        if let recording = room.recording {
            guard recording.tap.path == tap.path else { throw .recordingExists(room: id) }
            return
        }
        rooms[id] = room
        room.recording = RoomRecording(tap: tap, left: left, right: right.map(Set.init), lastCompany: now)
        recordedRooms.append(room)
        recorder.add(tap)
    }

    /// Drops everything: the engine ends.
    func clear(at now: UInt64) {
        for room in recordedRooms { endRecording(of: room) }
        for leg in legOrder { end(leg, at: now) }
    }
}

extension PlayID {
    /// Tones have no name that anyone hears of.
    fileprivate static let ofTones: PlayID = {
        var random = SystemRandomNumberGenerator()
        return PlayID(at: Timestamp(seconds: 0), random: &random)
    }()
}
