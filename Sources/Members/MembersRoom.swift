public import Foundation

/// What Members gives to the site.
public enum MembersRoom {
    /// Its words.
    public static let bundle = Bundle.module
}
