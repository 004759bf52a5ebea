public import Kernel
public import Members
public import Pages

extension CallsRoom {
    public static let navigation = [
        NavigationItem(path: .desk, wordKey: "desk.title", permission: .desk, order: 10),
        NavigationItem(path: .floor, wordKey: "floor.title", permission: .floor, order: 20),
        NavigationItem(path: .plan, wordKey: "plan.title", permission: .planEdit, order: 70, isSetting: true),
        NavigationItem(path: .prompts, wordKey: "prompts.title", permission: .promptsEdit, order: 80, isSetting: true),
    ]

    /// Desk, records, floor, plan and prompts.
    ///
    /// - Parameters:
    ///   - organisation: the name under which agents greet: `BPJS Kesehatan`.
    ///   - mayRing: what forbids a call that is dialled by hand.
    ///   - partners: the registry and the insurer, whose condition the floor shows; nil where nobody is asked.
    public static func pages(
        _ floor: Floor, _ records: DeskRecords, _ plans: FloorStore, _ prompts: PromptRegister, organisation: String,
        mayRing: @escaping DialRule, clock: any WallClock, calendar: CentreCalendar, partners: PartnerBoard? = nil,
        _ views: Views
    ) -> [any PageGroup] {
        let hints = DeskHints(views: views, floor: floor, store: records.hints, clock: clock, calendar: calendar)
        return [
            DeskPages(
                views: views, floor: floor, records: records, hints: hints, clock: clock, calendar: calendar,
                organisation: organisation),
            hints, DialPages(floor: floor, clock: clock, mayRing: mayRing),
            WrapUpPages(views: views, floor: floor, records: records, clock: clock, calendar: calendar),
            FloorPages(
                views: views, floor: floor, staff: records.staff, clock: clock, calendar: calendar, partners: partners),
            PlanPages(
                views: views, floor: floor, store: plans, shelf: prompts.shelf, staff: records.staff, clock: clock,
                calendar: calendar),
            PromptPages(views: views, prompts: prompts, staff: records.staff, clock: clock, calendar: calendar),
        ]
    }
}
