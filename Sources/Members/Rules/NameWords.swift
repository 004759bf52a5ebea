import Foundation

/// A word of a name: as it is written, in small ASCII letters, and as it is folded.
struct NameWord: Hashable, Sendable {
    let spelling: [UInt8]
    let key: [UInt8]
    /// What it was written in, if it was not alone: `abdurrahman` for its Abdul.
    let source: [UInt8]

    init(_ spelling: [UInt8], from source: [UInt8] = []) {
        self.spelling = spelling
        self.source = source
        let folded = NameFold.key(spelling)
        key = NameTables.sameKeys[NamePiece.packed(folded)] ?? folded
    }

    /// One letter, which stands for a word.
    var isInitial: Bool { spelling.count == 1 }
}

/// The words of a name, without titles and degrees, with what is commonly cut short written out.
enum NameWords {
    /// At most so many words of a name count: a bound for what is pasted into a search.
    static let most = 8

    /// - Parameter isBeginning: more follows, so there may be nothing but titles yet.
    static func read(_ text: String, isBeginning: Bool = false) -> [NameWord] {
        let pieces = NamePiece.read(text)
        if isBeginning, pieces.allSatisfy({ NameTables.titles.contains($0.packed) }) { return [] }
        let (first, end) = (NameTables.firstName(in: pieces), NameTables.endOfNames(in: pieces))
        let named = first < end ? pieces[first..<end] : pieces[...]
        var words: [NameWord] = []
        words.reserveCapacity(min(named.count + 1, most))
        for piece in named where words.count < most {
            if named.count > 1, NameTables.links.contains(piece.packed) { continue }
            if let whole = NameTables.short[piece.packed] {
                words.append(NameWord(whole))
            } else if let rest = afterAbdul(piece.letters) {
                words += [NameWord(NameTables.abdul, from: piece.letters), NameWord(rest)]
            } else {
                words.append(NameWord(piece.letters))
            }
        }
        return words
    }

    /// `Abdurrahman` is Abdul Rahman: the article's l becomes the letter that follows. `Abdullah` stays whole.
    private static func afterAbdul(_ word: [UInt8]) -> [UInt8]? {
        guard word.count > 6, word.starts(with: [.a, UInt8(ascii: "b"), .d]) else { return nil }
        var rest = word[3...]
        if rest.starts(with: [.o, .e]) {
            rest = rest.dropFirst(2)
        } else {
            guard rest.first == .u || rest.first == .o else { return nil }
            rest = rest.dropFirst()
        }
        guard let first = rest.first, NameTables.sunLetters.contains(first) || first == rest.dropFirst().first else {
            return nil
        }
        if first == .l || first == rest.dropFirst().first { rest = rest.dropFirst() }
        let isAllah = first == .l && NameTables.allah.contains(Array(rest))
        return rest.count < 3 || isAllah ? nil : Array(rest)
    }
}

/// What stands between two blanks or marks, and what stood before it.
struct NamePiece {
    let letters: [UInt8]
    /// Up to eight letters in one number, to look up quickly; 0 for longer ones.
    let packed: UInt64
    /// Behind a comma, where degrees are.
    let isBehindComma: Bool
    /// With full stops inside, as `S.Pd.I`.
    let isDotted: Bool

    init(_ letters: [UInt8], isBehindComma: Bool = false, isDotted: Bool = false) {
        self.letters = letters
        self.isBehindComma = isBehindComma
        self.isDotted = isDotted
        packed = NamePiece.packed(letters)
    }

    static func packed(_ letters: [UInt8]) -> UInt64 {
        letters.count > 8 ? 0 : letters.reduce(0) { $0 << 8 | UInt64($1) }
    }

    static func packed(_ words: String) -> [UInt64] {
        words.split { $0 == " " || $0 == "\n" }.map { $0.utf8.reduce(0) { $0 << 8 | UInt64($1) } }
    }

    static func read(_ text: String) -> [NamePiece] {
        var reader = PieceReader()
        let isPlain = text.utf8.allSatisfy { $0 < 128 }
        for byte in isPlain ? Array(text.utf8) : plain(text) { reader.take(byte) }
        reader.endChunk()
        return reader.pieces
    }

    /// Letters without their marks: `José` is `Jose`. Apostrophes of every shape are one, other letters are blanks.
    private static func plain(_ text: String) -> [UInt8] {
        text.decomposedStringWithCanonicalMapping.unicodeScalars.flatMap { scalar -> [UInt8] in
            switch scalar {
            case _ where scalar.isASCII: [UInt8(scalar.value)]
            case _ where scalar.properties.canonicalCombiningClass != .notReordered: []
            case "\u{2018}", "\u{2019}", "\u{201B}", "\u{2BC}", "\u{2BB}", "\u{B4}", "\u{2032}": [UInt8(ascii: "'")]
            case "ß": [.s, .s]
            case "æ", "Æ": [.a, .e]
            case "ø", "Ø", "œ", "Œ": [.o]
            case "ł", "Ł": [.l]
            case _ where scalar.properties.generalCategory == .format: []
            default: [UInt8(ascii: " ")]
            }
        }
    }
}

/// Takes a name apart byte by byte.
private struct PieceReader {
    private(set) var pieces: [NamePiece] = []
    private var letters: [UInt8] = []
    /// Where full stops stood between the letters, as long as it is not known whether they are one word.
    private var stops: [Int] = []
    private var isBehindComma = false

    mutating func take(_ byte: UInt8) {
        switch byte {
        case 65...90: letters.append(byte | 0x20)
        case 97...122, 48...57: letters.append(byte)
        case UInt8(ascii: "'"), UInt8(ascii: "`"): break
        case UInt8(ascii: "."): if !letters.isEmpty, stops.last != letters.count { stops.append(letters.count) }
        default:
            endChunk()
            if byte == UInt8(ascii: ",") { isBehindComma = true }
        }
    }

    /// `S.Pd.I` and `K.H` are one piece each if they are a degree or a title, `Drs.H.Ahmad` is three.
    mutating func endChunk() {
        guard !letters.isEmpty else { return }
        if stops.last == letters.count { stops.removeLast() }
        let joined = NamePiece(letters, isBehindComma: isBehindComma, isDotted: !stops.isEmpty)
        let isDegree = !pieces.isEmpty && NameTables.isDegree(joined)
        if stops.isEmpty || isBehindComma || isDegree || NameTables.titles.contains(joined.packed) {
            pieces.append(joined)
        } else {
            for (start, end) in zip([0] + stops, stops + [letters.count]) {
                pieces.append(NamePiece(Array(letters[start..<end])))
            }
        }
        letters = []
        stops = []
    }
}
