import Foundation
import Testing

@Suite("the kit")
struct KitTests {
    @Test("a stage ends every program begun on it, and what those began, and removes its folder")
    func stageEndsEverything() async throws {
        let (folder, grandchild) = try await Stage.play { stage in
            let shell = try stage.start("sh", ["-c", "sleep 600 & echo $! > grandchild; wait"])
            let text = try await Patience.until("the shell has begun a sleep") {
                FileManager.default.contents(atPath: stage.path("grandchild").path)
                    .map { String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .newlines) }
                    .flatMap { $0.isEmpty ? nil : $0 }
            }
            #expect(shell.isRunning)
            #expect(FileManager.default.fileExists(atPath: "/proc/\(text)"))
            return (stage.folder, text)
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path))
        let state = FileManager.default.contents(atPath: "/proc/\(grandchild)/stat").map {
            String(decoding: $0, as: UTF8.self)
        }
        #expect(state == nil || state?.contains(") Z ") == true)
    }

    @Test("a failed program is told with what it said")
    func failedProgram() async throws {
        try await Stage.play { stage in
            let failure = await #expect(throws: Stage.Failed.self) {
                try await stage.run("sh", ["-c", "echo sorry; exit 3"])
            }
            #expect(failure?.code == 3)
            #expect(failure?.output.contains("sorry") == true)
        }
    }

    @Test("waiting in vain names what was waited for")
    func waitingInVain() async throws {
        let failure = await #expect(throws: Patience.Exhausted.self) {
            try await Patience.until("pigs fly", within: .milliseconds(50)) { false }
        }
        #expect(failure?.what == "pigs fly")
    }

    @Test("a tone is found where it is, and not where it is not", arguments: [8_000, 48_000])
    func tones(rate: Int) {
        let tone = Sound.tone(882, seconds: 1, rate: rate)
        #expect(tone.has(880))
        #expect(!tone.has(940))
        #expect(!tone.has(440))
        #expect(!Sound.silence(seconds: 1, rate: rate).has(880))
        #expect(abs((Spectrum.loudest(in: tone.channels[0], rate: rate)?.hertz ?? 0) - 882) <= 5)
        #expect(Spectrum.loudest(in: Sound.silence(seconds: 1, rate: rate).channels[0], rate: rate) == nil)
    }

    @Test("a sound written as WAV is read back, and its channels stay apart")
    func waves() async throws {
        try await Stage.play { stage in
            let left = Sound.tone(440, seconds: 1, rate: 8_000).channels[0]
            let right = Sound.tone(1_000, seconds: 1, rate: 8_000).channels[0]
            let file = stage.path("both.wav")
            try Sound(rate: 8_000, channels: [left, right]).write(to: file)
            let read = try Sound(wave: file)
            #expect(read.channels == [left, right])
            #expect(read.has(440, channel: 0) && !read.has(1_000, channel: 0))
            #expect(read.has(1_000, channel: 1) && !read.has(440, channel: 1))
        }
    }

    @Test("Ogg Opus is decoded to its channels")
    func opus() async throws {
        try await Stage.play { stage in
            let left = Sound.tone(440, seconds: 2, rate: 48_000).channels[0]
            let right = Sound.tone(1_000, seconds: 2, rate: 48_000).channels[0]
            try Sound(rate: 48_000, channels: [left, right]).write(to: stage.path("call.wav"))
            try await stage.run("opusenc", ["--quiet", stage.path("call.wav").path, stage.path("call.opus").path])
            let decoded = try await Sound.decode(opus: stage.path("call.opus"), on: stage)
            #expect(decoded.has(440, channel: 0) && !decoded.has(1_000, channel: 0))
            #expect(decoded.has(1_000, channel: 1))
        }
    }
}
