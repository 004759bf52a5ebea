/// What a datagram on a WebRTC port is, by its first two bytes (RFC 7983, RFC 5761 section 4).
enum DatagramKind {
    case stun, dtls, rtp, rtcp, unknown

    init(_ datagram: UnsafeRawBufferPointer) {
        guard datagram.count >= 2 else {
            self = .unknown
            return
        }
        self =
            switch datagram[0] {
            case 0...3: .stun
            case 20...63: .dtls
            case 128...191: (192...223).contains(datagram[1]) ? .rtcp : .rtp
            default: .unknown
            }
    }
}
