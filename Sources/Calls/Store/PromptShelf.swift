public import Foundation

/// What callers hear: a folder with one `<name>.wav` for each prompt, which the voice engine plays from.
///
/// `generated/` beside it keeps what was spoken from the text file (and the words it was spoken from),
/// `replacements/` what a person uploaded. A replacement wins until it is taken back. Files are exchanged by
/// renaming, so that a caller who is listening hears the old one to its end and the next caller the new one.
public struct PromptShelf: Sendable {
    /// Speaks words into a WAV file.
    public typealias Speaker = @Sendable (_ words: String, _ file: URL) async throws -> Void

    public struct Prompt: Sendable, Equatable {
        public enum Origin: Sendable, Equatable { case generated, replaced, missing }

        public let name: PromptName
        /// The words it is spoken from; nil for the music.
        public let words: String?
        public let origin: Origin
        /// Length of what is played; nil while nothing is there.
        public let seconds: Double?
    }

    /// The music on hold, which no text can speak.
    public static let music: PromptName = "musik"

    public let folder: URL
    public let scripts: [PromptScript]
    private let speak: Speaker

    /// - Parameters:
    ///   - folder: the voice engine's folder of prompts; made when it is not there.
    ///   - speak: `EspeakVoice.speak` unless a test says otherwise.
    public init(folder: URL, scripts: [PromptScript], speak: @escaping Speaker = EspeakVoice.speak) {
        self.folder = folder
        self.scripts = scripts
        self.speak = speak
    }

    private var names: [PromptName] { scripts.map(\.name) + [Self.music] }

    /// Every prompt in the order of the text file, the music last.
    public func prompts() throws -> [Prompt] {
        try names.map { name in
            let words = scripts.first { $0.name == name }?.words
            let file = played(name)
            guard exists(file) else { return Prompt(name: name, words: words, origin: .missing, seconds: nil) }
            let sound = try WaveSound(of: Data(contentsOf: file))
            return Prompt(
                name: name, words: words, origin: exists(replacement(name)) ? .replaced : .generated,
                seconds: sound.seconds)
        }
    }

    /// The sound that callers hear under a name.
    public func sound(_ name: PromptName) throws -> Data {
        guard names.contains(name), exists(played(name)) else { throw PromptRefusal.unknown }
        return try Data(contentsOf: played(name))
    }

    // MARK: - Replacing

    /// Puts a recording in the place of the generated voice, from the next caller on.
    ///
    /// - Throws: `PromptRefusal` when the bytes are no PCM WAV of at most 60 s and 5 MB, or no prompt has the name.
    public func replace(_ name: PromptName, with bytes: Data) throws {
        guard names.contains(name) else { throw PromptRefusal.unknown }
        _ = try WaveSound(upload: bytes)
        try put(bytes, at: replacement(name))
        try put(bytes, at: played(name))
    }

    /// - Throws: `PromptRefusal.unknown` when there is no such prompt.
    func isReplaced(_ name: PromptName) throws -> Bool {
        guard names.contains(name) else { throw PromptRefusal.unknown }
        return exists(replacement(name))
    }

    /// Goes back to the generated voice. Nothing happens when it is in use already.
    public func restore(_ name: PromptName) throws {
        guard names.contains(name), exists(generated(name)) else { throw PromptRefusal.unknown }
        if exists(replacement(name)) { try FileManager.default.removeItem(at: replacement(name)) }
        try put(Data(contentsOf: generated(name)), at: played(name))
    }

    // MARK: - Generating

    /// Speaks what is missing and what has other words than before, and answers with the names of those.
    @discardableResult
    public func generate() async throws -> [PromptName] {
        var made: [PromptName] = []
        for script in scripts where try !isCurrent(script.name, script.words) {
            let draft = generated(script.name).appendingPathExtension("draft")
            try makeFolder(of: draft)
            try await speak(script.words, draft)
            let sound = try Data(contentsOf: draft)
            try FileManager.default.removeItem(at: draft)
            try keep(sound, of: script.name, spokenFrom: script.words)
            made.append(script.name)
        }
        if try !isCurrent(Self.music, HoldMusic.edition) {
            try keep(HoldMusic.wave(), of: Self.music, spokenFrom: HoldMusic.edition)
            made.append(Self.music)
        }
        for name in names where !exists(played(name)) {
            let source = exists(replacement(name)) ? replacement(name) : generated(name)
            try put(Data(contentsOf: source), at: played(name))
        }
        return made
    }

    private func isCurrent(_ name: PromptName, _ words: String) throws -> Bool {
        guard exists(generated(name)), exists(wordsFile(name)) else { return false }
        return try String(contentsOf: wordsFile(name), encoding: .utf8) == words
    }

    /// The words are written last: a crash before leaves the prompt to be spoken once more.
    private func keep(_ sound: Data, of name: PromptName, spokenFrom words: String) throws {
        _ = try WaveSound(of: sound)
        try put(sound, at: generated(name))
        if !exists(replacement(name)) { try put(sound, at: played(name)) }
        try put(Data(words.utf8), at: wordsFile(name))
    }

    // MARK: - Files

    private func played(_ name: PromptName) -> URL { folder.appendingPathComponent(name.text + ".wav") }
    private func generated(_ name: PromptName) -> URL { folder.appendingPathComponent("generated/\(name.text).wav") }
    private func wordsFile(_ name: PromptName) -> URL { folder.appendingPathComponent("generated/\(name.text).txt") }
    private func replacement(_ name: PromptName) -> URL {
        folder.appendingPathComponent("replacements/\(name.text).wav")
    }

    private func exists(_ file: URL) -> Bool { FileManager.default.fileExists(atPath: file.path) }

    private func makeFolder(of file: URL) throws {
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    }

    private func put(_ bytes: Data, at file: URL) throws {
        try makeFolder(of: file)
        try bytes.write(to: file, options: .atomic)
    }
}

/// One prompt and the words that it is spoken from: a line of the text file.
public struct PromptScript: Sendable, Equatable {
    public let name: PromptName
    public let words: String

    public enum Refusal: Error, Equatable, Sendable {
        /// A line is not `name<TAB>words`, with a name of small letters, digits and hyphens.
        case unreadable(line: Int)
        case twice(name: String)
    }

    /// Reads `name<TAB>words` from each line; empty lines and those that begin with `#` are left out.
    public static func read(_ text: String) throws(Refusal) -> [PromptScript] {
        var scripts: [PromptScript] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.trimmingCharacters(in: .whitespacesAndNewlines)
            if line.isEmpty || line.hasPrefix("#") { continue }
            let halves = line.split(separator: "\t", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            guard halves.count == 2, isName(halves[0]), !halves[1].isEmpty else {
                throw .unreadable(line: index + 1)
            }
            let name = PromptName(halves[0])
            guard name != PromptShelf.music, !scripts.contains(where: { $0.name == name }) else {
                throw .twice(name: name.text)
            }
            scripts.append(PromptScript(name: name, words: halves[1]))
        }
        return scripts
    }

    /// Names become file names: nothing but small letters, digits and hyphens.
    private static func isName(_ text: String) -> Bool {
        (1...40).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
            }
    }
}

/// Why a recording was not taken.
public enum PromptRefusal: String, Error, Sendable, CaseIterable {
    case unknown, notWAV, tooLarge, tooLong, empty
}
