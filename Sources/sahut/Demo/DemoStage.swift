import Calls
import Foundation
import Kernel

/// Plays a day's callers and agents against a floor.
struct DemoStage: Sendable {
    let floor: Floor
    let line: SilentLine
    let callers: DemoCallers
    let clock: ScaledClock
    let seed: UInt64

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
