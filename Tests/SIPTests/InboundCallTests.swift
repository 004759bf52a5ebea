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
