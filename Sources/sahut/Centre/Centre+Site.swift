import Calls
import Contacts
import Exports
import Foundation
import Interface
import Kernel
import Mail
import Members
import Outbound
import Pages
import Staff
import Tickets

extension Centre {
    /// All pages of all features, and the demo's own when this is one.
    func site() throws -> Site {
        let isDemo = configuration.centre.demo
        let views = try Views(
            bundles: [
                StaffRoom.bundle, MembersRoom.bundle, ContactsRoom.bundle, TicketsRoom.bundle, CallsRoom.bundle,
                InterfaceRoom.bundle, OutboundRoom.bundle, ExportsRoom.bundle, MailRoom.bundle,
            ] + (isDemo ? [Bundle.module] : []),
            navigation: CallsRoom.navigation + MembersRoom.navigation + TicketsRoom.navigation + ContactsRoom.navigation
                + MembersRoom.contributionNavigation + MembersRoom.changeNavigation + MembersRoom.officeNavigation
                + MembersRoom.hintNavigation + OutboundRoom.navigation + InterfaceRoom.navigation
                + ExportsRoom.navigation + ContactsRoom.categoryNavigation + MailRoom.navigation
                + StaffRoom.navigation)
        var groups: [any PageGroup] = StaffRoom.pages(staff, views)
        groups += branchPages(views)
        groups += memberPages(views)
        groups += contactPages(views)
        groups += MembersRoom.contributionPages(
            ContributionStore(database), members: MemberStore(database), staff: staff,
            ContributionRuleStore(database), calendar: calendar, views)
        groups += MembersRoom.officePages(
            changes, members: MemberStore(database), staff: staff, calendar: calendar, views)
        groups += MembersRoom.hintPages(HintStore(database, calendar: calendar), calendar: calendar, views)
        groups += callPages(views)
        groups += outboundPages(views)
        groups += try interfacePages(views)
        groups += exportPages(views)
        groups += noticePages(views)
        if isDemo { groups.append(DemoPages(views: views, configuration: configuration)) }
        return Site(views: views, sessions: staff.sessions, clock: clock, groups: groups, witness: staff.witness)
    }

    private var records: DeskRecords {
        DeskRecords(
            contacts: ContactStore(database), tickets: TicketStore(database, calendar: calendar),
            members: MemberStore(database), hints: HintStore(database, calendar: calendar), staff: staff)
    }

    private func branchPages(_ views: Views) -> [any PageGroup] {
        StaffRoom.branchPages(staff, calendar: calendar, regencyNames: regencyNames, views)
    }

    var regencyNames: FindRegencyNames {
        let members = MemberStore(database)
        return { codes in
            let names = Dictionary(uniqueKeysWithValues: try await members.regions().map { ($0.code, $0.name) })
            return codes.reduce(into: [:]) { found, code in found[code] = names[code.digits] }
        }
    }

    private func memberPages(_ views: Views) -> [any PageGroup] {
        let members = MemberStore(database)
        let story = MemberStory.told(
            by: TicketStore(database, calendar: calendar), ContactStore(database), members, calendar: calendar)
        return MembersRoom.pages(
            members, staff: staff, story: story, changes: changes, insurer: partners.insurer, calendar: calendar, views)
            + MembersRoom.changePages(
                changes, members: members, staff: staff, registry: partners.registry, calendar: calendar, views)
    }

    private func contactPages(_ views: Views) -> [any PageGroup] {
        let (contacts, members) = (ContactStore(database), MemberStore(database))
        return ContactsRoom.pages(contacts, members: members, staff: staff, calendar: calendar, views)
            + ContactsRoom.categoryPages(
                contacts,
                ticketUses: { try await TicketStore(database, calendar: calendar).categoryUses(since: $0) },
                staff: staff, calendar: calendar, views)
            + TicketsRoom.pages(
                TicketStore(database, calendar: calendar), policies: TicketPolicies(database),
                attachments: attachments, contacts: contacts, members: members, staff: staff,
                callRatings: FloorStore(database).ratings, calendar: calendar, views)
    }

    private func interfacePages(_ views: Views) throws -> [any PageGroup] {
        try InterfaceRoom.pages(
            InterfaceStore(database), WebhookStore(database), tickets: TicketStore(database, calendar: calendar),
            contacts: ContactStore(database), staff: staff, calendar: calendar, views)
    }

    private func callPages(_ views: Views) -> [any PageGroup] {
        let rules = RingingRuleStore(database)
        return CallsRoom.pages(
            floor, records, FloorStore(database), PromptRegister(prompts, database),
            organisation: configuration.centre.name,
            mayRing: { [calendar] in try await rules.deskRefusal($0, by: $1, calendar: calendar, at: $2) },
            clock: clock,
            calendar: calendar,
            partners: PartnerBoard(registry: partners.registry, insurer: partners.insurer?.insurer, changes: changes),
            views)
    }
}

extension Centre {
    fileprivate func outboundPages(_ views: Views) -> [any PageGroup] {
        let (confirmations, members) = (ConfirmationStore(database), MemberStore(database))
        let reminders = ReminderStore(database, calendar: calendar)
        return OutboundRoom.pages(
            confirmations, before: reminders, RingingRuleStore(database), members: members, staff: staff,
            phone: .floor(floor),
            script: ScriptTerms(organisation: configuration.centre.name, calendar: calendar), clock: clock, views)
            + OutboundRoom.reminderPages(
                reminders, after: confirmations, members: members, rules: ContributionRuleStore(database), staff: staff,
                phone: .floor(floor), clock: clock, calendar: calendar, views)
    }
}

extension SessionStore.Limits {
    init(_ configuration: SahutConfiguration) {
        self.init(
            idle: .seconds(Int64(configuration.session.idleMinutes) * 60),
            absolute: .seconds(Int64(configuration.session.absoluteHours) * 3_600))
    }
}
