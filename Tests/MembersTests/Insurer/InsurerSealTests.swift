import Foundation
import Testing

@testable import Members

@Suite("The insurer's signature and seal")
struct InsurerSealTests {
    static let keys = InsurerKeys(consumer: "1234", secret: Secret("pwd"), userKey: Secret("kunci"))

    @Test("the insurer's own example of a signature is made")
    func officialVector() {
        // The example of the insurer's documentation: message aaa, key bbb.
        #expect(
            InsurerKeys.signature(of: "aaa", with: Secret("bbb")) == "20BKS3PWnD3XU4JbSSZvVlGi2WWnDa8Sv9uHJ+wsELA=")
    }

    @Test("a question is signed by consumer and seconds")
    func signsQuestions() {
        // Computed by Python's hmac from "1234&433223232" and "pwd".
        #expect(Self.keys.signature(at: 433_223_232) == "eXMtvX2r7e7CLCIu3kpEpCrvciZgK8FuOhKv06NDAHk=")
        #expect(Self.keys.signature(at: 433_223_233) != Self.keys.signature(at: 433_223_232))
    }

    @Test("VClaim's headers name consumer, seconds, signature and key; PCare's also the sign-in")
    func headers() {
        let vclaim = Dictionary(uniqueKeysWithValues: Self.keys.headers(at: 433_223_232).map { ($0.name, $0.value) })
        #expect(
            vclaim == [
                "X-cons-id": "1234", "X-timestamp": "433223232",
                "X-signature": "eXMtvX2r7e7CLCIu3kpEpCrvciZgK8FuOhKv06NDAHk=", "user_key": "kunci",
                "Accept": "application/json",
            ])
        var keys = Self.keys
        keys.login = InsurerKeys.Login(user: "puskesmas", password: Secret("rahasia"))
        // base64 of puskesmas:rahasia:095.
        let pcare = keys.headers(at: 1).first { $0.name == "X-authorization" }
        #expect(pcare?.value == "Basic cHVza2VzbWFzOnJhaGFzaWE6MDk1")
    }

    /// Sealed by Python (lzstring 1.0.4, cryptography 48) for consumer 1234, secret pwd, 433223232 seconds.
    static let sealed =
        "vBgfM7imABG5vvq2oOfc/wrmIPgo5nC5U7i/6mBhKBmf7O/XIp2GjAsq1UsPRcqvbTuCSv1L8p6Ls5PEcWaKdKv7xFa3475mFgFoiviFxd7"
        + "2/0tUZyA0r8Wu78F4Ho9/Xk02jXG/VisHU39xKn2boix46vMWFdlX5wkmRB0V1Dgg9e0Yg/9RDBRp+y2gmkgkIFBLq7ncFu4jUw5L5GDYY"
        + "w=="
    static let opened =
        "{\"peserta\":{\"nama\":\"SITI AMINAH\",\"nik\":null,\"noKartu\":\"0009990000017\",\"sex\":\"P\","
        + "\"statusPeserta\":{\"kode\":\"0\",\"keterangan\":\"AKTIF\"}}}"

    @Test("an answer that another program sealed opens")
    func opens() throws {
        let seal = InsurerSeal(Self.keys, at: 433_223_232)
        #expect(String(decoding: try seal.open(Self.sealed), as: UTF8.self) == Self.opened)
    }

    @Test("what is closed opens again, and is what the other program made")
    func closes() throws {
        let seal = InsurerSeal(Self.keys, at: 433_223_232)
        #expect(try seal.close(Self.opened.utf8) == Self.sealed)
    }

    @Test(
        "an answer to another question, with another key, damaged or empty does not open",
        arguments: [
            (InsurerSeal(keys, at: 433_223_233), sealed),
            (InsurerSeal(InsurerKeys(consumer: "1234", secret: Secret("pwD")), at: 433_223_232), sealed),
            (InsurerSeal(keys, at: 433_223_232), String(sealed.dropLast(24))),
            (InsurerSeal(keys, at: 433_223_232), ""), (InsurerSeal(keys, at: 433_223_232), "bukan base64!"),
        ])
    func refuses(_ seal: InsurerSeal, _ text: String) {
        #expect(throws: Garbage.undecipherable) { try seal.open(text) }
    }

    @Test("a small answer that stands for an endless text is not unpacked")
    func bomb() throws {
        let seal = InsurerSeal(Self.keys, at: 1)
        let bomb = try seal.close(Array(repeating: UInt8(ascii: "a"), count: InsurerSeal.longest + 1))
        #expect(bomb.utf8.count < 4_000)
        #expect(throws: Garbage.tooLong) { try seal.open(bomb) }
    }

    @Test("a secret shows itself to nobody")
    func secrets() {
        let login = InsurerKeys.Login(user: "puskesmas", password: Secret("rahasia-pcare"))
        let keys = InsurerKeys(
            consumer: "1234", secret: Secret("rahasia-vclaim"), userKey: Secret("rahasia-kunci"), login: login)
        let registry = RegistryKeys(
            customer: "99", user: "sahut", password: Secret("rahasia-registry"), address: "192.0.2.1")
        var dumped = ""
        dump(keys, to: &dumped)
        dump(registry, to: &dumped)
        let shown = "\(keys) \(registry) \(String(reflecting: keys)) \(String(reflecting: registry)) \(dumped)"
        #expect(shown.contains("(secret)"))
        #expect(!shown.contains("rahasia"))
    }
}
