/// The compression that the insurer's services answer with: LZ78 over UTF-16 code units, six bits a letter, in the
/// alphabet that the lz-string library calls "encoded URI component".
///
/// The stream is codes of growing width, each with its lowest bit first, packed into letters from the highest bit down.
/// Code 0 introduces a unit of 8 bits, 1 one of 16, 2 ends; the others name earlier stretches of the text.
enum LZString {
    enum Refusal: Error, Hashable, Sendable {
        /// A letter that is not of the alphabet.
        case badLetter
        /// The stream ends before its end mark.
        case cutShort
        /// A code that names nothing.
        case badCode
        /// Longer than allowed: a few letters can stand for millions.
        case tooLong
    }

    static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-$".utf8)
    static let bitsPerLetter = 6

    /// The value of each letter; 64, the padding sign's, for letters that are none.
    static let values: [UInt8] = {
        var values = Array(repeating: UInt8(64), count: 256)
        for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
        // Plus signs arrive as blanks where somebody decoded the text as a form.
        values[Int(UInt8(ascii: " "))] = values[Int(UInt8(ascii: "+"))]
        return values
    }()

    static let unit8 = 0
    static let unit16 = 1
    static let end = 2
    /// The first code that a stretch gets.
    static let firstCode = 3
}

// MARK: - Unpacking

extension LZString {
    /// - Parameter longest: of the text, in UTF-16 code units.
    static func decompress(_ letters: some Sequence<UInt8>, longest: Int) throws(Refusal) -> [UInt16] {
        var unpacking = Unpacking(letters: Array(letters), longest: longest)
        while try unpacking.step() {}
        return unpacking.text
    }

    private struct Unpacking {
        private var bits: LetterBits
        private let longest: Int
        private(set) var text: [UInt16] = []
        /// What each code from `firstCode` on stands for. A stretch is always some part of the text so far, so its
        /// place is enough, and the book grows no faster than the letters are read.
        private var stretches: [Range<Int>] = []
        /// The stretch that was written last.
        private var last: Range<Int>?
        private var width = Width(bits: 2, left: 1)

        init(letters: [UInt8], longest: Int) {
            bits = LetterBits(letters: letters)
            self.longest = longest
        }

        /// Reads one code; false at the end mark.
        mutating func step() throws(Refusal) -> Bool {
            let start = text.count
            switch try bits.read(width.bits) {
            case LZString.end: return false
            case LZString.unit8: try introduce(UInt16(try bits.read(8)))
            case LZString.unit16: try introduce(UInt16(try bits.read(16)))
            case let code: try write(code - LZString.firstCode)
            }
            if let last { stretches.append(last.lowerBound..<start + 1) }
            width.count()
            last = start..<text.count
            return true
        }

        private mutating func introduce(_ unit: UInt16) throws(Refusal) {
            guard text.count < longest else { throw .tooLong }
            stretches.append(text.count..<text.count + 1)
            text.append(unit)
            if last != nil { width.count() }
        }

        private mutating func write(_ index: Int) throws(Refusal) {
            guard let last, index <= stretches.count else { throw .badCode }
            // The newest code may be used before it is known: it is the last stretch and that one's first unit again.
            let stretch = index < stretches.count ? stretches[index] : last.lowerBound..<last.upperBound + 1
            guard text.count + stretch.count <= longest else { throw .tooLong }
            for place in stretch { text.append(text[place]) }
        }
    }
}

/// How many bits the next code has. Both sides widen after the same number of codes.
private struct Width {
    var bits: Int
    var left: Int

    mutating func count() {
        left -= 1
        guard left == 0 else { return }
        left = 1 << bits
        bits += 1
    }
}

private struct LetterBits {
    let letters: [UInt8]
    private var place = 0

    init(letters: [UInt8]) { self.letters = letters }

    mutating func read(_ count: Int) throws(LZString.Refusal) -> Int {
        var number = 0
        for bit in 0..<count {
            guard place / LZString.bitsPerLetter < letters.count else { throw .cutShort }
            let value = LZString.values[Int(letters[place / LZString.bitsPerLetter])]
            guard value < 64 else { throw .badLetter }
            let shift = LZString.bitsPerLetter - 1 - place % LZString.bitsPerLetter
            number |= Int(value >> shift & 1) << bit
            place += 1
        }
        return number
    }
}

// MARK: - Packing

extension LZString {
    static func compress(_ text: some Sequence<UInt16>) -> [UInt8] {
        var packing = Packing()
        for unit in text { packing.take(unit) }
        return packing.finish()
    }

    private struct Packing {
        private struct Step: Hashable {
            let after: Int
            let unit: UInt16
        }

        /// The code of a stretch by the code of all but its last unit; 0 stands before the first unit.
        private var codes: [Step: Int] = [:]
        /// Units that have a code but were not written yet.
        private var unwritten: [Int: UInt16] = [:]
        private var next = LZString.firstCode
        private var current = 0
        private var width = Width(bits: 2, left: 2)
        private var letters: [UInt8] = []
        private var letter = 0
        private var filled = 0

        mutating func take(_ unit: UInt16) {
            let alone = Step(after: 0, unit: unit)
            if codes[alone] == nil {
                codes[alone] = next
                unwritten[next] = unit
                next += 1
            }
            let longer = Step(after: current, unit: unit)
            if let known = codes[longer] {
                current = known
            } else {
                writeCurrent()
                codes[longer] = next
                next += 1
                current = codes[alone] ?? 0
            }
        }

        mutating func finish() -> [UInt8] {
            if current != 0 { writeCurrent() }
            write(LZString.end, bits: width.bits)
            repeat { write(0, bits: 1) } while filled != 0
            return letters
        }

        private mutating func writeCurrent() {
            if let unit = unwritten.removeValue(forKey: current) {
                let isShort = unit < 256
                write(isShort ? LZString.unit8 : LZString.unit16, bits: width.bits)
                write(Int(unit), bits: isShort ? 8 : 16)
                width.count()
            } else {
                write(current, bits: width.bits)
            }
            width.count()
        }

        private mutating func write(_ number: Int, bits: Int) {
            for bit in 0..<bits {
                letter = letter << 1 | number >> bit & 1
                filled += 1
                guard filled == LZString.bitsPerLetter else { continue }
                letters.append(LZString.alphabet[letter])
                (letter, filled) = (0, 0)
            }
        }
    }
}
