import Kernel
import Testing

@testable import SIP

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
