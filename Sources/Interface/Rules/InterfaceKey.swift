public import Kernel

public enum InterfaceKeyTag {}
public typealias InterfaceKeyID = Identifier<InterfaceKeyTag>

/// What another program may do with its key.
public enum InterfaceScope: String, Sendable, Codable, CaseIterable, Hashable {
    case contactsRead = "contacts:read"
    case contactsWrite = "contacts:write"
    case ticketsRead = "tickets:read"
    case ticketsWrite = "tickets:write"
    case escalationsRead = "escalations:read"
    case escalationsWrite = "escalations:write"
    /// Its own webhooks.
    case webhooks
}

/// A program that may ask and act through the interface, and until when.
public struct InterfaceKey: Sendable, Hashable, Identifiable {
    public let id: InterfaceKeyID
    public let name: InterfaceName
    public let scopes: Set<InterfaceScope>
    public let madeAt: Timestamp
    public let madeBy: Author
    public let usedAt: Timestamp?
    public let revokedAt: Timestamp?

    /// As whom it acts in the journal.
    public var author: Author { .system("interface \(name)") }
}

/// What a program is called: 2 to 40 small letters, digits, hyphens, with a letter to begin with.
public struct InterfaceName: Hashable, Sendable, LosslessStringConvertible {
    public let text: String

    public init?(_ text: String) {
        guard text.wholeMatch(of: /[a-z][a-z0-9-]{1,39}/) != nil else { return nil }
        self.text = text
    }

    public var description: String { text }
}

/// What a program shows with each request: the key's name and its secret. Only the secret's hash is kept.
public struct InterfaceToken: Sendable {
    static let prefix = "sahut_"
    public let key: InterfaceKeyID
    public let secret: String

    public init(key: InterfaceKeyID, secret: String) { (self.key, self.secret) = (key, secret) }

    /// Reads `sahut_<key>_<secret>`; nil when it cannot be one of ours.
    public init?(_ text: String) {
        guard text.utf8.count <= 200, text.hasPrefix(Self.prefix) else { return nil }
        let parts = text.dropFirst(Self.prefix.count).split(
            separator: "_", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let key = InterfaceKeyID(parts[0]), parts[1].utf8.count == 64,
            parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        (self.key, secret) = (key, String(parts[1]))
    }

    public var text: String { "\(Self.prefix)\(key)_\(secret)" }
}

/// Why a key is not made, or not taken back.
public enum InterfaceKeyRefusal: String, Error, Sendable, Hashable, CaseIterable {
    /// Another key that is in use has it.
    case nameTaken = "name-taken"
    case nothingAllowed = "nothing-allowed"
    case noSuchKey = "no-such-key"
    case revoked
}
