public import Foundation
public import Kernel
public import Members
public import Pages
public import Staff

/// What Outbound gives to the site.
public enum OutboundRoom {
    /// Its templates, words and assets.
    public static let bundle = Bundle.module

    public static let navigation =
        [
            NavigationItem(path: .outbound, wordKey: "outbound.title", permission: .outboundWork, order: 12),
            NavigationItem(
                path: .outboundBoard, wordKey: "outbound.board.title", permission: .outboundWatch, order: 35),
            NavigationItem(
                path: .outboundPlan, wordKey: "outbound.plan.title", permission: .outboundPlan, order: 872,
                isSetting: true),
        ] + reminderNavigation

    /// Confirmations: the agents' work, the board over it, and the plan of all ringing.
    ///
    /// - Parameter reminders: what an agent is given when nobody waits to be asked.
    public static func pages(
        _ confirmations: ConfirmationStore, before reminders: ReminderStore, _ rules: RingingRuleStore,
        members: MemberStore, staff: StaffStore, phone: OutboundPhone, script: ScriptTerms, clock: any WallClock,
        _ views: Views
    ) -> [any PageGroup] {
        let listing = RingingListing(
            confirmations: confirmations, reminders: reminders, staff: staff, calendar: script.calendar, views: views)
        let boards = RingingBoards(listing, clock: clock)
        return [
            ConfirmationPages(
                confirmations: confirmations, members: members, listing: listing, boards: boards, phone: phone,
                script: script, next: OutboundNext(confirmations: confirmations, reminders: reminders), clock: clock),
            OutboundBoardPages(listing: listing, boards: boards),
            RingingPlanPages(rules: rules, staff: staff, calendar: script.calendar, views: views),
        ]
    }
}
