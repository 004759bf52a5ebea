import Dispatch

extension DatabaseLocation {
    /// For tests: holds the database for as long as a closure lasts, as a backup or an administrator's tool of another
    /// process may. Others read meanwhile; nobody else writes.
    public func whileHeld<R>(_ body: () async throws -> R) async throws -> R {
        let other = try open()
        let (moments, isHeld) = AsyncStream.makeStream(of: Void.self)
        let letGo = DispatchSemaphore(value: 0)
        let holder = Task {
            defer { isHeld.finish() }
            try await other.write { _ in
                isHeld.yield()
                letGo.wait()
            }
        }
        for await _ in moments { break }
        let result: Result<R, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        letGo.signal()
        try await holder.value
        try await other.close()
        return try result.get()
    }
}
