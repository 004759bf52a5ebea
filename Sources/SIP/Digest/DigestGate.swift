import Crypto
import Kernel

/// Challenges and checks those who must prove themselves to us (RFC 3261 §22.4, RFC 7616 §3.3-§3.5).
///
/// Nonces carry their time and our signature, so none is kept before it is used; of a used one the highest count is,
/// so that a proof that was overheard cannot be played again.
struct DigestGate: Sendable {
    enum Verdict: Hashable, Sendable {
        case allowed(username: String)
        /// 401. `isStale`: the proof was right, its nonce too old.
        case challenge(isStale: Bool)
    }

    private static let mostNonces = 10_000

    let realm: DigestRealm
    private var counts: [String: (highest: UInt32, until: Timestamp)] = [:]

    init(_ realm: DigestRealm) { self.realm = realm }

    mutating func judge(_ request: SIPMessage, at now: Timestamp) -> Verdict {
        guard case .request(let method, let requestURI) = request.start else { return .challenge(isStale: false) }
        for header in request.headers where header.name == .authorization {
            guard let fields = DigestFields(header.value), fields["realm"] == realm.realm else { continue }
            return judge(fields, method: method.text, requestURI: requestURI, at: now)
        }
        return .challenge(isStale: false)
    }

    private mutating func judge(
        _ fields: DigestFields, method: String, requestURI: String, at now: Timestamp
    ) -> Verdict {
        let refused = Verdict.challenge(isStale: false)
        guard let algorithm = fields.algorithm, let username = fields["username"], let nonce = fields["nonce"],
            let proof = fields["response"], fields["uri"] == requestURI, fields["qop"]?.isSameWord(as: "auth") == true,
            let countText = fields["nc"], countText.utf8.count == 8, let count = UInt32(countText, radix: 16),
            count > 0,
            let clientNonce = fields["cnonce"], let password = realm.accounts[username]
        else { return refused }
        let input = DigestInput(
            algorithm: algorithm, username: username, realm: realm.realm, method: method, uri: requestURI, nonce: nonce,
            quality: (countText, clientNonce))
        guard isSame(input.response(password: password), proof.lowercased()) else { return refused }
        guard let madeAt = signedTime(of: nonce), madeAt + realm.nonceLifetime > now, madeAt <= now else {
            return .challenge(isStale: true)
        }
        return use(nonce, count: count, until: madeAt + realm.nonceLifetime, at: now)
            ? .allowed(username: username) : .challenge(isStale: true)
    }

    /// Counts a use; false for one that was seen, or when too many nonces are in use to tell.
    private mutating func use(_ nonce: String, count: UInt32, until: Timestamp, at now: Timestamp) -> Bool {
        if let known = counts[nonce] {
            guard count > known.highest else { return false }
        } else if counts.count >= DigestGate.mostNonces {
            counts = counts.filter { $0.value.until > now }
            guard counts.count < DigestGate.mostNonces else { return false }
        }
        counts[nonce] = (count, until)
        return true
    }

    /// The challenges of a 401, best first (RFC 8760 §2.1).
    func challenges(isStale: Bool, at now: Timestamp, salt: UInt64) -> [HeaderField] {
        let nonce = self.nonce(at: now, salt: salt)
        return DigestAlgorithm.allCases.map { algorithm in
            var value: [UInt8] = []
            value.append("Digest realm=" as StaticString)
            value.appendQuoted(realm.realm)
            value.append(", nonce=\"\(nonce)\", algorithm=\(algorithm.rawValue), qop=\"auth\"")
            if isStale { value.append(", stale=true" as StaticString) }
            return HeaderField(.wwwAuthenticate, value[...])
        }
    }

    /// Time, salt and signature in hexadecimal digits: 16 + 16 + 32.
    private func nonce(at now: Timestamp, salt: UInt64) -> String {
        let body = sixteenDigits(UInt64(bitPattern: now.microseconds)) + sixteenDigits(salt)
        return body + signature(of: body)
    }

    private func signedTime(of nonce: String) -> Timestamp? {
        guard nonce.utf8.count == 64 else { return nil }
        let body = String(nonce.prefix(32))
        guard isSame(signature(of: body), String(nonce.suffix(32))), let time = UInt64(nonce.prefix(16), radix: 16)
        else {
            return nil
        }
        return Timestamp(microseconds: Int64(bitPattern: time))
    }

    private func signature(of body: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Array(body.utf8), using: SymmetricKey(data: realm.secret))
        return hexadecimal(code.prefix(16))
    }

    /// Takes as long for a near miss as for a far one.
    private func isSame(_ one: String, _ other: String) -> Bool {
        guard one.utf8.count == other.utf8.count else { return false }
        return zip(one.utf8, other.utf8).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

func sixteenDigits(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
}
