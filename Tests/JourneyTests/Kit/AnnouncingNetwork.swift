import Foundation

/// A telephone network, played by SIPp, that speaks before anyone answers, and then refuses the call.
struct AnnouncingNetwork: Sendable {
    let port: Int
    private let child: ChildProcess

    /// - Parameters:
    ///   - hertz: the tone that it says in its 183.
    ///   - seconds: how long it says it.
    ///   - status: with what it refuses, as `503 Service Unavailable`.
    static func start(
        on stage: Stage, saying hertz: Double, seconds: Int, refusing status: String
    ) throws -> AnnouncingNetwork {
        let (sound, scenario) = (stage.path("announcement.pcma"), stage.path("announcement.xml"))
        let tone = Sound.tone(hertz, seconds: 1, rate: 8_000)
        try Data(tone.channels[0].map(aLaw)).write(to: sound)
        try Data(text(sound, seconds, status).utf8).write(to: scenario)
        let port = Ports.free()
        let child = try stage.start(
            "sipp",
            [
                "-sf", scenario.path, "-i", "127.0.0.1", "-p", "\(port)", "-mp", "\(Ports.free(block: 8))", "-m", "1",
                "-timeout", "60s", "-nostdin",
            ], named: "network", environment: ["TERM": "dumb"])
        return AnnouncingNetwork(port: port, child: child)
    }

    /// A-law of a sample (ITU-T G.711): sign, three bits of segment, four of the step within it, even bits inverted.
    private static func aLaw(_ sample: Int16) -> UInt8 {
        let magnitude = min(Int(sample.magnitude), 32_767) >> 4
        var segment = 0
        while segment < 7, magnitude >= 32 << segment { segment += 1 }
        let step = segment == 0 ? magnitude >> 1 : magnitude >> segment
        return (UInt8(segment << 4 | step & 15) | (sample >= 0 ? 0x80 : 0)) ^ 0x55
    }

    private static func text(_ sound: URL, _ seconds: Int, _ status: String) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <scenario name="announcement">
          <recv request="INVITE"/>
          <send><![CDATA[
            SIP/2.0 183 Session Progress
            [last_Via:]
            [last_From:]
            [last_To:];tag=[pid]n[call_number]
            [last_Call-ID:]
            [last_CSeq:]
            Contact: <sip:network@[local_ip]:[local_port]>
            Content-Type: application/sdp
            Content-Length: [len]

            v=0
            o=network 1 1 IN IP[local_ip_type] [local_ip]
            s=-
            c=IN IP[media_ip_type] [media_ip]
            t=0 0
            m=audio [auto_media_port] RTP/AVP 8
            a=rtpmap:8 PCMA/8000
            a=sendrecv
          ]]></send>
          <nop><action><exec rtp_stream="\(sound.path),-1,8"/></action></nop>
          <pause milliseconds="\(seconds * 1_000)"/>
          <send retrans="500"><![CDATA[
            SIP/2.0 \(status)
            [last_Via:]
            [last_From:]
            [last_To:];tag=[pid]n[call_number]
            [last_Call-ID:]
            [last_CSeq:]
            Content-Length: 0

          ]]></send>
          <recv request="ACK"/>
        </scenario>
        """
    }
}
