import Foundation
import Kernel

/// A partner's JSON, taken as it comes: names of fields in any case and with any separators, numbers for texts and
/// texts for numbers, both spellings of a day.
enum WireValue: Hashable, Sendable {
    case null
    case truth(Bool)
    case number(Decimal)
    case text(String)
    case list([WireValue])
    /// By folded name.
    case object([String: WireValue])

    /// No true answer of a partner is nested deeper.
    static let deepest = 24
    /// Nor longer.
    static let longest = 512 * 1_024

    init(_ bytes: some Collection<UInt8>) throws(Garbage) {
        guard bytes.count <= WireValue.longest else { throw .tooLong }
        guard WireValue.depth(of: bytes) <= WireValue.deepest else { throw .tooDeep }
        do { self = try JSONDecoder().decode(WireValue.self, from: Data(bytes)) } catch { throw .notJSON }
    }

    /// `NAMA_LGKP`, `namaLgkp` and `nama-lgkp` are one name.
    static func folded(_ name: String) -> String {
        let kept = name.utf8.compactMap { byte -> UInt8? in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
            default: nil
            }
        }
        return String(decoding: kept, as: UTF8.self)
    }

    private static func depth(of bytes: some Collection<UInt8>) -> Int {
        var (depth, deepest, inText, escaped) = (0, 0, false, false)
        for byte in bytes {
            if inText {
                if byte == UInt8(ascii: "\""), !escaped { inText = false }
                escaped = byte == UInt8(ascii: "\\") && !escaped
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): (inText, escaped) = (true, false)
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: continue
            }
            deepest = max(deepest, depth)
        }
        return deepest
    }
}

extension WireValue: Decodable {
    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: Name.self) {  // no object: perhaps a list
            var fields: [String: WireValue] = [:]
            for name in container.allKeys.sorted(by: { $0.stringValue < $1.stringValue }) {
                let value = try container.decode(WireValue.self, forKey: name)
                let folded = WireValue.folded(name.stringValue)
                if fields[folded, default: .null].isBlank { fields[folded] = value }
            }
            self = .object(fields)
        } else if var container = try? decoder.unkeyedContainer() {  // no list: a single value
            var list: [WireValue] = []
            while !container.isAtEnd { list.append(try container.decode(WireValue.self)) }
            self = .list(list)
        } else {
            self = try WireValue(single: try decoder.singleValueContainer())
        }
    }

    private init(single container: any SingleValueDecodingContainer) throws {
        if container.decodeNil() {
            self = .null
        } else if let truth = try? container.decode(Bool.self) {  // no truth: perhaps a text
            self = .truth(truth)
        } else if let text = try? container.decode(String.self) {  // no text: a number, or an error
            self = .text(text)
        } else {
            self = .number(try container.decode(Decimal.self))
        }
    }
}
