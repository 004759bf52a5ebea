public import Calls
public import Kernel

/// The telephone, as ringing needs it.
public struct OutboundPhone: Sendable {
    let isReady: @Sendable (PersonID) async -> Bool
    let dial: @Sendable (OutboundCall, PersonID) async throws -> Void
    let logged: @Sendable (ContactID, PersonID) async -> Void

    /// - Parameters:
    ///   - isReady: whether the agent's desk is open in a tab, with its phone connected.
    ///   - dial: places a call from the agent's phone; throws `DeskRefusal`.
    ///   - logged: tells the desk that the contact of a call has its record.
    public init(
        isReady: @escaping @Sendable (PersonID) async -> Bool,
        dial: @escaping @Sendable (OutboundCall, PersonID) async throws -> Void,
        logged: @escaping @Sendable (ContactID, PersonID) async -> Void
    ) {
        (self.isReady, self.dial, self.logged) = (isReady, dial, logged)
    }

    /// The centre's own: rings the agent's desk phone together with the participant.
    public static func floor(_ floor: Floor) -> OutboundPhone {
        OutboundPhone(
            isReady: { await floor.desk($0)?.phone == .connected },
            dial: { try await floor.dial($0, by: $1) },
            logged: { await floor.logged($0, by: $1) })
    }
}
