/// One `;name=value` of a URI or a header.
public struct Parameter: Hashable, Sendable {
    /// In lower case: names are compared without regard to it.
    public var name: String
    public var value: String?

    public init(_ name: String, _ value: String? = nil) {
        self.name = name
        self.value = value
    }
}

extension [Parameter] {
    /// The value of a parameter; empty when it has none, nil when it is absent. `name` is in lower case.
    public subscript(name: String) -> String? {
        get {
            guard let found = first(where: { $0.name == name }) else { return nil }
            return found.value ?? ""
        }
        set {
            removeAll { $0.name == name }
            if let newValue { append(Parameter(name, newValue.isEmpty ? nil : newValue)) }
        }
    }

    /// Reads `;a=b;c="d"` to the end. Values may be tokens, hosts or quoted strings.
    init(_ reader: inout ByteReader) throws(MessageFault) {
        self = []
        while !reader.isAtEnd {
            reader.skipSpace()
            guard !reader.isAtEnd else { return }
            guard reader.takeSeparator(ASCII.semicolon), let name = reader.takeToken() else {
                throw MessageFault(.badParameter)
            }
            guard count < 64 else { throw MessageFault(.badParameter) }
            guard reader.takeSeparator(ASCII.equals) else {
                append(Parameter(name.lowercasedText))
                continue
            }
            if let quoted = reader.takeQuoted() {
                append(Parameter(name.lowercasedText, String(decoding: quoted, as: UTF8.self)))
            } else {
                let value = reader.take {
                    $0 != ASCII.semicolon && !$0.isLinearSpace && $0 != ASCII.quote && $0 != ASCII.comma
                }
                guard !value.isEmpty else { throw MessageFault(.badParameter) }
                append(Parameter(name.lowercasedText, value.text))
            }
        }
    }

    func write(to bytes: inout [UInt8]) {
        for parameter in self {
            bytes.append(ASCII.semicolon)
            bytes.append(parameter.name)
            guard let value = parameter.value else { continue }
            bytes.append(ASCII.equals)
            let plain =
                !value.isEmpty
                && value.utf8.allSatisfy {
                    $0.isToken || $0 == ASCII.colon || $0 == ASCII.leftBracket || $0 == ASCII.rightBracket
                }
            if plain { bytes.append(value) } else { bytes.appendQuoted(value) }
        }
    }
}

extension [UInt8] {
    mutating func appendQuoted(_ text: String) {
        append(ASCII.quote)
        for byte in text.utf8 where byte >= ASCII.space || byte == ASCII.tab {
            if byte == ASCII.quote || byte == ASCII.backslash { append(ASCII.backslash) }
            append(byte)
        }
        append(ASCII.quote)
    }
}
