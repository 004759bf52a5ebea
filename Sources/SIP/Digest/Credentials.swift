/// What we prove to a peer that challenges us (RFC 3261 §22, RFC 8760).
public struct Credentials: Hashable, Sendable {
    public var username: String
    public var password: String

    public init(username: String, password: String) {
        self.username = username
        self.password = password
    }
}

/// Our credentials, and the challenge that they were last asked for with.
struct Proof: Sendable {
    private struct Challenge: Sendable {
        var fields: DigestFields
        var algorithm: DigestAlgorithm
        var isProxy: Bool
        /// How often the nonce was used.
        var uses: UInt32 = 0
        var nonce: String { fields["nonce"] ?? "" }
    }

    let credentials: Credentials
    private var challenge: Challenge?
    /// Challenges met since a request was last let through.
    private var refusals = 0

    init(_ credentials: Credentials) { self.credentials = credentials }

    /// Takes up the best challenge of a 401 or 407. False when a new try is useless: nothing that we speak is asked
    /// for, or the same credentials were refused and not for a stale nonce (RFC 3261 §22.2).
    mutating func take(_ response: SIPMessage) -> Bool {
        let isProxy = response.status == 407
        let name: HeaderName = isProxy ? .proxyAuthenticate : .wwwAuthenticate
        let offered = response.headers.filter { $0.name == name }.compactMap { DigestFields($0.value) }
        let found = DigestAlgorithm.allCases.lazy.compactMap { algorithm in
            offered.first { $0.algorithm == algorithm && $0["nonce"] != nil && ($0["qop"] == nil || $0.offersQuality) }
        }.first
        guard let fields = found, let algorithm = fields.algorithm else { return false }
        let isStale = fields["stale"]?.isSameWord(as: "true") == true
        if refusals > 0, challenge?.isProxy == isProxy, !isStale { return false }
        refusals += 1
        guard refusals <= 3 else { return false }
        challenge = Challenge(fields: fields, algorithm: algorithm, isProxy: isProxy)
        return true
    }

    mutating func succeeded() { refusals = 0 }

    /// Puts the answer to the challenge on a request, when one was met.
    mutating func sign(_ request: inout SIPMessage, clientNonce: String) {
        guard var challenge, case .request(let method, let uri) = request.start else { return }
        challenge.uses += 1
        let count = String(challenge.uses, radix: 16)
        let quality = (count: String(repeating: "0", count: 8 - count.utf8.count) + count, clientNonce: clientNonce)
        let usesQuality = challenge.fields.offersQuality
        let input = DigestInput(
            algorithm: challenge.algorithm, username: credentials.username, realm: challenge.fields["realm"] ?? "",
            method: method.text, uri: uri, nonce: challenge.nonce, quality: usesQuality ? quality : nil)
        var value: [UInt8] = []
        value.append("Digest username=" as StaticString)
        value.appendQuoted(credentials.username)
        for (name, part) in [("realm", input.realm), ("nonce", input.nonce), ("uri", uri)] {
            value.append(", \(name)=")
            value.appendQuoted(part)
        }
        value.append(", response=\"\(input.response(password: credentials.password))\"")
        value.append(", algorithm=\(challenge.algorithm.rawValue)")
        if usesQuality { value.append(", qop=auth, nc=\(quality.count), cnonce=\"\(quality.clientNonce)\"") }
        if let opaque = challenge.fields["opaque"] {
            value.append(", opaque=" as StaticString)
            value.appendQuoted(opaque)
        }
        let name: HeaderName = challenge.isProxy ? .proxyAuthorization : .authorization
        request.set(name, String(decoding: value, as: UTF8.self))
        self.challenge = challenge
    }
}
