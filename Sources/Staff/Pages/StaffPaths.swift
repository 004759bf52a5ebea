public import Foundation
import Kernel
public import Pages

extension Path {
    public static let staff: Path = "/staff"
    static let places: Path = "/staff/places"
    static func person(_ id: PersonID) -> Path { "/staff/\(id)" }
}

/// What Staff gives to the site.
public enum StaffRoom {
    /// Its templates and words.
    public static let bundle = Bundle.module

    public static let navigation = [
        NavigationItem(path: .staff, wordKey: "staff.title", permission: .staffRead, order: 900, isSetting: true)
    ]

    /// Sign-in, sign-out, password, start page and the register.
    public static func pages(_ store: StaffStore, _ views: Views) -> [any PageGroup] {
        [
            DoorPages(store: store, views: views), PasswordPages(store: store, views: views),
            PlacePages(store: store, views: views), RegisterPages(store: store, views: views),
        ]
    }
}
