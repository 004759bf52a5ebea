public import Calls
public import Kernel

/// The telephone, as ringing needs it.
public struct OutboundPhone: Sendable {
    let isReady: @Sendable (PersonID) async -> Bool
    let readiness: @Sendable (PersonID) -> AsyncStream<Bool>
    let dial: @Sendable (OutboundCall, PersonID) async throws -> Void
    let logged: @Sendable (ContactID, PersonID) async -> Void

    /// - Parameters:
    ///   - isReady: whether the agent's desk is open in a tab, with its phone connected.
    ///   - readiness: the same now, and each time that the desk changes.
    ///   - dial: places a call from the agent's phone; throws `DeskRefusal`.
    ///   - logged: tells the desk that the contact of a call has its record.
    public init(
        isReady: @escaping @Sendable (PersonID) async -> Bool,
        readiness: @escaping @Sendable (PersonID) -> AsyncStream<Bool>,
        dial: @escaping @Sendable (OutboundCall, PersonID) async throws -> Void,
        logged: @escaping @Sendable (ContactID, PersonID) async -> Void
    ) {
        (self.isReady, self.readiness, self.dial, self.logged) = (isReady, readiness, dial, logged)
    }

    /// The centre's own: rings the agent's desk phone together with the participant.
    public static func floor(_ floor: Floor) -> OutboundPhone {
        OutboundPhone(
            isReady: { await floor.desk($0)?.phone == .connected },
            readiness: { person in
                let views = floor.deskChanges(person)
                return AsyncStream(bufferingPolicy: .bufferingNewest(1)) { stream in
                    let task = Task {
                        for await view in views { stream.yield(view.phone == .connected) }
                        stream.finish()
                    }
                    stream.onTermination = { _ in task.cancel() }
                }
            },
            dial: { try await floor.dial($0, by: $1) },
            logged: { await floor.logged($0, endingWrapUpOf: $1) })
    }
}

extension Floor {
    /// A contact has its record: a wrap-up that waited for it is over.
    fileprivate func logged(_ contact: ContactID, endingWrapUpOf person: PersonID) async {
        let waits = await desk(person)?.wrapUp?.contact == contact
        logged(contact, by: person)
        guard waits else { return }
        do { try act(person, .finishWrapUp) } catch {
            // Its limit ran out meanwhile: the agent is free already, and the record is kept.
        }
    }
}
