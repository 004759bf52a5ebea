public import Foundation

/// The voice that speaks the prompts when nobody has recorded them: espeak-ng's Indonesian.
public enum EspeakVoice {
    public enum Failure: Error, Equatable, Sendable {
        /// The package `espeak-ng` is not there.
        case notInstalled
        case failed(status: Int32)
    }

    /// Words a minute: a little slower than it speaks by itself, for bad lines.
    private static let wordsPerMinute = 150

    /// Speaks Indonesian words into a WAV file of 22.05 kHz; the voice engine brings it to the telephone's rate.
    ///
    /// Words without a full stop are parts of a sentence that is put together while it plays (numbers): the silence
    /// after them is cut short.
    public static func speak(_ words: String, into file: URL) async throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "espeak-ng", "-v", "id", "-s", "\(wordsPerMinute)", "-p", "45", "-w", file.path, "--", words,
        ]
        process.standardError = FileHandle.nullDevice
        let status = try await ended(process)
        if status == 127 { throw Failure.notInstalled }
        guard status == 0, FileManager.default.fileExists(atPath: file.path) else {
            throw Failure.failed(status: status)
        }
        if !words.hasSuffix(".") {
            try WaveSound.withoutSilence(after: Data(contentsOf: file)).write(to: file, options: .atomic)
        }
    }

    private static func ended(_ process: Process) async throws -> Int32 {
        let (ends, end) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in
            end.yield(process.terminationStatus)
            end.finish()
        }
        try process.run()
        for await status in ends { return status }
        throw CancellationError()
    }
}
