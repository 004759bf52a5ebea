/// The one codec of a leg: G.711 at 8,000 samples a second, with the RTP payload type that the offer gave it.
public struct Codec: Hashable, Sendable {
    /// A-law (preferred: it is what Indonesian trunks carry) or mu-law.
    public enum Encoding: String, Hashable, Sendable { case pcma = "PCMA", pcmu = "PCMU" }

    public let encoding: Encoding
    public let payloadType: UInt8

    public init(_ encoding: Encoding, payloadType: UInt8) {
        self.encoding = encoding
        self.payloadType = payloadType
    }
}
