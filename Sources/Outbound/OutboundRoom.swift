public import Foundation
public import Pages

/// What Outbound gives to the site.
public enum OutboundRoom {
    /// Its templates and words.
    public static let bundle = Bundle.module

    public static let navigation: [NavigationItem] = reminderNavigation
}
