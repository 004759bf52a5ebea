import Kernel
import Testing

@testable import SIP

@Suite("A call that we place")
struct OutboundCallTests {
    @Test("rings in several places, is answered and hung up") func wholeCall() throws {
        var bench = Bench()
        let budi = Caller()
        let handle = bench.newHandle()
        let invite = try #require(bench.perform(.invite(bench.invitation()), on: handle).sent(.invite))
        #expect(invite.start == .request(.invite, uri: "sip:+6281234567890@192.0.2.10"))
        #expect(invite.text(.from)?.hasPrefix("\"Centre\" <sip:+62215550165@192.0.2.1>;tag=") == true)
        #expect(bench.receive(budi.answer(invite, 100)).reports.isEmpty)
        #expect(
            bench.receive(budi.answer(invite, 180, tag: "fork-1")).reports == [.callProgress(handle, status: 180, nil)])
        let early = try description(callerOffer)
        #expect(
            bench.receive(budi.answer(invite, 183, body: callerOffer, tag: "fork-2")).reports
                == [.callProgress(handle, status: 183, early)])
        let answered = bench.receive(budi.answer(invite, 200, body: callerOffer, tag: "fork-2"))
        #expect(answered.reports == [.callAnswered(handle, early)])
        let ack = try #require(answered.sent(.ack))
        #expect(ack.sequence == invite.sequence)
        #expect(ack.tag == "fork-2")
        #expect(ack.branch != invite.branch)
        let bye = try #require(bench.perform(.hangUp, on: handle).sent(.bye))
        #expect(bye.sequence == 2)
        #expect(bye.tag == "fork-2")
    }

    @Test("whose 200 comes again is acknowledged again; a second fork that answers is hung up") func forks() throws {
        var bench = Bench()
        let (_, invite) = try bench.talkOut()
        let budi = Caller()
        #expect(bench.receive(budi.answer(invite, 200, body: callerOffer)).methods == ["ACK"])
        let second = bench.receive(budi.answer(invite, 200, body: callerOffer, tag: "late-fork"))
        #expect(second.methods == ["ACK", "BYE"])
        #expect(second.sent(.bye)?.tag == "late-fork")
        #expect(second.reports.isEmpty)
        #expect(bench.receive(budi.answer(invite, 200, body: callerOffer, tag: "late-fork")).methods == ["ACK"])
        #expect(bench.agent.callCount == 1)
    }

    @Test("that is refused tells why, and where else to try", arguments: [302, 404, 486, 503, 603])
    func refused(status: Int) throws {
        var bench = Bench()
        let handle = bench.newHandle()
        let invite = try #require(bench.perform(.invite(bench.invitation()), on: handle).sent(.invite))
        let refused = bench.receive(Caller().answer(invite, status))
        #expect(refused.methods == ["ACK"])
        #expect(refused.sent(.ack)?.branch == invite.branch)
        #expect(
            refused.ends == [
                .rejected(status: status, reason: SIPMessage.reason(of: status), contacts: ["sip:budi@192.0.2.10:5060"])
            ])
        #expect(bench.receive(Caller().answer(invite, status)).methods == ["ACK"])
        _ = bench.advance(by: .seconds(40))
        #expect(bench.agent.load.isIdle)
    }

    @Test("that nobody hears is given up after 32 seconds") func silence() throws {
        var bench = Bench()
        let handle = bench.newHandle()
        _ = bench.perform(.invite(bench.invitation()), on: handle)
        let effects = bench.advance(by: .seconds(31))
        #expect(effects.methods == Array(repeating: "INVITE", count: 5))
        #expect(bench.advance(by: .seconds(2)).ends == [.timeout])
    }

    @Test("that rings too long is cancelled") func ringsTooLong() throws {
        var bench = Bench()
        let handle = bench.newHandle()
        var invitation = bench.invitation()
        invitation.ringLimit = .seconds(45)
        let invite = try #require(bench.perform(.invite(invitation), on: handle).sent(.invite))
        _ = bench.receive(Caller().answer(invite, 180))
        let effects = bench.advance(by: .seconds(45))
        #expect(effects.methods == ["CANCEL"])
        #expect(effects.ends == [.timeout])
        #expect(bench.receive(Caller().answer(invite, 487)).ends.isEmpty)
        #expect(bench.agent.load.calls == 0)
    }

    @Test("that we take back waits for a provisional answer before it sends CANCEL") func cancelWaits() throws {
        var bench = Bench()
        let handle = bench.newHandle()
        let invite = try #require(bench.perform(.invite(bench.invitation()), on: handle).sent(.invite))
        let hungUp = bench.perform(.hangUp, on: handle)
        #expect(hungUp.ends == [.local])
        #expect(hungUp.sent.isEmpty)
        let cancel = try #require(bench.receive(Caller().answer(invite, 180)).sent(.cancel))
        #expect(cancel.branch == invite.branch)
        #expect(cancel.text(.cseq) == "1 CANCEL")
        _ = bench.receive(Caller().answer(cancel, 200))
        let refused = bench.receive(Caller().answer(invite, 487))
        #expect(refused.methods == ["ACK"])
        #expect(refused.ends.isEmpty)
    }

    @Test("whose CANCEL crosses the answer is acknowledged and hung up") func cancelCrosses() throws {
        var bench = Bench()
        let handle = bench.newHandle()
        let invite = try #require(bench.perform(.invite(bench.invitation()), on: handle).sent(.invite))
        _ = bench.receive(Caller().answer(invite, 180))
        #expect(bench.perform(.hangUp, on: handle).methods == ["CANCEL"])
        let crossed = bench.receive(Caller().answer(invite, 200, body: callerOffer))
        #expect(crossed.methods == ["ACK", "BYE"])
        #expect(crossed.reports.isEmpty)
        #expect(bench.agent.load.calls == 0)
    }

    @Test("whose CANCEL nobody heeds is forgotten in the end") func cancelUnheeded() throws {
        var bench = Bench()
        let handle = bench.newHandle()
        let invite = try #require(bench.perform(.invite(bench.invitation()), on: handle).sent(.invite))
        _ = bench.receive(Caller().answer(invite, 180))
        _ = bench.perform(.hangUp, on: handle)
        _ = bench.advance(by: .seconds(70))
        #expect(bench.agent.load.isIdle)
    }

    @Test("over a line that fails ends as a failure of the network") func lineFails() throws {
        var bench = Bench()
        let handle = bench.newHandle()
        _ = bench.perform(.invite(bench.invitation()), on: handle)
        #expect(bench.handle(.transportFailed(Peer(.udp, "192.0.2.99", 5060))).isEmpty)
        #expect(bench.handle(.transportFailed(trunk)).ends == [.network])
    }

    @Test("over TCP is sent once") func reliable() throws {
        var bench = Bench()
        var invitation = bench.invitation()
        invitation.peer = Peer(.tcp, "192.0.2.10", 5060)
        let handle = bench.newHandle()
        let invite = try #require(bench.perform(.invite(invitation), on: handle).sent(.invite))
        #expect(invite.text(.via)?.hasPrefix("SIP/2.0/TCP ") == true)
        #expect(invite.text(.contact) == "<sip:192.0.2.1:5060;transport=tcp>")
        let effects = bench.advance(by: .seconds(40))
        #expect(effects.sent.isEmpty)
        #expect(effects.ends == [.timeout])
    }

    @Test("follows the recorded route, the last proxy first") func recordRoute() throws {
        var bench = Bench()
        let handle = bench.newHandle()
        let invite = try #require(bench.perform(.invite(bench.invitation()), on: handle).sent(.invite))
        let routes = "Record-Route: <sip:192.0.2.30;lr>, <sip:192.0.2.10:5080;lr>\n"
        let answered = bench.receive(Caller().answer(invite, 200, body: callerOffer, more: routes))
        let ack = try #require(answered.sent(.ack))
        #expect(ack.values(.route).map(\.text) == ["<sip:192.0.2.10:5080;lr>", "<sip:192.0.2.30;lr>"])
        guard case .send(_, let hop) = answered.first else { return }
        #expect(hop == Peer(.udp, "192.0.2.10", 5080))
    }

    @Test("whose answer cannot be used ends as unanswered") func unusableAnswer() throws {
        var bench = Bench()
        let handle = bench.newHandle()
        let invite = try #require(bench.perform(.invite(bench.invitation()), on: handle).sent(.invite))
        let answer = Caller().answer(invite, 200, body: callerOffer, more: "Record-Route: <nonsense>\n")
        #expect(bench.receive(answer).isEmpty)
        #expect(bench.advance(by: .seconds(33)).ends == [.timeout])
        #expect(bench.agent.load.isIdle)
    }

    @Test("takes our headers, except those that are the agent's or would break the message") func ownHeaders() throws {
        var bench = Bench()
        var invitation = bench.invitation()
        invitation.headers = [
            HeaderField("P-Asserted-Identity", "<sip:+62215550165@centre.example>"),
            HeaderField("Via", "SIP/2.0/UDP evil"),
            HeaderField("X-Break", "one\r\nContent-Length: 0"), HeaderField("X-Campaign", "7"),
        ]
        let invite = try #require(bench.perform(.invite(invitation), on: bench.newHandle()).sent(.invite))
        #expect(invite.text(.pAssertedIdentity) == "<sip:+62215550165@centre.example>")
        #expect(invite.values(.via).count == 1)
        #expect(invite.first(.other("x-break")) == nil)
        #expect(invite.text(.other("x-campaign")) == "7")
    }

    @Test("to an address that is none is refused") func badAddress() {
        var bench = Bench()
        var invitation = bench.invitation()
        invitation.to = "sip:two words@192.0.2.10"
        #expect(bench.perform(.invite(invitation), on: bench.newHandle()).refusals == [.badAddress])
        invitation = bench.invitation()
        invitation.from = "sip:a@b\r\nEvil: 1"
        #expect(bench.perform(.invite(invitation), on: bench.newHandle()).refusals == [.badAddress])
        #expect(bench.agent.load.calls == 0)
    }

    @Test("a response that is not ours is dropped") func foreignResponse() throws {
        var bench = Bench()
        let handle = bench.newHandle()
        let invite = try #require(bench.perform(.invite(bench.invitation()), on: handle).sent(.invite))
        var foreign = Caller().answer(invite, 486)
        foreign.set(.via, "SIP/2.0/UDP 192.0.2.77:5060;branch=\(try #require(invite.branch))")
        #expect(bench.receive(foreign).isEmpty)
        #expect(bench.agent.callCount == 1)
    }

    @Test("a probe tells whether the peer lives") func probes() throws {
        var bench = Bench()
        let options = try #require(bench.handle(.probe(trunk)).sent(.options))
        #expect(bench.receive(Caller().answer(options, 404)).reports == [.probed(trunk, alive: true)])
        _ = bench.handle(.probe(trunk))
        #expect(bench.advance(by: .seconds(33)).reports == [.probed(trunk, alive: false)])
    }
}
