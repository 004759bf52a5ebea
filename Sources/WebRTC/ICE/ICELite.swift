/// The server's side of ICE (RFC 8445 section 2.5, "lite"): it has a known address, so it only answers checks.
///
/// Nothing but an authenticated check changes it: user names and MESSAGE-INTEGRITY must be ours, FINGERPRINT must be
/// there. Unauthenticated requests get no reply at all, so that it cannot be used to send datagrams at third parties.
struct ICELite {
    /// What one datagram led to.
    enum Outcome {
        case ignored
        case reply([UInt8])
        /// The check was good: the address is now a way to the peer.
        case verified(reply: [UInt8])
    }

    /// The ways to one browser (its network cards, its NAT) that are remembered at a time.
    private static let mostAddresses = 8

    let local: ICECredentials
    let remoteUfrag: String
    /// Where to send: the address last nominated, or the first verified one until then.
    private(set) var remote: SocketAddress?
    private var verified: [SocketAddress] = []
    private let password: [UInt8]
    private let expectedUsername: String

    init(local: ICECredentials, remoteUfrag: String) {
        self.local = local
        self.remoteUfrag = remoteUfrag
        password = Array(local.password.utf8)
        expectedUsername = "\(local.ufrag):\(remoteUfrag)"
    }

    /// Whether this address has passed a check, so that DTLS and RTP may be taken from it.
    func isVerified(_ address: SocketAddress) -> Bool { address == remote || verified.contains(address) }

    mutating func take(_ datagram: UnsafeRawBufferPointer, from source: SocketAddress) -> Outcome {
        guard let check = STUNMessage(datagram), check.kind == .request, check.hasFingerprint,
            check.username == expectedUsername, check.isAuthentic(datagram, password: password)
        else { return .ignored }
        guard check.unknownRequired.isEmpty else { return .reply(refuseUnknown(check)) }
        // Both sides controlled: lite cannot take the other role, so the browser must (RFC 8445 section 7.3.1.1).
        guard check.controlled == nil else { return .reply(refuse(check, 487, "Role Conflict")) }
        remember(source)
        if check.useCandidate || remote == nil { remote = source }
        var reply = STUNWriter(.success, check.transaction)
        reply.add(xorMapped: source)
        return .verified(reply: reply.finish(password: password))
    }

    private mutating func remember(_ source: SocketAddress) {
        guard !verified.contains(source) else { return }
        verified.append(source)
        guard verified.count > Self.mostAddresses else { return }
        verified.remove(at: verified.first == remote ? 1 : 0)
    }

    private func refuse(_ check: STUNMessage, _ code: Int, _ reason: String) -> [UInt8] {
        var reply = STUNWriter(.error, check.transaction)
        reply.add(error: code, reason)
        return reply.finish(password: password)
    }

    private func refuseUnknown(_ check: STUNMessage) -> [UInt8] {
        var reply = STUNWriter(.error, check.transaction)
        reply.add(error: 420, "Unknown Attribute")
        reply.add(
            STUNAttribute.unknownAttributes, check.unknownRequired.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
        return reply.finish(password: password)
    }
}
