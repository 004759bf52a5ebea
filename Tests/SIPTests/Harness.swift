import Kernel
import Testing

@testable import SIP

let dawn = Timestamp(seconds: 1_763_773_200)
let trunk = Peer(.udp, "192.0.2.10", 5060)
let centreAddress = "192.0.2.1"

/// A user agent on a manual clock, with everything that it did.
struct Bench {
    var agent: UserAgent
    var now = dawn
    private var random: SeededRandom

    init(_ configuration: UserAgentConfiguration = UserAgentConfiguration(address: centreAddress), seed: UInt64 = 1) {
        agent = UserAgent(configuration)
        random = SeededRandom(seed: seed)
    }

    mutating func handle(_ event: UserAgentEvent) -> [UserAgentEffect] { agent.handle(event, at: now, random: &random) }

    mutating func receive(_ text: String, from peer: Peer = trunk) -> [UserAgentEffect] {
        handle(.received(wire(text), from: peer))
    }

    mutating func receive(_ message: SIPMessage, from peer: Peer = trunk) -> [UserAgentEffect] {
        handle(.received(message.bytes, from: peer))
    }

    mutating func perform(_ command: CallCommand, on handle: CallHandle) -> [UserAgentEffect] {
        self.handle(.command(handle, command))
    }

    /// Lets time pass, deadline by deadline.
    mutating func advance(by duration: Duration) -> [UserAgentEffect] {
        let until = now + duration
        var effects: [UserAgentEffect] = []
        while let deadline = agent.nextDeadline, deadline <= until {
            now = max(now, deadline)
            effects += handle(.tick)
        }
        now = until
        return effects
    }

    mutating func newHandle() -> CallHandle { CallHandle(at: now, random: &random) }
}

/// Text of a test as it goes over the wire: lines end with CR LF.
func wire(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
        if byte == UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\r")) }
        bytes.append(byte)
    }
    return bytes
}

extension [UserAgentEffect] {
    /// The messages that were sent.
    var sent: [SIPMessage] {
        compactMap { effect in
            guard case .send(let bytes, _) = effect else { return nil }
            do { return try SIPMessage(bytes) } catch {
                Issue.record("we sent what we cannot read ourselves: \(error)")
                return nil
            }
        }
    }

    var statuses: [Int] { sent.compactMap(\.status) }
    var methods: [String] { sent.compactMap { $0.method?.text } }

    func sent(_ method: Method) -> SIPMessage? { sent.first { $0.method == method } }
    func sent(_ status: Int) -> SIPMessage? { sent.first { $0.status == status } }

    var arrival: (handle: CallHandle, invitation: Invitation)? {
        for case .callArrived(let handle, let invitation) in self { return (handle, invitation) }
        return nil
    }

    var ends: [CallEnd] {
        compactMap { effect in
            guard case .callEnded(_, let cause) = effect else { return nil }
            return cause
        }
    }

    var refusals: [CommandRefusal] {
        compactMap { effect in
            guard case .commandRefused(_, let refusal) = effect else { return nil }
            return refusal
        }
    }

    var snapshots: [DialogSnapshot] {
        compactMap { effect in
            guard case .dialogChanged(let snapshot) = effect else { return nil }
            return snapshot
        }
    }

    /// Without the messages.
    var reports: [UserAgentEffect] {
        filter { effect in
            if case .send = effect { return false }
            if case .dialogChanged = effect { return false }
            return true
        }
    }
}

extension SIPMessage {
    func text(_ name: HeaderName) -> String? { first(name)?.text }
    var tag: String? { first(.to).flatMap { try? NameAddress($0) }?.tag }
    var branch: String? { first(.via).flatMap { try? Via($0) }?.branch }
    var sequence: UInt32? { first(.cseq).flatMap { $0.prefix { $0.isDigit }.number() } }
}

let callerOffer = """
    v=0
    o=- 7001 1 IN IP4 192.0.2.10
    s=-
    c=IN IP4 192.0.2.10
    t=0 0
    m=audio 40000 RTP/AVP 8 0 101
    a=rtpmap:101 telephone-event/8000
    a=ptime:20
    a=sendrecv

    """

let ourEndpoint = AudioEndpoint(address: centreAddress, port: 20_000)

func key(_ character: Character) throws -> DialDigit { try #require(DialDigit(character)) }

func description(_ text: String) throws -> SessionDescription { try #require(SessionDescription(wire(text))) }

/// The far end of a trunk, played by hand: Budi rings the centre.
struct Caller {
    var callID = "budi-1"
    var tag = "budi"
    var branch = "z9hG4bK-budi-1"
    var sequence = 1
    /// What the centre answered with.
    var centreTag: String?
    var extra = ""

    func request(_ method: String, body: String = "", type: String = "application/sdp", more: String = "") -> String {
        let to = centreTag.map { ";tag=\($0)" } ?? ""
        let length = wire(body).count
        return """
            \(method) sip:165@\(centreAddress) SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.10:5060;branch=\(branch);rport
            Max-Forwards: 70
            From: "Budi" <sip:081234567890@192.0.2.10>;tag=\(tag)
            To: <sip:165@\(centreAddress)>\(to)
            Call-ID: \(callID)
            CSeq: \(sequence) \(method)
            Contact: <sip:budi@192.0.2.10:5060>
            \(extra)\(more)\(body.isEmpty ? "" : "Content-Type: \(type)\n")Content-Length: \(length)

            \(body)
            """
    }

    func invite(body: String = callerOffer, more: String = "") -> String { request("INVITE", body: body, more: more) }

    /// The next request of the dialog.
    mutating func next(
        _ method: String, body: String = "", type: String = "application/sdp", more: String = ""
    ) -> String {
        sequence += 1
        branch = "z9hG4bK-budi-\(sequence)-\(method)"
        return request(method, body: body, type: type, more: more)
    }

    /// The ACK of a 2xx.
    func ack(body: String = "") -> String {
        var copy = self
        copy.branch += "-ack"
        return copy.request("ACK", body: body)
    }

    /// The ACK of a refusal, in the INVITE's own transaction.
    func refusalAck() -> String { request("ACK") }

    func cancel() -> String { request("CANCEL") }

    func answer(
        _ request: SIPMessage, _ status: Int, body: String = "", more: String = "", tag: String? = nil
    ) -> SIPMessage {
        var response = SIPMessage(answering: request, status, tag: tag ?? "budi")
        response.add(.contact, "<sip:budi@192.0.2.10:5060>")
        for line in more.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            response.headers.append(HeaderField(String(parts[0]), parts[1].trimmingBlanks()))
        }
        if !body.isEmpty {
            response.add(.contentType, "application/sdp")
            response.body = wire(body)[...]
        }
        return response
    }
}

extension Substring {
    fileprivate func trimmingBlanks() -> String { String(drop { $0 == " " }) }
}

extension Bench {
    /// Budi is talking to the centre.
    mutating func talk(
        _ caller: inout Caller, endpoint: AudioEndpoint = ourEndpoint, more: String = ""
    ) throws -> CallHandle {
        let arrived = receive(caller.invite(more: more))
        let (handle, invitation) = try #require(arrived.arrival)
        let answer = try #require(invitation.offer).answer(endpoint).answer
        let answered = perform(.answer(answer), on: handle)
        caller.centreTag = try #require(answered.sent(200)).tag
        #expect(receive(caller.ack()).reports == [.callConfirmed(handle, nil)])
        return handle
    }

    /// The centre is talking to Budi, whom it rang.
    mutating func talkOut(more: String = "") throws -> (handle: CallHandle, invite: SIPMessage) {
        let handle = newHandle()
        let started = perform(.invite(invitation()), on: handle)
        let invite = try #require(started.sent(.invite))
        let answered = receive(Caller().answer(invite, 200, body: callerOffer, more: more))
        #expect(answered.methods == ["ACK"])
        return (handle, invite)
    }

    func invitation(credentials: Credentials? = nil) -> OutgoingInvitation {
        OutgoingInvitation(
            to: "sip:+6281234567890@192.0.2.10", from: "sip:+62215550165@\(centreAddress)", fromDisplayName: "Centre",
            offer: .offer(ourEndpoint), peer: trunk, credentials: credentials)
    }
}
