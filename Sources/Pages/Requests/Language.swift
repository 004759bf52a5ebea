/// The languages that the catalogue speaks. Indonesian is the first and the default.
public enum Language: String, Sendable, Codable, CaseIterable, Hashable {
    // The names are those of ISO 639-1.
    case id
    case en

    /// The language in its own words.
    public var ownName: String {
        switch self {
        case .id: "Indonesia"
        case .en: "English"
        }
    }
}
