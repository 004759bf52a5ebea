/// The headers that every message must have, read once (RFC 3261 §8.1.1).
struct Envelope: Hashable, Sendable {
    var via: Via
    var from: NameAddress
    var to: NameAddress
    var callID: String
    var sequence: UInt32
    var method: Method

    init(_ message: SIPMessage) throws(MessageFault) {
        for name in HeaderName.single {
            let count = message.headers.count { $0.name == name }
            guard count <= 1 else { throw MessageFault(.repeated(name), in: message) }
        }
        via = try Envelope.topVia(message)
        from = try Envelope.party(.from, message)
        to = try Envelope.party(.to, message)
        guard let identity = message.first(.callID), !identity.isEmpty else {
            throw MessageFault(.missing(.callID), in: message)
        }
        callID = identity.text
        (sequence, method) = try Envelope.sequence(message)
        if let method = message.method, method != self.method {
            // A method that nobody knows is refused with 501 whatever CSeq says (RFC 4475 §3.1.2.18).
            guard !method.isRecognised else { throw MessageFault(.methodMismatch, in: message) }
            self.method = method
        }
        if let hops = message.first(.maxForwards), hops.number(UInt8.self) == nil {
            throw MessageFault(.bad(.maxForwards), in: message)
        }
        do { _ = try message.contacts } catch { throw MessageFault(.bad(.contact), in: message) }
    }

    private static func topVia(_ message: SIPMessage) throws(MessageFault) -> Via {
        guard let value = message.headers.first(where: { $0.name == .via })?.value else {
            throw MessageFault(.missing(.via), in: message)
        }
        do {
            let vias = commaSeparated(value)
            guard vias.allSatisfy({ !$0.isEmpty }) else { throw MessageFault(.bad(.via)) }
            return try Via(vias[0])
        } catch { throw MessageFault(.bad(.via), in: message) }
    }

    private static func party(_ name: HeaderName, _ message: SIPMessage) throws(MessageFault) -> NameAddress {
        guard let value = message.first(name) else { throw MessageFault(.missing(name), in: message) }
        do { return try NameAddress(value) } catch { throw MessageFault(.bad(name), in: message) }
    }

    /// Under 2^31 (RFC 3261 §8.1.1.5).
    private static func sequence(_ message: SIPMessage) throws(MessageFault) -> (UInt32, Method) {
        guard let value = message.first(.cseq) else { throw MessageFault(.missing(.cseq), in: message) }
        var reader = ByteReader(value)
        let digits = reader.take(while: \.isDigit)
        reader.skipSpace()
        guard let number: UInt32 = digits.number(), number < 1 << 31, let method = reader.takeToken(), reader.isAtEnd
        else {
            throw MessageFault(.bad(.cseq), in: message)
        }
        return (number, Method(method))
    }
}
