/// Puts packets of any length and order back onto an even line of samples, and holds back as little as their jitter
/// allows. A value: it is told when things happen, in samples (8 a millisecond).
///
/// The line is a ring of samples around the playing point; places that no packet has filled hold a mark that G.711
/// cannot produce. How early packets come before they are played (their lead) is watched: a packet that comes too late
/// stretches the line, and a line on which all packets come needlessly early is shortened by a frame.
struct JitterBuffer: Sendable {
    /// 20 ms: what one tick plays.
    static let frame = 160
    /// A place on the line without a sample. The loudest of A-law is -32256, of mu-law -32124.
    static let hole = Int16.min

    enum Insertion: Equatable, Sendable {
        case taken
        /// Its time to be played was over.
        case late
        /// The line was begun anew: first packet, or a jump of the sender's clock.
        case restarted
    }

    enum Frame: Equatable, Sendable {
        /// Nothing is being received: silence.
        case idle
        /// So many of the samples are holes, to be concealed.
        case audio(holes: Int)
    }

    /// Must be a power of two: 512 ms.
    private static let capacity = 4_096
    private static let mostFrames = 10
    /// After this many frames without any sample the sender is silent, and its next packet begins a new line.
    private static let framesUntilIdle = 10
    /// 2 s.
    private static let framesPerWindow = 100

    private var ring = [Int16](repeating: hole, count: capacity)
    private var isRunning = false
    /// The sender's timestamp of the next sample to play, extended beyond 32 bits.
    private var playing: Int64 = 0
    /// The end of the newest sample that came.
    private var newest: Int64 = 0
    private var emptyFrames = 0
    private var startFrames = 2

    private var lastLead = 0
    private var leadDeviation = 0
    private var leastLead = Int.max
    private var framesInWindow = 0
    private var windowsUntilShorter = 1

    /// How much sound waits to be played, in samples.
    var waiting: Int { isRunning ? max(0, Int(newest - playing)) : 0 }

    /// Takes the samples of one packet.
    /// - Parameters:
    ///   - untilPull: samples from now until the next `pull`.
    ///   - isNewest: no packet after it, by sequence number, has come before.
    mutating func insert(
        _ samples: UnsafeBufferPointer<UInt8>, by law: G711, at timestamp: UInt32, untilPull: Int, isNewest: Bool
    ) -> Insertion {
        guard !samples.isEmpty, samples.count <= Self.capacity / 2 else { return .late }
        guard isRunning else {
            restart(at: Int64(timestamp))
            write(samples, by: law, at: playing + Int64((startFrames - 1) * Self.frame))
            return .restarted
        }
        let offset = Int(Int32(bitPattern: timestamp &- UInt32(truncatingIfNeeded: playing)))
        let isJump = offset + samples.count > Self.capacity || offset < -Self.capacity
        if isJump || isNewest && offset < -Self.framesUntilIdle * Self.frame {
            // An old packet from before a jump must not undo it.
            guard isNewest else { return .late }
            restart(at: Int64(timestamp))
            write(samples, by: law, at: playing + Int64((startFrames - 1) * Self.frame))
            return .restarted
        }
        let start = playing + Int64(offset)
        note(lead: offset + untilPull)
        if offset < 0 {
            let nothingSince = isNewest && newest <= playing
            if nothingSince {
                stretch(to: start)
            } else if offset + samples.count <= 0 {
                return .late
            }
        } else if offset > Self.mostFrames * Self.frame {
            skip(to: start - Int64(Self.frame))
        }
        write(samples, by: law, at: start)
        return .taken
    }

    /// Plays one frame into `target` and moves on; holes are left as marks.
    mutating func pull(into target: UnsafeMutablePointer<Int16>) -> Frame {
        guard isRunning else { return .idle }
        if newest <= playing {
            emptyFrames += 1
            if emptyFrames > Self.framesUntilIdle {
                isRunning = false
                return .idle
            }
        } else {
            emptyFrames = 0
        }
        if shouldShorten() { return .audio(holes: takeTwoAsOne(into: target)) }
        return .audio(holes: take(into: target))
    }

    // MARK: - The line

    private mutating func restart(at timestamp: Int64) {
        if isRunning { for index in ring.indices { ring[index] = Self.hole } }
        isRunning = true
        // One capacity up, so that no place is ever negative.
        playing = timestamp + Int64(1) << 32 - Int64((startFrames - 1) * Self.frame)
        newest = playing
        emptyFrames = 0
        leastLead = .max
        framesInWindow = 0
        leadDeviation = 0
        lastLead = (startFrames - 1) * Self.frame
    }

    private mutating func write(_ samples: UnsafeBufferPointer<UInt8>, by law: G711, at start: Int64) {
        let first = max(0, Int(playing - start))
        guard first < samples.count else { return }
        ring.withUnsafeMutableBufferPointer { ring in
            for index in first..<samples.count {
                ring[Int(truncatingIfNeeded: start + Int64(index)) & (Self.capacity - 1)] =
                    law.linear[
                        Int(samples[index])]
            }
        }
        newest = max(newest, start + Int64(samples.count))
    }

    /// Copies a frame out, leaves holes behind, and tells how many holes it had.
    private mutating func take(into target: UnsafeMutablePointer<Int16>) -> Int {
        var holes = 0
        let start = Int(truncatingIfNeeded: playing)
        ring.withUnsafeMutableBufferPointer { ring in
            for index in 0..<Self.frame {
                let place = (start + index) & (Self.capacity - 1)
                let sample = ring[place]
                target[index] = sample
                if sample == Self.hole { holes += 1 }
                ring[place] = Self.hole
            }
        }
        playing += Int64(Self.frame)
        return holes
    }

    /// Fades two frames into one, so that 20 ms disappear without a click.
    private mutating func takeTwoAsOne(into target: UnsafeMutablePointer<Int16>) -> Int {
        withUnsafeTemporaryAllocation(of: Int16.self, capacity: Self.frame) { second in
            let holes = take(into: target)
            let others = take(into: second.baseAddress!)
            guard holes == 0, others == 0 else {
                if holes > others { target.update(from: second.baseAddress!, count: Self.frame) }
                return min(holes, others)
            }
            for index in 0..<Self.frame {
                let mixed = Int(target[index]) * (Self.frame - index) + Int(second[index]) * index
                target[index] = Int16(mixed / Self.frame)
            }
            return 0
        }
    }

    /// A packet came after its time and nothing has been played since: play it now, and everything later.
    private mutating func stretch(to start: Int64) {
        playing = start
        windowsUntilShorter = 3
        leastLead = .max
        framesInWindow = 0
    }

    /// More waits than may: what is oldest is dropped.
    private mutating func skip(to start: Int64) {
        withUnsafeTemporaryAllocation(of: Int16.self, capacity: Self.frame) { rest in
            while playing < start { _ = take(into: rest.baseAddress!) }
        }
    }

    // MARK: - How much to hold back

    private mutating func note(lead: Int) {
        leadDeviation += (abs(lead - lastLead) * 16 - leadDeviation) / 16
        lastLead = lead
        leastLead = min(leastLead, lead)
    }

    /// True when for a whole window every packet came a frame earlier than its jitter asks for.
    private mutating func shouldShorten() -> Bool {
        framesInWindow += 1
        guard framesInWindow >= Self.framesPerWindow else { return false }
        let spare = leastLead == .max ? 0 : leastLead - max(Self.frame / 2, leadDeviation / 8)
        leastLead = .max
        framesInWindow = 0
        guard spare >= Self.frame, waiting >= 2 * Self.frame else {
            windowsUntilShorter = max(1, windowsUntilShorter - 1)
            return false
        }
        windowsUntilShorter -= 1
        guard windowsUntilShorter <= 0 else { return false }
        windowsUntilShorter = 1
        return true
    }
}
