/// `Session-Expires: 1800;refresher=uac` (RFC 4028 §4).
struct SessionExpires: Hashable, Sendable {
    enum Refresher: String, Hashable, Sendable { case uac, uas }

    var seconds: Int
    var refresher: Refresher?

    init(seconds: Int, refresher: Refresher? = nil) {
        self.seconds = seconds
        self.refresher = refresher
    }

    init?(_ value: Bytes) {
        var reader = ByteReader(value)
        guard let seconds: UInt32 = reader.take(while: \.isDigit).number() else { return nil }
        do {
            let parameters = try [Parameter](&reader)
            self.init(
                seconds: Int(seconds),
                refresher: parameters["refresher"].flatMap { Refresher(rawValue: $0.lowercased()) })
        } catch { return nil }
    }

    var text: String { refresher.map { "\(seconds);refresher=\($0.rawValue)" } ?? "\(seconds)" }
}

extension SIPMessage {
    /// Contact addresses; a `*` of REGISTER is left out.
    public var contacts: [NameAddress] {
        get throws(MessageFault) {
            var contacts: [NameAddress] = []
            for header in headers where header.name == .contact {
                for value in commaSeparated(header.value) where !(value.count == 1 && value.first == UInt8(ascii: "*"))
                {
                    contacts.append(try NameAddress(value))
                }
            }
            return contacts
        }
    }

    /// Record-Route or Route as listed; one that cannot be read makes the whole refused.
    func routes(_ name: HeaderName) throws(MessageFault) -> [NameAddress] {
        var routes: [NameAddress] = []
        for value in values(name) {
            guard routes.count < 64 else { throw MessageFault(.bad(name)) }
            routes.append(try NameAddress(value))
        }
        return routes
    }

    var allowedMethods: [String] { values(.allow).map(\.text) }
    var sessionExpires: SessionExpires? { first(.sessionExpires).flatMap(SessionExpires.init) }

    /// `Min-SE: 90`, its parameters left aside.
    var leastSessionExpires: Int? {
        guard let value = first(.minSE) else { return nil }
        var reader = ByteReader(value)
        return reader.take(while: \.isDigit).number(UInt32.self).map(Int.init)
    }

    func supports(_ option: String) -> Bool { words(.supported).contains(option) || words(.require).contains(option) }
}

/// `application/sdp; charset=utf-8`
struct ContentType: Hashable, Sendable {
    /// `application/sdp`, in lower case.
    var name: String
    var parameters: [Parameter]

    init?(_ value: Bytes) {
        var reader = ByteReader(value)
        reader.skipSpace()
        guard let type = reader.takeToken(), reader.takeSeparator(ASCII.slash), let subtype = reader.takeToken() else {
            return nil
        }
        name = type.lowercasedText + "/" + subtype.lowercasedText
        do { parameters = try [Parameter](&reader) } catch { parameters = [] }
    }
}
