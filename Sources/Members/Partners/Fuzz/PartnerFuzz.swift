import Kernel

/// What a fuzz of a partner's answers found, and how much it did.
public struct PartnerFuzzReport: Hashable, Sendable {
    public var iterations = 0
    /// Answers that could be read in spite of the damage.
    public var readable = 0
    /// Of those, answers in which something was noted.
    public var noted = 0
    public var refused = 0
    /// Broken promises, each with the iteration in which it was broken.
    public var violations: [String] = []

    mutating func blame(_ sentence: String) {
        guard violations.count < 20 else { return }
        violations.append("\(iterations): \(sentence)")
    }
}

/// What readers of JSON from partners stumble over.
enum PartnerMorsels {
    static let all: [[UInt8]] =
        [
            "{", "}", "[", "]", "\"", "\\", "\\\"", "\\u0000", "\\ud800", ",", ":", "null", "true", "1e999", "-0",
            "1e-400", "9999999999999999999999999999999999999999999999", "0.1", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
            "{\"a\":{\"a\":{\"a\":", "\"content\":", "\"metadata\":", "\"response\":", "\"RESPON\":\"Login Gagal\"",
            "Sesuai (", "Tidak Sesuai", "(99999999999999999999)", "31-02-2020", "2020-13-01", "0000-00-00", "=", "==",
            "+", "/", "$", " ", "\n", "\0", "\u{FFFD}",
        ].map { Array($0.utf8) } + [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF]]
}
