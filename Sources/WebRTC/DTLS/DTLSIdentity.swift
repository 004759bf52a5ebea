public final class DTLSIdentity {
    public let fingerprint: String
    public init() throws { fingerprint = "" }
}
