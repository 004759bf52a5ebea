import Kernel
import Pages

/// What an agent is given next, and where its page is: reminders at the time that was asked for, then confirmations,
/// then other reminders.
struct OutboundNext: Sendable {
    let confirmations: ConfirmationStore
    let reminders: ReminderStore

    /// nil when nobody can be rung now.
    func take(for person: PersonID, at moment: Timestamp) async throws -> Path? {
        if let lock = try await reminders.next(for: person, onlyAsked: true, at: moment) { return place(of: lock) }
        if let lock = try await confirmations.takeNext(for: person, at: moment) { return place(of: lock) }
        return try await reminders.next(for: person, at: moment).map(place)
    }

    /// Where the reminder is that an agent holds; nil when it holds none.
    func reminder(of person: PersonID, at moment: Timestamp) async throws -> Path? {
        try await reminders.work(of: person, at: moment).map { .reminderItem($0.item.id) }
    }

    /// How many reminders could be taken now.
    func remindersDue(at moment: Timestamp) async throws -> Int { try await reminders.due(at: moment) }

    private func place(of lock: RingingLock) -> Path {
        switch lock.purpose {
        case .confirmation: .outbound
        case .reminder(let id): .reminderItem(id)
        }
    }
}
