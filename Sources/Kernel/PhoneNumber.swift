/// A telephone number as the network carries it: E.164 digits without the plus sign (ITU-T E.164).
public struct PhoneNumber: Hashable, Sendable {
    /// `628123456789`: country code first.
    public let digits: String

    /// Reads what people and trunks write: `0812…`, `62812…`, `+62 812-…`, `021-…`; nil when it is no telephone
    /// number.
    ///
    /// A number without country code is taken as Indonesian. Short codes such as `165` are not telephone numbers.
    public init?(_ text: some StringProtocol) {
        var digits: [UInt8] = []
        var international = false
        for (index, byte) in text.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits.append(byte)
            case UInt8(ascii: "+") where index == 0: international = true
            case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "("), UInt8(ascii: ")"): continue
            default: return nil
            }
        }
        let zero = UInt8(ascii: "0")
        if !international {
            if digits.starts(with: [zero, zero]) {
                digits.removeFirst(2)
            } else if digits.first == zero {
                digits.replaceSubrange(0...0, with: Array("62".utf8))
            } else if !digits.starts(with: Array("62".utf8)) {
                return nil
            }
        }
        guard (8...15).contains(digits.count), digits.first != zero else { return nil }
        self.digits = String(decoding: digits, as: UTF8.self)
    }

    /// `+628123456789`
    public var e164: String { "+" + digits }

    /// As Indonesians write it: `0812-3456-7890`; foreign numbers stay international.
    public var local: String { grouped(national) }

    /// With the middle hidden: `0812-xxxx-xxxx`.
    public var masked: String {
        let shown = 4
        let hidden = national.enumerated().map { $0.offset < shown || $0.element == "+" ? $0.element : "x" }
        return grouped(String(hidden))
    }

    private var national: String { digits.hasPrefix("62") ? "0" + digits.dropFirst(2) : e164 }

    private func grouped(_ text: String) -> String {
        guard text.first == "0" else { return text }
        var groups: [Substring] = []
        var rest = Substring(text)
        while rest.count > 5 {
            groups.append(rest.prefix(4))
            rest = rest.dropFirst(4)
        }
        groups.append(rest)
        return groups.joined(separator: "-")
    }
}

extension PhoneNumber: LosslessStringConvertible {
    public var description: String { e164 }
}

extension PhoneNumber: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let number = PhoneNumber(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not a telephone number"))
        }
        self = number
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(e164)
    }
}
