import Foundation

/// The music on hold: a slow arpeggio over four chords, our own, made of sines that a telephone carries well. Twenty
/// seconds whose end runs into its beginning, so that the loop is not heard.
enum HoldMusic {
    /// Changes when the music does, so that shelves make it anew.
    static let edition = "arpeggio 1"

    static let rate = 8_000
    private static let noteSeconds = 0.5
    private static let ringSeconds = 2.4

    /// Each chord sounds for ten notes; degrees are semitones above A3 (220 Hz).
    private static let chords: [[Int]] = [
        [3, 7, 10, 14, 19],  // C major seventh
        [0, 7, 12, 15, 19],  // A minor seventh
        [-4, 3, 8, 12, 19],  // F major seventh
        [-2, 5, 8, 12, 17],  // G suspended
    ]
    private static let order = [0, 2, 1, 3, 2, 4, 3, 2, 1, 2]

    static func wave() -> Data { WaveSound.file(samples(), rate: rate) }

    static func samples() -> [Int16] {
        let length = Int(Double(chords.count * order.count) * noteSeconds) * rate
        var sound = [Double](repeating: 0, count: length)
        for (bar, chord) in chords.enumerated() {
            for (place, step) in order.enumerated() {
                let start = Int(Double(bar * order.count + place) * noteSeconds * Double(rate))
                add(pitch(chord[step]), loudness: place == 0 ? 1 : 0.7, at: start, to: &sound)
            }
        }
        let peak = sound.reduce(1e-9) { max($0, abs($1)) }
        // A quarter of full scale: music that is not louder than the voices around it.
        return sound.map { Int16(($0 / peak * 8_000).rounded()) }
    }

    private static func pitch(_ degree: Int) -> Double { 220 * pow(2, Double(degree) / 12) }

    /// A plucked note with a soft beginning; what rings past the end rings at the beginning.
    private static func add(_ pitch: Double, loudness: Double, at start: Int, to sound: inout [Double]) {
        for index in 0..<Int(ringSeconds * Double(rate)) {
            let time = Double(index) / Double(rate)
            let swell = min(1, time / 0.03) * min(1, (ringSeconds - time) / 0.2)
            let phase = 2 * Double.pi * pitch * time
            let tone = sin(phase) + 0.25 * exp(-3 * time) * sin(2 * phase)
            sound[(start + index) % sound.count] += loudness * swell * exp(-1.6 * time) * tone
        }
    }
}
