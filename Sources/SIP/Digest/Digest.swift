import Crypto

/// A digest that both sides may know (RFC 7616, RFC 8760). Sessions of `-sess` are not spoken.
enum DigestAlgorithm: String, Hashable, Sendable, CaseIterable {
    /// Best first.
    case sha256 = "SHA-256"
    case md5 = "MD5"

    func hash(_ text: String) -> String {
        switch self {
        case .sha256: hexadecimal(SHA256.hash(data: Array(text.utf8)))
        case .md5: hexadecimal(Insecure.MD5.hash(data: Array(text.utf8)))
        }
    }
}

func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}

/// What goes into a proof besides the password.
struct DigestInput: Sendable {
    var algorithm: DigestAlgorithm
    var username: String
    var realm: String
    var method: String
    var uri: String
    var nonce: String
    /// With `qop=auth`: the count of uses in eight hexadecimal digits, and the client's own nonce.
    var quality: (count: String, clientNonce: String)?

    /// RFC 7616 §3.4.1; without quality RFC 2069's form.
    func response(password: String) -> String {
        let secret = algorithm.hash("\(username):\(realm):\(password)")
        let request = algorithm.hash("\(method):\(uri)")
        guard let quality else { return algorithm.hash("\(secret):\(nonce):\(request)") }
        return algorithm.hash("\(secret):\(nonce):\(quality.count):\(quality.clientNonce):auth:\(request)")
    }
}

/// `Digest realm="…", nonce="…"`: a scheme and its parameters, as challenges and proofs are written.
struct DigestFields: Hashable, Sendable {
    private var values: [String: String] = [:]

    /// nil for another scheme, or when it cannot be read.
    init?(_ value: Bytes) {
        var reader = ByteReader(value)
        reader.skipSpace()
        guard let scheme = reader.takeToken(), scheme.isWord("digest") else { return nil }
        repeat {
            reader.skipSpace()
            if reader.isAtEnd { break }
            guard let name = reader.takeToken(), reader.takeSeparator(ASCII.equals), values.count < 32 else {
                return nil
            }
            if let quoted = reader.takeQuoted() {
                values[name.lowercasedText] = String(decoding: quoted, as: UTF8.self)
            } else {
                values[name.lowercasedText] = reader.take { $0 != ASCII.comma && !$0.isLinearSpace }.text
            }
        } while reader.takeSeparator(ASCII.comma)
        guard reader.isAtEnd else { return nil }
    }

    subscript(name: String) -> String? { values[name] }

    /// MD5 when none is named (RFC 7616 §3.3); nil for one that we do not speak.
    var algorithm: DigestAlgorithm? {
        guard let name = self["algorithm"] else { return .md5 }
        return DigestAlgorithm.allCases.first { $0.rawValue.isSameWord(as: name) }
    }

    /// `auth` is among the qualities offered.
    var offersQuality: Bool {
        guard let list = self["qop"] else { return false }
        return commaSeparated(Array(list.utf8)[...]).contains { $0.isWord("auth") }
    }
}
