import Foundation

enum PartnerFuzzing {
    /// More by hand: `TEST_FUZZ_ITERATIONS=1000000 make test ONLY=MembersTests`.
    static let iterations = ProcessInfo.processInfo.environment["TEST_FUZZ_ITERATIONS"].flatMap { Int($0) } ?? 1_500
}
