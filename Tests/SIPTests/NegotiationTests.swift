import Kernel
import Testing

@testable import SIP

@Suite("Offer and answer")
struct NegotiationTests {
    @Test("a description is read and written") func roundTrip() throws {
        let offer = try description(callerOffer)
        #expect(offer.origin == SessionOrigin(user: "-", sessionID: 7_001, version: 1, address: "192.0.2.10"))
        #expect(offer.media.first?.formats == ["8", "0", "101"])
        #expect(offer.media.first?.direction == .sendrecv)
        #expect(SessionDescription(offer.bytes) == offer)
        let ours = SessionDescription.offer(ourEndpoint)
        #expect(SessionDescription(ours.bytes) == ours)
    }

    @Test("our liked codec is taken with digits and packet time") func plain() throws {
        let (answer, agreed) = try description(callerOffer).answer(ourEndpoint)
        #expect(agreed.codec == .pcma)
        #expect(agreed.payloadType == 8)
        #expect(agreed.digitPayloadType == 101)
        #expect(agreed.remoteAddress == "192.0.2.10")
        #expect(agreed.remotePort == 40_000)
        #expect(agreed.direction == .sendrecv)
        #expect(!agreed.isHeldByRemote)
        #expect(answer.media.first?.formats == ["8", "101"])
        #expect(answer.media.first?.port == 20_000)
    }

    @Test("mappings count: dynamic numbers, odd case, a mapping that means something else") func mappings() throws {
        let text = callerOffer.replacing("RTP/AVP 8 0 101", with: "RTP/AVP 8 96 97")
            .replacing(
                "a=rtpmap:101 telephone-event/8000",
                with: "a=rtpmap:8 G722/8000\na=rtpmap:96 pcmu/8000/1\na=rtpmap:97 Telephone-Event/8000")
        let agreed = try description(text).answer(ourEndpoint).agreed
        #expect(agreed.codec == .pcmu)
        #expect(agreed.payloadType == 96)
        #expect(agreed.digitPayloadType == 97)
    }

    @Test("other streams are refused with port 0, in their places") func otherStreams() throws {
        let text =
            callerOffer.replacing("m=audio", with: "m=video 40002 RTP/AVP 31\nm=audio 40004 RTP/SAVP 8\nm=audio")
            + "m=image 40006 udptl t38\nm=audio 40008 RTP/AVP 8\n"
        let answer = try description(text).answer(ourEndpoint).answer
        #expect(answer.media.map(\.port) == [0, 0, 20_000, 0, 0])
        #expect(answer.media.map(\.kind) == ["video", "audio", "audio", "image", "audio"])
        #expect(answer.media.last?.formats == ["8"])
    }

    @Test("no audio or no common codec is refused") func refused() throws {
        let video = try description(callerOffer.replacing("m=audio", with: "m=video"))
        #expect(throws: NegotiationRefusal.noAudio) { try video.answer(ourEndpoint) }
        let opus = try description(callerOffer.replacing("8 0 101", with: "18 101"))
        #expect(throws: NegotiationRefusal.noCommonCodec) { try opus.answer(ourEndpoint) }
        let off = try description(callerOffer.replacing("40000", with: "0"))
        #expect(throws: NegotiationRefusal.noAudio) { try off.answer(ourEndpoint) }
    }

    @Test(
        "hold is known in all its forms",
        arguments: [
            ("a=sendonly", "192.0.2.10", MediaDirection.recvonly, true), ("a=inactive", "192.0.2.10", .inactive, true),
            ("a=recvonly", "192.0.2.10", .sendonly, false), ("a=sendrecv", "0.0.0.0", .recvonly, true),
            ("a=recvonly", "0.0.0.0", .inactive, true),
        ])
    func hold(attribute: String, address: String, direction: MediaDirection, isHeld: Bool) throws {
        let text = callerOffer.replacing("a=sendrecv", with: attribute)
            .replacing("c=IN IP4 192.0.2.10", with: "c=IN IP4 \(address)")
        let (answer, agreed) = try description(text).answer(ourEndpoint)
        #expect(agreed.direction == direction)
        #expect(agreed.isHeldByRemote == isHeld)
        #expect(answer.media.first?.direction == direction)
    }

    @Test("a session's direction and address hold for its streams until they have their own") func inheritance() throws
    {
        let text = callerOffer.replacing("t=0 0", with: "t=0 0\na=sendonly").replacing("\na=sendrecv", with: "")
        #expect(try description(text).answer(ourEndpoint).agreed.isHeldByRemote)
        let own = callerOffer.replacing("a=ptime", with: "c=IN IP6 2001:db8::7\na=ptime")
        #expect(try description(own).answer(ourEndpoint).agreed.remoteAddress == "2001:db8::7")
    }

    @Test(
        "packet times are taken within reason", arguments: [("30", 30), ("10", 10), ("5", 10), ("200", 60), ("x", 20)])
    func packetTimes(asked: String, taken: Int) throws {
        let text = callerOffer.replacing("ptime:20", with: "ptime:\(asked)")
        #expect(try description(text).answer(ourEndpoint).agreed.packetMilliseconds == taken)
    }

    @Test("the answer to our offer is understood") func answered() throws {
        let ours = SessionDescription.offer(ourEndpoint)
        let theirs = try description(callerOffer.replacing("8 0 101", with: "0 101"))
        let agreed = try ours.agreed(answeredBy: theirs)
        #expect(agreed.codec == .pcmu)
        #expect(agreed.digitPayloadType == 101)
        let hold = SessionDescription.offer(AudioEndpoint(address: centreAddress, port: 20_000, direction: .sendonly))
        #expect(try hold.agreed(answeredBy: theirs).direction == .sendonly)
        let refused = try description(callerOffer.replacing("40000", with: "0"))
        #expect(throws: NegotiationRefusal.noAudio) { try ours.agreed(answeredBy: refused) }
        #expect(throws: NegotiationRefusal.answerDoesNotFit) { try ours.agreed(answeredBy: SessionDescription()) }
        let strange = try description(callerOffer.replacing("8 0 101", with: "18"))
        #expect(throws: NegotiationRefusal.noCommonCodec) { try ours.agreed(answeredBy: strange) }
    }

    @Test(
        "what is no description is none",
        arguments: ["", "hello", "v=1\n", "o=x\nv=0\n", "v=0\nm=audio\n", "v=0\nc=IN\n"])
    func malformed(text: String) {
        #expect(SessionDescription(wire(text)) == nil)
    }

    @Test("a description is found in a multipart body, and optional bodies do not matter") func multipart() throws {
        var bench = Bench()
        func offered(
            _ body: String, _ type: String, more: String = ""
        ) -> (statuses: [Int], offer: SessionDescription??) {
            var caller = Caller()
            caller.callID = "call-\(bench.now.microseconds)-\(body.utf8.count)-\(more.utf8.count)"
            caller.tag = caller.callID
            caller.branch = "z9hG4bK" + caller.callID
            let effects = bench.receive(caller.request("INVITE", body: body, type: type, more: more))
            return (effects.statuses, effects.arrival.map(\.invitation.offer))
        }
        let isup = "--b\nContent-Type: application/isup\n\nxyz\n"
        let sdp = "--b\nContent-Type: application/sdp\n\n\(callerOffer)\n"
        let expected = try description(callerOffer)
        #expect(offered("preamble\n" + isup + sdp + "--b--\n", "multipart/mixed;boundary=\"b\"").offer == expected)
        #expect(offered(sdp + isup, "multipart/mixed;boundary=b").offer == expected)
        #expect(offered(isup + "--b--\n", "multipart/mixed;boundary=b").statuses == [415])
        #expect(offered("x", "application/pidf+xml").statuses == [415])
        let optional = offered("x", "application/pidf+xml", more: "Content-Disposition: x;handling=optional\n")
        #expect(optional.statuses == [100])
        #expect(offered("zip", "application/sdp", more: "Content-Encoding: gzip\n").statuses == [415])
    }
}
