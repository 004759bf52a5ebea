import Kernel

/// Watches that both ends of a call are still there (RFC 4028).
struct SessionTimer: Hashable, Sendable {
    let seconds: Int
    let weRefresh: Bool
    let refreshedAt: Timestamp
    /// When we refresh next: at half of the interval (RFC 4028 §10). nil while a refresh is under way, or when the
    /// other side refreshes.
    var refreshAt: Timestamp?

    /// How long after a refresh that failed another is tried.
    static let pause = Duration.seconds(10)

    init(seconds: Int, weRefresh: Bool, refreshedAt: Timestamp) {
        (self.seconds, self.weRefresh, self.refreshedAt) = (seconds, weRefresh, refreshedAt)
        refreshAt = weRefresh ? refreshedAt + .seconds(seconds) / 2 : nil
    }

    /// BYE goes out a little before the end: a third of the interval, at most 32 s (RFC 4028 §10).
    var expiresAt: Timestamp { refreshedAt + .seconds(seconds - min(32, seconds / 3)) }

    var deadline: Timestamp { refreshAt.map { min($0, expiresAt) } ?? expiresAt }
}

/// What a request's session timer headers come to for the one who answers it (RFC 4028 §9).
enum TimerAgreement: Hashable, Sendable {
    case none
    /// 422, with the least that we take.
    case tooSmall(Int)
    case agreed(SessionExpires)

    init(_ request: SIPMessage, timing: UserAgentTiming, current: SessionTimer?) {
        let supports = request.supports("timer")
        let least = Int(timing.leastSessionExpires.components.seconds)
        if let asked = request.sessionExpires {
            if asked.seconds < least {
                self = supports ? .tooSmall(least) : .agreed(SessionExpires(seconds: least, refresher: .uas))
                return
            }
            let preferred = asked.refresher ?? current.map { $0.weRefresh ? .uas : .uac } ?? .uac
            self = .agreed(SessionExpires(seconds: asked.seconds, refresher: supports ? preferred : .uas))
        } else if supports, let wanted = current?.seconds ?? timing.sessionExpires.map({ Int($0.components.seconds) }) {
            let seconds = max(wanted, least, request.leastSessionExpires ?? 0)
            self = .agreed(SessionExpires(seconds: seconds, refresher: current?.weRefresh == false ? .uac : .uas))
        } else {
            self = .none
        }
    }

    /// The one who answers keeps this.
    func timer(at now: Timestamp) -> SessionTimer? {
        guard case .agreed(let expires) = self else { return nil }
        return SessionTimer(seconds: expires.seconds, weRefresh: expires.refresher == .uas, refreshedAt: now)
    }

    /// Headers of the 2xx.
    var headers: [HeaderField] {
        guard case .agreed(let expires) = self else { return [] }
        let field = HeaderField(.sessionExpires, expires.text)
        return expires.refresher == .uac ? [field, HeaderField(.require, "timer")] : [field]
    }
}

extension SessionTimer {
    /// The one who asked keeps what the 2xx says; nothing when it says nothing.
    init?(answeredBy response: SIPMessage, at now: Timestamp) {
        guard let expires = response.sessionExpires, expires.seconds > 0 else { return nil }
        self.init(
            seconds: max(expires.seconds, 30), weRefresh: expires.refresher != .uas, refreshedAt: now)
    }
}
