/// Who may call when we challenge: a realm, its accounts, and the secret that our nonces are signed with.
public struct DigestRealm: Sendable {
    public var realm: String
    /// User name to password.
    public var accounts: [String: String]
    /// At least 16 random bytes; the same after a restart or nonces of before count as stale.
    public var secret: [UInt8]
    public var nonceLifetime: Duration

    public init(
        realm: String, accounts: [String: String], secret: [UInt8], nonceLifetime: Duration = .seconds(300)
    ) {
        self.realm = realm
        self.accounts = accounts
        self.secret = secret
        self.nonceLifetime = nonceLifetime
    }
}
