public import Kernel
public import Pages
public import Staff

extension Path {
    public static let changes: Path = "/changes"
    public static func change(_ id: ChangeID) -> Path { "/changes/\(id)" }
    static func change(_ id: ChangeID, step: StepName) -> Path { change(id).with("step", step.rawValue) }
    /// The questions that prove who speaks.
    public static func identity(_ id: MemberID) -> Path { "/members/\(id)/identity" }
}

extension MembersRoom {
    /// The agent's side of registrations and changes of data, and the identity check before them.
    ///
    /// - Parameter registry: nil where the centre is not connected to it; people are typed by hand then.
    public static func changePages(
        _ changes: ChangeStore, members: MemberStore, staff: StaffStore, registry: PopulationRegistry?,
        calendar: CentreCalendar, _ views: Views
    ) -> [any PageGroup] {
        let show = ChangeShow(
            changes: changes, members: members, staff: staff, registry: registry, calendar: calendar, views: views)
        return [
            ChangeListPages(
                changes: changes, members: members, staff: staff, registry: registry, calendar: calendar, views: views),
            ChangePages(changes: changes, show: show),
            IdentityPages(changes: changes, members: members, calendar: calendar, views: views),
        ]
    }

    public static let changeNavigation = [
        NavigationItem(path: .changes, wordKey: "members.changes.title", permission: .changesRead, order: 26)
    ]
}

extension SignedIn {
    /// As the rules of changes know a person.
    var actor: ChangeActor { .person(id, roles) }
}
