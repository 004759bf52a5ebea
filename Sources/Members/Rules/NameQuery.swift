/// A name as somebody typed it into a search: what to look up, and how well a name answers it.
public struct NameQuery: Sendable, Hashable {
    /// Keys of the words that are typed to their end, in order; `NameKey` says how to look them up.
    public let words: [String]
    /// Keys of two words next to each other, in either order.
    public let pairs: [String]
    /// When the last word is still being typed: beginnings of keys, one of which its key has. Under three letters they
    /// begin too many to be looked up, and only rank.
    public let prefixes: [String]

    /// Everything typed, in order.
    let parts: [Part]

    struct Part: Sendable, Hashable {
        let word: NameWord
        /// Letters that the word begins with, and what its key may begin with; empty when it is typed to its end.
        let beginnings: [[UInt8]]
        /// It and the next written as one.
        let double: [NameWord]
    }

    /// nil when there is no word of two letters.
    ///
    /// - Parameter isBeingTyped: the last word may go on, unless a blank follows it.
    public init?(_ text: String, isBeingTyped: Bool = false) {
        let isOpen = isBeingTyped && (text.utf8.last.map(NameQuery.isInWord) ?? false)
        let blank = isOpen ? text.utf8.lastIndex { !NameQuery.isInWord($0) } : nil
        let start = isOpen ? blank.map(text.utf8.index(after:)) ?? text.startIndex : text.endIndex
        let head = NameWords.read(String(text[..<start]), isBeginning: isOpen)
        let tail = NamePiece.read(String(text[start...])).last?.letters

        let beginnings = tail.map { NameQuery.beginnings($0) } ?? []
        words = NameKey.keys(of: head)
        pairs = NameKey.pairs(of: head) + NameKey.pairs(of: head.reversed())
        prefixes = beginnings.map { String(decoding: $0, as: UTF8.self) }
        let last = tail.map { [NameWords.whole($0)] } ?? []
        let typed = head + last
        parts = typed.enumerated().map { place, word in
            Part(
                word: word, beginnings: place < head.count ? [] : beginnings + [tail ?? []],
                double: place + 1 < typed.count ? word.forms(with: typed[place + 1]) : [])
        }
        if parts.allSatisfy(\.word.isInitial) { return nil }
    }

    /// Letters, digits, apostrophes and what is beyond ASCII.
    private static func isInWord(_ byte: UInt8) -> Bool {
        (97...122).contains(byte | 0x20) || (48...57).contains(byte) || byte >= 128
            || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`")
    }

    /// What the key of a word may begin with, when it begins with these letters: the last of them may turn out to be
    /// half of a sound.
    private static func beginnings(_ typed: [UInt8]) -> [[UInt8]] {
        var all = [NameFold.key(typed, isWhole: false)]
        for (letters, spare) in endings[typed.last ?? 0] ?? [] {
            all.append(NameFold.key(typed + letters.utf8, isWhole: false).dropLast(spare))
        }
        if typed.count > 4 { all.append(NameWords.whole(typed).key) }
        return all.enumerated().filter { place, key in
            !key.isEmpty && !all.enumerated().contains { $0.offset != place && isShorter($0, than: (place, key)) }
        }.map(\.element)
    }

    /// By the last letter typed: letters with which the sound may go on, and how many of them to take off again.
    private static let endings: [UInt8: [(String, Int)]] = [
        .a: [("i", 0)], .o: [("e", 0), ("i", 0)], .y: [("a", 1)], .j: [("a", 1)], .w: [("a", 1)], .h: [("a", 1)],
        .c: [("h", 0), ("ha", 1)], .k: [("h", 0), ("ha", 1)], .t: [("ja", 1)], .d: [("ja", 0), ("ju", 0)],
    ]

    /// Whether one beginning makes another needless.
    private static func isShorter(_ one: (offset: Int, element: [UInt8]), than other: (Int, [UInt8])) -> Bool {
        !one.element.isEmpty && other.1.starts(with: one.element)
            && (one.element.count < other.1.count || one.offset < other.0)
    }

    /// How well a name answers, up to 1 for the same words in the same order; nil when it does not.
    ///
    /// Each word must be found: folded alike, one letter away in words of five letters and more, two in words of ten;
    /// as its initial; or as two words written in one. One of three and more may be missing, and Muhammad and Siti
    /// always, as many leave them out.
    public func score(_ name: String) -> Double? { NameMatch(of: parts, in: NameWords.read(name)).score }
}

extension NameWords {
    /// A word written out, in one.
    static func whole(_ letters: [UInt8]) -> NameWord {
        NameWord(NameTables.short[NamePiece.packed(letters)] ?? letters)
    }
}
