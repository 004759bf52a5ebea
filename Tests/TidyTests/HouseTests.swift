import Foundation
import Testing

@Suite("the house as a whole")
struct HouseTests {
    @Test("every target says in a README what it is")
    func everyTargetHasAREADME() {
        #expect(targetsWithoutREADME(SourceTree.paths) == [])
    }

    @Test("a target without a README is found")
    func missingREADMEIsFound() {
        #expect(targetsWithoutREADME(["Sources/Tickets/Rules/A.swift", "Sources/CPostgres/shim.h"]) == ["Tickets"])
        #expect(targetsWithoutREADME(["Sources/Tickets/Rules/A.swift", "Sources/Tickets/README.md"]) == [])
    }

    /// Wrappers of system libraries (`C…`) have no words of their own.
    private func targetsWithoutREADME(_ paths: [String]) -> [String] {
        let targets = Set(paths.filter { $0.hasPrefix("Sources/") }.map { $0.split(separator: "/")[1] })
        return targets.filter { target in
            let isWrapper = target.first == "C" && target.dropFirst().first?.isUppercase == true
            return !isWrapper && target != "sahut" && !paths.contains("Sources/\(target)/README.md")
        }.map(String.init).sorted()
    }

    @Test("nothing that a build makes is tracked")
    func noBuildProducts() {
        #expect(buildProducts(SourceTree.paths) == [])
    }

    @Test("a tracked build product is found")
    func buildProductIsFound() {
        let bad = ["Package.resolved", ".build/debug/a.o", ".build-x/a", "var/sahut.sqlite", "a.o"]
        #expect(buildProducts(bad + ["Sources/A/A.swift", "docs/desk.png"]) == bad)
    }

    private func buildProducts(_ paths: [String]) -> [String] {
        paths.filter { path in
            path == "Package.resolved" || path.hasPrefix(".build") || path.hasPrefix("var/")
                || [".o", ".sqlite", ".sqlite-wal", ".log"].contains { path.hasSuffix($0) }
        }
    }

    @Test("every link between documents leads somewhere")
    func linksLeadSomewhere() {
        let documents = SourceTree.files.filter { $0.path.hasSuffix(".md") }
        #expect(documents.flatMap { deadLinks($0, among: Set(SourceTree.paths)) } == [])
    }

    @Test("a dead link is found")
    func deadLinkIsFound() {
        let document = SourceFile(
            "docs/a.md", "[one](b.md) [two](../README.md#run) [three](gone.md) [web](https://sip.example)")
        #expect(deadLinks(document, among: ["docs/b.md", "README.md"]) == ["docs/a.md: gone.md"])
    }

    private func deadLinks(_ document: SourceFile, among paths: Set<String>) -> [String] {
        document.text.matches(of: /\]\(([^)#\s]+)[^)]*\)/).compactMap { match in
            let link = String(match.1)
            if link.contains("://") || link.hasPrefix("mailto:") { return nil }
            var folders = document.folders
            for part in link.split(separator: "/") where part != "." {
                if part == ".." { _ = folders.popLast() } else { folders.append(String(part)) }
            }
            let path = folders.joined(separator: "/")
            let isFolder = paths.contains { $0.hasPrefix(path + "/") }
            return paths.contains(path) || isFolder ? nil : "\(document.path): \(link)"
        }
    }
}
