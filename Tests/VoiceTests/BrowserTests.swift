import Kernel
import Testing
import WebRTC

@testable import Voice

@Suite("Browsers", .serialized)
struct BrowserTests {
    private func browser(_ stage: Stagehand, in room: RoomID) async throws -> (leg: LegID, peer: RTPPeer) {
        let leg = LegID.fresh()
        let peer = try RTPPeer(browser: try DTLSIdentity())
        let offer = try #require(peer.offer)
        let answer = try await stage.client.openWebRTCLeg(leg, offer: offer)
        #expect(try await stage.client.openWebRTCLeg(leg, offer: offer) == answer)
        peer.accept(answer)
        try await stage.client.send(.place(leg: leg, room: room, hears: nil, heardBy: nil))
        return (leg, peer)
    }

    @Test("a browser and a trunk hear each other, and the browser's keys are digits")
    func conversation() async throws {
        let stage = try await Stagehand()
        let room = RoomID.fresh()
        let caller = try await stage.guest(in: room)
        let agent = try await browser(stage, in: room)
        try await eventually("connected") { stage.told.contains(.webRTCState(leg: agent.leg, state: .connected)) }
        caller.peer.say(tone: 440)
        agent.peer.say(tone: 1_000)
        let atAgent = try await agent.peer.listen()
        let atCaller = try await caller.peer.listen()
        #expect(Goertzel.share(of: 440, in: atAgent) > 0.95)
        #expect(Goertzel.share(of: 1_000, in: atCaller) > 0.95)
        agent.peer.press("4")
        try await eventually("the digit") { stage.told.contains(.digit(leg: agent.leg, digit: "4")) }
        let listed = try #require(try await stage.client.list().legs.first { $0.leg == agent.leg })
        #expect(listed.kind == .webRTC && listed.webRTCState == .connected && listed.alive)
        try stage.close()
    }

    @Test("a reloaded page is a new leg in the same room, while the call goes on")
    func reload() async throws {
        let stage = try await Stagehand()
        let room = RoomID.fresh()
        let caller = try await stage.guest(in: room)
        caller.peer.say(tone: 440)
        let first = try await browser(stage, in: room)
        try await eventually("connected") { first.peer.isConnected }
        first.peer.close()
        let second = try await browser(stage, in: room)
        try await stage.client.send(.closeLeg(leg: first.leg))
        second.peer.say(tone: 1_200)
        let atAgent = try await second.peer.listen()
        #expect(Goertzel.share(of: 440, in: atAgent) > 0.95)
        let atCaller = try await caller.peer.listen()
        #expect(Goertzel.share(of: 1_200, in: atCaller) > 0.95)
        #expect(try await stage.client.list().rooms == [ListedRoom(room: room, legs: [caller.leg, second.leg])])
        try stage.close()
    }

    @Test("a browser that vanishes is told as lost, once")
    func vanished() async throws {
        let stage = try await Stagehand(browserLostSeconds: 1)
        let agent = try await browser(stage, in: .fresh())
        try await eventually("connected") { stage.told.contains(.webRTCState(leg: agent.leg, state: .connected)) }
        agent.peer.say(tone: 440)
        try await eventually("media") { stage.told.contains(.mediaStarted(leg: agent.leg)) }
        agent.peer.close()
        try await eventually("the loss") { stage.told.contains(.legLost(leg: agent.leg)) }
        try await stage.client.send(.closeLeg(leg: agent.leg))
        #expect(try await stage.client.list().legs.isEmpty)
        #expect(stage.told.count { $0 == .legLost(leg: agent.leg) } == 1)
        try stage.close()
    }
}
