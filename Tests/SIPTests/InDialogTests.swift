import Kernel
import Testing

@testable import SIP

let holdOffer = callerOffer.replacing("a=sendrecv", with: "a=sendonly").replacing("7001 1", with: "7001 2")

@Suite("During a call")
struct InDialogTests {
    @Test("the caller holds: the offer goes to the owner, whose answer goes out in a 200 that is repeated until ACK")
    func remoteHold() throws {
        var bench = Bench()
        var budi = Caller()
        let handle = try bench.talk(&budi)
        let asked = bench.receive(budi.next("INVITE", body: holdOffer))
        let offer = try description(holdOffer)
        #expect(asked.reports == [.offerArrived(handle, offer)])
        #expect(asked.sent.isEmpty)
        let (answer, agreed) = try offer.answer(ourEndpoint)
        #expect(agreed.isHeldByRemote)
        #expect(agreed.direction == .recvonly)
        let answered = bench.perform(.answerOffer(answer), on: handle)
        let ok = try #require(answered.sent(200))
        guard case .description(let sent) = ok.content else { return }
        #expect(sent.media.first?.direction == .recvonly)
        #expect(sent.origin.version == 1)
        #expect(bench.advance(by: .seconds(1)).statuses == [200])
        #expect(bench.receive(budi.ack()).reports.isEmpty)
        #expect(bench.advance(by: .seconds(5)).sent.isEmpty)
        #expect(bench.agent.snapshot(of: handle)?.remoteSession == offer)
    }

    @Test("an offer may be refused; the session stays") func offerRefused() throws {
        var bench = Bench()
        var budi = Caller()
        let handle = try bench.talk(&budi)
        let before = bench.agent.snapshot(of: handle)?.remoteSession
        _ = bench.receive(budi.next("INVITE", body: holdOffer))
        #expect(bench.perform(.refuseOffer(), on: handle).statuses == [488])
        #expect(bench.agent.snapshot(of: handle)?.remoteSession == before)
    }

    @Test("an offer that the owner forgets is refused by itself") func offerForgotten() throws {
        var bench = Bench()
        var budi = Caller()
        let handle = try bench.talk(&budi)
        _ = bench.receive(budi.next("INVITE", body: holdOffer))
        #expect(bench.advance(by: .seconds(10)).statuses == [488])
        #expect(bench.perform(.answerOffer(.offer(ourEndpoint)), on: handle).refusals == [.notNow])
    }

    @Test("a re-INVITE that changes nothing is answered as before") func refreshingReinvite() throws {
        var bench = Bench()
        var budi = Caller()
        let handle = try bench.talk(&budi)
        let local = bench.agent.snapshot(of: handle)?.localSession
        let same = callerOffer.replacing("7001 1", with: "7001 2")
        let effects = bench.receive(budi.next("INVITE", body: same))
        #expect(effects.statuses == [200])
        #expect(effects.reports.isEmpty)
        #expect(effects.sent.first?.content == local.map { .description($0) })
    }

    @Test("a re-INVITE without an offer gets our session; its ACK is news only when it changes") func offerless() throws
    {
        var bench = Bench()
        var budi = Caller()
        let handle = try bench.talk(&budi)
        #expect(bench.receive(budi.next("INVITE")).statuses == [200])
        #expect(bench.receive(budi.ack(body: callerOffer)).reports.isEmpty)
        #expect(bench.receive(budi.next("INVITE")).statuses == [200])
        let moved = callerOffer.replacing("40000", with: "42000")
        #expect(bench.receive(budi.ack(body: moved)).reports == [.offerAnswered(handle, try description(moved))])
    }

    @Test("two re-INVITEs at once: the second waits (500); one against ours: 491") func crossings() throws {
        var bench = Bench()
        var budi = Caller()
        let handle = try bench.talk(&budi)
        _ = bench.receive(budi.next("INVITE", body: holdOffer))
        let second = bench.receive(budi.next("INVITE", body: callerOffer))
        #expect(second.statuses == [500])
        #expect(second.sent.first?.first(.retryAfter) != nil)
        _ = bench.perform(.refuseOffer(), on: handle)
        _ = bench.perform(.offer(.offer(ourEndpoint)), on: handle)
        #expect(bench.receive(budi.next("INVITE", body: holdOffer)).statuses == [491])
    }

    @Test("UPDATE moves the session or only refreshes it") func update() throws {
        var bench = Bench()
        var budi = Caller()
        let handle = try bench.talk(&budi)
        #expect(bench.receive(budi.next("UPDATE")).statuses == [200])
        #expect(
            bench.receive(budi.next("UPDATE", body: holdOffer)).reports == [
                .offerArrived(handle, try description(holdOffer))
            ])
        let answer = try description(holdOffer).answer(ourEndpoint).answer
        #expect(bench.perform(.answerOffer(answer), on: handle).statuses == [200])
        #expect(bench.advance(by: .seconds(5)).sent.isEmpty)
    }

    @Test("a cancelled re-INVITE leaves the call as it was") func cancelledReinvite() throws {
        var bench = Bench()
        var budi = Caller()
        let handle = try bench.talk(&budi)
        _ = bench.receive(budi.next("INVITE", body: holdOffer))
        let effects = bench.receive(budi.cancel())
        #expect(effects.statuses == [200, 487])
        #expect(effects.ends.isEmpty)
        #expect(bench.perform(.answerOffer(.offer(ourEndpoint)), on: handle).refusals == [.notNow])
    }

    @Test("BYE ends also an unanswered re-INVITE") func byeDuringOffer() throws {
        var bench = Bench()
        var budi = Caller()
        _ = try bench.talk(&budi)
        _ = bench.receive(budi.next("INVITE", body: holdOffer))
        let effects = bench.receive(budi.next("BYE"))
        #expect(effects.statuses.sorted() == [200, 487])
        #expect(effects.ends == [.remoteHangUp])
    }

    @Test("digits come by INFO in either form") func digits() throws {
        var bench = Bench()
        var budi = Caller()
        let handle = try bench.talk(&budi)
        let relay = budi.next("INFO", body: "Signal=5\nDuration=240\n", type: "application/dtmf-relay")
        #expect(bench.receive(relay).reports == [.digit(handle, try key("5"), milliseconds: 240)])
        #expect(bench.receive(relay).reports.isEmpty)
        let plain = budi.next("INFO", body: "#", type: "application/dtmf")
        #expect(bench.receive(plain).reports == [.digit(handle, try key("#"), milliseconds: 160)])
        let spaced = budi.next("INFO", body: "Signal= 10\n", type: "application/dtmf-relay")
        #expect(bench.receive(spaced).reports == [.digit(handle, try key("*"), milliseconds: 160)])
        #expect(bench.receive(budi.next("INFO", body: "Signal=?\n", type: "application/dtmf-relay")).statuses == [400])
        #expect(bench.receive(budi.next("INFO", body: "{}", type: "application/json")).statuses == [415])
        #expect(bench.receive(budi.next("INFO")).statuses == [200])
    }

    @Test("we send a digit by INFO") func sendsDigit() throws {
        var bench = Bench()
        var budi = Caller()
        let handle = try bench.talk(&budi)
        let nine = try key("9")
        let info = try #require(bench.perform(.sendDigit(nine), on: handle).sent(.info))
        #expect(info.body.text == "Signal=9\r\nDuration=160\r\n")
        #expect(info.text(.contentType) == "application/dtmf-relay")
    }

    @Test("the caller moves: later requests go to the new address") func targetRefresh() throws {
        var bench = Bench()
        var budi = Caller()
        let handle = try bench.talk(&budi)
        let moved = budi.next("UPDATE").replacing("<sip:budi@192.0.2.10:5060>\n", with: "<sip:budi@192.0.2.10:5099>\n")
        _ = bench.receive(moved)
        let effects = bench.perform(.hangUp, on: handle)
        #expect(effects.sent(.bye)?.start == .request(.bye, uri: "sip:budi@192.0.2.10:5099"))
        guard case .send(_, let hop) = effects.first else { return }
        #expect(hop.port == 5099)
    }

    @Test("behind a translator requests go back the way that the caller's came") func translated() throws {
        var bench = Bench()
        var budi = Caller()
        let outside = Peer(.udp, "203.0.113.9", 33_000)
        let (handle, invitation) = try #require(bench.receive(budi.invite(), from: outside).arrival)
        let answered = bench.perform(.answer(try #require(invitation.offer).answer(ourEndpoint).answer), on: handle)
        budi.centreTag = answered.sent(200)?.tag
        _ = bench.receive(budi.ack(), from: outside)
        guard case .send(_, let hop) = bench.perform(.hangUp, on: handle).first else { return }
        #expect(hop == outside)
    }
}

@Suite("A call over TCP")
struct StreamCallTests {
    private let connected = Peer(.tcp, "192.0.2.10", 33_000, connection: 7)

    private func talk() throws -> (bench: Bench, handle: CallHandle) {
        var bench = Bench()
        var budi = Caller()
        let (handle, invitation) = try #require(bench.receive(budi.invite(), from: connected).arrival)
        let answered = bench.perform(.answer(try #require(invitation.offer).answer(ourEndpoint).answer), on: handle)
        let ok = try #require(answered.sent(200))
        #expect(ok.text(.contact) == "<sip:192.0.2.1:5060;transport=tcp>")
        budi.centreTag = ok.tag
        _ = bench.receive(budi.ack(), from: connected)
        return (bench, handle)
    }

    @Test("speaks on the caller's own connection while it lasts") func connection() throws {
        var (bench, handle) = try talk()
        guard case .send(_, let hop) = bench.perform(.hangUp, on: handle).first else { return }
        #expect(hop == connected)
    }

    @Test("outlives its connection, and opens another to where the caller wants to be reached") func reconnects() throws
    {
        var (bench, handle) = try talk()
        #expect(bench.handle(.transportFailed(connected)).isEmpty)
        guard case .send(_, let hop) = bench.perform(.hangUp, on: handle).first else { return }
        #expect(hop == Peer(.tcp, "192.0.2.10", 5060))
    }
}

@Suite("Our own offer")
struct OwnOfferTests {
    private let hold = SessionDescription.offer(
        AudioEndpoint(address: centreAddress, port: 20_000, direction: .sendonly))

    @Test("goes out as a re-INVITE with a new version and is answered") func answered() throws {
        var bench = Bench()
        var budi = Caller()
        let handle = try bench.talk(&budi)
        let reinvite = try #require(bench.perform(.offer(hold), on: handle).sent(.invite))
        guard case .description(let sent) = reinvite.content else { return }
        #expect(sent.origin.version == 1)
        let held = callerOffer.replacing("a=sendrecv", with: "a=recvonly")
        let effects = bench.receive(budi.answer(reinvite, 200, body: held))
        #expect(effects.methods == ["ACK"])
        #expect(effects.reports == [.offerAnswered(handle, try description(held))])
        #expect(bench.receive(budi.answer(reinvite, 200, body: held)).methods == ["ACK"])
    }

    @Test("that is refused changes nothing") func refused() throws {
        var bench = Bench()
        var budi = Caller()
        let handle = try bench.talk(&budi)
        let before = bench.agent.snapshot(of: handle)
        let reinvite = try #require(bench.perform(.offer(hold), on: handle).sent(.invite))
        let effects = bench.receive(budi.answer(reinvite, 488))
        #expect(effects.reports == [.offerRefused(handle, status: 488)])
        #expect(bench.agent.snapshot(of: handle)?.localSession == before?.localSession)
        #expect(bench.agent.callCount == 1)
    }

    @Test("that meets theirs is tried again after a random wait") func glare() throws {
        var bench = Bench()
        var budi = Caller()
        let handle = try bench.talk(&budi)
        let first = try #require(bench.perform(.offer(hold), on: handle).sent(.invite))
        let crossed = bench.receive(budi.answer(first, 491))
        #expect(crossed.methods == ["ACK"])
        #expect(crossed.reports.isEmpty)
        let again = bench.advance(by: .milliseconds(2_010))
        #expect(again.methods.first == "INVITE")
        #expect(again.sent(.invite)?.sequence == 2)
    }

    @Test("waits while the caller's own is open, and goes out then") func waits() throws {
        var bench = Bench()
        var budi = Caller()
        let handle = try bench.talk(&budi)
        _ = bench.receive(budi.next("INVITE", body: holdOffer))
        #expect(bench.perform(.offer(hold), on: handle).sent.isEmpty)
        let answer = try description(holdOffer).answer(ourEndpoint).answer
        #expect(bench.perform(.answerOffer(answer), on: handle).methods.isEmpty)
        #expect(bench.receive(budi.ack()).methods == ["INVITE"])
    }

    @Test("to a caller who no longer knows the call ends it") func lost() throws {
        var bench = Bench()
        var budi = Caller()
        let handle = try bench.talk(&budi)
        let reinvite = try #require(bench.perform(.offer(hold), on: handle).sent(.invite))
        #expect(bench.receive(budi.answer(reinvite, 481)).ends == [.network])
    }

    @Test("that nobody answers ends the call") func unanswered() throws {
        var bench = Bench()
        var budi = Caller()
        let handle = try bench.talk(&budi)
        _ = bench.perform(.offer(hold), on: handle)
        let effects = bench.advance(by: .seconds(33))
        #expect(effects.methods.contains("BYE"))
        #expect(effects.ends == [.timeout])
    }

    @Test("that gets a provisional answer and then silence ends the call too") func provisionalOnly() throws {
        var bench = Bench()
        var budi = Caller()
        let handle = try bench.talk(&budi)
        let reinvite = try #require(bench.perform(.offer(hold), on: handle).sent(.invite))
        #expect(bench.receive(budi.answer(reinvite, 100)).isEmpty)
        #expect(bench.advance(by: .seconds(33)).ends == [.timeout])
        _ = bench.advance(by: .seconds(60))
        #expect(bench.agent.load.isIdle)
    }

    @Test("before the answer of a call is refused") func tooEarly() throws {
        var bench = Bench()
        let handle = try #require(bench.receive(Caller().invite()).arrival).handle
        #expect(bench.perform(.offer(hold), on: handle).refusals == [.notNow])
    }
}
