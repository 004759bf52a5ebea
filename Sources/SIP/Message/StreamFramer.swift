/// Cuts a TCP stream into messages (RFC 3261 §18.3) and notices keep-alives (RFC 5626 §3.5.1). One a connection.
public struct StreamFramer: Sendable {
    public enum Frame: Hashable, Sendable {
        /// A whole message, for ``UserAgentEvent/received(_:from:)``.
        case message([UInt8])
        /// A double CRLF: answer with one CRLF.
        case keepAlive
    }

    /// The stream can no longer be understood: close the connection.
    public enum Refusal: Error, Hashable, Sendable {
        case tooLong, noContentLength
    }

    public init(longestMessage: Int = 65_535) {}

    public mutating func append(_ bytes: [UInt8]) throws(Refusal) -> [Frame] { [] }
}
