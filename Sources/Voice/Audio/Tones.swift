import Glibc

extension Tone {
    /// The sound itself, made once.
    var clip: Clip {
        switch self {
        case .zip: Self.zipClip
        case .ring: Self.ringClip
        case .busy: Self.busyClip
        }
    }

    private static let zipClip = Clip(
        sound([440], milliseconds: 130) + pause(milliseconds: 40) + sound([480], milliseconds: 130))
    private static let ringClip = Clip(sound([425], milliseconds: 1_000))
    private static let busyClip = Clip(
        (0..<2).flatMap { _ in sound([425], milliseconds: 250) + pause(milliseconds: 250) })

    /// A sum of sines at -12 dB of full scale, with ends of 5 ms that do not click.
    static func sound(_ frequencies: [Double], milliseconds: Int) -> [Int16] {
        let count = milliseconds * 8
        return (0..<count).map { index in
            let sum = frequencies.reduce(0.0) { $0 + sin(2 * .pi * $1 * Double(index) / 8_000) }
            let edge = min(1, Double(min(index, count - 1 - index)) / 40)
            return Int16(8_000 * edge * sum / Double(frequencies.count))
        }
    }

    private static func pause(milliseconds: Int) -> [Int16] { [Int16](repeating: 0, count: milliseconds * 8) }
}
