/// What an index of names is made of, so that a person is found under any spelling, by exact look-ups and ranges alone.
///
/// A register keeps, for every member, a row `(key, birth date, member)` for each of `keys` and `pairs`; and beside it
/// each different key once, with a row `(letters, key)` for each of its `shortened`. A search then looks
///
/// 1. for `NameQuery.pairs`: two words next to each other are rarer than either, also for the commonest names;
/// 2. for the rarest of `NameQuery.words`, together with the birth date if it is known;
/// 3. if nothing was found, for the keys that share a `shortened` with one of the words: those are one letter away;
///
/// and ranks what it found by `NameQuery.score`, which also refuses.
public enum NameKey {
    /// A key for each word of a name but initials, in the name's order, each once: `Drs. H. Moh. Tjahjo K., M.Si` has
    /// `muhamad` and `kahia`. No title or degree among them, unless the name is nothing else.
    public static func keys(of name: String) -> [String] { keys(of: NameWords.read(name)) }

    /// A key for each two words next to each other, which is also that of the two written as one: `Sri Wahyuni`,
    /// `Sriwahyuni`.
    public static func pairs(of name: String) -> [String] { pairs(of: NameWords.read(name)) }

    /// A key with each of its letters left out, and the key itself. Two keys that are one letter apart (one changed,
    /// left out, added, or two exchanged) have one of these in common. Keys under four letters have only themselves.
    public static func shortened(_ key: String) -> [String] {
        let letters = Array(key.utf8)
        guard letters.count >= 4 else { return [key] }
        var all = [key]
        for place in letters.indices where place == 0 || letters[place] != letters[place - 1] {
            all.append(String(decoding: letters[..<place] + letters[(place + 1)...], as: UTF8.self))
        }
        return all
    }

    static func keys(of words: [NameWord]) -> [String] {
        var keys: [String] = []
        for word in words where !word.isInitial {
            let key = String(decoding: word.key, as: UTF8.self)
            if !keys.contains(key) { keys.append(key) }
        }
        return keys
    }

    static func pairs(of words: [NameWord]) -> [String] {
        let whole = words.filter { !$0.isInitial }
        var pairs: [String] = []
        for (first, second) in zip(whole, whole.dropFirst()) {
            let key = String(decoding: first.joined(with: second).key, as: UTF8.self)
            if !pairs.contains(key) { pairs.append(key) }
        }
        return pairs
    }
}

extension NameWord {
    /// The two written as one word.
    func joined(with other: NameWord) -> NameWord { NameWord(spelling + other.spelling) }

    /// Every way in which the two may be written as one; none with an initial.
    func forms(with other: NameWord) -> [NameWord] {
        if isInitial || other.isInitial { return [] }
        guard spelling == NameTables.abdul, let first = other.spelling.first else { return [joined(with: other)] }
        var forms = [joined(with: other)]
        if NameTables.sunLetters.contains(first) {
            forms.append(NameWord(spelling.dropLast() + [first] + other.spelling))
        }
        if !source.isEmpty { forms.append(NameWord(source)) }
        return forms
    }
}
