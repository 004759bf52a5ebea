import Calls
import Contacts
public import Database
public import Kernel
import Members

/// What an agent writes down of a call.
struct ReminderReport: Sendable, Hashable {
    let outcome: ReminderOutcome
    /// Of a promise.
    var promisedOn: Day?
    var note: String?

    static let longestNote = 500
}

/// One reminder in an agent's hands.
struct ReminderWork: Sendable {
    let lock: RingingLock
    let item: Reminder
    let campaign: ReminderCampaign
    let call: RingingCall?
    /// Whether the member may be rung at this hour.
    let mayRing: Bool
}

extension ReminderStore {
    /// Gives an agent the next member to be reminded, or the one that he holds already.
    ///
    /// - Returns: nil when no campaign rings now, or none has anybody who may be rung.
    public func next(for person: PersonID, at moment: Timestamp) async throws -> RingingLock? {
        let day = calendar.day(of: moment)
        let start = calendar.start(of: day)
        return try await database.write { transaction in
            if let held = try transaction.ringingLock(of: person, at: moment) { return held }
            let campaigns: [ReminderCampaign] = try transaction.all(
                "SELECT * FROM reminder_campaigns WHERE state = 'active' ORDER BY first_day, opened_at, id")
            for campaign in campaigns {
                let hour = try transaction.reminderTries(of: campaign.id, since: moment - .seconds(3_600))
                let own = try transaction.reminderTries(of: campaign.id, since: start, by: person)
                guard campaign.hold(on: day, rungWithinHour: hour, rungToday: own) == nil else { continue }
                if let lock = try transaction.takeReminder(of: campaign, for: person, on: day, at: moment) {
                    return lock
                }
            }
            return nil
        }
    }

    /// How many wait in campaigns that ring today, whose next try is due.
    func due(at moment: Timestamp) async throws -> Int {
        let day = calendar.day(of: moment)
        return try await database.read {
            try $0.scalar(
                """
                SELECT COUNT(*) FROM reminder_items i JOIN reminder_campaigns c ON c.id = i.campaign
                LEFT JOIN outbound_items o ON o.kind = 'reminder' AND o.id = i.id AND o.round = 0
                WHERE i.state = 'waiting' AND c.state = 'active' AND c.first_day <= \(day) AND c.last_day >= \(day)
                    AND (o.next_at IS NULL OR o.next_at <= \(moment))
                """)
        } ?? 0
    }

    func item(_ id: ReminderItemID) async throws -> Reminder? { try await database.read { try $0.reminder(id) } }

    /// What an agent holds, when it is a reminder. One that is no longer to be rung and was not is given back.
    func work(of person: PersonID, at moment: Timestamp) async throws -> ReminderWork? {
        let day = calendar.day(of: moment)
        // It may have gone back to the list by now, which is written down.
        return try await database.write { transaction in
            guard let lock = try transaction.ringingLock(of: person, at: moment),
                case .reminder(let id) = lock.purpose, let item = try transaction.reminder(id),
                let campaign = try transaction.reminderCampaign(item.campaign)
            else { return nil }
            guard lock.call != nil || item.rings(in: campaign, on: day) else {
                try transaction.release(lock, isExpired: true, by: .system("outbound"), at: moment)
                return nil
            }
            return ReminderWork(
                lock: lock, item: item, campaign: campaign,
                call: try lock.call.map { try transaction.ringingCall($0, at: moment) },
                mayRing: try transaction.callingHours(in: lock.zone).isOpen(at: moment))
        }
    }

    /// Writes down that a call is being placed, before it is. Nobody is rung any more who was taken off meanwhile, or
    /// whose campaign was stopped; its pace was asked when the reminder was taken.
    ///
    /// - Throws: `RingingRefusal`.
    func placeCall(
        _ call: WorkID, for id: ReminderItemID, by person: PersonID, at moment: Timestamp
    ) async throws -> (lock: RingingLock, plan: RingingPlan) {
        let day = calendar.day(of: moment)
        return try await database.write { transaction in
            guard let item = try transaction.reminder(id),
                let campaign = try transaction.reminderCampaign(item.campaign), item.rings(in: campaign, on: day)
            else { throw RingingRefusal.notHeld }
            let lock = try transaction.placeCall(call, for: .reminder(id), by: person, at: moment)
            return (lock, try transaction.ringingPlan().plan)
        }
    }

    /// The telephone would not place it.
    func forgetCall(_ call: WorkID, by person: PersonID) async throws {
        try await database.write { try $0.forgetCall(call, by: person) }
    }

    /// Gives it back to the list.
    ///
    /// - Throws: `RingingRefusal`.
    func release(_ id: ReminderItemID, by person: PersonID, at moment: Timestamp) async throws {
        try await database.write { try $0.releaseRinging(.reminder(id), by: person, at: moment) }
    }

    /// Writes down what came of the call that was placed for it; its contact is logged with it. Money is never part of
    /// it.
    ///
    /// - Returns: the contact that was logged, if any.
    /// - Throws: `ReminderRefusal`, `RingingRefusal`.
    @discardableResult
    func record(
        _ report: ReminderReport, of id: ReminderItemID, by person: PersonID, at moment: Timestamp
    ) async throws -> ContactID? {
        let today = calendar.day(of: moment)
        if report.outcome == .promised {
            guard let day = report.promisedOn, day >= today, day <= today.adding(days: 92) else {
                throw ReminderRefusal.dayMissing
            }
        }
        guard report.note?.count ?? 0 <= ReminderReport.longestNote else { throw ReminderRefusal.noteTooLong }
        return try await database.write { transaction in
            guard let item = try transaction.reminder(id) else { throw ReminderRefusal.noSuchItem }
            let lock = try transaction.ringingLock(of: person, at: moment)
            let call = try lock?.call.map { try transaction.ringingCall($0, at: moment) }
            let rung = try transaction.ring(report.outcome, of: item, by: person, at: moment)
            let turn = item.state == .off ? (state: item.state, off: item.off) : rung
            let promise = report.outcome == .promised ? report.promisedOn : nil
            try transaction.execute(
                """
                UPDATE reminder_items SET state = \(turn.state), outcome = \(report.outcome), off = \(turn.off),
                    promised_on = \(promise), note = \(report.note), tries = tries + 1, last_at = \(moment)
                WHERE id = \(id)
                """)
            let fact = ReminderFact.Recorded(
                outcome: report.outcome, promisedOn: promise, off: turn.off?.rawValue)
            try transaction.append(fact, about: .reminder(id), by: .person(person), at: moment)
            return try call?.end?.contact.flatMap {
                try transaction.log($0, of: item, report, by: person, at: moment)
            }
        }
    }
}

extension Transaction {
    func reminder(_ id: ReminderItemID) throws -> Reminder? {
        try first("SELECT * FROM reminder_items WHERE id = \(id)")
    }

    /// Calls of a campaign since a moment, of one agent or of all.
    fileprivate func reminderTries(
        of campaign: ReminderCampaignID, since moment: Timestamp, by person: PersonID? = nil
    ) throws -> Int {
        let ofPerson: SQL = person.map { "AND t.person = \($0)" } ?? ""
        return try scalar(
            """
            SELECT COUNT(*) FROM outbound_tries t JOIN reminder_items i ON i.id = t.id
            WHERE t.kind = 'reminder' AND t.saved_at >= \(moment) AND i.campaign = \(campaign) \(ofPerson)
            """) ?? 0
    }

    /// The first of a campaign who may be rung now. Who owes nothing by the centre's own register is taken off, and so
    /// is who has no number left that may be rung.
    fileprivate func takeReminder(
        of campaign: ReminderCampaign, for person: PersonID, on day: Day, at moment: Timestamp
    ) throws -> RingingLock? {
        let zones = try IndonesianZone.allCases.filter { try callingHours(in: $0).isOpen(at: moment) }
        let order: SQL = campaign.plan.order == .months ? "i.months DESC, i.place" : "i.place"
        let due = try query(
            """
            SELECT i.*, o.given_phone FROM reminder_items i
            LEFT JOIN outbound_items o ON o.kind = 'reminder' AND o.id = i.id AND o.round = 0
            WHERE i.campaign = \(campaign.id) AND i.state = 'waiting' AND i.zone IN \(list: zones)
                AND (o.next_at IS NULL OR o.next_at <= \(moment))
                AND NOT EXISTS (SELECT 1 FROM outbound_locks l WHERE l.kind = 'reminder' AND l.id = i.id)
            ORDER BY \(order) LIMIT 100
            """)
        for row in due {
            let (item, given) = (try Reminder(row: row), try row("given_phone", as: PhoneNumber?.self))
            let numbers = try numbers(of: item, given: given, at: moment)
            if let off = try owesNothing(item.member, on: day) ? .registerPaid : numbers.off {
                try takeOff(item, off, at: moment)
                continue
            }
            let candidate = RingingCandidate(OutboundItem(.reminder(item.id)), numbers, in: item.zone)
            if let lock = try takeFirst(of: [candidate], for: person, at: moment) { return lock }
        }
        return nil
    }

    private func takeOff(_ item: Reminder, _ off: ReminderOff, at moment: Timestamp) throws {
        let paidAt = off == .registerPaid ? moment : nil
        try execute(
            "UPDATE reminder_items SET state = 'off', off = \(off), paid_at = \(paidAt) WHERE id = \(item.id)")
        try append(
            ReminderFact.TakenOff(off: off.rawValue), about: .reminder(item.id), by: .system("reminders"), at: moment)
    }

    private func numbers(of item: Reminder, given: PhoneNumber?, at moment: Timestamp) throws -> RingableNumbers {
        let known = [given, item.phone].compactMap { $0 } + (try memberPhones([item.member])[item.member] ?? [])
        let numbers = known.reduce(into: [PhoneNumber]()) { if !$0.contains($1) { $0.append($1) } }
        let wrong = try wrongNumbers(of: .reminder, [item.id.description])[item.id.description] ?? []
        return RingableNumbers(numbers, wrong: wrong, unwanted: try unwanted(among: numbers, at: moment))
    }

    /// Writes the try, and says where the reminder stands after it.
    fileprivate func ring(
        _ outcome: ReminderOutcome, of item: Reminder, by person: PersonID, at moment: Timestamp
    ) throws -> (state: ReminderState, off: ReminderOff?) {
        let purpose = OutboundPurpose.reminder(item.id)
        switch outcome {
        case .willPay, .promised, .saysPaid, .cannotPay, .refuses:
            try spoke(purpose, outcome.rawValue, by: person, at: moment)
            return (.done, nil)
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
            note: ["Pengingat iuran: \(report.outcome.rawValue)", report.note].compactMap { $0 }.joined(
                separator: ". "),
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

extension Reminder {
    /// Whether it is still to be rung that day, as fast or slowly as it may be.
    fileprivate func rings(in campaign: ReminderCampaign, on day: Day) -> Bool {
        state == .waiting && campaign.hold(on: day, rungWithinHour: 0, rungToday: 0) == nil
    }
}

extension RingableNumbers {
    /// Why none of them is rung; nil when one is.
    fileprivate var off: ReminderOff? {
        switch choice {
        case .ring: nil
        case .none, .wrong: .wrongNumber
        case .unwanted: .doNotCall
        }
    }
}

extension ReminderOutcome {
    fileprivate var contactOutcome: ContactOutcome {
        switch self {
        case .willPay, .promised, .refuses, .doNotCall, .deceased, .moved: .solved
        case .saysPaid: .followUp
        case .cannotPay: .referred
        case .wrongNumber, .notReached: .unfinished
        }
    }
}

extension Reminder: RowDecodable {
    public init(row: Row) throws {
        self.init(
            id: try row("id"), campaign: try row("campaign"), member: try row("member"), phone: try row("phone"),
            zone: try row("zone"), months: try row("months"), amount: try row("amount"),
            careClass: try row("care_class"), branch: try row("branch"), state: try row("state"),
            outcome: try row("outcome"), off: try row("off"), tries: try row("tries"))
    }
}
