/// Whole messages to begin the damage with: each kind that the agent takes.
enum SIPFuzzCorpus {
    /// What SIP parsers stumble over.
    static let morsels: [[UInt8]] = [
        "\r\n", "\n", "\r", "\r\n\r\n", " ", "\t", "\r\n ", ";", ",", ":", "=", "@", "<", ">", "\"", "\\", "%", "%00",
        "%zz",
        "[", "]", "::", "*", "0", "-1", "4294967296", "18446744073709551616", "99999999999999999999999", "SIP/2.0",
        "sip:", "z9hG4bK", ";tag=", ";branch=", ";rport", "Content-Length: 0\r\n", "Content-Length: 70000\r\n",
        "l: 5\r\n", "Via: SIP/2.0/UDP a\r\n", "\0", "\u{FFFD}", "multipart/mixed;boundary=", "--", "Digest ",
        "a=rtpmap:",
        "m=audio 0 RTP/AVP 8\r\n", "c=IN IP4 0.0.0.0\r\n",
    ].map { Array($0.utf8) }

    static let description = lines(
        [
            "v=0", "o=- 7001 1 IN IP4 192.0.2.10", "s=-", "c=IN IP4 192.0.2.10", "t=0 0",
            "m=audio 40000 RTP/AVP 8 0 101",
            "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-15", "a=ptime:20", "a=sendrecv",
            "m=video 40002 RTP/AVP 31",
        ], endsHead: false)

    static let responseHeaders: [HeaderField] = [
        HeaderField(.recordRoute, "<sip:192.0.2.30;lr>, <sip:192.0.2.31>"), HeaderField(.minSE, "1800"),
        HeaderField(.sessionExpires, "90;refresher=uas"), HeaderField(.require, "timer"),
        HeaderField(.allow, "UPDATE, BYE"),
        HeaderField(.wwwAuthenticate, "Digest realm=\"fuzz\", nonce=\"n1\", qop=\"auth\", algorithm=SHA-256"),
        HeaderField(.proxyAuthenticate, "Digest realm=\"fuzz\", nonce=\"n2\", stale=true"),
    ]

    static let messages: [[UInt8]] = [
        request("INVITE", "budi", 1, ["Supported: timer", "Session-Expires: 1800;refresher=uac"], body: description),
        request("INVITE", "siti", 1, ["P-Asserted-Identity: <tel:+6281>", "Privacy: id;critical"], body: []),
        request("INVITE", "joko", 1, [], body: multipart, type: "multipart/mixed;boundary=x"),
        request("ACK", "budi", 1, [], body: []), request("CANCEL", "budi", 1, [], body: []),
        request("BYE", "budi", 2, ["Reason: SIP;cause=200"], body: []),
        request("UPDATE", "budi", 3, ["x: 90;refresher=uas", "k: timer"], body: description),
        request(
            "INFO", "budi", 4, [], body: Array("Signal=5\r\nDuration=160\r\n".utf8), type: "application/dtmf-relay"),
        request("OPTIONS", "ping", 1, ["Accept: application/sdp"], body: []),
        request(
            "INVITE", "tuti", 2,
            [
                "Authorization: Digest username=\"a\", realm=\"b\", nonce=\"c\", uri=\"d\", response=\"e\", "
                    + "nc=00000001, cnonce=\"f\", qop=auth",
                "Record-Route: <sip:192.0.2.30;lr>,<sip:[2001:db8::1]:5070>",
            ], body: description),
        request("REGISTER", "desk", 1, ["Contact: *", "Expires: 0"], body: []),
    ]

    private static let multipart: [UInt8] =
        Array("--x\r\nContent-Type: application/isup\r\nContent-Disposition: signal;handling=optional\r\n\r\n".utf8)
        + [0, 1, 2, 255] + Array("\r\n--x\r\nContent-Type: application/sdp\r\n\r\n".utf8) + description
        + Array("\r\n--x--\r\n".utf8)

    private static func request(
        _ method: String, _ name: String, _ sequence: Int, _ more: [String], body: [UInt8],
        type: String = "application/sdp"
    ) -> [UInt8] {
        let head = [
            "\(method) sip:165@192.0.2.1 SIP/2.0",
            "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK\(name)\(sequence);rport", "Max-Forwards: 70",
            "From: \"\(name)\" <sip:\(name)@192.0.2.10>;tag=\(name)", "To: <sip:165@192.0.2.1>", "Call-ID: \(name)",
            "CSeq: \(sequence) \(method)", "Contact: <sip:\(name)@192.0.2.10:5060>", "Content-Type: \(type)",
        ]
        return lines(head + more + ["Content-Length: \(body.count)"], endsHead: true) + body
    }

    private static func lines(_ lines: [String], endsHead: Bool) -> [UInt8] {
        Array((lines.joined(separator: "\r\n") + (endsHead ? "\r\n\r\n" : "\r\n")).utf8)
    }
}
