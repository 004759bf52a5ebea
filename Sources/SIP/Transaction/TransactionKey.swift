/// What makes two messages parts of one transaction (RFC 3261 §17.1.3, §17.2.3).
struct TransactionKey: Hashable, Sendable {
    private let bytes: [UInt8]

    /// Of a request that came in. ACK has its INVITE's key; CANCEL one of its own.
    init(receiving message: SIPMessage, _ envelope: Envelope) {
        let method = envelope.method == .ack ? Method.invite : envelope.method
        self.init(receiving: message, envelope, as: method)
    }

    /// Of the INVITE that a CANCEL wants stopped (RFC 3261 §9.2).
    init(cancelledBy message: SIPMessage, _ envelope: Envelope) {
        self.init(receiving: message, envelope, as: .invite)
    }

    private init(receiving message: SIPMessage, _ envelope: Envelope, as method: Method) {
        var parts = Parts()
        parts.add(method.text)
        parts.add(envelope.via.host.lowercased())
        parts.add(String(envelope.via.port ?? 5060))
        if envelope.via.hasUniqueBranch {
            parts.add(envelope.via.branch ?? "")
        } else {
            // RFC 2543 rules (RFC 3261 §17.2.3): what else marks a transaction. To tags are left out, since an ACK has
            // one where its INVITE had none.
            parts.add(envelope.callID)
            parts.add(envelope.from.tag ?? "")
            parts.add(String(envelope.sequence))
            parts.add(envelope.via.branch ?? "")
            if case .request(_, let uri) = message.start { parts.add(uri) }
        }
        bytes = parts.bytes
    }

    /// Of a request that we send, and of its responses.
    init(branch: String, method: Method) {
        var parts = Parts()
        parts.add(method.text)
        parts.add(branch)
        bytes = parts.bytes
    }

    private struct Parts {
        var bytes: [UInt8] = []

        init() { bytes.reserveCapacity(64) }

        mutating func add(_ text: String) {
            bytes.append(text)
            bytes.append(0)
        }
    }
}

/// What two copies of one request share that came by different ways (RFC 3261 §8.2.2.2).
struct MergeKey: Hashable, Sendable {
    var callID: String
    var fromTag: String
    var sequence: UInt32
    var method: Method

    /// Only requests outside dialogs can be merged.
    init?(_ envelope: Envelope) {
        guard envelope.to.tag == nil, let tag = envelope.from.tag else { return nil }
        (callID, fromTag, sequence, method) = (envelope.callID, tag, envelope.sequence, envelope.method)
    }
}
