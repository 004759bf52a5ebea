import Crypto
import CryptoExtras
import Foundation

/// Closes and opens the insurer's answers: LZ-compressed, then AES-256-CBC with PKCS#7 padding, then base64.
///
/// The key is SHA-256 of consumer, secret and the question's own seconds, written one after the other; the first 16 of
/// its bytes are the initial vector. So each answer opens only to the question that it was given to.
struct InsurerSeal {
    /// No true answer is longer, in UTF-16 code units.
    static let longest = 512 * 1_024

    private let key: SymmetricKey
    private let start: Data

    init(_ keys: InsurerKeys, at seconds: Int64) {
        let digest = Data(SHA256.hash(data: Data("\(keys.consumer)\(keys.secret.revealed)\(seconds)".utf8)))
        key = SymmetricKey(data: digest)
        start = digest.prefix(16)
    }

    /// The JSON in an answer's `response`.
    func open(_ text: String) throws(Garbage) -> [UInt8] {
        guard let sealed = Data(base64Encoded: text, options: .ignoreUnknownCharacters), !sealed.isEmpty else {
            throw .undecipherable
        }
        let letters: Data
        do {
            letters = try AES._CBC.decrypt(sealed, using: key, iv: AES._CBC.IV(ivBytes: start))
        } catch { throw .undecipherable }
        do {
            let units = try LZString.decompress(letters, longest: InsurerSeal.longest)
            return Array(String(decoding: units, as: UTF16.self).utf8)
        } catch {
            throw error == .tooLong ? .tooLong : .undecipherable
        }
    }

    /// As the insurer does, for the server that stands in for it.
    func close(_ json: some Sequence<UInt8>) throws -> String {
        try cipher(LZString.compress(String(decoding: Array(json), as: UTF8.self).utf16))
    }

    func cipher(_ letters: [UInt8]) throws -> String {
        try AES._CBC.encrypt(letters, using: key, iv: AES._CBC.IV(ivBytes: start)).base64EncodedString()
    }
}
