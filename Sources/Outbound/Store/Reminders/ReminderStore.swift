public import Database
public import Kernel

/// Reminders of unpaid contributions: campaigns, the files they come from, and who is reminded.
public struct ReminderStore: Sendable {
    let database: any Database
    let calendar: CentreCalendar

    public init(_ database: any Database, calendar: CentreCalendar = .jakarta) {
        (self.database, self.calendar) = (database, calendar)
    }

    /// Those that have not ended first, the newest first among them.
    public func campaigns() async throws -> [ReminderCampaign] {
        try await database.read {
            try $0.all(
                """
                SELECT * FROM reminder_campaigns
                ORDER BY CASE state WHEN 'ended' THEN 1 ELSE 0 END, opened_at DESC, id DESC LIMIT 200
                """)
        }
    }

    public func campaign(_ id: ReminderCampaignID) async throws -> ReminderCampaign? {
        try await database.read { try $0.reminderCampaign(id) }
    }

    /// - Throws: `ReminderRefusal`.
    public func plan(
        _ id: ReminderCampaignID, _ plan: ReminderCampaign.Plan, by author: Author, at moment: Timestamp
    ) async throws {
        try plan.check()
        try await database.write { transaction in
            let campaign = try transaction.openCampaign(id)
            guard campaign.plan != plan else { return }
            guard try !transaction.isTaken(plan.name, but: id) else { throw ReminderRefusal.nameTaken }
            try transaction.execute(
                """
                UPDATE reminder_campaigns SET name = \(plan.name), first_day = \(plan.firstDay),
                    last_day = \(plan.lastDay), per_hour = \(plan.pace.callsPerHour),
                    per_person = \(plan.pace.perPersonPerDay), ordering = \(plan.order)
                WHERE id = \(id)
                """)
            let fact = ReminderFact.Planned(
                name: plan.name, firstDay: plan.firstDay, lastDay: plan.lastDay, perHour: plan.pace.callsPerHour,
                perPerson: plan.pace.perPersonPerDay, order: plan.order.rawValue)
            try transaction.append(fact, about: .reminderCampaign(id), by: author, at: moment)
        }
    }

    /// Starts, pauses or ends a campaign.
    ///
    /// - Throws: `ReminderRefusal`.
    public func turn(
        _ id: ReminderCampaignID, _ state: ReminderCampaign.State, by author: Author, at moment: Timestamp
    ) async throws {
        try await database.write { transaction in
            guard let campaign = try transaction.reminderCampaign(id) else { throw ReminderRefusal.noSuchCampaign }
            guard campaign.may(turn: state) else { throw ReminderRefusal.notNow }
            try transaction.execute("UPDATE reminder_campaigns SET state = \(state) WHERE id = \(id)")
            try transaction.append(
                ReminderFact.Turned(to: state.rawValue), about: .reminderCampaign(id), by: author, at: moment)
        }
    }

    // MARK: - Scripts

    /// Version 0 is the one from which a centre starts.
    public func script(_ version: Int64) async throws -> ReminderScript {
        try await database.read { try $0.reminderScript(version) }
    }

    /// Gives a campaign a new version of the script; a text that it has already changes nothing.
    ///
    /// - Throws: `ReminderRefusal.script` for one that has `problems`, and others.
    public func set(
        _ script: ReminderScript, of id: ReminderCampaignID, by author: Author, at moment: Timestamp
    ) async throws {
        guard script.problems.isEmpty else { throw ReminderRefusal.script }
        try await database.write { transaction in
            let campaign = try transaction.openCampaign(id)
            guard try transaction.reminderScript(campaign.script) != script else { return }
            let last = try transaction.scalar("SELECT COALESCE(MAX(version), 0) FROM reminder_scripts", as: Int64.self)
            let version = (last ?? 0) + 1
            try transaction.execute(
                """
                INSERT INTO reminder_scripts (version, text, author, at)
                VALUES (\(version), \(script.text), \(author), \(moment))
                """)
            try transaction.execute("UPDATE reminder_campaigns SET script = \(version) WHERE id = \(id)")
            try transaction.append(
                ReminderFact.Scripted(version: version), about: .reminderCampaign(id), by: author, at: moment)
        }
    }
}

extension Transaction {
    func reminderCampaign(_ id: ReminderCampaignID) throws -> ReminderCampaign? {
        try first("SELECT * FROM reminder_campaigns WHERE id = \(id)")
    }

    /// One that can still be changed.
    func openCampaign(_ id: ReminderCampaignID) throws -> ReminderCampaign {
        guard let campaign = try reminderCampaign(id) else { throw ReminderRefusal.noSuchCampaign }
        guard campaign.state != .ended else { throw ReminderRefusal.campaignEnded }
        return campaign
    }

    func isTaken(_ name: String, but id: ReminderCampaignID? = nil) throws -> Bool {
        let others: [ReminderCampaignID] = try scalars(
            "SELECT id FROM reminder_campaigns WHERE lower(name) = lower(\(name)) AND state <> 'ended'")
        return others.contains { $0 != id }
    }

    func reminderScript(_ version: Int64) throws -> ReminderScript {
        let text = try scalar("SELECT text FROM reminder_scripts WHERE version = \(version)", as: String.self)
        return text.map { ReminderScript($0) } ?? .original
    }

    /// For a list of finance's: when and how it is rung, a planner says.
    func open(
        _ id: ReminderCampaignID, named name: String, from day: Day, by author: Author, at moment: Timestamp
    ) throws {
        let plan = ReminderCampaign.Plan(
            name: name, firstDay: day, lastDay: day.adding(days: 30), pace: ReminderPace(), order: .months)
        try plan.check()
        guard try !isTaken(name) else { throw ReminderRefusal.nameTaken }
        let script = try scalar("SELECT COALESCE(MAX(version), 0) FROM reminder_scripts", as: Int64.self) ?? 0
        try execute(
            """
            INSERT INTO reminder_campaigns (id, name, first_day, last_day, ordering, state, script, opened_at)
            VALUES (\(id), \(name), \(plan.firstDay), \(plan.lastDay), \(plan.order), 'prepared', \(script), \(moment))
            """)
        try append(ReminderFact.Opened(name: name), about: .reminderCampaign(id), by: author, at: moment)
    }
}

extension ReminderCampaign: RowDecodable {
    public init(row: Row) throws {
        let pace = ReminderPace(callsPerHour: try row("per_hour"), perPersonPerDay: try row("per_person"))
        self.init(
            id: try row("id"),
            plan: Plan(
                name: try row("name"), firstDay: try row("first_day"), lastDay: try row("last_day"), pace: pace,
                order: try row("ordering")),
            state: try row("state"), script: try row("script"), openedAt: try row("opened_at"))
    }
}
