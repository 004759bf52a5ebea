/// Why what was typed is no number of its kind.
public enum NumberFault: Error, Hashable, Sendable {
    case empty
    /// Neither digits nor what people put between digits: the first few of them, as typed.
    case characters(String)
    case tooShort(by: Int)
    case tooLong(by: Int)
}

/// The digits of a typed, dictated or pasted number.
///
/// Forgiven between digits: blanks of every kind, full stops, dashes, slashes, brackets, apostrophes (a spreadsheet's
/// mark of text) and invisible marks, which come along when a number is copied out of a chat.
struct TypedDigits {
    private(set) var digits: [UInt8] = []
    /// At most eight characters that do not belong in a number.
    private(set) var strange = ""

    init(_ text: some StringProtocol) {
        var strange = 0
        for scalar in text.unicodeScalars {
            if (48...57).contains(scalar.value) {
                digits.append(UInt8(scalar.value))
            } else if !TypedDigits.stands(between: scalar) {
                strange += 1
                if strange <= 8 { self.strange.unicodeScalars.append(scalar) }
            }
        }
    }

    static func stands(between scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case " ", "-", ".", "/", "(", ")", "'", "\t", "\n", "\r", "\u{2018}", "\u{2019}": true
        case _ where scalar.isASCII: false
        default:
            scalar.properties.isWhitespace || scalar.properties.generalCategory == .dashPunctuation
                || scalar.properties.generalCategory == .format
        }
    }

    /// Exactly so many digits, as text.
    func exactly(_ count: Int) throws(NumberFault) -> String {
        guard strange.isEmpty else { throw .characters(strange) }
        guard !digits.isEmpty else { throw .empty }
        guard digits.count >= count else { throw .tooShort(by: count - digits.count) }
        guard digits.count <= count else { throw .tooLong(by: digits.count - count) }
        return String(decoding: digits, as: UTF8.self)
    }
}
