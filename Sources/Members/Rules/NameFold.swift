/// Makes one of the many spellings of an Indonesian word, for an index; the result is no spelling that anybody uses.
///
/// What falls together, and why:
/// - `oe`→u (so written until 1947), `dj`→j, `tj`→c, `sj`→sy, `nj`→ny, `ch`→kh and j for y (until 1972: *Ejaan Yang
///   Disempurnakan*, Presidential Decree 57 of 1972) live on in names. As j may be either, j, dj and y are one.
/// - c, ch, k, kh, q: Choirul, Khoirul; Taufiq, Taufik. Before a consonant kh and ch are h: Achmad, Akhmad, Ahmad.
/// - f, v, p, ph: Fitri, Vitri, Pitri. s, sh, sy, z: Aziz, Azis; Syaiful, Saiful.
/// - a and o: Javanese writes the same vowel either way (Surya, Suryo), and so do Arabic names (Rahman, Rohman).
/// - ai, ae, ei, oi are e, au is a: Zainal, Zaenal; Taufik, Topik. ie is i. i, y, iy before a vowel: Prasetyo,
///   Prasetiyo.
/// - doubled letters are single; h after a consonant and at the end is dropped: Ridho, Rido; Fatimah, Fatima.
///
/// Folding what is folded changes nothing.
struct NameFold {
    private let letters: [UInt8]
    private var place = 0
    private var key: [UInt8] = []

    /// - Parameters:
    ///   - word: small ASCII letters and digits.
    ///   - isWhole: false for the beginning of a word that is still being typed: its last h stays.
    static func key(_ word: [UInt8], isWhole: Bool = true) -> [UInt8] {
        var fold = NameFold(word)
        while fold.place < fold.letters.count { fold.step() }
        if isWhole, fold.key.count > 1, fold.key.last == .h { fold.key.removeLast() }
        return fold.key
    }

    private init(_ word: [UInt8]) {
        letters = word
        key.reserveCapacity(word.count)
        // Moch, Mokh and Moh are Muh: Mochammad, Mokhtar.
        if word.count > 2, word[0] == .m, word[1] == .o || word[1] == .u {
            let isDouble = word.count > 3 && (word[2] == .c || word[2] == .k) && word[3] == .h
            if isDouble || word[2] == .h {
                key = [.m, .u, .h]
                place = isDouble ? 4 : 3
            }
        }
    }

    private func at(_ offset: Int) -> UInt8 { place + offset < letters.count ? letters[place + offset] : 0 }

    private mutating func step() {
        let letter = letters[place]
        place += 1
        if letter == at(0), letter >= .a, letter != .o { return }
        switch letter {
        case .a, .e, .i, .u: put(vowel: letter)
        case .o: foldO()
        case .y, .j: foldY()
        case .w: foldW()
        case .h: if key.last.map({ $0.isVowel || $0 == .y || $0 == .w }) ?? true { put(.h) }
        case .c, .k: foldK()
        case .q: put(.k)
        case .x:
            put(.k)
            put(.s)
        case .f, .v: put(.p)
        case .s, .z: foldS()
        case .d: if at(0) != .j { put(.d) }
        case .t:
            put(at(0) == .j ? .k : .t)
            if at(0) == .j { place += 1 }
        default: put(letter)
        }
    }

    private mutating func put(_ other: UInt8) { if key.last != other || other < .a { key.append(other) } }

    private mutating func put(vowel: UInt8) {
        switch (key.last, vowel) {
        case (.a?, .i), (.a?, .e):
            key.removeLast()
            put(vowel: .e)
        case (.a?, .u), (.i?, .e), (.e?, .i): break
        default: if key.last != vowel { key.append(vowel) }
        }
    }

    private mutating func foldO() {
        if at(0) == .e || at(0) == .o {
            place += 1
            put(vowel: .u)
        } else {
            put(vowel: .a)
        }
    }

    /// A vowel unless another follows.
    private mutating func foldY() {
        guard at(0).isVowel, let last = key.last else { return at(0).isVowel ? put(.y) : put(vowel: .i) }
        if !last.isVowel {
            put(vowel: .i)
        } else if last != .i {
            put(.y)
        }
    }

    /// Dwi, Duwi and Dui are one, and so are Fawzi and Fauzi, Dawud and Daud.
    private mutating func foldW() {
        guard let last = key.last else { return put(.w) }
        let next = at(0)
        if next.isVowel || next == .y || next == .j || next == .d && at(1) == .j {
            if !last.isVowel { return put(vowel: .u) }
            let isBeforeU = next == .u || next == .o && (at(1) == .e || at(1) == .o)
            if last != .u, last != .a || !isBeforeU { put(.w) }
        } else if last.isVowel {
            put(vowel: .u)
        } else {
            put(.w)
        }
    }

    private mutating func foldK() {
        guard at(0) == .h else { return put(.k) }
        place += 1
        if let last = key.last, last.isVowel, !at(0).isVowel { put(.h) } else { put(.k) }
    }

    private mutating func foldS() {
        put(.s)
        if at(0) == .y || at(0) == .j, at(1).isVowel || at(1) == .h { place += 1 }
    }
}

extension UInt8 {
    static let a = UInt8(ascii: "a")
    static let c = UInt8(ascii: "c")
    static let d = UInt8(ascii: "d")
    static let e = UInt8(ascii: "e")
    static let f = UInt8(ascii: "f")
    static let h = UInt8(ascii: "h")
    static let i = UInt8(ascii: "i")
    static let j = UInt8(ascii: "j")
    static let k = UInt8(ascii: "k")
    static let l = UInt8(ascii: "l")
    static let m = UInt8(ascii: "m")
    static let o = UInt8(ascii: "o")
    static let p = UInt8(ascii: "p")
    static let q = UInt8(ascii: "q")
    static let s = UInt8(ascii: "s")
    static let t = UInt8(ascii: "t")
    static let u = UInt8(ascii: "u")
    static let v = UInt8(ascii: "v")
    static let w = UInt8(ascii: "w")
    static let x = UInt8(ascii: "x")
    static let y = UInt8(ascii: "y")
    static let z = UInt8(ascii: "z")

    /// Of a, e, i, o, u.
    var isVowel: Bool { self == .a || self == .e || self == .i || self == .o || self == .u }
}
