public import Kernel

/// Who rings: what the stores know of a number. It may be slow or fail; the call never waits for it.
public struct CallerBook: Sendable {
    private let look: @Sendable (PhoneNumber, Timestamp) async throws -> (CallerMatch, PersonID?)

    public init(_ look: @escaping @Sendable (PhoneNumber, Timestamp) async throws -> (CallerMatch, PersonID?)) {
        self.look = look
    }

    /// The match, and the agent who should have the call if they can.
    func find(_ number: PhoneNumber, at moment: Timestamp) async throws -> (CallerMatch, PersonID?) {
        try await look(number, moment)
    }
}

/// Who an agent is: name, site, skills and settings, from the staff's records.
public struct AgentBook: Sendable {
    private let look: @Sendable (PersonID) async throws -> DeskAgent

    public init(_ look: @escaping @Sendable (PersonID) async throws -> DeskAgent) { self.look = look }

    func find(_ person: PersonID) async throws -> DeskAgent { try await look(person) }
}
