import Calls
import Kernel
import Logging

/// Agents whom the program plays: they sit down, answer what rings, and wrap up after a while. Callers hang up on
/// them.
struct PlayedAgents: Sendable {
    let floor: Floor
    let clock: any WallClock
    let seed: UInt64
    /// How long they take to press the button, and to write down a contact: seconds.
    var answering = 1.0...4.0
    var wrappingUp = 8.0...40.0

    /// They work until cancelled.
    func work(_ people: [PersonID]) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, person) in people.enumerated() {
                group.addTask { try await work(person, SeededRandom(seed: seed &+ UInt64(index) &* 7_919)) }
            }
            try await group.waitForAll()
        }
    }

    private func work(_ person: PersonID, _ chance: SeededRandom) async throws {
        var random = chance
        try await floor.sitDown(person, leg: LegID(at: clock.now(), random: &random))
        await tryTo(person, .ready)
        for await view in floor.deskChanges(person) {
            if Task.isCancelled { return }
            try await play(view, person, &random)
        }
    }

    private func play(_ view: DeskView, _ person: PersonID, _ random: inout SeededRandom) async throws {
        switch view.state {
        case .offered where !view.autoAnswer:
            try await wait(.random(in: answering, using: &random))
            await tryTo(person, .answer)
        case .wrapUp:
            try await wait(.random(in: wrappingUp, using: &random))
            await tryTo(person, .finishWrapUp)
        case .notResponding, .aux: await tryTo(person, .ready)
        default: break
        }
    }

    /// What the floor refuses was overtaken by the caller or a limit; the next view tells what is so now.
    private func tryTo(_ person: PersonID, _ action: DeskAction) async {
        do { try await floor.act(person, action) } catch {
            Logger(label: "sahut.played").debug("not done", metadata: ["action": "\(action)", "why": "\(error)"])
        }
    }

    private func wait(_ seconds: Double) async throws {
        try await clock.sleep(until: clock.now() + .seconds(seconds))
    }
}
