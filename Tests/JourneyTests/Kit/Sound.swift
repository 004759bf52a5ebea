import Foundation

/// Sound as samples: what a peer says, and what it heard.
struct Sound: Sendable {
    let rate: Int
    /// One array of samples, -32768 to 32767, for each channel.
    let channels: [[Int16]]

    init(rate: Int, channels: [[Int16]]) {
        self.rate = rate
        self.channels = channels
    }

    var seconds: Double { Double(channels.first?.count ?? 0) / Double(rate) }

    /// A steady tone at half of full loudness.
    static func tone(_ hertz: Double, seconds: Double, rate: Int) -> Sound {
        let samples = (0..<Int(seconds * Double(rate))).map { index in
            Int16(16_000 * sin(2 * .pi * hertz * Double(index) / Double(rate)))
        }
        return Sound(rate: rate, channels: [samples])
    }

    static func silence(seconds: Double, rate: Int) -> Sound {
        Sound(rate: rate, channels: [Array(repeating: 0, count: Int(seconds * Double(rate)))])
    }

    /// What was heard in the last so many seconds.
    func last(_ seconds: Double) -> Sound {
        Sound(rate: rate, channels: channels.map { Array($0.suffix(Int(seconds * Double(rate)))) })
    }

    func between(_ start: Double, _ end: Double) -> Sound {
        Sound(
            rate: rate,
            channels: channels.map { samples in
                let first = min(samples.count, Int(start * Double(rate)))
                return Array(samples[first..<max(first, min(samples.count, Int(end * Double(rate))))])
            })
    }
}

// MARK: - WAV

extension Sound {
    struct NotWave: Error {
        let path: String
    }

    /// 16-bit PCM with its RIFF header.
    var wave: Data {
        let frames = channels.first?.count ?? 0
        var bytes = Data("RIFF".utf8)
        func append<I: FixedWidthInteger>(_ number: I) {
            withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
        }
        append(UInt32(36 + frames * channels.count * 2))
        bytes.append(contentsOf: Data("WAVEfmt ".utf8))
        append(UInt32(16))
        append(UInt16(1))
        append(UInt16(channels.count))
        append(UInt32(rate))
        append(UInt32(rate * channels.count * 2))
        append(UInt16(channels.count * 2))
        append(UInt16(16))
        bytes.append(contentsOf: Data("data".utf8))
        append(UInt32(frames * channels.count * 2))
        for frame in 0..<frames { for channel in channels { append(channel[frame]) } }
        return bytes
    }

    func write(to file: URL) throws { try wave.write(to: file) }

    /// Reads 16-bit PCM. A file that is still being written says a length of 0: then all that is there is read.
    init(wave file: URL) throws {
        let bytes = [UInt8](try Data(contentsOf: file))
        func number(_ place: Int, _ width: Int) -> Int {
            (0..<width).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
        }
        guard bytes.count >= 12, bytes[0..<4].elementsEqual("RIFF".utf8) else { throw NotWave(path: file.path) }
        var place = 12
        var form: (channels: Int, rate: Int)?
        while place + 8 <= bytes.count {
            let isBody = bytes[place..<place + 4].elementsEqual("data".utf8)
            let size = number(place + 4, 4)
            place += 8
            if isBody, let form {
                let end = size == 0 || place + size > bytes.count ? bytes.count : place + size
                let frames = (end - place) / (2 * form.channels)
                let samples = (0..<form.channels).map { channel in
                    (0..<frames).map { frame in
                        Int16(bitPattern: UInt16(number(place + 2 * (frame * form.channels + channel), 2)))
                    }
                }
                self.init(rate: form.rate, channels: samples)
                return
            }
            if bytes[place - 8..<place - 4].elementsEqual("fmt ".utf8), place + 16 <= bytes.count {
                form = (number(place + 2, 2), number(place + 4, 4))
            }
            place += size + size % 2
        }
        throw NotWave(path: file.path)
    }
}

// MARK: - Opus

extension Sound {
    /// Decodes an Ogg Opus file with opusdec, as anybody's player would.
    static func decode(opus file: URL, on stage: Stage) async throws -> Sound {
        let wave = stage.path("decoded-\(UUID().uuidString.prefix(6)).wav")
        try await stage.run("opusdec", ["--quiet", "--rate", "48000", file.path, wave.path])
        return try Sound(wave: wave)
    }
}
