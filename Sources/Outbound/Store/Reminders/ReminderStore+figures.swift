import Database
import Kernel

extension ReminderStore {
    /// How far every campaign is.
    func progress() async throws -> [ReminderCampaignID: ReminderProgress] {
        try await database.read { try $0.reminderProgress(where: "TRUE") }
    }

    /// How far one campaign is; nobody else's members are counted for it.
    func progress(of id: ReminderCampaignID) async throws -> ReminderProgress {
        let progress = try await database.read { try $0.reminderProgress(where: "i.campaign = \(id)") }
        return progress[id] ?? ReminderProgress()
    }

    /// Calls day by day, the earliest first; days without calls are left out.
    func days(of id: ReminderCampaignID) async throws -> [ReminderDay] {
        // The centre's zone has no daylight saving: its offset today is its offset always.
        let offset = calendar.start(of: Day(sinceEpoch: 0)).microseconds
        let reached = ReminderOutcome.allCases.filter(\.isReached)
        return try await database.read { transaction in
            let rows = try transaction.query(
                """
                SELECT (t.rung_at - \(offset)) / 86400000000 AS day, COUNT(*) AS calls,
                    COUNT(*) FILTER (WHERE t.outcome IN \(list: reached)) AS reached
                FROM outbound_tries t JOIN reminder_items i ON i.id = t.id
                WHERE t.kind = 'reminder' AND i.campaign = \(id) GROUP BY 1 ORDER BY 1
                """)
            return try rows.map {
                ReminderDay(day: Day(sinceEpoch: try $0("day")), calls: try $0("calls"), reached: try $0("reached"))
            }
        }
    }

    /// Calls of each agent, most first.
    func people(of id: ReminderCampaignID) async throws -> [(person: PersonID, calls: Int, reached: Int)] {
        let reached = ReminderOutcome.allCases.filter(\.isReached)
        let rows = try await database.read {
            try $0.query(
                """
                SELECT t.person, COUNT(*) AS calls, COUNT(*) FILTER (WHERE t.outcome IN \(list: reached)) AS reached
                FROM outbound_tries t JOIN reminder_items i ON i.id = t.id
                WHERE t.kind = 'reminder' AND i.campaign = \(id) GROUP BY t.person ORDER BY calls DESC, t.person
                """)
        }
        return try rows.map { (person: try $0("person"), calls: try $0("calls"), reached: try $0("reached")) }
    }

    /// What each agent has rung since a moment, for all campaigns together.
    func tallies(since moment: Timestamp) async throws -> [PersonID: ReminderTally] {
        let reached = ReminderOutcome.allCases.filter(\.isReached)
        let rows = try await database.read {
            try $0.query(
                """
                SELECT person, COUNT(*) AS calls, COUNT(*) FILTER (WHERE outcome IN \(list: reached)) AS reached
                FROM outbound_tries WHERE kind = 'reminder' AND saved_at >= \(moment) GROUP BY person
                """)
        }
        return try rows.reduce(into: [:]) { tallies, row in
            tallies[try row("person")] = ReminderTally(calls: try row("calls"), reached: try row("reached"))
        }
    }

    /// The files that a campaign came from, the newest first.
    func uploads(of id: ReminderCampaignID) async throws -> [ReminderUpload] {
        try await uploads().filter { $0.campaign == id && $0.state == .taken }
    }
}

extension Transaction {
    fileprivate func reminderProgress(where condition: SQL) throws -> [ReminderCampaignID: ReminderProgress] {
        var all: [ReminderCampaignID: ReminderProgress] = [:]
        let rows = try query(
            """
            SELECT i.campaign, i.state, i.outcome, i.off, COUNT(*) AS items,
                COUNT(*) FILTER (WHERE i.tries > 0) AS rung,
                COUNT(*) FILTER (WHERE i.paid_at > i.last_at) AS paid,
                COUNT(*) FILTER (WHERE i.last_at < u.latest) AS known
            FROM reminder_items i JOIN (
                SELECT campaign, MAX(ended_at) AS latest FROM reminder_uploads WHERE state = 'taken' GROUP BY campaign
            ) u ON u.campaign = i.campaign
            WHERE \(condition) GROUP BY i.campaign, i.state, i.outcome, i.off
            """)
        for row in rows {
            let (items, outcome): (Int, ReminderOutcome?) = (try row("items"), try row("outcome"))
            let (state, off): (ReminderState, ReminderOff?) = (try row("state"), try row("off"))
            var progress = all[try row("campaign")] ?? ReminderProgress()
            progress.total += items
            progress.rung += try row("rung", as: Int.self)
            if let outcome { progress.outcomes[outcome, default: 0] += items }
            if let off { progress.offs[off, default: 0] += items }
            if state == .waiting { progress.left += items }
            if outcome?.isReminded == true {
                progress.reached += items
                progress.paidSince += try row("paid", as: Int.self)
                progress.knownSince += try row("known", as: Int.self)
            } else if state == .off {
                progress.off += items
            }
            all[try row("campaign")] = progress
        }
        return all
    }
}
