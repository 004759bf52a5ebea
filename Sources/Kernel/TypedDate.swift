/// A day as people type and dictate it, day first: `12-3-1980`, `12/03/80`, `12 Maret 1980`, `1980-03-12`, `120380`,
/// `12031980`, `19800312`.
///
/// Two digits of a year leave the century open, so there may be several days. None lies after today, or more than 130
/// years before it.
public struct TypedDate: Hashable, Sendable {
    /// At least one; the latest first, as for a birth date.
    public let days: [Day]

    /// nil when the text is no date, or says more than a date.
    public init?(_ text: some StringProtocol, on today: Day) {
        let pieces = TypedDate.pieces(Array(text.utf8)).filter { !$0.isLabel }
        guard let date = TypedDate(pieces[...], on: today) else { return nil }
        self = date
    }

    /// The first date within a text, and the text without it: `Budi Santoso 12-3-1980, Semarang`.
    public static func find(in text: some StringProtocol, on today: Day) -> (date: TypedDate, rest: String)? {
        let bytes = Array(text.utf8)
        let pieces = pieces(bytes)
        for start in pieces.indices {
            for length in [3, 1] where start + length <= pieces.count {
                let window = pieces[start..<start + length]
                guard let date = TypedDate(window, on: today), let end = window.last?.place.upperBound else { continue }
                var first = start
                while first > 0, pieces[first - 1].isLabel { first -= 1 }
                let rest = bytes[..<pieces[first].place.lowerBound] + bytes[end...]
                return (date, String(decoding: rest, as: UTF8.self))
            }
        }
        return nil
    }

    private init?(_ pieces: ArraySlice<Piece>, on today: Day) {
        guard let written = Written(Array(pieces)) else { return nil }
        days = written.years.compactMap { Day(year: $0, month: written.month, day: written.day) }
            .filter { $0 <= today && $0.year >= today.year - 130 }
        if days.isEmpty { return nil }
    }
}

/// What was written, century open or not.
private struct Written {
    let day: Int
    let month: Int
    /// Those that the digits may mean, the latest first.
    let years: [Int]

    init?(_ pieces: [Piece]) {
        if pieces.count == 1 {
            let digits = pieces[0].value
            switch pieces[0].kind {
            case .number(6):
                self.init(day: digits / 10_000, month: digits / 100 % 100, year: digits % 100, yearDigits: 2)
            case .number(8): self.init(packed: digits)
            default: return nil
            }
        } else if pieces.count == 3 {
            self.init(pieces[0], pieces[1], pieces[2])
        } else {
            return nil
        }
    }

    private init?(_ first: Piece, _ second: Piece, _ third: Piece) {
        switch (first.kind, second.kind, third.kind) {
        case (.number(4), .number(1...2), .number(1...2)):
            self.init(day: third.value, month: second.value, year: first.value, yearDigits: 4)
        case (.number(1...2), .number(1...2), .number(let digits)):
            self.init(day: first.value, month: second.value, year: third.value, yearDigits: digits)
        case (.number(1...2), .word, .number(let digits)):
            self.init(day: first.value, month: second.month, year: third.value, yearDigits: digits)
        case (.word, .number(1...2), .number(let digits)):
            self.init(day: second.value, month: first.month, year: third.value, yearDigits: digits)
        default: return nil
        }
    }

    /// `12031980` or `19800312`: never both, as no month and day make a year of our time.
    private init?(packed digits: Int) {
        if digits / 10_000 % 100 <= 12, (1_800...2_999).contains(digits % 10_000) {
            self.init(day: digits / 1_000_000, month: digits / 10_000 % 100, year: digits % 10_000, yearDigits: 4)
        } else {
            self.init(day: digits % 100, month: digits / 100 % 100, year: digits / 10_000, yearDigits: 4)
        }
    }

    private init?(day: Int, month: Int?, year: Int, yearDigits: Int) {
        guard let month, yearDigits == 2 || yearDigits == 4 else { return nil }
        (self.day, self.month) = (day, month)
        years = yearDigits == 4 ? [year] : [2_000 + year, 1_900 + year]
    }
}

/// A run of digits or of letters.
private struct Piece {
    enum Kind: Hashable {
        /// So many digits.
        case number(Int)
        case word
    }

    let kind: Kind
    let place: Range<Int>
    let value: Int
    let text: String

    /// Words before a date that are not part of it.
    var isLabel: Bool { ["tgl", "tanggal", "lahir", "lhr", "ttl"].contains(text) }

    /// Indonesian and English names, old spellings, and what is left of them in haste.
    var month: Int? {
        switch text {
        case "jan", "januari", "january": 1
        case "feb", "februari", "february", "peb", "pebruari", "febuari": 2
        case "mar", "maret", "march", "mrt": 3
        case "apr", "april": 4
        case "mei", "may": 5
        case "jun", "juni", "june": 6
        case "jul", "juli", "july": 7
        case "agu", "agustus", "august", "aug", "agt", "ags", "agst", "agus": 8
        case "sep", "sept", "september": 9
        case "okt", "oktober", "oct", "october": 10
        case "nov", "november", "nop", "nopember": 11
        case "des", "desember", "dec", "december": 12
        default: nil
        }
    }
}

extension TypedDate {
    fileprivate static func pieces(_ bytes: [UInt8]) -> [Piece] {
        var pieces: [Piece] = []
        var start = 0
        while start < bytes.count {
            let isNumber = isDigit(bytes[start])
            guard isNumber || isLetter(bytes[start]) else {
                start += 1
                continue
            }
            let end = bytes[start...].firstIndex { isNumber ? !isDigit($0) : !isLetter($0) } ?? bytes.count
            let text = String(decoding: bytes[start..<end], as: UTF8.self)
            pieces.append(
                Piece(
                    kind: isNumber ? .number(end - start) : .word, place: start..<end, value: Int(text) ?? 0,
                    text: isNumber ? "" : text.lowercased()))
            start = end
        }
        return pieces
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    /// Bytes beyond ASCII belong to letters.
    private static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte | 0x20) || byte >= 128 }
}
