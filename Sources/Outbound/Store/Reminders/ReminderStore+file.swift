public import Kernel

extension ReminderStore {
    /// Takes all good lines of a file over at once, as finance does page by page: read, checked by the mapping that its
    /// headings had before or one guessed from them, and accepted.
    ///
    /// - Parameters:
    ///   - list: the name of the campaign that it becomes.
    ///   - renewed: the campaign that it renews instead.
    /// - Throws: `ReminderRefusal`, and others when it cannot be read.
    public func takeOver(
        _ content: [UInt8], named name: String, as list: String, renewing renewed: ReminderCampaignID? = nil,
        by author: Author, at moment: Timestamp
    ) async throws -> ReminderCampaignID {
        let file = try ReminderFile(named: name, content)
        var random = SystemRandomNumberGenerator()
        let id = ReminderUploadID(at: moment, random: &random)
        let target = renewed.map(Target.campaign) ?? .list(named: list)
        guard case .new(let upload) = try await hand(over: file, as: id, for: target, by: author, at: moment) else {
            throw ReminderRefusal.uploadDone
        }
        try await check(id, by: upload.mapping, author: author, at: moment)
        guard let good = try await self.upload(id)?.counts?.good,
            case .taken(let campaign) = try await accept(id, good: good, by: author, at: moment)
        else { throw ReminderRefusal.checkedAnew }
        return campaign
    }
}
