public import Database

extension StaffStore {
    /// Those whom these names call, without the disabled, by name.
    public static func people(_ names: [UserName], in transaction: any Transaction) throws -> [Person] {
        guard !names.isEmpty else { return [] }
        return try people("disabled_at IS NULL AND user_name IN \(list: names)", in: transaction)
    }
}
