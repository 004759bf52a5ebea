import Foundation

/// A word as an index of words keeps and asks it: small ASCII letters and digits only, so that both databases cut and
/// compare it alike, and nothing that is typed can be a sign of their query languages.
///
/// Marks above letters are dropped (*é* is *e*). A letter beyond ASCII is written as `u` and its number.
public struct FoldedWord: Hashable, Comparable, Sendable {
    public let text: String

    /// Letters of a word that are kept; what follows is not told apart.
    public static let longest = 40
    /// A number of more digits than this is somebody's: of a card, an identity card, a telephone. It is not kept.
    public static let longestNumber = 8

    /// The words of a text, each once, in their order.
    public static func all(in text: String) -> [FoldedWord] {
        let plain =
            text.utf8.allSatisfy { $0 < 0x80 }
            ? text
            : text.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
        var words: [FoldedWord] = []
        var seen: Set<String> = []
        var word: [UInt8] = []
        func end() {
            defer { word.removeAll(keepingCapacity: true) }
            guard !word.isEmpty, word.count <= longestNumber || !word.allSatisfy(isDigit) else { return }
            let text = String(decoding: word.prefix(longest), as: UTF8.self)
            if seen.insert(text).inserted { words.append(FoldedWord(text: text)) }
        }
        for scalar in plain.unicodeScalars {
            switch scalar {
            case "a"..."z", "0"..."9": word.append(UInt8(scalar.value))
            case "A"..."Z": word.append(UInt8(scalar.value) | 0x20)
            case _ where !scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil):
                word += Array("u\(String(scalar.value, radix: 16))".utf8)
            default: end()
            }
        }
        end()
        return words
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    public static func < (one: Self, other: Self) -> Bool { one.text < other.text }
}

/// What an index of words is asked: all of the words must be there.
public struct WordQuery: Hashable, Sendable {
    /// Never empty.
    public let words: [FoldedWord]

    /// Words of one question.
    public static let mostWords = 8
    /// A word of fewer letters (*RS*, *KC*) must stand as it is; of longer ones the beginning is enough.
    public static let shortestBeginning = 3

    /// nil when the text holds no word.
    public init?(_ text: String) {
        let words = FoldedWord.all(in: text).prefix(WordQuery.mostWords)
        guard !words.isEmpty else { return nil }
        self.words = Array(words)
    }
}
