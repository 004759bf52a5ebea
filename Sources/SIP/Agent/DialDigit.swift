/// A key of the telephone: 0-9, `*`, `#`, A-D.
public struct DialDigit: Hashable, Sendable {
    public let character: Character

    public init?(_ character: Character) {
        guard let byte = character.asciiValue, let digit = DialDigit(byte: byte) else { return nil }
        self = digit
    }

    init?(byte: UInt8) {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "*"), UInt8(ascii: "#"),
            UInt8(ascii: "A")...UInt8(ascii: "D"):
            character = Character(UnicodeScalar(byte))
        case UInt8(ascii: "a")...UInt8(ascii: "d"):
            character = Character(UnicodeScalar(byte & 0xDF))
        default: return nil
        }
    }
}

extension DialDigit: CustomStringConvertible {
    public var description: String { String(character) }
}
