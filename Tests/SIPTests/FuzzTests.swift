import Foundation
import Testing

@testable import SIP

@Suite("Damaged messages")
struct FuzzTests {
    /// More by hand: `TEST_FUZZ_ITERATIONS=1000000 make test ONLY=SIPTests`.
    private let iterations = ProcessInfo.processInfo.environment["TEST_FUZZ_ITERATIONS"].flatMap { Int($0) } ?? 1_500

    @Test("never break the engine, and leave nothing behind", arguments: [1, 2, 3] as [UInt64]) func fuzz(
        seed: UInt64
    ) throws {
        let torture = try TortureCase.all.map { try $0.bytes() }
        var fuzz = SIPFuzz(seed: seed, corpus: torture)
        let report = fuzz.run(iterations: iterations)
        #expect(report.violations.isEmpty, "seed \(seed): \(report.violations)")
        #expect(report.readable > 200)
        #expect(report.calls > 5)
        #expect(report.effects > 1_000)
    }

    @Test("are the same again from the same seed") func replay() {
        var one = SIPFuzz(seed: 7)
        var other = SIPFuzz(seed: 7)
        #expect(one.run(iterations: 300) == other.run(iterations: 300))
    }
}
