/// How many letters apart two words are; letters beyond ASCII count by their bytes of UTF-8.
public enum EditDistance {
    /// Letters changed, left out or added (Levenshtein's distance).
    public static func between(_ one: String, _ other: String) -> Int {
        let (one, other) = (Array(one.utf8), Array(other.utf8))
        let longest = max(one.count, other.count)
        // No two words are further apart than the longer one is long.
        return between(one, other, atMost: longest, exchanging: false) ?? longest
    }

    /// Letters changed, left out, added, or exchanged with their neighbour, each once (optimal string alignment, the
    /// restricted Damerau-Levenshtein distance); nil when there are more than `limit`.
    ///
    /// - Parameter exchanging: whether letters that changed places are one change; else two.
    public static func between(
        _ first: [UInt8], _ second: [UInt8], atMost limit: Int, exchanging: Bool = true
    ) -> Int? {
        guard abs(first.count - second.count) <= limit else { return nil }
        // Most words differ in more letters than that, whatever their order.
        guard (mask(first) ^ mask(second)).nonzeroBitCount <= 2 * limit else { return nil }
        let width = second.count + 1
        // The rows of the last letter but one, of the last, and of this.
        var rows = [Int](repeating: 0, count: 3 * width)
        for column in 0..<width { rows[width + column] = column }
        for (row, letter) in first.enumerated() {
            rows[2 * width] = row + 1
            var least = row + 1
            for column in 1..<width {
                let isSame = letter == second[column - 1]
                var cost = min(
                    rows[width + column] + 1, rows[2 * width + column - 1] + 1,
                    rows[width + column - 1] + (isSame ? 0 : 1))
                if exchanging, row > 0, column > 1, letter == second[column - 2], first[row - 1] == second[column - 1] {
                    cost = min(cost, rows[column - 2] + 1)
                }
                rows[2 * width + column] = cost
                least = min(least, cost)
            }
            if least > limit { return nil }
            rows.removeFirst(width)
            rows.append(contentsOf: repeatElement(0, count: width))
        }
        return rows[2 * width - 1] <= limit ? rows[2 * width - 1] : nil
    }

    /// A bit for each letter that occurs.
    private static func mask(_ word: [UInt8]) -> UInt32 { word.reduce(0) { $0 | 1 << UInt32($1 & 31) } }
}
