import Database
public import Kernel

extension MemberStore {
    /// Whom a number means: ids only, nothing of their records, so it leaves no fact. Whoever shows one of them asks
    /// `find`, which does.
    public func ids(of number: TypedNumber) async throws -> [MemberID] {
        try await database.read { transaction in
            for reading in number.readings {
                let ids = try transaction.scalars(
                    """
                    SELECT m.id FROM members m WHERE \(reading.storeKey.condition)
                    ORDER BY m.id LIMIT \(MemberStore.mostFound)
                    """, as: MemberID.self)
                if !ids.isEmpty { return ids }
            }
            return []
        }
    }
}
