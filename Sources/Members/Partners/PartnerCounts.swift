public import Logging

/// Keeps the day's count of questions of some lines, beside the questions: none of them waits for it, and what comes
/// faster than it is written is written together. A process that is killed loses at most what it had not yet written,
/// until the partner's next answer tells what is left.
public struct PartnerCounts: Sendable {
    private let lines: [PartnerLine]
    private let store: PartnerCountStore
    private let logger: Logger

    public init(_ lines: [PartnerLine], store: PartnerCountStore, logger: Logger) {
        (self.lines, self.store, self.logger) = (lines, store, logger)
    }

    /// Goes on with the counts of an earlier process. Before the first question.
    public func takeUp() async throws {
        for line in lines {
            if let count = try await store.count(of: line.name) { line.goOn(with: count) }
        }
    }

    /// Writes counts as they grow, until it is cancelled. What goes wrong is logged when it begins.
    public func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for line in lines { group.addTask { try await keepUp(with: line) } }
        }
        // Without a partner there is nothing to do, and nothing that ends.
        while true { try await Task.sleep(for: .seconds(1 << 30)) }
    }

    private func keepUp(with line: PartnerLine) async throws {
        var kept = try await store.count(of: line.name)
        var isTroubled = false
        for await _ in line.changes() {
            let count = line.countedQuota.count
            guard count != kept else { continue }
            do {
                try await store.keep(count, of: line.name)
                (kept, isTroubled) = (count, false)
            } catch let error as CancellationError {
                throw error
            } catch {
                if !isTroubled {
                    logger.error(
                        "the count of a partner's questions could not be kept",
                        metadata: ["partner": "\(line.name)", "error": "\(error)"])
                }
                isTroubled = true
            }
        }
    }

    /// Writes what is left to be written. After the last question.
    public func finish() async throws {
        for line in lines where line.countedQuota.count.used > 0 {
            try await store.keep(line.countedQuota.count, of: line.name)
        }
    }
}
