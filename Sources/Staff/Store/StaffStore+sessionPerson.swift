import Database
public import Kernel
public import Pages

extension StaffStore {
    /// What a session of this person would know of him now; nil when he may not sign in. For work that is done for
    /// somebody while he is away.
    public func sessionPerson(_ id: PersonID) async throws -> SessionPerson? {
        try await database.read { try Self.sessionPerson(id, in: $0) }
    }
}
