import Foundation
import Synchronization
import Testing

@testable import Calls

@Suite("the shelf of prompts")
struct PromptShelfTests {
    /// A folder that is gone with the test.
    final class Folder: Sendable {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("sahut-prompts-\(UUID())")
        // A folder that was never made need not be removed.
        deinit { try? FileManager.default.removeItem(at: url) }
    }

    /// Speaks nothing, and remembers what it was asked.
    final class Parrot: Sendable {
        private let said = Mutex<[String]>([])
        var words: [String] { said.withLock { $0 } }

        func speak(_ words: String, _ file: URL) throws {
            said.withLock { $0.append(words) }
            try WaveSound.file(Array(repeating: 100, count: 800), rate: 8_000).write(to: file)
        }
    }

    private let folder = Folder()
    private let parrot = Parrot()

    private func shelf(_ text: String) throws -> PromptShelf {
        PromptShelf(folder: folder.url, scripts: try PromptScript.read(text)) { [parrot] in try parrot.speak($0, $1) }
    }

    private func recording(_ seconds: Int = 1) -> Data {
        WaveSound.file(Array(repeating: 7, count: seconds * 8_000), rate: 8_000)
    }

    @Test("only what is missing, or has other words than before, is spoken")
    func generating() async throws {
        let first = try shelf("salam\tSelamat datang.\nmenu\tTekan satu.\n")
        #expect(try await first.generate().map(\.text) == ["salam", "menu", "musik"])
        #expect(try await first.generate() == [])
        #expect(try await shelf("salam\tSelamat datang.\nmenu\tTekan dua.\n").generate().map(\.text) == ["menu"])
        #expect(parrot.words == ["Selamat datang.", "Tekan satu.", "Tekan dua."])
    }

    @Test("a recording takes the place of the generated voice, outlives new words, and gives the place back")
    func replacing() async throws {
        let shelf = try shelf("salam\tSelamat datang.")
        try await shelf.generate()
        let generated = try shelf.sound("salam")
        try shelf.replace("salam", with: recording())
        #expect(try shelf.sound("salam") == recording())
        #expect(try shelf.prompts().first?.origin == .replaced)
        try await self.shelf("salam\tHalo.").generate()
        #expect(try shelf.sound("salam") == recording())
        try shelf.restore("salam")
        #expect(try shelf.sound("salam") == generated)
        #expect(try shelf.prompts().first?.origin == .generated)
    }

    @Test("a prompt that was lost is put back from what was generated")
    func losing() async throws {
        let shelf = try shelf("salam\tSelamat datang.")
        try await shelf.generate()
        try FileManager.default.removeItem(at: folder.url.appendingPathComponent("salam.wav"))
        #expect(try shelf.prompts().first?.origin == .missing)
        #expect(try await shelf.generate() == [])
        #expect(try shelf.prompts().first?.origin == .generated)
    }

    @Test("a name that no prompt has leads nowhere, not even out of the folder", arguments: ["tutup", "../salam", ""])
    func unknown(_ name: String) async throws {
        let shelf = try shelf("salam\tSelamat datang.")
        try await shelf.generate()
        #expect(throws: PromptRefusal.unknown) { try shelf.sound(PromptName(name)) }
        #expect(throws: PromptRefusal.unknown) { try shelf.replace(PromptName(name), with: recording()) }
        #expect(throws: PromptRefusal.unknown) { try shelf.restore(PromptName(name)) }
    }

    @Test("what is no short PCM recording is refused, and the old one stays")
    func refusing() async throws {
        let shelf = try shelf("salam\tSelamat datang.")
        try await shelf.generate()
        let before = try shelf.sound("salam")
        var compressed = recording()
        compressed[20] = 85
        #expect(throws: PromptRefusal.notWAV) { try shelf.replace("salam", with: Data("ID3 music".utf8)) }
        #expect(throws: PromptRefusal.notWAV) { try shelf.replace("salam", with: compressed) }
        #expect(throws: PromptRefusal.tooLong) { try shelf.replace("salam", with: recording(61)) }
        #expect(throws: PromptRefusal.empty) { try shelf.replace("salam", with: recording(0)) }
        let large = WaveSound.file([], rate: 8_000) + Data(count: WaveSound.uploadLimit)
        #expect(throws: PromptRefusal.tooLarge) { try shelf.replace("salam", with: large) }
        #expect(try shelf.sound("salam") == before)
    }

    @Test("the text file is read line by line, and a line that is none is named")
    func reading() throws {
        let scripts = try PromptScript.read("# suara\n\nsalam\tSelamat datang.\nangka-1\tsatu\n")
        #expect(scripts.map(\.name.text) == ["salam", "angka-1"])
        #expect(throws: PromptScript.Refusal.unreadable(line: 2)) { try PromptScript.read("a\tb\nsalam tanpa tab") }
        #expect(throws: PromptScript.Refusal.unreadable(line: 1)) { try PromptScript.read("../salam\tkeluar") }
        #expect(throws: PromptScript.Refusal.twice(name: "a")) { try PromptScript.read("a\tb\na\tc") }
        #expect(throws: PromptScript.Refusal.twice(name: "musik")) { try PromptScript.read("musik\tla la") }
    }

    @Test("the music is twenty seconds that begin as they end, neither silent nor loud")
    func music() throws {
        let samples = HoldMusic.samples()
        #expect(samples.count == 20 * 8_000)
        #expect(samples.map(\.magnitude).max().map { (7_900...8_000).contains($0) } == true)
        // The step over the seam is no larger than those within.
        let steps = zip(samples, samples.dropFirst()).map { abs(Int($0) - Int($1)) }
        #expect(abs(Int(samples[0]) - Int(samples[samples.count - 1])) <= steps.max() ?? 0)
        // No second is silent.
        for second in 0..<20 {
            let part = samples[second * 8_000..<(second + 1) * 8_000]
            #expect(part.contains { $0.magnitude > 800 })
        }
    }

    @Test("espeak-ng speaks Indonesian that can be played", .enabled(if: EspeakVoice.isInstalled))
    func speaking() async throws {
        let shelf = PromptShelf(folder: folder.url, scripts: [PromptScript(name: "angka-7", words: "tujuh")])
        try await shelf.generate()
        let prompt = try #require(try shelf.prompts().first)
        #expect((0.2...2).contains(try #require(prompt.seconds)))
    }
}

extension EspeakVoice {
    fileprivate static var isInstalled: Bool {
        ["/usr/bin/espeak-ng", "/usr/local/bin/espeak-ng"].contains { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
