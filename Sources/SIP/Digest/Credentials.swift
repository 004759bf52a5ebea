/// What we prove to a peer that challenges us (RFC 3261 §22, RFC 8760).
public struct Credentials: Hashable, Sendable {
    public var username: String
    public var password: String

    public init(username: String, password: String) {
        self.username = username
        self.password = password
    }
}
