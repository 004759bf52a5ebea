import Kernel
import Testing
import Tickets

@Suite("Clocks whose end is taken back")
struct ClockTakenBackTests {
    private let start = Timestamp(seconds: 1_763_773_200)
    private let ground = ClockGround(.original, .red, .high)

    private func move(_ clocks: inout TicketClocks, _ move: ClockMove, after minutes: Int) throws {
        let events = try clocks.events(for: move, on: ground, at: start + .seconds(minutes * 60))
        for event in events { clocks.apply(event) }
    }

    @Test("for random histories, a closing that is taken back leaves no trace but that it was late", arguments: 1...60)
    func histories(_ seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        var clocks = TicketClocks()
        var minute = 0
        try move(&clocks, .opened, after: 0)
        for _ in 0..<Int.random(in: 0...12, using: &random) {
            minute += Int.random(in: 0...900, using: &random)
            let moves: [ClockMove] = [
                .responded, .escalated, .answered, .confirmed, .reopened, .rated,
                clocks.isPaused ? .resumed : .paused(.participant, "Menunggu."),
            ]
            do { try move(&clocks, moves[Int.random(in: 0..<moves.count, using: &random)], after: minute) } catch {
                #expect(error as? TicketRefusal == .nothingRuns, "seed \(seed)")
            }
        }
        let before = clocks
        let closed = minute + Int.random(in: 0...600, using: &random)
        let back = closed + Int.random(in: 0...10, using: &random)
        try move(&clocks, .closed, after: closed)
        #expect(clocks.open.isEmpty)
        try move(&clocks, .takenBack(.closed, at: start + .seconds(closed * 60)), after: back)
        let moment = start + .seconds((back + 1_000) * 60)
        #expect(clocks.all.count == before.all.count, "seed \(seed)")
        for (one, other) in zip(clocks.all, before.all) {
            #expect(one.used(at: moment) == other.used(at: moment), "seed \(seed)")
            #expect(one.dueAt == other.dueAt && one.end == other.end, "seed \(seed)")
            #expect(one.runs == other.runs && one.pauses == other.pauses, "seed \(seed)")
        }
        if !before.open.contains(where: { $0.isLate(at: start + .seconds(closed * 60)) }) {
            #expect(clocks == before, "seed \(seed)")
        }
    }

    @Test("only what ended so, and then, goes on")
    func others() throws {
        var clocks = TicketClocks()
        try move(&clocks, .opened, after: 0)
        try move(&clocks, .responded, after: 10)
        try move(&clocks, .closed, after: 20)
        let closed = clocks
        try move(&clocks, .takenBack(.closed, at: start + .seconds(600)), after: 21)
        try move(&clocks, .takenBack(.responded, at: start + .seconds(1_200)), after: 21)
        #expect(clocks == closed)
        try move(&clocks, .takenBack(.closed, at: start + .seconds(1_200)), after: 21)
        #expect(clocks[.firstResponse]?.end?.cause == .responded)
        #expect(clocks.open.map(\.kind) == [.branchAnswer, .whole])
    }
}
