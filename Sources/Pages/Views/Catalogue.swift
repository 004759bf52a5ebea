public import Foundation
import Mustache

/// Every word that Sahut shows, in every language, from the `words.json` of each feature:
/// `{"tickets.title": {"id": "Tiket", "en": "Tickets"}}`.
///
/// Templates write `{{t.tickets.title}}`. Words with arguments (`"{count} tiket"`) are filled by the page's code.
public final class Catalogue: Sendable {
    public enum Problem: Error, Hashable, Sendable {
        case unreadable(file: String, reason: String)
        /// Two features define the same key.
        case twice(key: String)
    }

    static let empty = Catalogue(entries: [:])

    /// By key, then by language.
    public let entries: [String: [Language: String]]
    private let trees: [Language: WordNode]

    init(entries: [String: [Language: String]]) {
        self.entries = entries
        trees = Dictionary(
            uniqueKeysWithValues: Language.allCases.map { language in
                (language, WordNode(entries.compactMapValues { $0[language] }))
            })
    }

    /// Reads every `*words.json` of the bundles' `Templates` folders.
    public convenience init(bundles: [Bundle]) throws {
        var entries: [String: [Language: String]] = [:]
        for file in try bundles.flatMap({ try $0.files(in: "Templates") }) where file.path.hasSuffix("words.json") {
            for (key, words) in try Self.read(file.url) {
                guard entries[key] == nil else { throw Problem.twice(key: key) }
                entries[key] = words
            }
        }
        self.init(entries: entries)
    }

    /// The words of a key; the other language's when it has none in this one, the key itself when it is unknown, so
    /// that a gap is seen and no page fails. Tests find gaps (`WordCheck`).
    public func text(_ key: String, _ language: Language, _ arguments: [String: String] = [:]) -> String {
        guard let words = entries[key] else { return key }
        var text = words[language] ?? words[.id] ?? key
        for (name, value) in arguments { text = text.replacing("{\(name)}", with: value) }
        return text
    }

    func words(_ language: Language) -> WordNode { trees[language] ?? WordNode([:]) }

    private static func read(_ url: URL) throws -> [String: [Language: String]] {
        do {
            let raw = try JSONDecoder().decode([String: [String: String]].self, from: Data(contentsOf: url))
            return raw.mapValues { words in
                words.reduce(into: [:]) { known, entry in
                    if let language = Language(rawValue: entry.key) { known[language] = entry.value }
                }
            }
        } catch {
            throw Problem.unreadable(file: url.lastPathComponent, reason: "\(error)")
        }
    }
}

/// The words of one language as a tree by the parts of their keys, as templates walk it.
final class WordNode: MustacheParent, MustacheCustomRenderable, Sendable {
    let renderText: String
    var isNull: Bool { false }
    private let children: [String: WordNode]

    init(_ words: [String: String]) {
        renderText = words[""] ?? ""
        var parts: [String: [String: String]] = [:]
        for (key, text) in words where !key.isEmpty {
            let halves = key.split(separator: ".", maxSplits: 1)
            parts[String(halves[0]), default: [:]][halves.count == 2 ? String(halves[1]) : ""] = text
        }
        children = parts.mapValues { WordNode($0) }
    }

    func child(named name: String) -> Any? { children[name] }
}

extension Bundle {
    /// The files of a resource folder by their path within it; none when the bundle has no such folder.
    func files(in folder: String) throws -> [(path: String, url: URL)] {
        guard let root = resourceURL?.appendingPathComponent(folder),
            FileManager.default.fileExists(atPath: root.path)
        else { return [] }
        return try FileManager.default.subpathsOfDirectory(atPath: root.path).sorted().compactMap { path in
            let url = root.appendingPathComponent(path)
            let isFolder = try url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory ?? false
            return isFolder || path.hasPrefix(".") ? nil : (path, url)
        }
    }
}

extension Bundle {
    /// The templates, words and assets of Pages itself.
    static let pages = Bundle.module
}
