/// One play on one leg: clips in a row, frame by frame. Owned by the audio thread.
struct Player {
    enum Progress: Equatable {
        case playing
        case ended
        /// Not one clip could be played.
        case failed
    }

    let playback: Playback
    private let clips: [Clip]
    private var index = 0
    private var place = 0
    /// Samples still to pass over before the first sound.
    private var skip: Int
    private var played = 0
    private var framesWaited = 0
    private var soundsThisRound = 0

    /// A disk that gives nothing for so long (5 s) gives nothing at all.
    private static let mostFramesWaited = 250

    init(_ playback: Playback, clips: [Clip]) {
        self.playback = playback
        self.clips = clips
        skip = max(0, playback.fromMilliseconds) * 8
        played = skip
    }

    var playedMilliseconds: Int { played / 8 }

    /// Fills one frame; what lies behind the end stays silent.
    mutating func render(into target: UnsafeMutablePointer<Int16>) -> Progress {
        target.update(repeating: 0, count: JitterBuffer.frame)
        var filled = 0
        while filled < JitterBuffer.frame {
            guard index < clips.count else {
                guard soundsThisRound > 0 else { return .failed }
                guard playback.loop else { return .ended }
                index = 0
                soundsThisRound = 0
                continue
            }
            switch clips[index].state {
            case .failed: nextClip()
            case .loading:
                framesWaited += 1
                if framesWaited > Self.mostFramesWaited { nextClip() }
                return .playing
            case .ready: filled += copy(clips[index].samples, into: target + filled, most: JitterBuffer.frame - filled)
            }
        }
        return .playing
    }

    private mutating func copy(
        _ samples: UnsafeBufferPointer<Int16>, into target: UnsafeMutablePointer<Int16>, most: Int
    ) -> Int {
        if place == 0, !samples.isEmpty { soundsThisRound += 1 }
        if skip > 0 {
            let passed = min(skip, samples.count - place)
            skip -= passed
            place += passed
        }
        let count = min(most, samples.count - place)
        if count > 0, let base = samples.baseAddress { target.update(from: base + place, count: count) }
        place += count
        played += count
        if place >= samples.count { nextClip() }
        return count
    }

    private mutating func nextClip() {
        index += 1
        place = 0
        framesWaited = 0
    }
}
