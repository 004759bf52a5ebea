import Kernel
import Testing

@testable import SIP

/// Two user agents, a network between them that loses, doubles and delays, and owners who do as chance will.
struct LossyWorld {
    enum Side: Int, CaseIterable { case centre, trunk }

    private enum Happening {
        case delivery([UInt8], to: Side)
        case wish(Side, CallHandle, CallCommand)
    }

    private struct Planned {
        var at: Timestamp
        var number: Int
        var what: Happening
    }

    let loss: Double
    private var agents: [UserAgent]
    private var random: SeededRandom
    private var now = dawn
    private var plans: [Planned] = []
    private var counter = 0
    /// Calls that were begun and have not ended, and how they ended.
    private(set) var open: [Set<CallHandle>] = [[], []]
    private(set) var ends: [[CallHandle: CallEnd]] = [[:], [:]]
    private(set) var answered: [Set<CallHandle>] = [[], []]
    private(set) var violations: [String] = []

    static let addresses = ["192.0.2.1", "192.0.2.2"]

    init(seed: UInt64, loss: Double) {
        self.loss = loss
        random = SeededRandom(seed: seed)
        agents = LossyWorld.addresses.map { address in
            var configuration = UserAgentConfiguration(address: address)
            configuration.timing.sessionExpires = .seconds(120)
            return UserAgent(configuration)
        }
    }

    private func endpoint(_ side: Side, port: UInt16 = 20_000, _ direction: MediaDirection = .sendrecv) -> AudioEndpoint
    {
        AudioEndpoint(address: LossyWorld.addresses[side.rawValue], port: port, direction: direction)
    }

    private mutating func plan(_ what: Happening, within range: ClosedRange<Int64>) {
        counter += 1
        plans.append(
            Planned(at: now + .milliseconds(Int64.random(in: range, using: &random)), number: counter, what: what))
    }

    private mutating func chance(_ probability: Double) -> Bool {
        Double.random(in: 0..<1, using: &random) < probability
    }

    mutating func placeCall() {
        let handle = CallHandle(at: now, random: &random)
        let invitation = OutgoingInvitation(
            to: "sip:165@192.0.2.1", from: "sip:0812@192.0.2.2", offer: .offer(endpoint(.trunk)),
            peer: Peer(.udp, "192.0.2.1", 5060), ringLimit: .seconds(60))
        open[Side.trunk.rawValue].insert(handle)
        feed(.command(handle, .invite(invitation)), to: .trunk)
        if chance(0.3) { plan(.wish(.trunk, handle, .hangUp), within: 0...6_000) }
    }

    /// Lets so much time pass.
    mutating func run(for duration: Duration) {
        let end = now + duration
        while true {
            let next = plans.min { ($0.at, $0.number) < ($1.at, $1.number) }
            let deadline = agents.compactMap(\.nextDeadline).min()
            guard let moment = earlier(next?.at, deadline), moment <= end else { break }
            now = max(now, moment)
            if let next, next.at <= moment {
                plans.removeAll { $0.number == next.number }
                happen(next.what)
            } else {
                for side in Side.allCases where agents[side.rawValue].nextDeadline.map({ $0 <= now }) == true {
                    feed(.tick, to: side)
                }
            }
        }
        now = end
    }

    private mutating func happen(_ what: Happening) {
        switch what {
        case .delivery(let bytes, let side):
            let from = LossyWorld.addresses[1 - side.rawValue]
            feed(.received(bytes, from: Peer(.udp, from, 5060)), to: side)
        case .wish(let side, let handle, let command):
            if open[side.rawValue].contains(handle) { feed(.command(handle, command), to: side) }
        }
    }

    private mutating func feed(_ event: UserAgentEvent, to side: Side) {
        for effect in agents[side.rawValue].handle(event, at: now, random: &random) { note(effect, by: side) }
    }

    private mutating func note(_ effect: UserAgentEffect, by side: Side) {
        switch effect {
        case .send(let bytes, let peer):
            guard let other = LossyWorld.addresses.firstIndex(of: peer.address).flatMap(Side.init) else {
                violations.append("sent to nowhere: \(peer)")
                return
            }
            let copies = chance(loss) ? 0 : chance(0.05) ? 2 : 1
            for _ in 0..<copies { plan(.delivery(bytes, to: other), within: 1...(chance(0.1) ? 900 : 40)) }
        case .callArrived(let handle, let invitation): arrived(handle, invitation, at: side)
        case .callAnswered(let handle, _), .callConfirmed(let handle, _):
            if !open[side.rawValue].contains(handle) { violations.append("a call that is over is answered") }
            answered[side.rawValue].insert(handle)
        case .offerArrived(let handle, let offer):
            do {
                let answer = try offer.answer(endpoint(side)).answer
                plan(.wish(side, handle, chance(0.9) ? .answerOffer(answer) : .refuseOffer()), within: 0...3_000)
            } catch { plan(.wish(side, handle, .refuseOffer()), within: 0...100) }
        case .callEnded(let handle, let cause):
            if open[side.rawValue].remove(handle) == nil { violations.append("a call ends twice") }
            ends[side.rawValue][handle] = cause
        default: break
        }
    }

    private mutating func arrived(_ handle: CallHandle, _ invitation: Invitation, at side: Side) {
        open[side.rawValue].insert(handle)
        if chance(0.7) { plan(.wish(side, handle, .ring()), within: 0...500) }
        do {
            guard chance(0.85), let answer = try invitation.offer?.answer(endpoint(side)).answer else {
                plan(.wish(side, handle, .reject(status: 486)), within: 0...4_000)
                return
            }
            plan(.wish(side, handle, .answer(answer)), within: 0...4_000)
        } catch { violations.append("an offer of ours is refused") }
    }

    /// Some of those who talk hold, move, or hang up.
    mutating func stir() {
        for side in Side.allCases {
            for handle in open[side.rawValue].sorted() where agents[side.rawValue].snapshot(of: handle) != nil {
                let port = UInt16.random(in: 20_000..<30_000, using: &random)
                let direction: MediaDirection = chance(0.5) ? .sendonly : .sendrecv
                if chance(0.5) {
                    plan(.wish(side, handle, .offer(.offer(endpoint(side, port: port, direction)))), within: 0...2_000)
                }
                if chance(0.2) { plan(.wish(side, handle, .hangUp), within: 0...20_000) }
            }
        }
    }

    /// Where both sides talk and nothing is under way, each has what the other has.
    mutating func checkAgreement() -> Int {
        let sides = agents.enumerated().map { index, agent in
            Dictionary(
                open[index].compactMap { agent.snapshot(of: $0) }.map { ($0.callID, $0) },
                uniquingKeysWith: { first, _ in first })
        }
        for (callID, one) in sides[0] {
            guard let other = sides[1][callID] else {
                violations.append("one side talks alone in \(callID)")
                continue
            }
            if one.localTag != other.remoteTag || one.remoteTag != other.localTag { violations.append("tags differ") }
            let ours = one.localSession?.media == other.remoteSession?.media
            let theirs = one.remoteSession?.media == other.localSession?.media
            if !ours || !theirs { violations.append("sessions differ in \(callID)") }
        }
        for callID in sides[1].keys where sides[0][callID] == nil {
            violations.append("one side talks alone in \(callID)")
        }
        return sides[0].count
    }

    mutating func hangUpAll() {
        for side in Side.allCases {
            for handle in open[side.rawValue].sorted() where chance(0.7) { feed(.command(handle, .hangUp), to: side) }
        }
        run(for: .seconds(60))
        for side in Side.allCases {
            for handle in open[side.rawValue].sorted() { feed(.command(handle, .hangUp), to: side) }
        }
    }

    var isEmpty: Bool { agents.allSatisfy(\.load.isIdle) && open.allSatisfy(\.isEmpty) }
    var description: String { "\(agents.map(\.load)) \(open) \(ends)" }
}

@Suite("Two agents and a network that loses, doubles and delays")
struct LossyNetworkTests {
    @Test("end in agreement, and keep nothing", arguments: 1...24 as ClosedRange<UInt64>) func agree(seed: UInt64) {
        var world = LossyWorld(seed: seed, loss: seed.isMultiple(of: 4) ? 0 : seed.isMultiple(of: 3) ? 0.3 : 0.1)
        for _ in 0..<5 { world.placeCall() }
        world.run(for: .seconds(40))
        var talks = 0
        for _ in 0..<3 {
            world.stir()
            // Longer than any transaction, and than a refresh.
            world.run(for: .seconds(75))
            talks += world.checkAgreement()
        }
        world.hangUpAll()
        world.run(for: .seconds(600))
        #expect(world.violations.isEmpty, "seed \(seed): \(world.violations)")
        let isEmpty = world.isEmpty
        #expect(isEmpty, "seed \(seed): \(world.description)")
    }

    @Test("let every call through when nothing is lost, and the outcomes match") func lossless() {
        var world = LossyWorld(seed: 404, loss: 0)
        for _ in 0..<40 { world.placeCall() }
        world.run(for: .seconds(40))
        #expect(world.checkAgreement() > 10)
        world.hangUpAll()
        world.run(for: .seconds(600))
        #expect(world.violations.isEmpty)
        let isEmpty = world.isEmpty
        #expect(isEmpty, "\(world.description)")
        #expect(world.ends.map(\.count) == [40, 40])
        let outcomes = world.ends[1].values
        #expect(outcomes.contains { if case .rejected(486, _, _) = $0 { true } else { false } })
        #expect(outcomes.contains(.remoteHangUp) && outcomes.contains(.local))
        #expect(world.ends[0].values.contains(.callerCancelled))
    }
}
