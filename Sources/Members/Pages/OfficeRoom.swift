public import Kernel
public import Pages
public import Staff

extension MembersRoom {
    public static let officeNavigation = [
        NavigationItem(path: .backOffice, wordKey: "members.office.title", permission: .changesDecide, order: 30),
        NavigationItem(path: .ringBacks, wordKey: "members.ring.title", permission: .changesRing, order: 32),
        NavigationItem(path: .trends, wordKey: "members.trend.title", permission: .changesTrends, order: 60),
    ]

    /// The back office with the branches' boxes, ring-backs, and who registers from where.
    public static func officePages(
        _ changes: ChangeStore, members: MemberStore, staff: StaffStore, calendar: CentreCalendar, _ views: Views
    ) -> [any PageGroup] {
        [
            BackOfficePages(changes: changes, members: members, staff: staff, calendar: calendar, views: views),
            BackOfficeChangePages(changes: changes, members: members, staff: staff, calendar: calendar, views: views),
            RingBackPages(changes: changes, calendar: calendar, views: views),
            TrendPages(changes: changes, members: members, calendar: calendar, views: views),
        ]
    }
}
