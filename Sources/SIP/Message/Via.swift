/// One hop that a request came through (RFC 3261 §20.42, RFC 3581).
public struct Via: Hashable, Sendable {
    /// `UDP`, `TCP`, or whatever the hop spoke, in upper case.
    public var transport: String
    public var host: String
    public var port: UInt16?
    public var parameters: [Parameter]

    /// The start of every branch made after RFC 3261 (§8.1.1.7).
    static let magicCookie = "z9hG4bK"

    public var branch: String? { parameters["branch"] }

    /// The branch names a transaction by itself.
    var hasUniqueBranch: Bool {
        guard let branch else { return false }
        return branch.hasPrefix(Via.magicCookie) && branch.utf8.count > Via.magicCookie.utf8.count
    }

    public init(_ value: Bytes) throws(MessageFault) {
        var reader = ByteReader(value)
        reader.skipSpace()
        guard let protocolName = reader.takeToken(), protocolName.isWord("sip"), reader.takeSeparator(ASCII.slash),
            let version = reader.takeToken(), version.isWord("2.0"), reader.takeSeparator(ASCII.slash),
            let transport = reader.takeToken(), reader.next?.isLinearSpace == true
        else { throw MessageFault(.bad(.via)) }
        self.transport = String(decoding: transport.map { $0.isLetter ? $0 & 0xDF : $0 }, as: UTF8.self)
        reader.skipSpace()
        do {
            (host, port) = try reader.takeHostAndPort()
            parameters = try [Parameter](&reader)
        } catch { throw MessageFault(.bad(.via)) }
    }

    public var text: String {
        var bytes: [UInt8] = []
        bytes.append("SIP/2.0/" as StaticString)
        bytes.append(transport)
        bytes.append(ASCII.space)
        bytes.append(hostText(host))
        if let port {
            bytes.append(ASCII.colon)
            bytes.append(String(port))
        }
        parameters.write(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
