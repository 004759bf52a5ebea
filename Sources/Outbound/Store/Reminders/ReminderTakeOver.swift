import Database
import Kernel
import Members
import Staff

extension Transaction {
    /// What becomes of the lines of a file, by what is known now.
    func reminderCheck(
        _ lines: [Result<ReminderLine, ReminderFault>], of rows: [SheetTable.Row], for campaign: ReminderCampaignID?,
        at moment: Timestamp
    ) throws -> ReminderCheck {
        let read = lines.compactMap { line -> ReminderLine? in
            if case .success(let line) = line { line } else { nil }
        }
        let (byCard, byNIK) = try reach(of: Set(read.compactMap(\.card)), and: Set(read.compactMap(\.nik)))
        var ground = ReminderGround(byCard: byCard, byNIK: byNIK)
        let phones = Set(
            read.compactMap(\.phone) + byCard.values.compactMap(\.phone) + byNIK.values.compactMap(\.phone))
        for part in parts(Array(phones), of: 5_000) {
            ground.doNotCall.formUnion(try unwanted(among: part, at: moment))
        }
        if let campaign { ground.items = try knownReminders(campaign) }
        return ReminderCheck(lines, of: rows, ground)
    }

    private func knownReminders(_ campaign: ReminderCampaignID) throws -> [MemberID: KnownReminder] {
        var known: [MemberID: KnownReminder] = [:]
        let rows = try query(
            "SELECT member, months, amount, phone, paid_at FROM reminder_items WHERE campaign = \(campaign)")
        for row in rows {
            known[try row("member")] = KnownReminder(
                months: try row("months"), amount: try row("amount"), phone: try row("phone"),
                isPaid: try row("paid_at", as: Timestamp?.self) != nil)
        }
        return known
    }

    /// Takes all of a check into the campaign, and off it who is named no longer: all of it or nothing.
    func take(
        _ check: ReminderCheck, of upload: ReminderUpload, on day: Day, by author: Author, at moment: Timestamp
    ) throws -> ReminderCampaignID {
        var random = SystemRandomNumberGenerator()
        let campaign: ReminderCampaignID
        if let there = upload.campaign {
            campaign = try openCampaign(there).id
        } else {
            campaign = ReminderCampaignID(at: moment, random: &random)
            try open(campaign, named: upload.list, from: day, by: author, at: moment)
        }
        let known = try knownReminders(campaign)
        try put(check.demands, into: campaign, from: upload.id, at: moment, &random)
        try takeOffPaid(
            known.filter { !$0.value.isPaid && !check.named.contains($0.key) }.map(\.key), campaign, at: moment)
        try execute(
            """
            UPDATE reminder_uploads SET state = 'taken', campaign = \(campaign), content = NULL, sample = NULL,
                ended_at = \(moment)
            WHERE id = \(upload.id)
            """)
        let counts = check.counts
        let fact = ReminderFact.TakenOver(
            upload: upload.id.description, new: counts.new, changed: counts.changed, back: counts.back,
            same: counts.same, paid: counts.paid, refused: counts.refused)
        try append(fact, about: .reminderCampaign(campaign), by: author, at: moment)
        return campaign
    }

    /// Who was taken off as paid waits again; who was spoken with stays spoken with, by the new numbers.
    private func put(
        _ demands: [ReminderDemand], into campaign: ReminderCampaignID, from upload: ReminderUploadID,
        at moment: Timestamp, _ random: inout some RandomNumberGenerator
    ) throws {
        let routing = try branchRouting()
        var place =
            try scalar(
                "SELECT COALESCE(MAX(place), 0) FROM reminder_items WHERE campaign = \(campaign)", as: Int64.self) ?? 0
        for part in parts(demands, of: 1_000) {
            let rows = part.map { demand -> SQL in
                place += 1
                let id = ReminderItemID(at: moment, random: &random)
                let home = routing.route(by: [.home(region: demand.region), .recorded(name: demand.home)])
                let zone = home.branch?.zone ?? .wib
                return """
                    (\(id), \(campaign), \(demand.member), \(demand.phone), \(zone), \(demand.months),
                    \(demand.amount), \(demand.careClass), \(demand.branch), \(place), \(upload), 'waiting',
                    \(demand.line), \(demand.named))
                    """
            }
            try execute(
                """
                INSERT INTO reminder_items (id, campaign, member, phone, zone, months, amount, care_class, branch,
                    place, upload, state, line, named)
                VALUES \(SQL.rows(rows))
                ON CONFLICT (campaign, member) DO UPDATE SET phone = excluded.phone, zone = excluded.zone,
                    months = excluded.months, amount = excluded.amount, care_class = excluded.care_class,
                    branch = excluded.branch, upload = excluded.upload, line = excluded.line,
                    named = excluded.named, paid_at = NULL,
                    state = CASE WHEN reminder_items.off IN ('paid', 'register-paid') THEN 'waiting'
                        ELSE reminder_items.state END,
                    off = CASE WHEN reminder_items.off IN ('paid', 'register-paid') THEN NULL
                        ELSE reminder_items.off END
                """)
        }
    }

    private func takeOffPaid(_ members: [MemberID], _ campaign: ReminderCampaignID, at moment: Timestamp) throws {
        for part in parts(members, of: 5_000) {
            try execute(
                """
                UPDATE reminder_items SET paid_at = \(moment),
                    off = CASE state WHEN 'waiting' THEN 'paid' ELSE off END,
                    state = CASE state WHEN 'waiting' THEN 'off' ELSE state END
                WHERE campaign = \(campaign) AND member IN \(list: part)
                """)
        }
    }

    private func parts<Element>(_ all: [Element], of size: Int) -> [[Element]] {
        stride(from: 0, to: all.count, by: size).map { Array(all[$0..<min($0 + size, all.count)]) }
    }
}
