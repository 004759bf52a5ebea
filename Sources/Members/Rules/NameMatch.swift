import Kernel

/// The words of a query laid upon the words of a name.
struct NameMatch {
    private let parts: [NameQuery.Part]
    private let words: [NameWord]
    /// By part, how well it is answered: 0 when it is not.
    private var answers: [Double]
    /// By word of the name, the part that it answers.
    private var answered: [Int?]

    /// Lays the closest words upon each other first; no word is used twice. Words written as one are tried only when
    /// words alone leave something unanswered.
    init(of parts: [NameQuery.Part], in words: [NameWord]) {
        (self.parts, self.words) = (parts, words)
        answers = Array(repeating: 0, count: parts.count)
        answered = Array(repeating: nil, count: words.count)
        var ties = singleTies()
        lay(ties)
        if answers.contains(0) {
            ties += doubleTies()
            lay(ties)
        }
    }

    private struct Tie {
        let parts: Range<Int>
        let words: Range<Int>
        let likeness: Double

        var worth: Double { likeness * Double(max(parts.count, words.count)) }
    }

    private mutating func lay(_ ties: [Tie]) {
        for part in parts.indices { answers[part] = 0 }
        for word in words.indices { answered[word] = nil }
        for tie in ties.sorted(by: { $0.worth > $1.worth }) {
            guard tie.parts.allSatisfy({ answers[$0] == 0 }), tie.words.allSatisfy({ answered[$0] == nil }) else {
                continue
            }
            for part in tie.parts { answers[part] = tie.likeness }
            for word in tie.words { answered[word] = tie.parts.lowerBound }
        }
    }

    private func singleTies() -> [Tie] {
        var ties: [Tie] = []
        for part in parts.indices {
            for word in words.indices {
                let likeness = parts[part].likeness(to: words[word])
                if likeness > 0 { ties.append(Tie(parts: part..<part + 1, words: word..<word + 1, likeness: likeness)) }
            }
        }
        return ties
    }

    /// One word with two, and two with one; Abdul and his word with another such two.
    private func doubleTies() -> [Tie] {
        var ties: [Tie] = []
        func tie(_ parts: Range<Int>, _ words: Range<Int>, _ likeness: Double) {
            if likeness > 0 { ties.append(Tie(parts: parts, words: words, likeness: likeness)) }
        }
        for word in words.indices {
            let doubled = double(at: word)
            for part in parts.indices {
                let double = parts[part].double
                tie(part..<part + 1, word..<word + 2, NameWord.likeness([parts[part].word], doubled))
                tie(part..<part + 2, word..<word + 1, NameWord.likeness(double, [words[word]]))
                if !double.isEmpty, !doubled.isEmpty, parts[part].word.isAbdul, words[word].isAbdul,
                    parts[part + 1].word.likeness(to: words[word + 1]) == 0
                {
                    tie(part..<part + 2, word..<word + 2, NameWord.likeness(double, doubled))
                }
            }
        }
        return ties
    }

    /// A word and the next written as one, if that is about as long as something typed.
    private func double(at place: Int) -> [NameWord] {
        guard place + 1 < words.count else { return [] }
        let length = words[place].spelling.count + words[place + 1].spelling.count
        let isLikely = words[place].isAbdul || parts.contains { abs($0.word.spelling.count - length) <= 4 }
        return isLikely ? words[place].forms(with: words[place + 1]) : []
    }

    var score: Double? {
        let whole = parts.indices.filter { !parts[$0].word.isInitial }
        let telling = whole.filter { !parts[$0].word.isOftenLeftOut }
        let needed = telling.isEmpty ? whole : telling
        let missing = needed.count { answers[$0] == 0 }
        guard missing <= (needed.count >= 3 ? 1 : 0), missing < needed.count else { return nil }

        let weights = parts.map { $0.word.isInitial ? 0.3 : $0.word.isOftenLeftOut ? 0.5 : 1 }
        let sum = zip(answers, weights).reduce(0) { $0 + $1.0 * $1.1 }
        return sum / weights.reduce(0, +) * tidiness
    }

    /// Less than 1 for words of the name that nobody asked for, and for another order.
    private var tidiness: Double {
        let spare = zip(words, answered).filter { $0.1 == nil }.map(\.0)
        let loss = spare.reduce(0) { $0 + ($1.isInitial || $1.isOftenLeftOut ? 0.01 : 0.03) }
        let order = answered.compactMap(\.self)
        let isInOrder = zip(order, order.dropFirst()).allSatisfy { $0 <= $1 }
        return 1 - min(loss, 0.12) - (isInOrder ? 0 : 0.02)
    }
}

extension NameQuery.Part {
    fileprivate func likeness(to other: NameWord) -> Double {
        let begins = beginnings.contains { other.key.starts(with: $0) || other.spelling.starts(with: $0) }
        return max(word.likeness(to: other), begins ? 0.9 : 0)
    }
}

extension NameWord {
    /// Names that many do not use, and many registers write as an initial.
    var isOftenLeftOut: Bool { key == NameTables.muhammad || key == NameTables.siti }

    fileprivate var isAbdul: Bool { spelling == NameTables.abdul }

    /// From 1 for the same spelling down to 0 for another word. The other is the register's, whose length says how many
    /// typing errors are forgiven.
    fileprivate func likeness(to other: NameWord) -> Double {
        if spelling == other.spelling { return 1 }
        if isInitial || other.isInitial {
            return key.first == other.key.first || spelling.first == other.spelling.first ? 0.6 : 0
        }
        if key == other.key {
            return 0.97 - 0.03 * Double(EditDistance.between(spelling, other.spelling, atMost: 4) ?? 5)
        }
        return typingLikeness(to: other)
    }

    /// The best of any with any, where one side at least is of two words written as one.
    fileprivate static func likeness(_ some: [NameWord], _ others: [NameWord]) -> Double {
        var best = 0.0
        for one in some where !one.isInitial {
            for other in others where !other.isInitial {
                best = max(best, one.key == other.key ? 0.93 : one.typingLikeness(to: other) * 0.98)
            }
        }
        return best
    }

    private func typingLikeness(to other: NameWord) -> Double {
        let length = other.spelling.count
        guard length >= 5 else { return 0 }
        let limit = min(length, spelling.count) >= 10 ? 2 : 1
        var distance = EditDistance.between(spelling, other.spelling, atMost: limit)
        if distance != 1, min(key.count, other.key.count) >= 5 {
            distance = EditDistance.between(key, other.key, atMost: 1) ?? distance
        }
        guard let distance else { return 0 }
        return 0.94 - 0.1 * Double(distance) - (key.first == other.key.first ? 0 : 0.1)
    }
}
