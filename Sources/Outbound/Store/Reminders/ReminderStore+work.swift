import Calls
public import Database
public import Kernel
import Members

/// One reminder in an agent's hands.
struct ReminderWork: Sendable {
    let lock: RingingLock
    let item: Reminder
    let campaign: ReminderCampaign
    let call: RingingCall?
    /// When the member asked to be rung, if he did.
    let askedFor: Timestamp?
    /// Whether the member may be rung at this hour.
    let mayRing: Bool
}

extension ReminderStore {
    /// Gives an agent the next member to be reminded, or whatever he holds already. Who asked for a time that has come
    /// is before all others.
    ///
    /// - Parameter onlyAsked: nobody else.
    /// - Returns: nil when no campaign rings now, or none has anybody who may be rung.
    public func next(
        for person: PersonID, onlyAsked: Bool = false, at moment: Timestamp
    ) async throws -> RingingLock? {
        let day = calendar.day(of: moment)
        let start = calendar.start(of: day)
        return try await database.write { transaction in
            if let held = try transaction.ringingLock(of: person, at: moment) { return held }
            let campaigns: [ReminderCampaign] = try transaction.all(
                "SELECT * FROM reminder_campaigns WHERE state = 'active' ORDER BY first_day, opened_at, id")
            let ringing = try campaigns.filter { campaign in
                let hour = try transaction.reminderTries(of: campaign.id, since: moment - .seconds(3_600))
                let own = try transaction.reminderTries(of: campaign.id, since: start, by: person)
                return campaign.hold(on: day, rungWithinHour: hour, rungToday: own) == nil
            }
            for isAsked in onlyAsked ? [true] : [true, false] {
                for campaign in ringing {
                    if let lock = try transaction.takeReminder(of: campaign, isAsked, for: person, on: day, at: moment)
                    {
                        return lock
                    }
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
                askedFor: try transaction.askedTime(of: lock.item),
                mayRing: try transaction.callingHours(in: lock.zone).isOpen(at: moment))
        }
    }

    /// Writes down that a call is being placed, before it is. Nobody is rung any more who was taken off meanwhile, or
    /// whose campaign was stopped; its pace was asked when the reminder was taken.
    ///
    /// - Throws: `RingingRefusal`.
    public func placeCall(
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

    /// When the participant asked to be rung, if he did in his last call.
    fileprivate func askedTime(of item: OutboundItem) throws -> Timestamp? {
        try scalar(
            """
            SELECT next_at FROM outbound_items
            WHERE kind = \(item.purpose.kind) AND id = \(item.purpose.id) AND round = \(item.round) AND is_asked
            """, as: Timestamp?.self) ?? nil
    }

    /// The first of a campaign who may be rung now: of those who asked for a time that has come, or of all. Who owes
    /// nothing by the centre's own register is taken off, and so is who has no number left that may be rung.
    fileprivate func takeReminder(
        of campaign: ReminderCampaign, _ isAsked: Bool, for person: PersonID, on day: Day, at moment: Timestamp
    ) throws -> RingingLock? {
        let zones = try IndonesianZone.allCases.filter { try callingHours(in: $0).isOpen(at: moment) }
        let planned: SQL = campaign.plan.order == .months ? "i.months DESC, i.place" : "i.place"
        let order: SQL = isAsked ? "o.next_at, i.place" : planned
        let source: SQL =
            isAsked
            ? "outbound_items o JOIN reminder_items i ON i.id = o.id AND o.kind = 'reminder' AND o.round = 0"
            : "reminder_items i LEFT JOIN outbound_items o ON o.kind = 'reminder' AND o.id = i.id AND o.round = 0"
        let isDue: SQL =
            isAsked
            ? "o.is_asked AND o.next_at <= \(moment)" : "(o.next_at IS NULL OR o.next_at <= \(moment))"
        let due = try query(
            """
            SELECT i.*, o.given_phone FROM \(source)
            WHERE i.campaign = \(campaign.id) AND i.state = 'waiting' AND i.zone IN \(list: zones) AND \(isDue)
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

    func numbers(of item: Reminder, given: PhoneNumber?, at moment: Timestamp) throws -> RingableNumbers {
        let known = [given, item.phone].compactMap { $0 } + (try memberPhones([item.member])[item.member] ?? [])
        let numbers = known.reduce(into: [PhoneNumber]()) { if !$0.contains($1) { $0.append($1) } }
        let wrong = try wrongNumbers(of: .reminder, [item.id.description])[item.id.description] ?? []
        return RingableNumbers(numbers, wrong: wrong, unwanted: try unwanted(among: numbers, at: moment))
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
    var off: ReminderOff? {
        switch choice {
        case .ring: nil
        case .none, .wrong: .wrongNumber
        case .unwanted: .doNotCall
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
