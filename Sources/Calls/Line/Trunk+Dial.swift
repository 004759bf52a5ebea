public import Kernel
import Logging
public import SIP
import Voice

/// The way by which calls go out: the trunk's address, and how it wants to be asked.
public struct WayOut: Sendable {
    /// How a telephone number is written in the addresses that the trunk is given.
    public enum NumberForm: String, Sendable, CaseIterable {
        /// `+628123456789`
        case international
        /// `628123456789`
        case digits
        /// `08123456789`
        case national

        func text(_ number: PhoneNumber) -> String {
            switch self {
            case .international: number.e164
            case .digits: number.digits
            case .national: number.local.filter { $0 != "-" }
            }
        }
    }

    public var peer: Peer
    public var numbers: NumberForm
    public var credentials: Credentials?
    /// Past this the floor has ended the call long ago; only its own death leaves this limit to work.
    public var ringLimit: Duration

    public init(
        peer: Peer, numbers: NumberForm = .international, credentials: Credentials? = nil,
        ringLimit: Duration = .seconds(60)
    ) {
        (self.peer, self.numbers, self.credentials, self.ringLimit) = (peer, numbers, credentials, ringLimit)
    }

    func invitation(
        to number: PhoneNumber, from: PhoneNumber, at host: String, offer: SessionDescription
    ) -> OutgoingInvitation {
        let from = "sip:\(numbers.text(from))@\(Self.bracketed(host))"
        return OutgoingInvitation(
            to: "sip:\(numbers.text(number))@\(Self.bracketed(peer.address)):\(peer.port)", from: from, offer: offer,
            peer: peer, credentials: credentials,
            // What the network shows the called party (RFC 3325); trunks go by it before From.
            headers: [HeaderField("P-Asserted-Identity", "<\(from)>")], ringLimit: ringLimit)
    }

    private static func bracketed(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }
}

/// Calls that we place.
extension Trunk {
    struct Dialled {
        var offer: SessionDescription
        /// What the network said before the answer; some say it only then.
        var early: SessionDescription?
    }

    /// The leg is there before the network is asked, so that whatever it says first is heard.
    public func dial(_ call: WorkID, to number: PhoneNumber, from: PhoneNumber) async {
        let handle = call.named(CallHandle.self)
        guard let way = settings.wayOut else {
            tell.yield(.ended(call, .noAudio))
            return
        }
        do {
            // A telephone that rings may be silent for as long as it likes.
            let local = try await audio.openRTPLeg(
                handle.leg, terms: RTPTerms(remote: nil, timeoutSeconds: 0), localPort: nil)
            audioAt[handle] = local
            let offer = SessionDescription.offer(AudioEndpoint(address: local.host, port: local.port))
            dialled[handle] = Dialled(offer: offer)
            feed(
                .command(
                    handle, .invite(way.invitation(to: number, from: from, at: settings.agent.address, offer: offer))))
        } catch {
            log.error("no audio for a call that is placed", metadata: ["call": "\(call)", "why": "\(error)"])
            tell.yield(.ended(call, .noAudio))
        }
    }

    /// A call that could not even be begun is over; other commands that come too late need nothing.
    func refused(_ handle: CallHandle, _ refusal: CommandRefusal) {
        log.notice("a call did not take a command", metadata: ["call": "\(handle)", "why": "\(refusal)"])
        guard [.full, .badAddress].contains(refusal), dialled.removeValue(forKey: handle) != nil else { return }
        audioAt[handle] = nil
        tell.yield(.ended(handle.call, .noAudio))
    }

    func progressed(_ handle: CallHandle, _ status: Int, _ early: SessionDescription?) {
        guard let offer = dialled[handle]?.offer else { return }
        guard let early else {
            // 183 without sound says nothing that a person could hear.
            if status != 183 { tell.yield(.progressed(handle.call, .ringing)) }
            return
        }
        dialled[handle]?.early = early
        Task {
            do {
                var terms = RTPTerms(try offer.agreed(answeredBy: early))
                terms.timeoutSeconds = 0
                _ = try await self.audio.send(.updateRTPLeg(leg: handle.leg, terms: terms))
                self.tell.yield(.progressed(handle.call, .earlyAudio))
            } catch {
                self.log.notice("early audio is not heard", metadata: ["call": "\(handle)", "error": "\(error)"])
            }
        }
    }

    func pickedUp(_ handle: CallHandle, _ answer: SessionDescription?) {
        guard let begun = dialled.removeValue(forKey: handle) else { return }
        Task {
            do {
                guard let answer = answer ?? begun.early else { throw NegotiationRefusal.noAudio }
                try await self.update(handle, try begun.offer.agreed(answeredBy: answer))
                self.tell.yield(.answered(handle.call))
            } catch {
                self.log.notice("no common audio", metadata: ["call": "\(handle)", "error": "\(error)"])
                self.feed(.command(handle, .hangUp))
            }
        }
    }
}
