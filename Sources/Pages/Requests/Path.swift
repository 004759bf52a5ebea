/// A place on the site. What is interpolated is one segment and is escaped, so that nothing typed by a person can
/// leave its place: `"/tickets/\(id)/escalations"`.
///
/// Each feature writes its own: `extension Path { static func ticket(_ id: TicketID) -> Path { "/tickets/\(id)" } }`.
public struct Path: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringInterpolation {
    public private(set) var text: String

    public init(stringLiteral value: String) { text = value }

    public init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

    public var description: String { text }

    /// Without the fields after the question mark, which may hold what a person searched for.
    public var pathOnly: String { String(text.prefix { $0 != "?" }) }

    /// Adds `?name=value` or `&name=value`; an absent value leaves the path as it is.
    public func with(_ name: String, _ value: (some LosslessStringConvertible)?) -> Path {
        guard let value else { return self }
        var path = self
        path.text +=
            (text.utf8.contains(UInt8(ascii: "?")) ? "&" : "?") + percentEncoded(name) + "="
            + percentEncoded(String(value))
        return path
    }

    /// A path within this site that a browser handed in, such as where to return to after sign-in.
    ///
    /// Nil for anything that could lead elsewhere: `https://…`, `//host`, `/\host`.
    public init?(local text: String) {
        let bytes = Array(text.utf8)
        guard bytes.first == UInt8(ascii: "/"), bytes.count <= 2_000,
            bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }),
            bytes.count < 2 || bytes[1] != UInt8(ascii: "/")
        else { return nil }
        self.text = text
    }

    public struct Interpolation: StringInterpolationProtocol {
        var text = ""

        public init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity + 36) }

        public mutating func appendLiteral(_ literal: String) { text += literal }

        public mutating func appendInterpolation(_ segment: some LosslessStringConvertible) {
            text += percentEncoded(String(segment))
        }
    }
}

/// Percent-encodes everything but the unreserved characters (RFC 3986 §2.3).
func percentEncoded(_ text: String) -> String {
    var encoded: [UInt8] = []
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            encoded.append(byte)
        default: encoded += [UInt8(ascii: "%"), hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 15)]]
        }
    }
    return String(decoding: encoded, as: UTF8.self)
}

let hexDigits = Array("0123456789ABCDEF".utf8)
