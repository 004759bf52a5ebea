/// Refuse, don't guess; and say why where it looks otherwise.
enum Care {
    static let all = [hiddenErrors, emptyCatches, promises, trust, sleeps, machinePaths, variables]

    private static func isProduct(_ file: SourceFile) -> Bool {
        file.isSwift && (file.path.hasPrefix("Sources/") || file.path.hasPrefix("Benchmarks/"))
    }

    static let hiddenErrors = Taste(
        "try? and try! say why in a comment", on: isProduct,
        refuses: [
            SourceFile("Sources/A/A.swift", "let a = try? read()"),
            SourceFile("Sources/A/A.swift", "let a = try! read() // safe"),
        ],
        accepts: [
            SourceFile("Sources/A/A.swift", "// The file may have gone meanwhile.\ntry? remove()"),
            SourceFile("Sources/A/A.swift", "let words = \"try? again\""),
        ]
    ) { $0.findings(ofCode: /\btry[?!]/, unlessExplained: true, "an error is hidden, and no comment says why") }

    static let emptyCatches = Taste(
        "no catch is empty, unless a comment in it or above it says why", on: \.isSwift,
        refuses: [
            SourceFile("Sources/A/A.swift", "do { try a() } catch {}"),
            SourceFile("Sources/A/A.swift", "do {\n try a()\n} catch let error as B {\n}"),
        ],
        accepts: [
            SourceFile("Sources/A/A.swift", "do { try a() } catch { log(error) }"),
            SourceFile("Sources/A/A.swift", "do {\n try a()\n} catch {\n  // The peer has gone already.\n}"),
        ]
    ) { file in
        let code = file.code.joined(separator: "\n")
        return code.matches(of: /catch(?:\s[^{}\n]*)?\{\s*\}/.wordBoundaryKind(.simple)).compactMap { match in
            let first = code[..<match.range.lowerBound].count { $0 == "\n" } + 1
            let last = first + code[match.range].count { $0 == "\n" }
            return (first...last).contains(where: file.isExplained) ? nil : file.finding(first, "an empty catch")
        }
    }

    // Written apart so that this file passes its own check.
    private static let promiseWords = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]

    static let promises = Taste(
        "no comment promises work", on: \.isSwift,
        refuses: [
            SourceFile("Sources/A/A.swift", "// \(promiseWords[0]): later"),
            SourceFile("Tests/A.swift", "/* \(promiseWords[1]) */"),
        ],
        accepts: [SourceFile("Sources/A/A.swift", "let a = \"\(promiseWords[0])\" // what is to do is in the issues")]
    ) { file in
        file.comments.enumerated().compactMap { index, comment in
            let words = comment.split(whereSeparator: { !$0.isLetter })
            return words.first { promiseWords.contains(String($0)) }.map { file.finding(index + 1, "\($0)") }
        }
    }

    static let trust = Taste(
        "what the compiler cannot prove says why: @unchecked Sendable, nonisolated(unsafe), fatalError", on: isProduct,
        refuses: [
            SourceFile("Sources/A/A.swift", "final class A: @unchecked Sendable {}"),
            SourceFile("Sources/A/A.swift", "nonisolated(unsafe) var a = 1"),
            SourceFile("Sources/A/A.swift", "\n\nfatalError()"),
        ],
        accepts: [
            SourceFile(
                "Sources/A/A.swift",
                "// Its pointer is only used on the engine's thread.\nfinal class A: @unchecked Sendable {}")
        ]
    ) {
        $0.findings(
            ofCode: /@unchecked\s+Sendable|nonisolated\(unsafe\)|\bfatalError\(/, unlessExplained: true,
            "no comment says why it is right")
    }

    static let sleeps = Taste(
        "tests do not sleep: they use a manual clock, or look again in moments until what they wait for is there",
        on: { $0.isSwift && $0.path.hasPrefix("Tests/") && !$0.path.hasPrefix("Tests/JourneyTests/Kit/") },
        refuses: [
            SourceFile("Tests/ATests/A.swift", "try await Task.sleep(for: .seconds(1))"),
            SourceFile("Tests/ATests/A.swift", "usleep(1)"),
        ],
        accepts: [
            SourceFile("Tests/ATests/A.swift", "try await clock.sleep(until: moment)"),
            SourceFile("Tests/ATests/A.swift", "while !done { try await Task.sleep(for: .milliseconds(5)) }"),
            SourceFile(
                "Tests/ATests/A.swift", "// Real sound takes real time here.\ntry await Task.sleep(for: .seconds(1))"),
        ]
    ) {
        $0.findings(
            ofCode: /\bsleep\(for: \.(?:seconds\(|milliseconds\(\d{3})|\bThread\.sleep\(|\b[un]?(?:nano)?sleep\(\d/,
            unlessExplained: true, "sleeps")
    }

    static let machinePaths = Taste(
        "no file knows one machine's folders",
        on: { !$0.path.hasPrefix("Tests/TidyTests/") },
        refuses: [SourceFile("scripts/a", "cd /wo" + "rk/main")],
        accepts: [SourceFile("scripts/a", "cd \"$(dirname \"$0\")/..\"")]
    ) { file in
        file.lines.enumerated().compactMap { index, line in
            line.contains("/wo" + "rk/") || line.contains("/ro" + "ot/")
                ? file.finding(index + 1, "a machine's path") : nil
        }
    }

    /// The centre refuses to start when it is given a `SAHUT_…` that is no setting: a build that hands its own down
    /// would stop the demo.
    static let variables = Taste(
        "the build's own variables are not called as settings are",
        on: { $0.path == "Makefile" || $0.path == "Package.swift" || $0.path.hasPrefix("scripts/") },
        refuses: [SourceFile("Makefile", "export SAHUT_" + "FLAGS := -c release")],
        accepts: [SourceFile("Makefile", "export BUILD_FLAGS := -c release")]
    ) { file in
        file.lines.enumerated().compactMap { index, line in
            line.contains("SAHUT_") ? file.finding(index + 1, "a variable that looks like a setting") : nil
        }
    }
}
