import Kernel
import Testing

@testable import SIP

private let udp = TransactionTimers(UserAgentTiming(), over: .udp)
private let tcp = TransactionTimers(UserAgentTiming(), over: .tcp)

/// Lets a machine's timers fire for a while; what came of them, at which second.
private func firings(
    from start: Timestamp, for duration: Duration, deadline: () -> Timestamp?, fire: (Timestamp) -> TimerOutcome
) -> [(seconds: Double, outcome: TimerOutcome)] {
    var found: [(Double, TimerOutcome)] = []
    while let moment = deadline(), moment <= start + duration {
        let outcome = fire(moment)
        found.append(((moment - start).inSeconds, outcome))
        if outcome == .ended || outcome == .timedOut { break }
    }
    return found
}

@Suite("Transactions")
struct TransactionTests {
    @Test("INVITE client over UDP: A doubles without limit, B gives up at 32 s") func inviteClient() {
        var machine = InviteClientMachine(udp, at: dawn)
        let found = firings(
            from: dawn, for: .seconds(60), deadline: { machine.deadline }, fire: { machine.fire(at: $0) })
        #expect(found.map(\.seconds) == [0.5, 1.5, 3.5, 7.5, 15.5, 31.5, 32])
        #expect(found.last?.outcome == .timedOut)
    }

    @Test("INVITE client: a provisional stops A and B; a refusal is acknowledged each time until D")
    func inviteClientRefused() {
        var machine = InviteClientMachine(udp, at: dawn)
        #expect(machine.receive(180, at: dawn) == .passUp)
        #expect(machine.deadline == nil)
        #expect(machine.receive(486, at: dawn) == .acknowledgeAndPassUp)
        #expect(machine.receive(486, at: dawn) == .acknowledge)
        #expect(machine.receive(180, at: dawn) == .ignore)
        #expect(machine.receive(200, at: dawn) == .ignore)
        #expect(machine.fire(at: dawn + .seconds(32)) == .ended)
    }

    @Test("INVITE client: every 2xx is passed up until M") func inviteClientAccepted() {
        var machine = InviteClientMachine(udp, at: dawn)
        #expect(machine.receive(200, at: dawn) == .passUp)
        #expect(machine.receive(200, at: dawn + .seconds(5)) == .passUp)
        #expect(machine.receive(486, at: dawn) == .ignore)
        #expect(machine.fire(at: dawn + .seconds(31)) == .nothing)
        #expect(machine.fire(at: dawn + .seconds(32)) == .ended)
    }

    @Test("INVITE client over TCP: sent once, and D is zero") func inviteClientReliable() {
        var machine = InviteClientMachine(tcp, at: dawn)
        #expect(machine.deadline == dawn + .seconds(32))
        _ = machine.receive(404, at: dawn)
        #expect(machine.fire(at: dawn) == .ended)
    }

    @Test("INVITE server over UDP: G grows to T2, H gives up without ACK") func inviteServer() {
        var machine = InviteServerMachine(udp)
        #expect(machine.deadline == nil)
        #expect(machine.respond(486, at: dawn) == true)
        #expect(machine.respond(200, at: dawn) == false)
        let found = firings(
            from: dawn, for: .seconds(60), deadline: { machine.deadline }, fire: { machine.fire(at: $0) })
        #expect(found.map(\.seconds) == [0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5, 32])
        #expect(found.last?.outcome == .timedOut)
    }

    @Test("INVITE server: ACK ends the retransmissions, I absorbs more of them") func inviteServerAcknowledged() {
        var machine = InviteServerMachine(udp)
        _ = machine.respond(486, at: dawn)
        #expect(machine.receiveAck(at: dawn + .seconds(1)) == true)
        #expect(machine.receiveAck(at: dawn + .seconds(2)) == true)
        #expect(!machine.receivedAgain())
        #expect(machine.fire(at: dawn + .seconds(6)) == .ended)
    }

    @Test("INVITE server: after 2xx the dialog has the ACK and the retransmissions, until L")
    func inviteServerAccepted() {
        var machine = InviteServerMachine(udp)
        #expect(machine.receivedAgain())
        _ = machine.respond(200, at: dawn)
        #expect(!machine.receivedAgain())
        #expect(machine.receiveAck(at: dawn) == false)
        #expect(machine.fire(at: dawn + .seconds(32)) == .ended)
    }

    @Test("other client over UDP: E grows to T2, F gives up; a provisional slows it to T2") func requestClient() {
        var machine = RequestClientMachine(udp, at: dawn)
        let found = firings(
            from: dawn, for: .seconds(60), deadline: { machine.deadline }, fire: { machine.fire(at: $0) })
        #expect(found.map(\.seconds) == [0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5, 32])
        #expect(found.last?.outcome == .timedOut)
        machine = RequestClientMachine(udp, at: dawn)
        #expect(machine.receive(100, at: dawn) == true)
        #expect(machine.deadline == dawn + .seconds(4))
    }

    @Test("other client: the final answer is news once, K absorbs the rest") func requestClientAnswered() {
        var machine = RequestClientMachine(udp, at: dawn)
        #expect(machine.receive(200, at: dawn) == true)
        #expect(machine.receive(200, at: dawn) == false)
        #expect(machine.fire(at: dawn + .seconds(5)) == .ended)
        machine = RequestClientMachine(tcp, at: dawn)
        _ = machine.receive(200, at: dawn)
        #expect(machine.fire(at: dawn) == .ended)
    }

    @Test("other server: the answer is repeated on demand until J") func requestServer() {
        var machine = RequestServerMachine(udp)
        #expect(!machine.receivedAgain())
        #expect(machine.respond(200, at: dawn) == true)
        #expect(machine.respond(500, at: dawn) == false)
        #expect(machine.receivedAgain())
        #expect(machine.fire(at: dawn + .seconds(31)) == .nothing)
        #expect(machine.fire(at: dawn + .seconds(32)) == .ended)
    }

    @Test("deadlines come in order, whatever order they were put in") func deadlineQueue() {
        var random = SeededRandom(seed: 5)
        var queue = DeadlineQueue()
        let moments = (0..<500).map { _ in Timestamp(microseconds: Int64.random(in: 0..<1_000, using: &random)) }
        for moment in moments { queue.add(.call(CallHandle(at: moment, random: &random)), at: moment) }
        var found: [Timestamp] = []
        while let first = queue.first {
            found.append(first)
            #expect(queue.popDue(at: first) != nil)
        }
        #expect(found == moments.sorted())
        #expect(queue.popDue(at: .distantFuture) == nil)
    }

    @Test("a call that ends early does not leave its deadlines to pile up") func deadlinesAreForgotten() throws {
        var bench = Bench()
        for number in 0..<500 {
            let caller = Caller(callID: "c\(number)", tag: "t\(number)", branch: "z9hG4bK\(number)")
            let handle = try #require(bench.receive(caller.invite()).arrival).handle
            _ = bench.perform(.reject(status: 486), on: handle)
            _ = bench.receive(caller.refusalAck())
            _ = bench.advance(by: .seconds(10))
        }
        #expect(bench.agent.load.deadlines < 100)
    }
}

@Suite("A TCP stream")
struct StreamFramerTests {
    private let one = wire(Caller().invite())
    private let other = wire(Caller(callID: "other").request("OPTIONS"))

    @Test("is cut into messages, however it is chopped", arguments: [1, 2, 3, 7, 50, 10_000]) func chopped(
        size: Int
    ) throws {
        var framer = StreamFramer()
        let stream = one + other + Array("\r\n\r\n".utf8) + one
        var frames: [StreamFramer.Frame] = []
        for start in stride(from: 0, to: stream.count, by: size) {
            frames += try framer.append(Array(stream[start..<min(start + size, stream.count)]))
        }
        #expect(frames == [.message(one), .message(other), .keepAlive, .message(one)])
    }

    @Test("answers compact names and odd blanks") func compact() throws {
        var framer = StreamFramer()
        let text = wire(Caller().request("OPTIONS").replacing("Content-Length: 0", with: "l  :   0"))
        #expect(try framer.append(text) == [.message(text)])
    }

    @Test("without a length, with a bad one, or too long is given up") func refused() {
        let none = wire(Caller().request("OPTIONS").replacing("Content-Length: 0\n", with: ""))
        var framer = StreamFramer()
        #expect(throws: StreamFramer.Refusal.noContentLength) { try framer.append(none) }
        framer = StreamFramer()
        let negative = wire(Caller().request("OPTIONS").replacing("Content-Length: 0", with: "Content-Length: -1"))
        #expect(throws: StreamFramer.Refusal.noContentLength) { try framer.append(negative) }
        framer = StreamFramer(longestMessage: 300)
        #expect(throws: StreamFramer.Refusal.tooLong) { try framer.append(one) }
        framer = StreamFramer(longestMessage: 500)
        #expect(throws: StreamFramer.Refusal.tooLong) { try framer.append(Array(repeating: 65, count: 501)) }
        framer = StreamFramer(longestMessage: 500)
        let large = wire(
            Caller().request("OPTIONS").replacing("Content-Length: 0", with: "Content-Length: 9223372036854775807"))
        #expect(throws: StreamFramer.Refusal.tooLong) { try framer.append(large) }
    }
}
