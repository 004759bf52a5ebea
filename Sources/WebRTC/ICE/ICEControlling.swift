/// The browser's side of ICE (RFC 8445): checks each of the server's addresses, takes the first that answers, and then
/// keeps asking for consent (RFC 7675).
struct ICEControlling {
    private static let firstWait: UInt64 = 50_000_000
    private static let longestWait: UInt64 = 800_000_000
    private static let consentWait: UInt64 = 2_000_000_000
    private static let mostPending = 32

    private(set) var remote: SocketAddress?
    private let username: String
    private let password: [UInt8]
    private let candidates: [SocketAddress]
    private let tieBreaker: UInt64
    private var serial: UInt32 = 0
    private var pending: [(transaction: TransactionID, address: SocketAddress)] = []
    private var wait = ICEControlling.firstWait
    private var due: UInt64

    init(local: ICECredentials, remote: ICECredentials, candidates: [SocketAddress], tieBreaker: UInt64, at now: UInt64)
    {
        username = "\(remote.ufrag):\(local.ufrag)"
        password = Array(remote.password.utf8)
        self.candidates = candidates
        self.tieBreaker = tieBreaker
        due = now
    }

    /// The checks whose time has come.
    mutating func tick(at now: UInt64) -> [(check: [UInt8], address: SocketAddress)] {
        guard now >= due else { return [] }
        if let remote {
            due = now + Self.consentWait
            return [(makeCheck(remote), remote)]
        }
        due = now + wait
        wait = min(wait * 2, Self.longestWait)
        return candidates.map { (makeCheck($0), $0) }
    }

    /// True when this is the server's good answer to one of our checks.
    mutating func take(_ datagram: UnsafeRawBufferPointer, from source: SocketAddress) -> Bool {
        guard let message = STUNMessage(datagram), message.kind == .success, message.hasFingerprint,
            let index = pending.firstIndex(where: { $0.transaction == message.transaction && $0.address == source }),
            message.isAuthentic(datagram, password: password)
        else { return false }
        pending.remove(at: index)
        if remote == nil {
            remote = source
            due += Self.consentWait
        }
        return true
    }

    private mutating func makeCheck(_ address: SocketAddress) -> [UInt8] {
        serial &+= 1
        let transaction = TransactionID(high: serial, low: tieBreaker.byteSwapped ^ UInt64(serial))
        pending.append((transaction, address))
        if pending.count > Self.mostPending { pending.removeFirst() }
        var check = STUNWriter(.request, transaction)
        check.add(STUNAttribute.username, Array(username.utf8))
        // What a peer-reflexive candidate of ours would be worth (RFC 8445 section 7.1.1).
        check.add(STUNAttribute.priority, UInt32(110) << 24 | 65_535 << 8 | 255)
        check.add(STUNAttribute.iceControlling, tieBreaker)
        check.add(STUNAttribute.useCandidate, [])
        return check.finish(password: password)
    }
}
