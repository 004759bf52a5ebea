import Kernel

/// Throws damaged messages, odd commands and leaps of time at the whole engine, from a seed (`sahut fuzz sip`).
///
/// A trap ends the process; everything else that must not be is named in the report. Nothing in it waits or reads a
/// clock, so a run from the same seed does the same.
public struct SIPFuzz: Sendable {
    /// What was found, and how much was done.
    public struct Report: Hashable, Sendable {
        public var iterations = 0
        /// Messages that could be read in spite of the damage.
        public var readable = 0
        public var calls = 0
        /// Effects of the agent, so that a run that does nothing is seen.
        public var effects = 0
        public var highestLoad = 0
        /// Broken promises, each with the iteration in which it was broken.
        public var violations: [String] = []
    }

    private static let limits = UserAgentLimits(calls: 50, transactions: 200, messageBytes: 8_192)
    private static let peer = Peer(.udp, "192.0.2.10", 5060)

    private var random: SeededRandom
    private var agent: UserAgent
    private var now = Timestamp(seconds: 1_763_773_200)
    private var corpus: [[UInt8]]
    private var framer = StreamFramer(longestMessage: 8_192)
    /// Calls that are reported and not ended.
    private var open: [CallHandle] = []
    /// Our own requests and answers of late, to be answered and thrown back.
    private var recent: [[UInt8]] = []
    private var report = Report()

    public init(seed: UInt64, corpus: [[UInt8]] = []) {
        random = SeededRandom(seed: seed)
        var configuration = UserAgentConfiguration(address: "192.0.2.1", limits: SIPFuzz.limits)
        configuration.timing.sessionExpires = .seconds(90)
        agent = UserAgent(configuration)
        self.corpus = corpus.isEmpty ? SIPFuzzCorpus.messages : corpus + SIPFuzzCorpus.messages
    }

    /// Goes on for so many messages, then lets everything come to rest and looks whether anything is left.
    public mutating func run(iterations: Int) -> Report {
        for _ in 0..<iterations {
            report.iterations += 1
            step()
            check()
        }
        settle()
        return report
    }

    private mutating func step() {
        switch Int.random(in: 0..<10, using: &random) {
        case 0: command()
        case 1: leap()
        case 2, 3: answerRecent()
        default: throwMessage()
        }
    }

    private mutating func throwMessage() {
        var mutator = ByteMutator(random: random, morsels: SIPFuzzCorpus.morsels)
        let bytes = mutator.mutant(of: corpus)
        random = mutator.random
        read(bytes)
        feed(.received(bytes, from: SIPFuzz.peer))
    }

    /// What can be read can be written, and read again as the same.
    private mutating func read(_ bytes: [UInt8]) {
        do {
            let message = try SIPMessage(bytes)
            report.readable += 1
            let again = try SIPMessage(message.bytes)
            if again.start != message.start { blame("a message is not the same when read again") }
            if let description = SessionDescription(message.body) {
                let endpoint = AudioEndpoint(address: "192.0.2.1", port: 20_000)
                let answer = try description.answer(endpoint).answer
                if answer.media.count != description.media.count {
                    blame("an answer has not as many streams as its offer")
                }
                if SessionDescription(answer.bytes) == nil { blame("our own answer cannot be read") }
            }
        } catch {
            // A refusal is a fine outcome.
        }
        let cut = Int.random(in: 0...bytes.count, using: &random)
        do {
            _ = try framer.append(Array(bytes[..<cut]))
            _ = try framer.append(Array(bytes[cut...]))
        } catch { framer = StreamFramer(longestMessage: 8_192) }
    }

    /// Answers what the agent sent, or sends it back, with or without damage.
    private mutating func answerRecent() {
        guard let bytes = recent.randomElement(using: &random) else { return }
        var reply = bytes
        let statuses = [100, 180, 183, 200, 200, 200, 302, 401, 407, 422, 481, 486, 487, 491, 500, 503]
        do {
            let message = try SIPMessage(bytes)
            if message.method != nil, let status = statuses.randomElement(using: &random) {
                var response = SIPMessage(
                    answering: message, status, tag: "fuzz\(Int.random(in: 0..<3, using: &random))")
                response.add(.contact, "<sip:fuzz@192.0.2.10:5060>")
                response.headers += SIPFuzzCorpus.responseHeaders.filter { _ in Bool.random(using: &random) }
                if status < 300 {
                    response.add(.contentType, "application/sdp")
                    response.body = SIPFuzzCorpus.description[...]
                }
                reply = response.bytes
            }
        } catch { blame("we sent what we cannot read: \(error.problem)") }
        if Int.random(in: 0..<3, using: &random) == 0 {
            var mutator = ByteMutator(random: random, morsels: SIPFuzzCorpus.morsels)
            reply = mutator.mutant(of: [reply])
            random = mutator.random
        }
        feed(.received(reply, from: SIPFuzz.peer))
    }

    private mutating func command() {
        let endpoint = AudioEndpoint(address: "192.0.2.1", port: 20_000)
        let offer = SessionDescription.offer(endpoint)
        guard Int.random(in: 0..<4, using: &random) > 0, let handle = open.randomElement(using: &random) else {
            let handle = CallHandle(at: now, random: &random)
            let invitation = OutgoingInvitation(
                to: "sip:budi@192.0.2.10", from: "sip:165@192.0.2.1", offer: offer, peer: SIPFuzz.peer,
                credentials: Credentials(username: "165", password: "rahasia"))
            open.append(handle)
            feed(.command(handle, .invite(invitation)))
            return
        }
        let commands: [CallCommand] = [
            .ring(), .ring(early: offer), .answer(offer), .reject(status: 486), .hangUp, .offer(offer),
            .answerOffer(offer),
            .refuseOffer(),
        ]
        if let command = commands.randomElement(using: &random) { feed(.command(handle, command)) }
    }

    private mutating func leap() {
        now += .milliseconds(Int64.random(in: 0..<20_000, using: &random))
        feed(.tick)
        if Int.random(in: 0..<50, using: &random) == 0 { feed(.transportFailed(SIPFuzz.peer)) }
    }

    private mutating func feed(_ event: UserAgentEvent) {
        let effects = agent.handle(event, at: now, random: &random)
        report.effects += effects.count
        for effect in effects { note(effect) }
    }

    /// Keeps the books of calls: each begins once, speaks only while it is open, ends once.
    private mutating func note(_ effect: UserAgentEffect) {
        switch effect {
        case .send(let bytes, _):
            recent.append(bytes)
            if recent.count > 32 { recent.removeFirst() }
        case .callArrived(let handle, _):
            report.calls += 1
            if open.contains(handle) { blame("a call arrives twice") }
            open.append(handle)
        case .callEnded(let handle, _): close(handle)
        case .commandRefused(let handle, let refusal):
            if refusal == .full || refusal == .badAddress { close(handle) }
        case .dialogChanged(let snapshot): if !open.contains(snapshot.handle) { blame("news of a call that is over") }
        case .callProgress(let handle, _, _), .callAnswered(let handle, _), .callConfirmed(let handle, _),
            .offerArrived(let handle, _), .offerAnswered(let handle, _), .offerRefused(let handle, _),
            .digit(let handle, _, _):
            if !open.contains(handle) { blame("a report of a call that is over: \(effect)") }
        case .probed: break
        }
    }

    private mutating func close(_ handle: CallHandle) {
        guard let index = open.firstIndex(of: handle) else {
            blame("a call ends that is not open")
            return
        }
        open.remove(at: index)
    }

    private mutating func check() {
        let load = agent.load
        report.highestLoad = max(report.highestLoad, load.calls + load.transactions)
        let limits = SIPFuzz.limits
        if load.calls > limits.calls || load.transactions > limits.transactions * 3 { blame("a limit does not hold") }
        if load.deadlines > 2 * (load.calls + load.transactions) + 65 { blame("deadlines pile up") }
    }

    /// All hang up; after ten minutes nothing may be left.
    private mutating func settle() {
        for handle in open { feed(.command(handle, .hangUp)) }
        if !open.isEmpty { blame("\(open.count) calls did not end when hung up") }
        let end = now + .seconds(600)
        while let deadline = agent.nextDeadline, deadline <= end {
            now = max(now, deadline)
            feed(.tick)
        }
        now = end
        feed(.tick)
        if !agent.load.isIdle { blame("something is left: \(agent.load)") }
    }

    private mutating func blame(_ sentence: String) {
        guard report.violations.count < 20 else { return }
        report.violations.append("\(report.iterations): \(sentence)")
    }
}
