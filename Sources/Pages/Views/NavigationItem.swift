public import Kernel

/// One entry of the navigation, shown to those who may use it.
public struct NavigationItem: Sendable {
    public let path: Path
    public let wordKey: String
    /// Nil: for everyone who is signed in.
    public let permission: Permission?
    /// Smaller stands first.
    public let order: Int
    /// Set up now and then, not worked with: whoever has many places finds it in the menu under the own name.
    public let isSetting: Bool

    public init(path: Path, wordKey: String, permission: Permission?, order: Int, isSetting: Bool = false) {
        self.path = path
        self.wordKey = wordKey
        self.permission = permission
        self.order = order
        self.isSetting = isSetting
    }

    func isFor(_ person: SignedIn) -> Bool { permission.map { person.may($0) } ?? true }

    /// Whether a place lies in the part of the site that this entry leads to.
    func leads(to place: Path) -> Bool {
        let path = place.text.prefix { $0 != "?" }
        return path == self.path.text || path.hasPrefix(self.path.text + "/")
    }
}
