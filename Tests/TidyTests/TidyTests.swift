import Testing

@Suite("taste")
struct TidyTests {
    static let tastes = Sizes.all + Names.all + Care.all + Boundaries.all + Faces.all

    @Test("the house holds to it", arguments: tastes)
    func holds(_ taste: Taste) {
        let findings = SourceTree.files.flatMap(taste.check)
        #expect(findings.isEmpty, "\(findings.map(\.description).joined(separator: "\n"))")
    }

    @Test("a bad sample is refused, so the check can fail", arguments: tastes)
    func canFail(_ taste: Taste) {
        #expect(!taste.bad.isEmpty)
        for sample in taste.bad { #expect(!taste.check(sample).isEmpty, "accepted: \(sample.path)\n\(sample.text)") }
    }

    @Test("a good sample is accepted", arguments: tastes)
    func acceptsGood(_ taste: Taste) {
        for sample in taste.good {
            #expect(taste.applies(sample), "does not look at \(sample.path)")
            #expect(taste.check(sample).isEmpty, "refused: \(taste.check(sample))\n\(sample.text)")
        }
    }

    @Test("the sources are found")
    func sourcesAreFound() {
        #expect(SourceTree.files.contains { $0.path == "Sources/Kernel/Timestamp.swift" })
        #expect(SourceTree.files.contains { $0.path.hasSuffix(".mustache") })
    }
}
