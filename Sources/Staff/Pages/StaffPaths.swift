public import Foundation
public import Kernel
public import Pages

extension Path {
    public static let staff: Path = "/staff"
    static let places: Path = "/staff/places"
    public static let branches: Path = "/branches"
    static func branch(_ code: BranchCode) -> Path { "/branches/\(code)" }
    static func person(_ id: PersonID) -> Path { "/staff/\(id)" }
}

/// What Staff gives to the site.
public enum StaffRoom {
    /// Its templates and words.
    public static let bundle = Bundle.module

    public static let navigation = [
        NavigationItem(path: .staff, wordKey: "staff.title", permission: .staffRead, order: 900, isSetting: true),
        NavigationItem(
            path: .branches, wordKey: "branches.title", permission: .branchesRead, order: 910, isSetting: true),
    ]

    /// Sign-in, sign-out, password, start page and the register.
    public static func pages(_ store: StaffStore, _ views: Views) -> [any PageGroup] {
        [
            DoorPages(store: store, views: views), PasswordPages(store: store, views: views),
            PlacePages(store: store, views: views), RegisterPages(store: store, views: views),
        ]
    }

    /// The branches.
    public static func branchPages(
        _ staff: StaffStore, calendar: CentreCalendar, regencyNames: @escaping FindRegencyNames, _ views: Views
    ) -> [any PageGroup] {
        [BranchPages(staff: staff, calendar: calendar, regencyNames: regencyNames, views: views)]
    }
}
