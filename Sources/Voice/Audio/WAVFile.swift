import Glibc

/// Sound of a WAV file as 8 kHz mono samples, whatever it was: PCM of 8, 16, 24 or 32 bits, float, A-law or mu-law,
/// any rate, any number of channels.
struct WAVFile: Sendable {
    enum Refusal: Error, Equatable, Sendable {
        case notWAV
        case formatUnknown(tag: Int, bits: Int)
        case truncated
        case tooLong(seconds: Int)
    }

    /// Half an hour: a prompt or a piece of music, not an archive.
    static let longestSeconds = 1_800

    var samples: [Int16]

    private struct Format {
        var tag: Int
        var channels: Int
        var rate: Int
        var bits: Int
        var bytesPerFrame: Int { channels * bits / 8 }
    }

    init(_ bytes: [UInt8]) throws(Refusal) {
        guard bytes.count >= 12, bytes[0..<4].elementsEqual("RIFF".utf8), bytes[8..<12].elementsEqual("WAVE".utf8)
        else { throw .notWAV }
        var format: Format?
        var start = 12
        while start + 8 <= bytes.count {
            let name = bytes[start..<start + 4]
            let length = Self.number(bytes, start + 4, 4)
            let body = start + 8..<min(bytes.count, start + 8 + length)
            if name.elementsEqual("fmt ".utf8) { format = try Self.format(bytes, body) }
            if name.elementsEqual("data".utf8) {
                guard let format else { throw .notWAV }
                samples = try Self.telephone(bytes, body, format)
                return
            }
            start += 8 + length + length % 2
        }
        throw .truncated
    }

    private static func number(_ bytes: [UInt8], _ start: Int, _ count: Int) -> Int {
        (0..<count).reduce(0) { $0 | Int(bytes[start + $1]) << ($1 * 8) }
    }

    private static func format(_ bytes: [UInt8], _ body: Range<Int>) throws(Refusal) -> Format {
        guard body.count >= 16 else { throw .truncated }
        var tag = number(bytes, body.lowerBound, 2)
        // WAVE_FORMAT_EXTENSIBLE: the true tag begins the sub-format.
        if tag == 0xFFFE, body.count >= 26 { tag = number(bytes, body.lowerBound + 24, 2) }
        let format = Format(
            tag: tag, channels: number(bytes, body.lowerBound + 2, 2), rate: number(bytes, body.lowerBound + 4, 4),
            bits: number(bytes, body.lowerBound + 14, 2))
        let isKnown =
            switch tag {
            case 1: [8, 16, 24, 32].contains(format.bits)
            case 3: format.bits == 32
            case 6, 7: format.bits == 8
            default: false
            }
        guard isKnown, (1...16).contains(format.channels), (4_000...384_000).contains(format.rate) else {
            throw .formatUnknown(tag: tag, bits: format.bits)
        }
        return format
    }

    private static func telephone(_ bytes: [UInt8], _ body: Range<Int>, _ format: Format) throws(Refusal) -> [Int16] {
        let frames = body.count / format.bytesPerFrame
        guard frames / format.rate <= longestSeconds else { throw .tooLong(seconds: frames / format.rate) }
        let width = format.bits / 8
        var mono = [Float](repeating: 0, count: frames)
        for frame in 0..<frames {
            var sum: Float = 0
            for channel in 0..<format.channels {
                sum += sample(bytes, body.lowerBound + (frame * format.channels + channel) * width, format)
            }
            mono[frame] = sum / Float(format.channels)
        }
        if format.rate != 8_000 { mono = Resampler.toTelephone(mono, from: format.rate) }
        return mono.map { Int16(max(-32_767, min(32_767, $0.rounded()))) }
    }

    /// In the scale of 16 bits.
    private static func sample(_ bytes: [UInt8], _ start: Int, _ format: Format) -> Float {
        switch (format.tag, format.bits) {
        case (6, _): return Float(G711.aLaw.linear[Int(bytes[start])])
        case (7, _): return Float(G711.muLaw.linear[Int(bytes[start])])
        case (3, _):
            return Float(bitPattern: UInt32(number(bytes, start, 4))) * 32_767
        case (_, 8): return (Float(bytes[start]) - 128) * 256
        default:
            let width = format.bits / 8
            let raw = Int32(truncatingIfNeeded: number(bytes, start, width) << (32 - format.bits))
            return Float(raw) / 65_536
        }
    }
}

/// Brings sound of any rate to 8 kHz by a windowed sinc that keeps what a telephone carries.
enum Resampler {
    /// Zero crossings on each side of the kernel.
    private static let reach = 16.0

    static func toTelephone(_ input: [Float], from rate: Int) -> [Float] {
        let ratio = Double(rate) / 8_000
        // Cut below the lower of both Nyquist limits.
        let cutoff = 0.92 * min(1, 1 / ratio)
        let half = Int(reach / cutoff)
        let count = Int(Double(input.count) / ratio)
        var output = [Float](repeating: 0, count: count)
        // The kernel repeats after `phases` outputs; each phase is made once.
        let phases = min(8_000 / greatestDivisor(rate, 8_000), 8_000)
        let kernels = (0..<phases).map { kernel(centre: Double($0) * ratio, half: half, cutoff: cutoff) }
        for index in 0..<count {
            let first = Int(Double(index) * ratio) - half + 1
            let weights = kernels[index % phases]
            var sum: Float = 0
            for tap in 0..<weights.count {
                let place = first + tap
                if place >= 0, place < input.count { sum += input[place] * weights[tap] }
            }
            output[index] = sum
        }
        return output
    }

    private static func kernel(centre: Double, half: Int, cutoff: Double) -> [Float] {
        let fraction = centre - centre.rounded(.down)
        let weights = (-half + 1...half).map { tap -> Double in
            let distance = Double(tap) - fraction
            let angle = Double.pi * distance * cutoff
            let sinc = distance == 0 ? 1 : sin(angle) / angle
            let window = 0.5 + 0.5 * cos(Double.pi * distance / Double(half + 1))
            return sinc * window
        }
        let sum = weights.reduce(0, +)
        return weights.map { Float($0 / sum) }
    }

    private static func greatestDivisor(_ first: Int, _ second: Int) -> Int {
        second == 0 ? first : greatestDivisor(second, first % second)
    }
}
