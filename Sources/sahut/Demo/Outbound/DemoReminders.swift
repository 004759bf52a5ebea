import Calls
import Contacts
import Database
import Kernel
import Members
import Outbound
import Pages
import Staff

/// A week of reminders to those who owe by the demo's own register: finance hands a file over, the supervisor starts
/// its campaign, three people ring, and a newer file leaves out who has paid; all through the same stores as the pages.
struct DemoReminders {
    let reminders: ReminderStore
    let dialling: DemoDialling

    /// - Returns: how many lines finance handed over.
    static func keep(
        _ members: [Member], _ staff: StaffStore, in database: any Database, at now: Timestamp
    ) async throws -> Int {
        let people = DemoReminderPlan.People(
            finance: try await staff.people(with: .finance), planners: try await staff.people(with: .supervisor),
            agents: try await staff.people(with: .outbound))
        guard let people else { return 0 }
        let today = CentreCalendar.jakarta.day(of: now)
        var plan = DemoReminderPlan(
            people: people, debtors: try await debtors(members, in: database, on: today), at: now)
        let demo = DemoReminders(
            reminders: ReminderStore(database, calendar: .jakarta), dialling: DemoDialling(database: database))
        let campaign = try await demo.begin(&plan)
        for call in plan.calls() {
            if let renewal = plan.renewal(before: call.at) {
                try await ContributionStore(database).take(plan.payments, by: .system("demo"), at: renewal)
                _ = try await demo.reminders.takeOver(
                    plan.newerFile, named: "tunggakan-terbaru.csv", as: "", renewing: campaign,
                    by: .person(people.finance), at: renewal)
            }
            try await demo.play(call)
        }
        return plan.debtors.count
    }

    /// Heads of families that are behind; the first families are left alone, whom the demo's guides speak of.
    private static func debtors(
        _ members: [Member], in database: any Database, on day: Day
    ) async throws -> [DemoReminderPlan.Debtor] {
        let rules = try await ContributionRuleStore(database).inForce().rules
        var debtors: [DemoReminderPlan.Debtor] = []
        for family in members.chunkedByFamily.dropFirst(40) where debtors.count < 120 {
            guard let head = family.first, head.segment.paysForItself, head.status == .arrears,
                let phone = head.phones.first
            else { continue }
            let account = try await ContributionStore(database).account(
                of: head.family, members: family.map(\.id), by: rules, on: day
            ).account
            guard account.overdueMonths > 0, account.overdue > Rupiah(0) else { continue }
            debtors.append(
                DemoReminderPlan.Debtor(
                    member: head, phone: phone, months: account.overdueMonths, owed: account.overdue,
                    toPay: account.demand.toPay))
        }
        return debtors
    }

    private func begin(_ plan: inout DemoReminderPlan) async throws -> ReminderCampaignID {
        let (begun, people) = (plan.begun, plan.people)
        let id = try await reminders.takeOver(
            plan.file, named: "tunggakan.csv", as: plan.name, by: .person(people.finance), at: begun)
        let set = ReminderCampaign.Plan(
            name: plan.name, firstDay: CentreCalendar.jakarta.day(of: begun), lastDay: plan.lastDay,
            pace: ReminderPace(perPersonPerDay: 40), order: .months)
        let planned = begun + .seconds(900)
        try await reminders.plan(id, set, by: .person(people.planner), at: planned)
        try await reminders.turn(id, .active, by: .person(people.planner), at: planned)
        return id
    }

    /// Whom the store gives out is rung; nobody out of hours and on holidays.
    private func play(_ call: DemoReminderPlan.Call) async throws {
        guard let lock = try await reminders.next(for: call.agent, at: call.at),
            case .reminder(let item) = lock.purpose
        else { return }
        _ = try await reminders.placeCall(call.id, for: item, by: call.agent, at: call.id.madeAt)
        let purpose = DialPurpose(
            kind: OutboundPurpose.Kind.reminder.rawValue, id: item.description, title: "Pengingat iuran",
            path: Path.reminderItem(item).text)
        let ended = try await dialling.ring(
            DemoDialling.Call(
                id: call.id, phone: lock.phone, purpose: purpose, agent: call.agent, heard: call.heard,
                talkSeconds: call.talkSeconds))
        let saved = ended + .seconds(call.wrapUpSeconds)
        var report = call.report
        do {
            try await reminders.record(report, of: item, by: call.agent, at: saved)
        } catch RingingRefusal.outsideHours(let opening) {
            // A Sunday or a holiday was asked for: as soon as somebody may ring after it.
            report.wantedAt = opening
            try await reminders.record(report, of: item, by: call.agent, at: saved)
        }
    }
}
