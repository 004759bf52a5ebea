public import Foundation

/// What Calls gives to the site.
public enum CallsRoom {
    /// Its templates, words and assets.
    public static let bundle = Bundle.module
}
