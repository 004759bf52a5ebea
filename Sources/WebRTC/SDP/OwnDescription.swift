/// A description of our own, written: the answer of a peer, the offer of a client.
///
/// What is echoed from the other side is only numbers and the checked `mid`.
struct OwnDescription {
    let isLite: Bool
    let setup: AudioDescription.Setup
    let ice: ICECredentials
    let fingerprint: String
    let mid: String?
    let isBundled: Bool
    let direction: AudioDescription.Direction
    let codecs: [Codec]
    let telephoneEventPayload: UInt8?
    let addresses: [SocketAddress]

    func text(session: UInt64) -> String {
        let types = codecs.map(\.payloadType) + (telephoneEventPayload.map { [$0] } ?? [])
        var lines = ["v=0", "o=- \(session >> 1) 1 IN \(connection)", "s=-", "t=0 0"]
        if isLite { lines.append("a=ice-lite") }
        if isBundled, let mid { lines.append("a=group:BUNDLE \(mid)") }
        lines += [
            "m=audio \(addresses.first?.port ?? 9) UDP/TLS/RTP/SAVPF \(types.map(String.init).joined(separator: " "))",
            "c=IN \(connection)",
            "a=rtcp-mux",
        ]
        if let mid { lines.append("a=mid:\(mid)") }
        lines += [
            "a=\(direction.rawValue)", "a=ice-ufrag:\(ice.ufrag)", "a=ice-pwd:\(ice.password)",
            "a=fingerprint:\(fingerprint)", "a=setup:\(setup.rawValue)",
        ]
        lines += codecs.map { "a=rtpmap:\($0.payloadType) \($0.encoding.rawValue)/8000" }
        if let type = telephoneEventPayload {
            lines += ["a=rtpmap:\(type) telephone-event/8000", "a=fmtp:\(type) 0-15"]
        }
        lines.append("a=ptime:20")
        lines += addresses.enumerated().map(candidate)
        if !addresses.isEmpty { lines.append("a=end-of-candidates") }
        return lines.map { $0 + "\r\n" }.joined()
    }

    private var connection: String {
        guard let address = addresses.first else { return "IP4 0.0.0.0" }
        return "\(address.family == .ipv4 ? "IP4" : "IP6") \(address.host)"
    }

    /// Host candidates, the first preferred (RFC 8445 section 5.1.2: type preference 126, component 1).
    private func candidate(_ index: Int, _ address: SocketAddress) -> String {
        let priority = 126 << 24 | (65_535 - index) << 8 | 255
        return "a=candidate:\(index + 1) 1 udp \(priority) \(address.host) \(address.port) typ host"
    }
}

extension AudioDescription.Direction {
    /// The same stream as the other side sees it (RFC 3264 section 6.1).
    var answered: Self {
        switch self {
        case .sendrecv: .sendrecv
        case .sendonly: .recvonly
        case .recvonly: .sendonly
        case .inactive: .inactive
        }
    }
}
