import Foundation

/// From the start of both processes to the first page, and what they hold in memory when nobody does anything.
enum StartUp: Measurement {
    static let names = ["start.ms", "start.rss_mb"]

    static func measure() async throws -> [Figure] {
        let seed = try await BenchCentre.seed()
        defer { remove(seed) }
        var times: [Double] = []
        var memory = 0.0
        for _ in 0..<5 {
            let centre = try BenchCentre(seeded: seed)
            times.append(try await centre.untilAnswers())
            try await Task.sleep(for: .seconds(3))
            memory = try BenchCentre.residentMegabytes(centre.serve) + BenchCentre.residentMegabytes(centre.voice)
            try centre.stop()
        }
        return [
            Figure(name: names[0], value: times.sorted()[times.count / 2], unit: "ms"),
            Figure(name: names[1], value: memory, unit: "MB"),
        ]
    }
}

func remove(_ folder: String) {
    do { try FileManager.default.removeItem(atPath: folder) } catch { Bench.note("left behind: \(folder) (\(error))") }
}

/// Calls set up a CPU second of `serve`: SIPp rings, hears the greeting, presses a key, is queued and offered to
/// played agents.
enum CallsPerProcessorSecond: Measurement {
    static let names = ["sip.calls_per_cpu_second"]

    static func measure() async throws -> [Figure] {
        let seed = try await BenchCentre.seed()
        defer { remove(seed) }
        let centre = try BenchCentre(seeded: seed, settings: ["centre-demo-agents": "80"])
        _ = try await centre.untilAnswers()
        try await Task.sleep(for: .seconds(4))
        let before = try BenchCentre.processorSeconds(centre.serve)
        let calls = 150
        let done = try play(calls, at: centre.sip, in: centre.folder)
        let after = try BenchCentre.processorSeconds(centre.serve)
        try centre.stop()
        Bench.note("\(done) of \(calls) calls as scripted, \(after - before) CPU seconds")
        return [Figure(name: names[0], value: Double(done) / (after - before), unit: "calls/s")]
    }

    private static func play(_ calls: Int, at port: Int, in folder: String) throws -> Int {
        let scenario = folder + "/caller.xml"
        try Data(SIPpCaller.scenario.utf8).write(to: URL(fileURLWithPath: scenario))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/sipp")
        process.arguments = [
            "127.0.0.1:\(port)", "-sf", scenario, "-s", "165", "-i", "127.0.0.1", "-p", "\(BenchCentre.freePort())",
            "-mp", "\(BenchCentre.freePort())", "-m", "\(calls)", "-r", "5", "-l", "\(calls)", "-timeout", "150s",
            "-nostdin", "-trace_stat", "-stf", folder + "/sipp.csv", "-fd", "1",
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        let lines = try String(contentsOfFile: folder + "/sipp.csv", encoding: .utf8).split(separator: "\n")
        let names = lines.first?.split(separator: ";", omittingEmptySubsequences: false) ?? []
        let values = lines.last?.split(separator: ";", omittingEmptySubsequences: false) ?? []
        guard let index = names.firstIndex(of: "SuccessfulCall(C)"), index < values.count else { return 0 }
        return Int(values[index]) ?? 0
    }
}

/// The scenario of one caller, in SIPp's language. The key is pressed by INFO, so that no sound is needed.
enum SIPpCaller {
    static let scenario = """
        <?xml version="1.0" encoding="UTF-8"?>
        <scenario name="caller">
          <send retrans="500"><![CDATA[
        INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
        Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
        From: <sip:0810000000[call_number]@[local_ip]>;tag=[pid]t[call_number]
        To: <sip:[service]@[remote_ip]>
        Call-ID: [call_id]
        CSeq: 1 INVITE
        Contact: <sip:caller@[local_ip]:[local_port]>
        Max-Forwards: 70
        Content-Type: application/sdp
        Content-Length: [len]

        v=0
        o=- 1 1 IN IP4 [local_ip]
        s=-
        c=IN IP4 [media_ip]
        t=0 0
        m=audio [media_port] RTP/AVP 8
        a=rtpmap:8 PCMA/8000
          ]]></send>
          <recv response="100" optional="true"/>
          <recv response="180" optional="true"/>
          <recv response="200" rrs="true"/>
          <send><![CDATA[
        ACK sip:[service]@[remote_ip]:[remote_port] SIP/2.0
        Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
        From: <sip:0810000000[call_number]@[local_ip]>;tag=[pid]t[call_number]
        To: <sip:[service]@[remote_ip]>[peer_tag_param]
        Call-ID: [call_id]
        CSeq: 1 ACK
        Max-Forwards: 70
        Content-Length: 0

          ]]></send>
          <pause milliseconds="14000"/>
          <send retrans="500"><![CDATA[
        INFO sip:[service]@[remote_ip]:[remote_port] SIP/2.0
        Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
        From: <sip:0810000000[call_number]@[local_ip]>;tag=[pid]t[call_number]
        To: <sip:[service]@[remote_ip]>[peer_tag_param]
        Call-ID: [call_id]
        CSeq: 2 INFO
        Max-Forwards: 70
        Content-Type: application/dtmf-relay
        Content-Length: [len]

        Signal=1
        Duration=160
          ]]></send>
          <recv response="200"/>
          <pause milliseconds="4000"/>
          <send retrans="500"><![CDATA[
        BYE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
        Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
        From: <sip:0810000000[call_number]@[local_ip]>;tag=[pid]t[call_number]
        To: <sip:[service]@[remote_ip]>[peer_tag_param]
        Call-ID: [call_id]
        CSeq: 3 BYE
        Max-Forwards: 70
        Content-Length: 0

          ]]></send>
          <recv response="200"/>
        </scenario>
        """
}
