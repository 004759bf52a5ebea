import Foundation

/// Many callers at once, played by SIPp from a scenario.
struct SIPpRun: Sendable {
    let succeeded: Int
    let failed: Int
    /// The exit code: 0 when every call went as the scenario says.
    let code: Int32

    /// - Parameters:
    ///   - scenario: SIPp's XML.
    ///   - calls: how many in all; `perSecond` of them are begun each second, and all may be under way together.
    ///   - target: the port of 127.0.0.1 that is rung.
    ///   - number: who is rung.
    static func play(
        _ scenario: String, on stage: Stage, calls: Int, perSecond: Int, target: Int, number: String = "centre",
        limitSeconds: Int = 120
    ) async throws -> SIPpRun {
        let name = "sipp-\(UUID().uuidString.prefix(6))"
        let file = stage.path("\(name).xml")
        let statistics = stage.path("\(name).csv")
        try Data(scenario.utf8).write(to: file)
        let child = try stage.start(
            "sipp",
            [
                "127.0.0.1:\(target)", "-sf", file.path, "-s", number, "-i", "127.0.0.1", "-p", "\(Ports.free())",
                "-mp", "\(Ports.free(block: 8))", "-m", "\(calls)", "-r", "\(perSecond)", "-l", "\(calls)",
                "-timeout", "\(limitSeconds)s", "-timeout_error", "-nostdin", "-trace_stat", "-stf", statistics.path,
                "-max_invite_retrans", "4", "-trace_err", "-error_file", stage.path("\(name)-errors.log").path, "-fd",
                "1",
            ], named: name, environment: ["TERM": "dumb"])
        let code = await child.exitCode()
        let counts = try read(statistics)
        return SIPpRun(
            succeeded: counts["SuccessfulCall(C)"] ?? 0, failed: counts["FailedCall(C)"] ?? 0, code: code)
    }

    /// The last line of SIPp's statistics under the names of its first.
    private static func read(_ file: URL) throws -> [String: Int] {
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        guard let names = lines.first?.split(separator: ";", omittingEmptySubsequences: false),
            let values = lines.last?.split(separator: ";", omittingEmptySubsequences: false)
        else { return [:] }
        return Dictionary(zip(names.map(String.init), values.map { Int($0) ?? 0 }), uniquingKeysWith: { $1 })
    }
}

/// Scenarios of callers, as SIPp reads them.
enum SIPpScenario {
    /// A second of A-law silence, for callers who are to be heard saying nothing.
    static func silence(on stage: Stage) throws -> URL {
        let file = stage.path("silence.pcma")
        try Data(repeating: 0xD5, count: 8_000).write(to: file)
        return file
    }

    /// Rings, plays a sound over and over if there is one, presses keys by INFO one after another, stays, hangs up if
    /// nobody else does.
    static func caller(keys: String = "", staysSeconds: Int, sound: URL? = nil) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <scenario name="caller">
        \(ring)
        \(sound.map { #"<nop><action><exec rtp_stream="\#($0.path),-1,8"/></action></nop>"# } ?? "")
        \(keys.map { press($0) }.joined(separator: "\n"))
          <recv request="BYE" timeout="\(staysSeconds * 1_000)" ontimeout="leave"/>
          \(answer(next: "gone"))
          <label id="leave"/>
        \(leave)
          <label id="gone"/>
        </scenario>
        """
    }

    private static let ring = """
          <send retrans="500"><![CDATA[
            INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
            Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
            From: <sip:+6281[call_number]@[local_ip]:[local_port]>;tag=[pid]t[call_number]
            To: <sip:[service]@[remote_ip]:[remote_port]>
            Call-ID: [call_id]
            CSeq: 1 INVITE
            Contact: <sip:caller@[local_ip]:[local_port]>
            Max-Forwards: 70
            Content-Type: application/sdp
            Content-Length: [len]

            v=0
            o=caller 1 1 IN IP[local_ip_type] [local_ip]
            s=-
            c=IN IP[media_ip_type] [media_ip]
            t=0 0
            m=audio [auto_media_port] RTP/AVP 8 101
            a=rtpmap:8 PCMA/8000
            a=rtpmap:101 telephone-event/8000
            a=sendrecv
          ]]></send>
          <recv response="100" optional="true"/>
          <recv response="180" optional="true"/>
          <recv response="183" optional="true"/>
          <recv response="200" rtd="true" rrs="true"/>
          <send><![CDATA[
            ACK [next_url] SIP/2.0
            Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
            [last_From]
            [last_To]
            Call-ID: [call_id]
            CSeq: 1 ACK
            Max-Forwards: 70
            Content-Length: 0

          ]]></send>
        """

    private static let leave = """
          <send retrans="500"><![CDATA[
            BYE [next_url] SIP/2.0
            Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
            From: <sip:+6281[call_number]@[local_ip]:[local_port]>;tag=[pid]t[call_number]
            To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
            Call-ID: [call_id]
            CSeq: 90 BYE
            Max-Forwards: 70
            Content-Length: 0

          ]]></send>
          <recv response="200"/>
        """

    private static func answer(next: String) -> String {
        """
        <send next="\(next)"><![CDATA[
                SIP/2.0 200 OK
                [last_Via:]
                [last_From:]
                [last_To:]
                [last_Call-ID:]
                [last_CSeq:]
                Content-Length: 0

              ]]></send>
        """
    }

    private static func press(_ key: Character) -> String {
        """
          <pause milliseconds="2500"/>
          <send retrans="500"><![CDATA[
                INFO [next_url] SIP/2.0
                Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
                From: <sip:+6281[call_number]@[local_ip]:[local_port]>;tag=[pid]t[call_number]
                To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
                Call-ID: [call_id]
                CSeq: [cseq] INFO
                Max-Forwards: 70
                Content-Type: application/dtmf-relay
                Content-Length: [len]

                Signal=\(key)
                Duration=160
              ]]></send>
          <recv response="200"/>
        """
    }
}
