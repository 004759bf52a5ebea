import Calls
import Foundation
import Kernel

/// Plays a day's callers and agents against a floor.
struct DemoStage: Sendable {
    let floor: Floor
    let line: SilentLine
    let engine: SilentEngine
    let callers: DemoCallers
    let clock: ScaledClock
    let seed: UInt64

    // MARK: - Agents

    /// Agents sit down, connect a silent phone and work until cancelled.
    func open(_ people: [PersonID]) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, person) in people.enumerated() {
                group.addTask { try await work(person, SeededRandom(seed: seed &+ UInt64(index) &* 7_919)) }
            }
            try await group.waitForAll()
        }
    }

    private func work(_ person: PersonID, _ chance: SeededRandom) async throws {
        var random = chance
        try await floor.sitDown(person, leg: LegID(at: clock.now(), random: &random), engine)
        try await floor.act(person, .ready)
        for await view in floor.deskChanges(person) {
            if Task.isCancelled { return }
            try await play(view, person, &random)
        }
    }

    /// What an agent does next; what the floor refuses was overtaken by an event, and the next view tells.
    private func play(_ view: DeskView, _ person: PersonID, _ random: inout SeededRandom) async throws {
        switch view.state {
        case .offered where !view.autoAnswer:
            try await wait(.random(in: 1...4, using: &random))
            await tryTo(person, .answer)
        case .wrapUp:
            try await wait(.random(in: 8...40, using: &random))
            await tryTo(person, .finishWrapUp)
        case .notResponding: await tryTo(person, .ready)
        default: break
        }
    }

    private func tryTo(_ person: PersonID, _ action: DeskAction) async {
        do { try await floor.act(person, action) } catch { /* The caller or the limit was quicker. */  }
    }

    // MARK: - Callers

    func callersCome(_ arrivals: [Timestamp]) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            var random = SeededRandom(seed: seed &+ 1)
            for moment in arrivals {
                try await clock.sleep(until: moment)
                let call = WorkID(at: clock.now(), random: &random)
                let caller = PhoneNumber("0810" + DemoMembers.padded(.random(in: 1...4_000, using: &random), to: 8))
                let manner = Manner(
                    digit: Int.random(in: 0..<4, using: &random) == 0 ? "2" : "1",
                    patience: -log(Double.random(in: 0.001..<1, using: &random)) * 300,
                    talk: 60 + -log(Double.random(in: 0.001..<1, using: &random)) * 120)
                group.addTask { try await ring(call, caller, manner) }
            }
        }
    }

    private struct Manner: Sendable {
        var digit: Character
        /// Mean 300 s until a caller gives up; handling of about 3 minutes (product figures of the modelled centre).
        var patience: Double
        var talk: Double
    }

    private func ring(_ call: WorkID, _ caller: PhoneNumber?, _ manner: Manner) async throws {
        line.ring(call, caller: caller, called: "165")
        try await wait(17)
        line.press(call, manner.digit)
        let queuedAt = clock.now()
        var connectedAt: Timestamp?
        while !callers.isGone(call) {
            try await wait(1)
            if connectedAt == nil, await floor.isTalking(call) { connectedAt = clock.now() }
            let now = clock.now()
            let enough = connectedAt.map { $0 + .seconds(manner.talk) } ?? queuedAt + .seconds(manner.patience)
            guard now >= enough else { continue }
            line.leave(call)
            break
        }
        callers.forget(call)
    }

    private func wait(_ seconds: Double) async throws {
        try await clock.sleep(until: clock.now() + .seconds(seconds))
    }

    // MARK: - Telling

    func report(until end: Timestamp, _ calendar: CentreCalendar, _ said: @Sendable (String) -> Void) async throws {
        var next = clock.now() + .seconds(900)
        while clock.now() < end {
            try await clock.sleep(until: min(next, end))
            next = next + .seconds(900)
            let view = await floor.floorView()
            let figures = view.today
            let hour = calendar.hour(of: clock.now())
            let minute = calendar.minute(of: clock.now())
            let ratio = figures.successCallRatio.map { "\(Int(($0 * 1_000).rounded()) / 10) %" } ?? "-"
            let handling = figures.averageHandlingSeconds.map { "\(Int($0)) s" } ?? "-"
            said(
                "\(DemoMembers.padded(hour, to: 2)):\(DemoMembers.padded(minute, to: 2))  offered \(figures.offered)"
                    + "  answered \(figures.answered)  abandoned \(figures.abandoned)  SCR \(ratio)  AHT \(handling)"
                    + "  waiting \(view.live.waiting)  talking \(view.live.talking)")
        }
    }
}
