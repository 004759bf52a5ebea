/// Waits for something that other processes do, by looking again and again.
enum Patience {
    struct Exhausted: Error, CustomStringConvertible {
        let what: String
        let limit: Duration
        var description: String { "waited \(limit) in vain until \(what)" }
    }

    /// Looks every 20 ms until `look` says something.
    @discardableResult
    static func until<R>(
        _ what: String, within limit: Duration = .seconds(15), _ look: () async throws -> R?
    ) async throws -> R {
        let start = ContinuousClock.now
        while true {
            if let seen = try await look() { return seen }
            guard ContinuousClock.now - start < limit else { throw Exhausted(what: what, limit: limit) }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    static func until(
        _ what: String, within limit: Duration = .seconds(15), _ look: () async throws -> Bool
    ) async throws {
        try await until(what, within: limit) { try await look() ? true : nil }
    }
}
