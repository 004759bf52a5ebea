/// A user fragment and its password (RFC 8445 section 5.3): 60 and 142 bits of chance, where 24 and 128 are the least.
struct ICECredentials: Sendable {
    let ufrag: String
    let password: String

    init(ufrag: String, password: String) {
        self.ufrag = ufrag
        self.password = password
    }

    init(random: inout some RandomNumberGenerator) {
        ufrag = Self.word(10, &random)
        password = Self.word(24, &random)
    }

    private static func word(_ length: Int, _ random: inout some RandomNumberGenerator) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
        let word = (0..<length).map { _ in letters[Int.random(in: letters.indices, using: &random)] }
        return String(decoding: word, as: UTF8.self)
    }
}
