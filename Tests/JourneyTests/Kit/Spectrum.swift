import Foundation

/// Finds tones in sound.
enum Spectrum {
    /// How much of the loudness of the samples is at a frequency: 1 for that pure tone, near 0 without it.
    ///
    /// Goertzel's algorithm: one bin of a Fourier transform.
    static func share(of hertz: Double, in samples: [Int16], rate: Int) -> Double {
        guard !samples.isEmpty else { return 0 }
        let turn = 2 * cos(2 * .pi * hertz / Double(rate))
        var (one, two, energy) = (0.0, 0.0, 0.0)
        for sample in samples {
            let value = Double(sample)
            (one, two) = (value + turn * one - two, one)
            energy += value * value
        }
        guard energy > 0 else { return 0 }
        let power = one * one + two * two - turn * one * two
        return power / (energy * Double(samples.count) / 2)
    }

    /// The loudest frequency from 200 to 3,400 Hz, and its share; `nil` for silence.
    static func loudest(in samples: [Int16], rate: Int) -> (hertz: Double, share: Double)? {
        let window = Array(samples.suffix(rate))
        guard loudness(window) > 50 else { return nil }
        return stride(from: 200.0, through: 3_400, by: 5)
            .map { ($0, share(of: $0, in: Array(window.prefix(rate / 8)), rate: rate)) }
            .max { $0.1 < $1.1 }
            .map { (hertz: $0.0, share: $0.1) }
    }

    /// Root mean square, of 32,768.
    static func loudness(_ samples: [Int16]) -> Double {
        guard !samples.isEmpty else { return 0 }
        return (samples.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(samples.count)).squareRoot()
    }
}

extension Sound {
    /// Whether a tone is plainly there: in some half second it is most of what is heard.
    func has(_ hertz: Double, channel: Int = 0) -> Bool { secondsOf(hertz, channel: channel) >= 0.5 }

    /// For how long, in steps of an eighth of a second, a tone is most of what is heard.
    func secondsOf(_ hertz: Double, channel: Int = 0) -> Double {
        guard channels.indices.contains(channel) else { return 0 }
        let step = rate / 8
        let windows = stride(from: 0, to: channels[channel].count - step + 1, by: step)
        let heard = windows.count { start in
            let window = Array(channels[channel][start..<start + step])
            return Spectrum.loudness(window) > 200
                && Spectrum.share(of: hertz, in: window, rate: rate) > 0.5
        }
        return Double(heard) / 8
    }
}
