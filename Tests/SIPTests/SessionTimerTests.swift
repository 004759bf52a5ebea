import Kernel
import Testing

@testable import SIP

@Suite("Session timers (RFC 4028)")
struct SessionTimerTests {
    private let wantsTimer = "Supported: timer\nSession-Expires: 600;refresher=uac\nMin-SE: 90\n"

    @Test("a caller who refreshes is hung up on when it stops") func callerRefreshes() throws {
        var bench = Bench()
        var budi = Caller()
        let (handle, invitation) = try #require(bench.receive(budi.invite(more: wantsTimer)).arrival)
        let answered = bench.perform(.answer(try #require(invitation.offer).answer(ourEndpoint).answer), on: handle)
        let ok = try #require(answered.sent(200))
        #expect(ok.text(.sessionExpires) == "600;refresher=uac")
        #expect(ok.text(.require) == "timer")
        budi.centreTag = ok.tag
        _ = bench.receive(budi.ack())
        #expect(bench.advance(by: .seconds(500)).sent.isEmpty)
        #expect(bench.receive(budi.next("UPDATE", more: wantsTimer)).statuses == [200])
        #expect(bench.advance(by: .seconds(560)).sent.isEmpty)
        let expired = bench.advance(by: .seconds(10))
        #expect(expired.methods.first == "BYE")
        #expect(expired.ends == [.sessionExpired])
    }

    @Test("an interval that is too short is refused with 422 and the least") func tooShort() {
        var bench = Bench()
        let effects = bench.receive(Caller().invite(more: "Supported: timer\nSession-Expires: 30\n"))
        #expect(effects.statuses == [422])
        #expect(effects.sent.first?.text(.minSE) == "90")
    }

    @Test("we refresh by re-INVITE where the caller does not take UPDATE") func weRefresh() throws {
        var bench = Bench()
        var budi = Caller()
        let handle = try bench.talk(&budi, more: "Supported: timer\nSession-Expires: 600;refresher=uas\n")
        let due = bench.advance(by: .seconds(300))
        let refresh = try #require(due.sent(.invite))
        #expect(refresh.text(.sessionExpires) == "600;refresher=uac")
        #expect(refresh.content == (bench.agent.snapshot(of: handle)?.localSession).map { .description($0) })
        let effects = bench.receive(
            budi.answer(refresh, 200, body: callerOffer, more: "Session-Expires: 600;refresher=uac"))
        #expect(effects.methods == ["ACK"])
        #expect(effects.reports.isEmpty)
        #expect(effects.snapshots.last?.sessionTimer?.refreshedAt == bench.now)
        #expect(bench.advance(by: .seconds(300)).methods.first == "INVITE")
    }

    @Test("we refresh by UPDATE where it is allowed, and by re-INVITE when it fails after all") func byUpdate() throws {
        var bench = Bench()
        var budi = Caller()
        _ = try bench.talk(&budi, more: "Supported: timer\nSession-Expires: 600;refresher=uas\nAllow: INVITE, UPDATE\n")
        let update = try #require(bench.advance(by: .seconds(300)).sent(.update))
        #expect(update.body.isEmpty)
        #expect(bench.receive(budi.answer(update, 501)).methods == ["INVITE"])
    }

    @Test("a refresh that is refused is tried again, and the call ends when none succeeds") func refreshFails() throws {
        var bench = Bench()
        var budi = Caller()
        _ = try bench.talk(&budi, more: "Supported: timer\nSession-Expires: 90;refresher=uas\n")
        let refresh = try #require(bench.advance(by: .seconds(45)).sent(.invite))
        #expect(bench.receive(budi.answer(refresh, 500)).methods == ["ACK"])
        let again = bench.advance(by: .seconds(10))
        #expect(again.methods.first == "INVITE")
        #expect(bench.advance(by: .seconds(10)).ends == [.sessionExpired])
    }

    @Test("a caller without timers has none, unless we ask for them") func none() throws {
        var bench = Bench()
        var budi = Caller()
        let handle = try bench.talk(&budi)
        #expect(bench.agent.snapshot(of: handle)?.sessionTimer == nil)
        var siti = Caller(callID: "siti", tag: "siti", branch: "z9hG4bK-siti")
        let second = try bench.talk(&siti, more: "Supported: timer\nMin-SE: 2400\n")
        #expect(
            bench.agent.snapshot(of: second)?.sessionTimer
                == SessionTimerSnapshot(intervalSeconds: 2_400, weRefresh: true, refreshedAt: bench.now))
    }

    @Test("our own call asks for a timer, takes 422 and asks for longer") func outbound() throws {
        var bench = Bench()
        let handle = bench.newHandle()
        let invite = try #require(bench.perform(.invite(bench.invitation()), on: handle).sent(.invite))
        #expect(invite.text(.sessionExpires) == "1800")
        #expect(invite.text(.minSE) == "90")
        let again = bench.receive(Caller().answer(invite, 422, more: "Min-SE: 3600"))
        let second = try #require(again.sent(.invite))
        #expect(second.text(.sessionExpires) == "3600")
        #expect(second.sequence == 2)
        #expect(again.ends.isEmpty)
        let answered = bench.receive(
            Caller().answer(second, 200, body: callerOffer, more: "Session-Expires: 3600;refresher=uas"))
        #expect(
            answered.snapshots.last?.sessionTimer
                == SessionTimerSnapshot(intervalSeconds: 3_600, weRefresh: false, refreshedAt: bench.now))
    }
}

@Suite("A call's snapshot")
struct SnapshotTests {
    @Test("lets another process say BYE and answer the caller") func restored() throws {
        var bench = Bench()
        var budi = Caller()
        let handle = try bench.talk(&budi, more: "Record-Route: <sip:192.0.2.10:5080;lr>\n")
        let snapshot = try #require(bench.agent.snapshot(of: handle))
        var later = Bench(seed: 99)
        try later.agent.restore(snapshot, at: later.now)
        #expect(later.agent.callCount == 1)
        #expect(throws: CommandRefusal.handleInUse) { try later.agent.restore(snapshot, at: later.now) }
        #expect(later.receive(budi.next("INVITE", body: holdOffer)).reports.count == 1)
        #expect(later.perform(.refuseOffer(), on: handle).statuses == [488])
        let effects = later.perform(.hangUp, on: handle)
        let bye = try #require(effects.sent(.bye))
        #expect(bye.tag == "budi")
        #expect(bye.text(.callID) == "budi-1")
        #expect(try #require(bye.sequence) > 1_000)
        #expect(bye.text(.route) == "<sip:192.0.2.10:5080;lr>")
        #expect(effects.ends == [.local])
    }

    @Test("counts the time that passed: a session that ran out meanwhile ends") func expired() throws {
        var bench = Bench()
        var budi = Caller()
        let handle = try bench.talk(&budi, more: "Supported: timer\nSession-Expires: 90;refresher=uac\n")
        let snapshot = try #require(bench.agent.snapshot(of: handle))
        var later = Bench(seed: 99)
        later.now += .seconds(600)
        try later.agent.restore(snapshot, at: later.now)
        #expect(later.advance(by: .seconds(1)).ends == [.sessionExpired])
    }

    @Test("is refused when the agent is full") func full() throws {
        var bench = Bench()
        var budi = Caller()
        let handle = try bench.talk(&budi)
        let snapshot = try #require(bench.agent.snapshot(of: handle))
        var configuration = UserAgentConfiguration(address: centreAddress)
        configuration.limits.calls = 0
        var later = Bench(configuration)
        #expect(throws: CommandRefusal.full) { try later.agent.restore(snapshot, at: later.now) }
    }
}
