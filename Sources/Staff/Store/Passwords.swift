import CryptoExtras
import Dispatch
import Foundation
import Synchronization

/// How much work a password's hash costs. Kept with each hash, so that it can grow without anybody noticing.
public struct PasswordCost: Sendable, Hashable {
    /// The memory is 1 KiB for each of 2 to this power.
    public var logRounds: Int
    public var parallelism: Int

    public init(logRounds: Int, parallelism: Int) {
        self.logRounds = logRounds
        self.parallelism = parallelism
    }

    /// 32 MiB, three times over: as hard to guess as 128 MiB once (OWASP Password Storage), in a quarter of the memory.
    public static let standard = PasswordCost(logRounds: 15, parallelism: 3)
    /// For tests and for centres of made-up people.
    public static let trivial = PasswordCost(logRounds: 4, parallelism: 1)
}

/// The hash of a password by scrypt (RFC 7914): `scrypt$15$8$3$<salt>$<key>`, salt and key in Base64.
public struct PasswordHash: Sendable, Hashable {
    let cost: PasswordCost
    let salt: Data
    let key: Data

    private static let blockSize = 8

    /// Slow by intent; runs for as long as the cost says.
    init(of password: String, cost: PasswordCost) throws {
        var random = SystemRandomNumberGenerator()
        let salt = Data((0..<16).map { _ in UInt8.random(in: 0...255, using: &random) })
        try self.init(of: password, cost: cost, salt: salt)
    }

    private init(of password: String, cost: PasswordCost, salt: Data) throws {
        self.cost = cost
        self.salt = salt
        // Two ways to write the same letter are the same password.
        let bytes = Data(password.precomposedStringWithCanonicalMapping.utf8)
        let derived = try KDF.Scrypt.deriveKey(
            from: bytes, salt: salt, outputByteCount: 32, rounds: 1 << cost.logRounds, blockSize: Self.blockSize,
            parallelism: cost.parallelism)
        key = derived.withUnsafeBytes { Data($0) }
    }

    /// As stored; nil for anything that is not such a hash.
    public init?(stored text: String) {
        let parts = text.split(separator: "$")
        guard parts.count == 6, parts[0] == "scrypt", let logRounds = Int(parts[1]), (1...20).contains(logRounds),
            Int(parts[2]) == Self.blockSize, let parallelism = Int(parts[3]), (1...16).contains(parallelism),
            let salt = Data(base64Encoded: String(parts[4])), let key = Data(base64Encoded: String(parts[5])),
            key.count == 32
        else { return nil }
        self.cost = PasswordCost(logRounds: logRounds, parallelism: parallelism)
        self.salt = salt
        self.key = key
    }

    public var stored: String {
        "scrypt$\(cost.logRounds)$\(Self.blockSize)$\(cost.parallelism)"
            + "$\(salt.base64EncodedString())$\(key.base64EncodedString())"
    }

    func matches(_ password: String) throws -> Bool {
        let other = try PasswordHash(of: password, cost: cost, salt: salt)
        var difference: UInt8 = 0
        for (a, b) in zip(key, other.key) { difference |= a ^ b }
        return difference == 0
    }
}

/// Hashes passwords one after the other on a thread of its own, so that neither Swift's pool nor a call ever waits for
/// one, and memory stays that of one hash.
public final class Passwords: Sendable {
    private let queue = DispatchQueue(label: "sahut.passwords", qos: .userInitiated)
    private let waiting = Mutex(0)
    private let mostWaiting: Int
    public let cost: PasswordCost

    public init(cost: PasswordCost = .standard, mostWaiting: Int = 200) {
        self.cost = cost
        self.mostWaiting = mostWaiting
    }

    /// - Throws: `SignInRefusal.busy` when too many wait already.
    public func hash(_ password: String) async throws -> PasswordHash {
        let cost = cost
        return try await run { try PasswordHash(of: password, cost: cost) }
    }

    /// Whether a password is the one of a hash. Without a hash it takes as long and says no, so that the time does not
    /// tell which user names exist.
    func matches(_ password: String, _ hash: PasswordHash?) async throws -> Bool {
        let cost = cost
        return try await run {
            guard let hash else {
                _ = try PasswordHash(of: password, cost: cost)
                return false
            }
            return try hash.matches(password)
        }
    }

    private func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let isFull = waiting.withLock { waiting in
            if waiting >= mostWaiting { return true }
            waiting += 1
            return false
        }
        if isFull { throw SignInRefusal.busy }
        defer { waiting.withLock { $0 -= 1 } }
        return try await withCheckedThrowingContinuation { answer in
            queue.async { answer.resume(with: Result { try work() }) }
        }
    }

    /// A password to be given out and changed at the first sign-in: 12 characters that are not mistaken for each other,
    /// about 58 bits.
    static func temporary() -> String {
        let letters = Array("abcdefghjkmnpqrstuvwxyz23456789")
        var random = SystemRandomNumberGenerator()
        let groups = (0..<3).map { _ in String((0..<4).map { _ in letters.randomElement(using: &random) ?? "x" }) }
        return groups.joined(separator: "-")
    }
}
