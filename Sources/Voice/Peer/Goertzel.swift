import Glibc

/// How much of one frequency a sound has: what tests ask of what they hear.
public enum Goertzel {
    /// The share of the sound's power that lies at `frequency` (Hz), 0 to 1; about 1 for that tone alone, about 0.5 for
    /// each of two equal ones. Sound of 8 kHz.
    public static func share(of frequency: Double, in samples: some Collection<Int16>) -> Double {
        guard samples.count > 0 else { return 0 }
        let coefficient = 2 * cos(2 * Double.pi * frequency / 8_000)
        var previous = 0.0
        var beforePrevious = 0.0
        var power = 0.0
        for sample in samples {
            let value = Double(sample)
            power += value * value
            (beforePrevious, previous) = (previous, value + coefficient * previous - beforePrevious)
        }
        guard power > 0 else { return 0 }
        let found = previous * previous + beforePrevious * beforePrevious - coefficient * previous * beforePrevious
        return 2 * found / (power * Double(samples.count))
    }

    /// The strongest frequency, in steps of 10 Hz from 100 to 3,400; nil for silence (below about -60 dB).
    public static func dominant(in samples: some Collection<Int16>) -> Double? {
        let loudness = level(of: samples)
        guard loudness > 30 else { return nil }
        return stride(from: 100.0, through: 3_400, by: 10).max {
            share(of: $0, in: samples) < share(of: $1, in: samples)
        }
    }

    /// Root mean square.
    public static func level(of samples: some Collection<Int16>) -> Double {
        guard samples.count > 0 else { return 0 }
        return (samples.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(samples.count)).squareRoot()
    }
}
