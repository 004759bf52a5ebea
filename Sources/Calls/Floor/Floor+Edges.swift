import Database
public import Kernel
import Logging
public import Voice

/// How the voice engine is seen from here.
struct VoiceLink: Sendable {
    /// The engine whose legs the floor knows.
    var instance: String?
    var lostSince: Timestamp?
}

extension Floor {
    /// Works until cancelled: listens to the line, the voice engine and the journal, and sends what the machine
    /// wants.
    public func run() async throws {
        edges.log.whenChanged { [weak self] in
            Task { await self?.alarmsChanged() }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for await event in self.edges.line.events { await self.take(event) } }
            group.addTask { for await event in self.edges.audio.events { await self.take(event) } }
            group.addTask { for await command in self.voiceCommands { await self.send(command) } }
            group.addTask { for await command in self.lineCommands { await self.send(command) } }
            group.addTask { await self.edges.log.run() }
            group.addTask { try await self.followDay() }
            try await group.next()
            group.cancelAll()
        }
    }

    private func alarmsChanged() {
        tellAllDesks()
        tellFloorSoon()
    }

    private func followDay() async throws {
        await edges.dayBook.whenChanged { [weak self] in
            Task { await self?.tellFloorSoon() }
        }
        try await edges.dayBook.run()
    }

    private func send(_ command: LineCommand) async {
        switch command {
        case .answer(let id): await edges.line.answer(id)
        case .reject(let id, let status): await edges.line.reject(id, status: status)
        case .hangUp(let id): await edges.line.hangUp(id)
        case .dial(let id, let number, let from): await edges.line.dial(id, to: number, from: from)
        }
    }

    private func send(_ command: VoiceCommand) async {
        do { _ = try await edges.audio.send(command) } catch .notConnected {
            // The engine is away: all audio is made anew when it is back.
        } catch {
            logger.warning("the voice engine refused", metadata: ["command": "\(command)", "why": "\(error)"])
        }
    }

    private func take(_ event: LineEvent) {
        switch event {
        case .arrived(let id, let caller, let called): handle(.callArrived(id, caller: caller, called: called))
        case .answered(let id): handle(.callAnswered(id))
        case .progressed(let id, let progress): handle(.callProgressed(id, progress))
        case .digit(let id, let digit): handle(.digit(id.named(LegID.self), digit))
        case .ended(let id, let end): handle(.callEnded(id, end))
        case .kept(let id, let dialog): keep(id, dialog)
        }
    }

    private func take(_ event: VoiceEvent) async {
        switch event {
        case .connected(let instance): await voiceConnected(instance)
        case .disconnected: voiceDisconnected()
        case .digit(let leg, let digit): if let key = digit.first { handle(.digit(leg, key)) }
        case .playFinished(let leg, let play, _, _): handle(.playFinished(leg, play))
        case .mediaTimeout(let leg): handle(.silent(leg))
        case .webRTCState(let leg, let state):
            if state == .connected { handle(.phoneConnected(leg)) } else if state == .closed { handle(.phoneLost(leg)) }
        case .legLost(let leg): handle(.phoneLost(leg))
        case .recordingFinished(let recording): handle(.recorded(recording))
        case .alarm(let alarm): logger.warning("voice engine", metadata: ["alarm": "\(alarm)"])
        case .mediaStarted, .digitsSent, .legClosed: break
        }
    }

    // MARK: - The voice engine comes and goes

    private func voiceDisconnected() {
        guard voice.lostSince == nil else { return }
        voice.lostSince = clock.now()
        tellAllDesks()
        tellFloorSoon()
    }

    /// The same engine as before: only its events were missed. Another one: everything in it is to be made anew.
    private func voiceConnected(_ instance: String) async {
        defer {
            voice.lostSince = nil
            tellAllDesks()
            tellFloorSoon()
        }
        do {
            guard case .listing(let listing) = try await edges.audio.send(.list) else { return }
            if voice.instance == instance {
                perform(machine.catchUp(with: listing, at: clock.now()))
            } else if voice.instance != nil {
                handle(.voiceLost)
                await edges.line.reopenAudio(of: Array(machine.calls.keys))
                handle(.voiceReborn)
            }
            voice.instance = instance
        } catch {
            logger.error("the voice engine could not be asked", metadata: ["why": "\(error)"])
        }
    }

    /// Takes up what an earlier process left, before anything new is heard. Call once, before `run`.
    public func takeUp(_ kept: FloorStore.Kept, listing: VoiceListing?) {
        voice.instance = listing?.instance
        perform(machine.takeUp(kept.floor, listing: listing, at: clock.now()))
        // Callers who were only asked how satisfied they are: the call was over, and its line is too.
        let calls = Set(kept.floor.calls.map(\.id))
        for id in kept.dialogs.keys.sorted() where !calls.contains(id) {
            perform([.hangUp(id), .voice(.closeLeg(leg: id.named(LegID.self)))])
        }
    }
}

// MARK: - Simulated agents

extension Floor {
    /// An agent whom the program plays takes a desk, with a phone that is silent and never lost.
    public func sitDown(_ person: PersonID, leg: LegID) async throws {
        let agent = try await edges.agents.find(person)
        _ = try await edges.audio.openRTPLeg(leg, terms: RTPTerms(remote: nil, timeoutSeconds: 0), localPort: nil)
        handle(.deskOpened(agent))
        handle(.phoneOpened(person, leg))
        handle(.phoneConnected(leg))
    }

    /// Whether caller and agent hear each other.
    public func isTalking(_ call: WorkID) -> Bool { machine.calls[call]?.stage == .talking }
}
