/// The value of From, To, Contact, Route and their like: `"Name" <uri>;tag=…` (RFC 3261 §20.10).
public struct NameAddress: Hashable, Sendable {
    public var displayName: String?
    /// As written between the brackets.
    public var uriText: String
    public var uri: SIPURI
    public var parameters: [Parameter]

    public var tag: String? { parameters["tag"] }

    /// Lenient: blanks inside the brackets, a display name of any characters without quotes.
    /// - Throws: `badURI`, `badParameter`; also when a URI with `?` or `,` stands without brackets.
    public init(_ value: Bytes) throws(MessageFault) {
        var reader = ByteReader(value)
        reader.skipSpace()
        if reader.next == ASCII.quote {
            guard let name = reader.takeQuoted() else { throw MessageFault(.badURI) }
            displayName = String(decoding: name, as: UTF8.self)
            reader.skipSpace()
            guard reader.next == ASCII.less else { throw MessageFault(.badURI) }
        } else if let name = reader.take(upTo: ASCII.less)?.trimmed {
            guard !name.contains(ASCII.quote) else { throw MessageFault(.badURI) }
            displayName = name.isEmpty ? nil : name.text
        }
        let address: Bytes
        if reader.take(ASCII.less) {
            guard let inside = reader.take(upTo: ASCII.greater) else { throw MessageFault(.badURI) }
            _ = reader.take(ASCII.greater)
            address = inside.trimmed
        } else {
            address = reader.take { $0 != ASCII.semicolon }.trimmed
            guard !address.contains(ASCII.question), !address.contains(ASCII.comma) else { throw MessageFault(.badURI) }
        }
        uri = try SIPURI(address)
        uriText = address.text
        parameters = try [Parameter](&reader)
    }

    public init(_ text: String) throws(MessageFault) { try self.init(Array(text.utf8)[...]) }

    public init(displayName: String? = nil, uri: String, parameters: [Parameter] = []) throws(MessageFault) {
        self.displayName = displayName
        self.uri = try SIPURI(uri)
        uriText = uri
        self.parameters = parameters
    }

    /// Always with brackets, so that parameters can only be the header's.
    public var text: String {
        var bytes: [UInt8] = []
        if let displayName, !displayName.isEmpty {
            bytes.appendQuoted(displayName)
            bytes.append(ASCII.space)
        }
        bytes.append(ASCII.less)
        bytes.append(uriText)
        bytes.append(ASCII.greater)
        parameters.write(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
