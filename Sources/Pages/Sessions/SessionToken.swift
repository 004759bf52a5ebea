import Crypto
import Foundation

/// The secret in a browser's cookie: 256 bits of chance. The database holds only its hash, so that a stolen copy of the
/// database opens no session.
public struct SessionToken: Sendable, Hashable {
    let text: String

    /// A new secret from the machine's random numbers.
    init() {
        let key = SymmetricKey(size: .bits256)
        text = key.withUnsafeBytes { base64URL(Data($0)) }
    }

    /// What a cookie holds; nil when it cannot be one of ours.
    init?(_ text: String) {
        guard text.utf8.count == 43, text.utf8.allSatisfy({ isBase64URL($0) }) else { return nil }
        self.text = text
    }

    /// As stored in `sessions.token_hash`.
    var hash: String { base64URL(Data(SHA256.hash(data: Data(text.utf8)))) }

    /// The token of this browser's forms. It follows from the secret, so nothing need be stored, and does not tell it.
    var formToken: String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Data("sahut form".utf8), using: SymmetricKey(data: Data(text.utf8)))
        return base64URL(Data(code))
    }
}

/// Base64 for cookies and URLs, without padding (RFC 4648 §5).
func base64URL(_ data: Data) -> String {
    data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
}

private func isBase64URL(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
        true
    default: false
    }
}

/// Compares without telling by its duration where the difference is.
func equalInConstantTime(_ one: String, _ other: String) -> Bool {
    let (left, right) = (Array(one.utf8), Array(other.utf8))
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for (a, b) in zip(left, right) { difference |= a ^ b }
    return difference == 0
}
