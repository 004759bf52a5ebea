public import Kernel

/// A SIP user agent as a value: events in, effects out (RFC 3261). Time and chance are arguments.
public struct UserAgent: Sendable {
    public let configuration: UserAgentConfiguration

    public init(_ configuration: UserAgentConfiguration) { self.configuration = configuration }

    /// When a `tick` is due; nil when nothing waits.
    public var nextDeadline: Timestamp? { nil }

    public mutating func handle(
        _ event: UserAgentEvent, at now: Timestamp, random: inout some RandomNumberGenerator
    ) -> [UserAgentEffect] {
        []
    }

    /// Takes over a call of an earlier process. Refused when the handle is known or the agent is full.
    public mutating func restore(_ snapshot: DialogSnapshot, at now: Timestamp) throws(CommandRefusal) {}

    /// The confirmed call's state as it is now; nil for calls that are not confirmed.
    public func snapshot(of handle: CallHandle) -> DialogSnapshot? { nil }

    public var callCount: Int { 0 }
}
