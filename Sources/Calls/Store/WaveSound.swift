public import Foundation

/// What a PCM WAV file says about itself (Microsoft RIFF, WAVE format chunk).
public struct WaveSound: Sendable, Equatable {
    public let channels: Int
    /// Frames a second.
    public let rate: Int
    public let bits: Int
    public let seconds: Double

    /// The largest and longest recording that a person may upload.
    public static let uploadLimit = 5 * 1_024 * 1_024
    public static let uploadSeconds = 60.0

    /// Reads a file that a person uploaded, with the limits of uploads.
    public init(upload bytes: Data) throws(PromptRefusal) {
        guard bytes.count <= Self.uploadLimit else { throw .tooLarge }
        try self.init(of: bytes)
        guard seconds > 0 else { throw .empty }
        guard seconds <= Self.uploadSeconds else { throw .tooLong }
    }

    /// - Throws: `.notWAV` for anything but PCM of 8 or 16 bits in one or two channels at 8 to 48 kHz.
    public init(of bytes: Data) throws(PromptRefusal) {
        let bytes = [UInt8](bytes)
        guard bytes.count >= 44, bytes[0..<4].elementsEqual("RIFF".utf8), bytes[8..<12].elementsEqual("WAVE".utf8)
        else { throw .notWAV }
        var format: (channels: Int, rate: Int, bits: Int)?
        var start = 12
        while start + 8 <= bytes.count {
            let name = bytes[start..<start + 4]
            let length = Self.number(bytes, start + 4, 4)
            if name.elementsEqual("fmt ".utf8), start + 24 <= bytes.count {
                guard Self.isPCM(bytes, start) else { throw .notWAV }
                format = (
                    Self.number(bytes, start + 10, 2), Self.number(bytes, start + 12, 4),
                    Self.number(bytes, start + 22, 2)
                )
            }
            if name.elementsEqual("data".utf8) {
                guard let format, (1...2).contains(format.channels), (8_000...48_000).contains(format.rate),
                    [8, 16].contains(format.bits)
                else { throw .notWAV }
                // Programs that write to a pipe leave the length open: what is there counts.
                let held = min(length, bytes.count - start - 8)
                (channels, rate, bits) = format
                seconds = Double(held) / Double(format.channels * format.bits / 8 * format.rate)
                return
            }
            start += 8 + length + length % 2
        }
        throw .notWAV
    }

    /// Format 1, or the extensible format with the PCM sub-format (its first two bytes).
    private static func isPCM(_ bytes: [UInt8], _ start: Int) -> Bool {
        switch number(bytes, start + 8, 2) {
        case 1: true
        case 0xFFFE: start + 34 <= bytes.count && number(bytes, start + 32, 2) == 1
        default: false
        }
    }

    private static func number(_ bytes: [UInt8], _ start: Int, _ count: Int) -> Int {
        (0..<count).reduce(0) { $0 | Int(bytes[start + $1]) << (8 * $1) }
    }

    /// The sound with at most 60 ms of silence at its end. Anything but mono of 16 bits stays as it is.
    static func withoutSilence(after bytes: Data) throws(PromptRefusal) -> Data {
        let sound = try WaveSound(of: bytes)
        guard sound.channels == 1, sound.bits == 16, let body = [UInt8](bytes).dataChunk else { return bytes }
        let samples = stride(from: body.lowerBound, to: body.upperBound - 1, by: 2).map { place in
            Int16(bitPattern: UInt16(bytes[place]) | UInt16(bytes[place + 1]) << 8)
        }
        // -46 dB of full scale: below what a telephone lets be heard.
        guard let last = samples.lastIndex(where: { $0.magnitude > 160 }) else { return bytes }
        return file(Array(samples.prefix(last + sound.rate * 60 / 1_000)), rate: sound.rate)
    }

    /// A mono file of 16 bits.
    static func file(_ samples: [Int16], rate: Int) -> Data {
        var bytes: [UInt8] = []
        func add(_ number: Int, _ count: Int) {
            for index in 0..<count { bytes.append(UInt8(number >> (8 * index) & 0xFF)) }
        }
        bytes += "RIFF".utf8
        add(36 + samples.count * 2, 4)
        bytes += "WAVEfmt ".utf8
        for (number, count) in [(16, 4), (1, 2), (1, 2), (rate, 4), (rate * 2, 4), (2, 2), (16, 2)] {
            add(number, count)
        }
        bytes += "data".utf8
        add(samples.count * 2, 4)
        for sample in samples { add(Int(UInt16(bitPattern: sample)), 2) }
        return Data(bytes)
    }
}

extension [UInt8] {
    /// Where the samples of a WAV file lie.
    fileprivate var dataChunk: Range<Int>? {
        var start = 12
        while start + 8 <= count {
            let length = (0..<4).reduce(0) { $0 | Int(self[start + 4 + $1]) << (8 * $1) }
            if self[start..<start + 4].elementsEqual("data".utf8) {
                return start + 8..<Swift.min(count, start + 8 + length)
            }
            start += 8 + length + length % 2
        }
        return nil
    }
}
