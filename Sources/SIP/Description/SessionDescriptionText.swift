extension SessionDescription {
    /// Reads a body of `application/sdp`; nil when it is none.
    public init?(_ bytes: [UInt8]) { return nil }

    /// As it goes into a body.
    public var bytes: [UInt8] { [] }
}
