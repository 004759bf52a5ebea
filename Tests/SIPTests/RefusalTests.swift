import Kernel
import Testing

@testable import SIP

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
