import Kernel
import WebRTC

/// What each leg hears in one tick.
extension Stage {
    /// Makes the leg's frame and sends it.
    func speak(to leg: Leg) {
        let samples = compose(for: leg)
        guard leg.sends else {
            leg.outgoing.pause()
            return
        }
        let wasSayingDigits = leg.outgoing.isSayingDigits
        switch leg.line {
        case .rtp(let trunk): send(samples, to: leg, over: trunk)
        case .browser(let browser): send(samples, to: leg, over: browser)
        }
        if wasSayingDigits, !leg.outgoing.isSayingDigits { events.append(.digitsSent(leg: leg.id)) }
    }

    /// Nil for silence; else a frame that is valid until the next call.
    private func compose(for leg: Leg) -> UnsafePointer<Int16>? {
        var frame = leg.player?.playback.mode == .replace ? nil : hear(leg.sources)
        if leg.player != nil { frame = play(to: leg, over: frame) }
        if leg.tone != nil { frame = toneUp(leg, over: frame) }
        return frame
    }

    /// The sum of those who speak; the one who speaks alone is handed on as he is.
    func hear(_ speakers: [Leg]) -> UnsafePointer<Int16>? {
        var alone: Leg?
        var count = 0
        for speaker in speakers where speaker.isAudible {
            count += 1
            if count == 1 {
                alone = speaker
            } else {
                if let first = alone {
                    load(first.frame)
                    alone = nil
                }
                add(speaker.frame)
            }
        }
        if count == 0 { return nil }
        return alone.map { UnsafePointer($0.frame) } ?? saturated()
    }

    private func play(to leg: Leg, over frame: UnsafePointer<Int16>?) -> UnsafePointer<Int16>? {
        let progress = leg.player?.render(into: played) ?? .ended
        if progress != .playing { endPlay(on: leg, because: progress == .ended ? .ended : .failed) }
        return over(frame, add: played)
    }

    private func toneUp(_ leg: Leg, over frame: UnsafePointer<Int16>?) -> UnsafePointer<Int16>? {
        if leg.tone?.render(into: played) != .playing { leg.tone = nil }
        return over(frame, add: played)
    }

    private func over(_ frame: UnsafePointer<Int16>?, add other: UnsafeMutablePointer<Int16>) -> UnsafePointer<Int16> {
        if let frame { load(frame) } else { sum.update(repeating: 0, count: JitterBuffer.frame) }
        add(other)
        return saturated()
    }

    // MARK: - Sums in 32 bits

    private func load(_ frame: UnsafePointer<Int16>) {
        for index in 0..<JitterBuffer.frame { sum[index] = Int32(frame[index]) }
    }

    private func add(_ frame: UnsafePointer<Int16>) {
        for index in 0..<JitterBuffer.frame { sum[index] &+= Int32(frame[index]) }
    }

    /// Two loud talkers reach the limit; they never wrap round it.
    private func saturated() -> UnsafePointer<Int16> {
        for index in 0..<JitterBuffer.frame { mix[index] = Int16(clamping: sum[index]) }
        return UnsafePointer(mix)
    }

    // MARK: - Plays and recordings

    func endPlay(on leg: Leg, because reason: PlayEnd) {
        guard let player = leg.player else { return }
        leg.player = nil
        events.append(
            .playFinished(
                leg: leg.id, play: player.playback.id, reason: reason, playedMilliseconds: player.playedMilliseconds))
    }

    func record(_ room: Room, at now: UInt64) {
        guard let recording = room.recording else { return }
        room.recording?.frames += 1
        if !room.legs.isEmpty { room.recording?.lastCompany = now }
        guard !recording.isPaused else {
            recording.tap.push(left: nil, right: nil)
            return
        }
        let caller = room.legs.first { $0.id == recording.left }
        // Without the caller (cut off, on hold elsewhere) the others are still recorded.
        let others = (caller?.sources ?? room.legs).filter {
            $0.id != recording.left && recording.right?.contains($0.id) ?? true
        }
        let left = caller.flatMap { $0.isAudible ? UnsafePointer($0.frame) : nil }
        recording.tap.push(left: left, right: hear(others))
    }

    /// Ends the room's recording; the writer does the rest.
    func endRecording(of room: Room) {
        room.recording?.tap.end()
        room.recording = nil
        recordedRooms.removeAll { $0 === room }
    }
}
