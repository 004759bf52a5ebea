import Calls
import Contacts
import Database
public import Kernel

/// What an agent writes down of a call.
public struct ReminderReport: Sendable, Hashable {
    public let outcome: ReminderOutcome
    /// Of a promise.
    public var promisedOn: Day?
    /// When somebody wants to be rung who asks for another time.
    public var wantedAt: Timestamp?
    public var note: String?
    /// What the contact's record says before the note: that it was a reminder, and its outcome, in words.
    public var heading: String

    static let longestNote = 500

    public init(
        outcome: ReminderOutcome, promisedOn: Day? = nil, wantedAt: Timestamp? = nil, note: String? = nil,
        heading: String = "Pengingat iuran."
    ) {
        (self.outcome, self.promisedOn, self.wantedAt) = (outcome, promisedOn, wantedAt)
        (self.note, self.heading) = (note, heading)
    }
}

extension ReminderStore {
    /// Writes down what came of the call that was placed for it; its contact is logged with it. Money is never part of
    /// it.
    ///
    /// - Returns: the contact that was logged, if any.
    /// - Throws: `ReminderRefusal`, `RingingRefusal`.
    @discardableResult
    public func record(
        _ report: ReminderReport, of id: ReminderItemID, by person: PersonID, at moment: Timestamp
    ) async throws -> ContactID? {
        let (today, calendar) = (calendar.day(of: moment), calendar)
        if report.outcome == .promised {
            guard let day = report.promisedOn, day >= today, day <= today.adding(days: 92) else {
                throw ReminderRefusal.dayMissing
            }
        }
        guard report.note?.count ?? 0 <= ReminderReport.longestNote else { throw ReminderRefusal.noteTooLong }
        return try await database.write { transaction in
            guard let item = try transaction.reminder(id),
                let campaign = try transaction.reminderCampaign(item.campaign)
            else { throw ReminderRefusal.noSuchItem }
            let wanted = try report.wanted(by: campaign.plan.lastDay, calendar)
            let lock = try transaction.ringingLock(of: person, at: moment)
            let call = try lock?.call.map { try transaction.ringingCall($0, at: moment) }
            let rung = try transaction.ring(report.outcome, wanted, of: item, by: person, at: moment)
            let turn = item.state == .off ? (state: item.state, off: item.off) : rung
            let promise = report.outcome == .promised ? report.promisedOn : nil
            try transaction.execute(
                """
                UPDATE reminder_items SET state = \(turn.state), outcome = \(report.outcome), off = \(turn.off),
                    promised_on = \(promise), note = \(report.note), tries = tries + 1, last_at = \(moment)
                WHERE id = \(id)
                """)
            let fact = ReminderFact.Recorded(
                outcome: report.outcome, promisedOn: promise, wantedAt: wanted, off: turn.off?.rawValue)
            try transaction.append(fact, about: .reminder(id), by: .person(person), at: moment)
            return try call?.end?.contact.flatMap {
                try transaction.log($0, of: item, report, by: person, at: moment)
            }
        }
    }
}

extension Transaction {
    /// Writes the try, and says where the reminder stands after it.
    fileprivate func ring(
        _ outcome: ReminderOutcome, _ wanted: Timestamp?, of item: Reminder, by person: PersonID, at moment: Timestamp
    ) throws -> (state: ReminderState, off: ReminderOff?) {
        let purpose = OutboundPurpose.reminder(item.id)
        switch outcome {
        case .willPay, .promised, .saysPaid, .cannotPay, .refuses:
            try spoke(purpose, outcome.rawValue, by: person, at: moment)
            return (.done, nil)
        case .asksForTime:
            guard let wanted else { throw ReminderRefusal.timeMissing }
            try askedForTime(purpose, outcome.rawValue, at: wanted, by: person, at: moment)
            return (item.state, item.off)
        case .doNotCall:
            let this = try spoke(purpose, outcome.rawValue, by: person, at: moment)
            try neverCall(this.phone, reason: "Diminta peserta saat pengingat iuran.", by: .person(person), at: moment)
            return (.off, .doNotCall)
        case .deceased, .moved:
            try spoke(purpose, outcome.rawValue, by: person, at: moment)
            return (.off, outcome == .moved ? .moved : .deceased)
        case .wrongNumber:
            try wrongNumber(purpose, outcome.rawValue, by: person, at: moment)
            return try turnAfterWrongNumber(item, at: moment)
        case .notReached:
            let (result, next) = try missed(purpose, outcome.rawValue, by: person, at: moment)
            if result.isWrong { return try turnAfterWrongNumber(item, at: moment) }
            return next == .exhausted ? (.off, .tries) : (item.state, item.off)
        }
    }

    /// What the agent has written of the call is its record too, so that nothing is typed twice. A contact that cannot
    /// take it waits among those without a record.
    fileprivate func log(
        _ id: ContactID, of item: Reminder, _ report: ReminderReport, by person: PersonID, at moment: Timestamp
    ) throws -> ContactID? {
        guard let contact = try contact(id), contact.log == nil else { return nil }
        let isStranger = report.outcome == .wrongNumber
        let log = ContactLog(
            category: "administration.contribution", kind: isStranger ? .wrongNumber : .information,
            outcome: report.outcome.contactOutcome,
            note: [report.heading, report.note].compactMap { $0 }.joined(separator: " "),
            member: isStranger ? nil : item.member)
        do {
            try logContact(id, log, by: person, at: moment)
            return id
        } catch ContactRefusal.unknownCategory { return nil }
    }

    private func turnAfterWrongNumber(
        _ item: Reminder, at moment: Timestamp
    ) throws -> (state: ReminderState, off: ReminderOff?) {
        let off = try numbers(of: item, given: nil, at: moment).off
        return off == nil ? (item.state, item.off) : (.off, off)
    }
}

extension ReminderReport {
    /// When the member is to be rung who asks for another time; nil for whoever does not.
    fileprivate func wanted(by lastDay: Day, _ calendar: CentreCalendar) throws(ReminderRefusal) -> Timestamp? {
        guard outcome == .asksForTime else { return nil }
        guard let wantedAt else { throw .timeMissing }
        guard calendar.day(of: wantedAt) <= lastDay else { throw .afterEnd }
        return wantedAt
    }
}

extension ReminderOutcome {
    fileprivate var contactOutcome: ContactOutcome {
        switch self {
        case .willPay, .promised, .refuses, .doNotCall, .deceased, .moved: .solved
        case .saysPaid, .asksForTime: .followUp
        case .cannotPay: .referred
        case .wrongNumber, .notReached: .unfinished
        }
    }
}
