import Kernel
import WebRTC

/// What is looked after ten times a second: silence, states, reports, what nobody wants any more.
extension Stage {
    /// A leg that has been silent for so long belongs to nobody (a centre that is gone for good).
    private static let abandonedNanoseconds: UInt64 = 600_000_000_000
    /// A recording in an empty room ends after this.
    private static let emptyRoomNanoseconds: UInt64 = 60_000_000_000

    func keepHouse(at now: UInt64) {
        for leg in legOrder {
            switch leg.line {
            case .rtp(let trunk): noticeSilence(leg, trunk, at: now)
            case .browser(let browser): noticeState(leg, browser, at: now)
            }
            sendReport(leg, at: now)
        }
        for leg in legOrder where isAbandoned(leg, at: now) {
            end(leg, at: now)
            events.append(.legClosed(leg: leg.id))
        }
        for room in recordedRooms {
            if let recording = room.recording, room.legs.isEmpty,
                now - recording.lastCompany > Self.emptyRoomNanoseconds
            {
                endRecording(of: room)
                dropIfEmpty(room)
            }
        }
    }

    private func noticeSilence(_ leg: Leg, _ trunk: TrunkLine, at now: UInt64) {
        let limit = trunk.terms.timeoutSeconds ?? configuration.mediaTimeoutSeconds
        guard limit > 0, !leg.saidTimeout, now - min(now, leg.lastHeard) > UInt64(limit) * 1_000_000_000 else { return }
        leg.saidTimeout = true
        leg.isAlive = false
        events.append(.mediaTimeout(leg: leg.id))
    }

    private func noticeState(_ leg: Leg, _ browser: BrowserLine, at now: UInt64) {
        browser.peer.tick(at: now) { sendToBrowser($0, $1) }
        let state: WebRTCState =
            switch browser.peer.state {
            case .connecting: .connecting
            case .connected: .connected
            case .closed: .closed
            }
        if state != browser.toldState {
            browser.toldState = state
            events.append(.webRTCState(leg: leg.id, state: state))
        }
        let silence = now - min(now, browser.peer.lastHeard)
        let isSilent = state == .connected && silence > UInt64(configuration.browserLostSeconds) * 1_000_000_000
        if state == .closed || isSilent, !browser.saidLost {
            browser.saidLost = true
            leg.isAlive = false
            events.append(.legLost(leg: leg.id))
        } else if state == .connected, !isSilent {
            browser.saidLost = false
        }
    }

    private func isAbandoned(_ leg: Leg, at now: UInt64) -> Bool {
        switch leg.line {
        case .rtp(let trunk):
            trunk.terms.timeoutSeconds != 0 && now - min(now, leg.lastHeard) > Self.abandonedNanoseconds
        case .browser(let browser): now - min(now, browser.peer.lastHeard) > Self.abandonedNanoseconds
        }
    }
}
