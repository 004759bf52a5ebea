import Kernel
import Testing

@testable import SIP

@Suite("A call that comes to us")
struct InboundCallTests {
    @Test("arrives with caller, entry number and offer; 100 has gone out") func arrives() throws {
        var bench = Bench()
        let effects = bench.receive(Caller().invite())
        #expect(effects.statuses == [100])
        let invitation = try #require(effects.arrival).invitation
        #expect(invitation.caller == CallerIdentity(number: "081234567890", displayName: "Budi"))
        #expect(invitation.called == "165")
        #expect(invitation.peer == trunk)
        #expect(invitation.offer?.media.first?.port == 40_000)
        #expect(bench.agent.callCount == 1)
    }

    @Test("rings, is answered, confirmed and hung up by the caller") func wholeCall() throws {
        var bench = Bench()
        var budi = Caller()
        let (handle, invitation) = try #require(bench.receive(budi.invite()).arrival)
        let rung = bench.perform(.ring(), on: handle)
        #expect(rung.statuses == [180])
        let answer = try #require(invitation.offer).answer(ourEndpoint).answer
        let answered = bench.perform(.answer(answer), on: handle)
        let ok = try #require(answered.sent(200))
        #expect(ok.tag != nil && ok.tag == rung.sent(180)?.tag)
        #expect(ok.text(.contact) == "<sip:192.0.2.1:5060>")
        #expect(ok.content == .description(try #require(answered.snapshots.last?.localSession)))
        budi.centreTag = ok.tag
        #expect(bench.receive(budi.ack()).reports == [.callConfirmed(handle, nil)])
        let ended = bench.receive(budi.next("BYE"))
        #expect(ended.statuses == [200])
        #expect(ended.ends == [.remoteHangUp])
        _ = bench.advance(by: .seconds(60))
        #expect(bench.agent.load.isIdle)
    }

    @Test("is hung up by us with a BYE that says who is who") func weHangUp() throws {
        var bench = Bench()
        var budi = Caller()
        let handle = try bench.talk(&budi)
        let effects = bench.perform(.hangUp, on: handle)
        let bye = try #require(effects.sent(.bye))
        #expect(effects.ends == [.local])
        #expect(bye.start == .request(.bye, uri: "sip:budi@192.0.2.10:5060"))
        #expect(bye.tag == "budi")
        #expect(try NameAddress(try #require(bye.first(.from))).tag == budi.centreTag)
        #expect(bench.receive(budi.answer(bye, 200)).isEmpty)
        #expect(bench.perform(.hangUp, on: handle).refusals == [.noSuchCall])
    }

    @Test("whose BYE is never answered is over all the same, and nothing is left of it") func byeUnanswered() throws {
        var bench = Bench()
        var budi = Caller()
        let handle = try bench.talk(&budi)
        #expect(bench.perform(.hangUp, on: handle).ends == [.local])
        let later = bench.advance(by: .seconds(40))
        #expect(later.methods.count == 10)
        #expect(later.ends.isEmpty)
        #expect(bench.agent.load.isIdle)
    }

    @Test("is answered again until the ACK comes, and ended with BYE when it never does") func ackNeverComes() throws {
        var bench = Bench()
        let (handle, invitation) = try #require(bench.receive(Caller().invite()).arrival)
        let answer = try #require(invitation.offer).answer(ourEndpoint).answer
        _ = bench.perform(.answer(answer), on: handle)
        let early = bench.advance(by: .seconds(31))
        #expect(early.statuses == Array(repeating: 200, count: 9))
        #expect(early.ends.isEmpty)
        let late = bench.advance(by: .seconds(2))
        #expect(late.methods.first == "BYE")
        #expect(late.ends == [.timeout])
    }

    @Test("that we hang up before its ACK waits for the ACK to say BYE") func hangUpBeforeAck() throws {
        var bench = Bench()
        var budi = Caller()
        let (handle, invitation) = try #require(bench.receive(budi.invite()).arrival)
        let answer = try #require(invitation.offer).answer(ourEndpoint).answer
        budi.centreTag = bench.perform(.answer(answer), on: handle).sent(200)?.tag
        let hungUp = bench.perform(.hangUp, on: handle)
        #expect(hungUp.ends == [.local])
        #expect(hungUp.sent.isEmpty)
        let acknowledged = bench.receive(budi.ack())
        #expect(acknowledged.methods == ["BYE"])
        #expect(acknowledged.reports.isEmpty)
    }

    @Test("is sent again: the last answer goes out again, and it arrives once") func retransmitted() throws {
        var bench = Bench()
        let budi = Caller()
        let handle = try #require(bench.receive(budi.invite()).arrival).handle
        #expect(bench.receive(budi.invite()).statuses == [100])
        _ = bench.perform(.ring(), on: handle)
        let again = bench.receive(budi.invite())
        #expect(again.statuses == [180])
        #expect(again.arrival == nil)
    }

    @Test("that is refused is refused until the ACK comes", arguments: [486, 404, 603]) func rejected(
        status: Int
    ) throws {
        var bench = Bench()
        var budi = Caller()
        let handle = try #require(bench.receive(budi.invite()).arrival).handle
        let refused = bench.perform(.reject(status: status), on: handle)
        #expect(refused.statuses == [status])
        #expect(refused.ends == [.local])
        #expect(bench.advance(by: .seconds(4)).statuses == [status, status, status])
        budi.centreTag = refused.sent(status)?.tag
        #expect(bench.receive(budi.refusalAck()).isEmpty)
        #expect(bench.advance(by: .seconds(60)).isEmpty)
        #expect(bench.agent.load.transactions == 0)
    }

    @Test("that its owner forgets is refused with 480 in the end") func forgotten() throws {
        var bench = Bench()
        let handle = try #require(bench.receive(Caller().invite()).arrival).handle
        _ = bench.perform(.ring(), on: handle)
        let waited = bench.advance(by: .seconds(299))
        #expect(waited.statuses == [180, 180, 180, 180])
        let ended = bench.advance(by: .seconds(2))
        #expect(ended.statuses.first == 480)
        #expect(ended.ends == [.timeout])
    }

    @Test("offers early media only to a caller who made an offer") func earlyMedia() throws {
        var bench = Bench()
        let first = try #require(bench.receive(Caller().invite()).arrival)
        let early = try #require(first.invitation.offer).answer(ourEndpoint).answer
        let progress = bench.perform(.ring(early: early), on: first.handle)
        #expect(progress.statuses == [183])
        #expect(progress.sent(183)?.body.isEmpty == false)
        var siti = Caller(callID: "siti", tag: "siti", branch: "z9hG4bK-siti")
        siti.sequence = 4
        let second = try #require(bench.receive(siti.invite(body: "")).arrival)
        #expect(second.invitation.offer == nil)
        #expect(bench.perform(.ring(early: early), on: second.handle).statuses == [180])
    }

    @Test("without an offer gets ours in the 200, and brings the answer in its ACK") func lateOffer() throws {
        var bench = Bench()
        var budi = Caller()
        let (handle, invitation) = try #require(bench.receive(budi.invite(body: "")).arrival)
        #expect(invitation.offer == nil)
        let answered = bench.perform(.answer(.offer(ourEndpoint)), on: handle)
        let ok = try #require(answered.sent(200))
        guard case .description(let ours) = ok.content else {
            Issue.record("the 200 carries our offer")
            return
        }
        #expect(ours.media.first?.formats == ["8", "0", "101"])
        budi.centreTag = ok.tag
        let confirmed = bench.receive(budi.ack(body: callerOffer))
        let theirs = try description(callerOffer)
        #expect(confirmed.reports == [.callConfirmed(handle, theirs)])
        #expect(confirmed.snapshots.last?.remoteSession == theirs)
        #expect(try ours.agreed(answeredBy: theirs).codec == .pcma)
    }

    @Test("shows the asserted number, and hides it when the caller asks") func identities() throws {
        func identity(_ more: String, from: String? = nil) throws -> CallerIdentity {
            var bench = Bench()
            var text = Caller().invite(more: more)
            if let from { text.replace("\"Budi\" <sip:081234567890@192.0.2.10>", with: from) }
            return try #require(bench.receive(text).arrival).invitation.caller
        }
        #expect(
            try identity("P-Asserted-Identity: \"Siti\" <sip:+6281111111@trunk.example>, <tel:+6281111111>\n")
                == CallerIdentity(number: "+6281111111", displayName: "Siti", isAsserted: true))
        #expect(
            try identity("P-Asserted-Identity: <tel:+6281111111;cpc=ordinary>\nPrivacy: id\n")
                == CallerIdentity(number: "+6281111111", displayName: "Budi", isHidden: true, isAsserted: true))
        #expect(try identity("Privacy: none\n").isHidden == false)
        let anonymous = "\"Anonymous\" <sip:anonymous@anonymous.invalid>"
        #expect(try identity("", from: anonymous) == CallerIdentity(number: nil, isHidden: true))
        #expect(
            try identity("P-Asserted-Identity: <sip:0211234567@t.example>\nPrivacy: user;critical\n", from: anonymous)
                == CallerIdentity(number: "0211234567", isHidden: true, isAsserted: true))
    }

    @Test("answers go where the request came from, as its Via asks") func responseRouting() {
        func target(_ text: String, from peer: Peer) -> Peer? {
            var bench = Bench()
            guard case .send(_, let to) = bench.receive(text, from: peer).first else { return nil }
            return to
        }
        let translated = Peer(.udp, "203.0.113.9", 33_000)
        let withPort = Caller().invite()
        #expect(target(withPort, from: translated) == translated)
        let without = withPort.replacing(";rport", with: "")
        #expect(target(without, from: translated) == Peer(.udp, "203.0.113.9", 5060))
        let connection = Peer(.tcp, "203.0.113.9", 33_000, connection: 7)
        #expect(target(without, from: connection) == connection)
        var bench = Bench()
        let via = bench.receive(withPort, from: translated).sent.first?.text(.via)
        #expect(via == "SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK-budi-1;received=203.0.113.9;rport=33000")
    }
}

@Suite("A CANCEL")
struct CancelTests {
    @Test("before the answer ends the call") func beforeAnswer() throws {
        var bench = Bench()
        let budi = Caller()
        let handle = try #require(bench.receive(budi.invite()).arrival).handle
        let rung = bench.perform(.ring(), on: handle)
        let effects = bench.receive(budi.cancel())
        #expect(effects.statuses == [200, 487])
        #expect(effects.ends == [.callerCancelled])
        #expect(effects.sent(200)?.tag == rung.sent(180)?.tag)
        #expect(bench.perform(.answer(.offer(ourEndpoint)), on: handle).refusals == [.noSuchCall])
        #expect(bench.receive(budi.cancel()).statuses == [200])
    }

    @Test("that crosses our 200 loses: it is answered, and the call goes on") func afterAnswer() throws {
        var bench = Bench()
        var budi = Caller()
        let (handle, invitation) = try #require(bench.receive(budi.invite()).arrival)
        let answered = bench.perform(.answer(try #require(invitation.offer).answer(ourEndpoint).answer), on: handle)
        let effects = bench.receive(budi.cancel())
        #expect(effects.statuses == [200])
        #expect(effects.ends.isEmpty)
        budi.centreTag = answered.sent(200)?.tag
        #expect(bench.receive(budi.ack()).reports == [.callConfirmed(handle, nil)])
        #expect(bench.receive(budi.next("BYE")).ends == [.remoteHangUp])
    }

    @Test("after a refusal changes nothing") func afterRefusal() throws {
        var bench = Bench()
        let budi = Caller()
        let handle = try #require(bench.receive(budi.invite()).arrival).handle
        _ = bench.perform(.reject(status: 486), on: handle)
        #expect(bench.receive(budi.cancel()).statuses == [200])
    }

    @Test("of a call that does not exist is refused with 481") func unknown() {
        var bench = Bench()
        #expect(bench.receive(Caller().cancel()).statuses == [481])
    }

    @Test("is not needed by a caller who says BYE to an early dialog") func earlyBye() throws {
        var bench = Bench()
        var budi = Caller()
        let handle = try #require(bench.receive(budi.invite()).arrival).handle
        budi.centreTag = bench.perform(.ring(), on: handle).sent(180)?.tag
        let effects = bench.receive(budi.next("BYE"))
        #expect(effects.statuses == [200, 487])
        #expect(effects.ends == [.callerCancelled])
    }
}

@Suite("What we refuse")
struct RefusalTests {
    @Test("a request of an unknown dialog: 481; its ACK: nothing") func unknownDialog() {
        var bench = Bench()
        var budi = Caller(centreTag: "nobody")
        #expect(bench.receive(budi.next("BYE")).statuses == [481])
        #expect(bench.receive(budi.next("INVITE", body: callerOffer)).statuses == [481])
        #expect(bench.receive(budi.ack()).isEmpty)
        #expect(bench.agent.callCount == 0)
    }

    @Test("the same call by two ways: 482") func merged() throws {
        var bench = Bench()
        let budi = Caller()
        _ = try #require(bench.receive(budi.invite()).arrival)
        var other = budi
        other.branch = "z9hG4bK-another-way"
        #expect(bench.receive(other.invite()).statuses == [482])
    }

    @Test("a method that we know of and do not take: 405 with Allow") func unknownMethod() {
        var bench = Bench()
        let effects = bench.receive(Caller().request("SUBSCRIBE"))
        #expect(effects.statuses == [405])
        #expect(effects.sent.first?.text(.allow) == UserAgent.allowedMethods)
    }

    @Test("an extension that we do not have: 420 with its name") func extensions() {
        var bench = Bench()
        let effects = bench.receive(Caller().invite(more: "Require: timer, 100rel\n"))
        #expect(effects.statuses == [420])
        #expect(effects.sent.first?.text(.unsupported) == "100rel")
    }

    @Test("a session description that is none: 400") func badDescription() {
        var bench = Bench()
        #expect(bench.receive(Caller().invite(body: "hello\n")).statuses == [400])
    }

    @Test("an old request of a dialog: 500") func oldSequence() throws {
        var bench = Bench()
        var budi = Caller(sequence: 7)
        _ = try bench.talk(&budi)
        budi.sequence = 3
        #expect(bench.receive(budi.next("INFO")).statuses == [500])
    }

    @Test("calls beyond the limit, and all new ones while draining: 503 with Retry-After") func full() throws {
        var configuration = UserAgentConfiguration(address: centreAddress)
        configuration.limits.calls = 1
        var bench = Bench(configuration)
        var budi = Caller()
        let handle = try bench.talk(&budi)
        let refused = bench.receive(Caller(callID: "siti", tag: "siti", branch: "z9hG4bK-siti").invite())
        #expect(refused.statuses == [503])
        #expect(refused.sent.first?.text(.retryAfter) == "10")
        _ = bench.perform(.hangUp, on: handle)
        _ = bench.handle(.drain(true))
        #expect(bench.receive(Caller(callID: "joko", tag: "joko", branch: "z9hG4bK-joko").invite()).statuses == [503])
        #expect(bench.receive(Caller(callID: "ping", branch: "z9hG4bK-ping").request("OPTIONS")).statuses == [503])
        _ = bench.handle(.drain(false))
        #expect(bench.receive(Caller(callID: "tuti", tag: "tuti", branch: "z9hG4bK-tuti").invite()).arrival != nil)
    }

    @Test("transactions beyond the limit: 503 without memory, but a call can still be ended") func fullOfTransactions()
        throws
    {
        var configuration = UserAgentConfiguration(address: centreAddress)
        configuration.limits.transactions = 40
        var bench = Bench(configuration)
        var budi = Caller()
        _ = try bench.talk(&budi)
        for number in 0..<200 {
            _ = bench.receive(Caller(callID: "ping\(number)", branch: "z9hG4bK-ping\(number)").request("OPTIONS"))
        }
        #expect(bench.agent.load.transactions == 40)
        #expect(bench.receive(Caller(callID: "x", tag: "x", branch: "z9hG4bK-x").invite()).statuses == [503])
        #expect(bench.receive(budi.next("BYE")).ends == [.remoteHangUp])
    }

    @Test("messages that are too long are dropped") func tooLong() {
        var configuration = UserAgentConfiguration(address: centreAddress)
        configuration.limits.messageBytes = 2_000
        var bench = Bench(configuration)
        let filler = "X-Filler: " + String(repeating: "x", count: 2_000) + "\n"
        #expect(bench.receive(Caller().invite(more: filler)).isEmpty)
    }

    @Test("a heartbeat is answered with what we can") func heartbeat() {
        var bench = Bench()
        let effects = bench.receive(Caller().request("OPTIONS"))
        #expect(effects.statuses == [200])
        #expect(effects.sent.first?.text(.allow) == UserAgent.allowedMethods)
        #expect(effects.sent.first?.text(.accept) == "application/sdp")
    }

    @Test("a datagram of blank lines is no message") func keepAlive() {
        var bench = Bench()
        #expect(bench.receive("\n\n").isEmpty)
        #expect(bench.handle(.received([], from: trunk)).isEmpty)
    }

    @Test("commands that do not fit the call are refused, and change nothing") func misplacedCommands() throws {
        var bench = Bench()
        var budi = Caller()
        let handle = try bench.talk(&budi)
        for command in [
            CallCommand.ring(), .answer(.offer(ourEndpoint)), .reject(status: 486),
            .answerOffer(.offer(ourEndpoint)), .refuseOffer(),
        ] {
            #expect(bench.perform(command, on: handle).refusals == [.notNow])
        }
        #expect(bench.perform(.invite(bench.invitation()), on: handle).refusals == [.handleInUse])
        #expect(bench.perform(.hangUp, on: bench.newHandle()).refusals == [.noSuchCall])
        #expect(bench.agent.snapshot(of: handle) != nil)
    }
}
