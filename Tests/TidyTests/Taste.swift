import Testing

/// One thing that the house holds to, as a function over a file, with samples that it must refuse and must accept.
struct Taste: Sendable, CustomTestStringConvertible {
    let sentence: String
    let applies: @Sendable (SourceFile) -> Bool
    let findings: @Sendable (SourceFile) -> [Finding]
    let bad: [SourceFile]
    let good: [SourceFile]

    struct Finding: Sendable, CustomStringConvertible {
        let file: String
        let line: Int
        let what: String

        var description: String { "\(file):\(line): \(what)" }
    }

    init(
        _ sentence: String, on applies: @escaping @Sendable (SourceFile) -> Bool,
        refuses bad: [SourceFile], accepts good: [SourceFile],
        _ findings: @escaping @Sendable (SourceFile) -> [Finding]
    ) {
        self.sentence = sentence
        self.applies = applies
        self.findings = findings
        self.bad = bad
        self.good = good
    }

    var testDescription: String { sentence }

    func check(_ file: SourceFile) -> [Finding] { applies(file) ? findings(file) : [] }
}

extension SourceFile {
    func finding(_ line: Int, _ what: String) -> Taste.Finding { Taste.Finding(file: path, line: line, what: what) }

    /// A finding for each line of code that a pattern is found in.
    func findings(
        ofCode pattern: some RegexComponent, unlessExplained: Bool = false, _ what: String
    ) -> [Taste.Finding] {
        // The default word boundary of Unicode sees one word in `Date.now`.
        let pattern = pattern.regex.wordBoundaryKind(.simple)
        return code.enumerated().compactMap { index, line in
            guard line.contains(pattern), !(unlessExplained && isExplained(index + 1)) else { return nil }
            return finding(index + 1, what)
        }
    }
}
