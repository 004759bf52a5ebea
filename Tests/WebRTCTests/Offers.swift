/// Offers as browsers write them, with invented credentials.
enum Offers {
    static let fingerprint = (0..<32).map { $0 < 16 ? "A\($0 % 10)" : "0\($0 % 10)" }.joined(separator: ":")

    /// What Chromium offers for a microphone alone.
    static let chromium = lines(
        "v=0", "o=- 4611731400430051336 2 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0",
        "a=extmap-allow-mixed", "a=msid-semantic: WMS 5f0c",
        "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126", "c=IN IP4 0.0.0.0", "a=rtcp:9 IN IP4 0.0.0.0",
        "a=candidate:1 1 udp 2122260223 192.0.2.77 51000 typ host generation 0 network-id 1",
        "a=candidate:2 1 tcp 1518280447 192.0.2.77 9 typ host tcptype active generation 0",
        "a=ice-ufrag:aB3+", "a=ice-pwd:w9/3kq7ZtGgT5Rb2Nn8sVxYc", "a=ice-options:trickle",
        "a=fingerprint:sha-256 \(fingerprint)", "a=setup:actpass", "a=mid:0",
        "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level", "a=sendrecv", "a=msid:5f0c 77aa", "a=rtcp-mux",
        "a=rtcp-rsize", "a=rtpmap:111 opus/48000/2", "a=rtcp-fb:111 transport-cc",
        "a=fmtp:111 minptime=10;useinbandfec=1", "a=rtpmap:63 red/48000/2", "a=fmtp:63 111/111",
        "a=rtpmap:9 G722/8000", "a=rtpmap:0 PCMU/8000", "a=rtpmap:8 PCMA/8000", "a=rtpmap:13 CN/8000",
        "a=rtpmap:110 telephone-event/48000", "a=rtpmap:126 telephone-event/8000",
        "a=ssrc:3735928559 cname:q1w2e3", "a=ssrc:3735928559 msid:5f0c 77aa")

    /// What Firefox offers for a microphone alone.
    static let firefox = lines(
        "v=0", "o=mozilla...THIS_IS_SDPARTA-99.0 5011421706327064373 0 IN IP4 0.0.0.0", "s=-", "t=0 0",
        "a=sendrecv", "a=fingerprint:sha-256 \(fingerprint.lowercased())", "a=group:BUNDLE 0", "a=ice-options:trickle",
        "a=msid-semantic:WMS *", "m=audio 9 UDP/TLS/RTP/SAVPF 109 9 0 8 101", "c=IN IP4 0.0.0.0", "a=sendrecv",
        "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level", "a=extmap-allow-mixed",
        "a=fmtp:109 maxplaybackrate=48000;stereo=1;useinbandfec=1", "a=fmtp:101 0-15",
        "a=ice-pwd:0f1e2d3c4b5a69788796a5b4c3d2e1f0", "a=ice-ufrag:a1b2c3d4", "a=mid:0", "a=msid:{5f0c} {77aa}",
        "a=rtcp-mux", "a=rtpmap:109 opus/48000/2", "a=rtpmap:9 G722/8000/1", "a=rtpmap:0 PCMU/8000",
        "a=rtpmap:8 PCMA/8000", "a=rtpmap:101 telephone-event/8000/1", "a=setup:actpass",
        "a=ssrc:1234567890 cname:{q1w2}")

    static func lines(_ lines: String...) -> String { lines.map { $0 + "\r\n" }.joined() }

    /// The Chromium offer with one line, given by how it begins, replaced or (nil) left out.
    static func chromium(_ beginning: String, _ replacement: String?) -> String {
        let lines = chromium.split(separator: "\r\n").map(String.init)
        precondition(lines.contains { $0.hasPrefix(beginning) }, "no line begins so: \(beginning)")
        return lines.compactMap { $0.hasPrefix(beginning) ? replacement : $0 }.map { $0 + "\r\n" }.joined()
    }
}
