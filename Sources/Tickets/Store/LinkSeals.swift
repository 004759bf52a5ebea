import Crypto
import Database
import Foundation
import Kernel
import Staff

/// The seal of links in mails: an HMAC over a purpose and a text, with one key that the database made.
extension Transaction {
    /// A link under the seal of this centre.
    func sealed<Link: MailLink>(_ link: Link) throws -> SealedLink<Link> {
        let code = HMAC<SHA256>.authenticationCode(for: link.sealedBytes, using: try linkKey())
        return SealedLink(link: link, seal: code.map(hex).joined())
    }

    /// A link of this centre that has not expired. Wrong ones from an address have to wait after too many; right ones
    /// from behind it do not.
    func admitLink<Link: MailLink>(
        _ text: String, _ seal: String, from address: String?, at moment: Timestamp
    ) throws -> Result<Link, LinkRefusal> {
        if let link = Link(text), let code = bytes(ofHex: seal),
            HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: link.sealedBytes, using: try linkKey())
        {
            return link.expiresAt > moment ? .success(link) : .failure(.expired)
        }
        guard let address else { return .failure(.wrong) }
        var tries = try linkTries(of: address)
        if let until = tries.lockedUntil(.address, at: moment) { return .failure(.locked(until: until)) }
        tries.begin(.address, at: moment)
        try keep(tries, of: address, at: moment)
        return .failure(.wrong)
    }

    /// Made when the first link is sealed, or asked for.
    private func linkKey() throws -> SymmetricKey {
        if let kept = try scalar("SELECT secret FROM answer_keys", as: String.self).flatMap(bytes(ofHex:)) {
            return SymmetricKey(data: kept)
        }
        let key = SymmetricKey(size: .bits256)
        try execute("INSERT INTO answer_keys (secret) VALUES (\(key.withUnsafeBytes { $0.map(hex).joined() }))")
        return key
    }

    // MARK: Wrong tries

    private func linkTries(of address: String) throws -> LockOut {
        let rows = try query("SELECT tries, last_at FROM answer_link_tries WHERE whom = \(address)")
        return try rows.first.map { LockOut(tries: try $0("tries"), lastAt: try $0("last_at")) } ?? LockOut()
    }

    private func keep(_ tries: LockOut, of address: String, at moment: Timestamp) throws {
        try execute("DELETE FROM answer_link_tries WHERE last_at < \(moment - LockOut.Policy.address.memory)")
        try execute(
            """
            INSERT INTO answer_link_tries (whom, tries, last_at) VALUES (\(address), \(tries.tries), \(tries.lastAt))
            ON CONFLICT (whom) DO UPDATE SET tries = excluded.tries, last_at = excluded.last_at
            """)
    }
}

extension MailLink {
    fileprivate var sealedBytes: Data { Data("\(Self.purpose)\n\(description)".utf8) }
}

private func hex(_ byte: UInt8) -> String {
    let digits = Array("0123456789abcdef")
    return String([digits[Int(byte >> 4)], digits[Int(byte & 15)]])
}

/// nil for what is not 32 bytes in hexadecimal digits.
private func bytes(ofHex text: String) -> [UInt8]? {
    let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    guard text.utf8.count == 64, digits.count == 64 else { return nil }
    return stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}
