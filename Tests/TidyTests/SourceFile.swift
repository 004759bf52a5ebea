import Foundation

/// One tracked file, read once.
struct SourceFile: Sendable {
    let path: String
    let text: String
    let lines: [String]
    /// Line by line: the code without comments and strings, and the comments alone. Empty unless the file is Swift.
    let code: [String]
    let comments: [String]
    let strings: [(line: Int, text: String)]

    init(_ path: String, _ text: String) {
        self.path = path
        self.text = text
        lines = SourceFile.lines(Array(text.utf8))
        guard path.hasSuffix(".swift") else {
            (code, comments, strings) = ([], [], [])
            return
        }
        let scan = SwiftScan(text)
        code = SourceFile.lines(scan.code)
        comments = SourceFile.lines(scan.comments)
        strings = scan.strings
    }

    private static func lines(_ bytes: [UInt8]) -> [String] {
        bytes.split(separator: .newline, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    }

    var isSwift: Bool { path.hasSuffix(".swift") }
    var folders: [String] { path.split(separator: "/").dropLast().map(String.init) }
    var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    /// The target of `Sources/<target>/…`.
    var target: String? { folders.first == "Sources" && folders.count > 1 ? folders[1] : nil }

    /// The modules that it imports, with their lines (from 1).
    var imports: [(line: Int, module: String)] {
        code.enumerated().compactMap { index, line in
            var words = line.split(separator: " ")
            while let first = words.first,
                ["public", "package", "internal", "fileprivate", "private"].contains(first)
                    || first.hasPrefix("@")
            {
                words.removeFirst()
            }
            guard words.count >= 2, words[0] == "import" else { return nil }
            let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
            let module = kinds.contains(words[1]) && words.count > 2 ? words[2] : words[1]
            return (index + 1, String(module.split(separator: ".")[0]))
        }
    }

    /// Whether someone wrote why, on the line itself or in the comment above it.
    func isExplained(_ line: Int) -> Bool {
        func words(_ number: Int) -> Int {
            guard comments.indices.contains(number - 1) else { return 0 }
            return comments[number - 1].split(whereSeparator: { !$0.isLetter }).count
        }
        if words(line) >= 3 { return true }
        var above = line - 1
        while above > 0, code[above - 1].allSatisfy(\.isWhitespace), words(above) > 0 {
            if words(above) >= 3 { return true }
            above -= 1
        }
        return false
    }
}

/// What git tracks, or would with the next commit.
enum SourceTree {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Every path, from the root of the repository.
    static let paths: [String] = {
        let listing = Process()
        let output = Pipe()
        listing.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        listing.arguments = ["git", "-C", root.path, "ls-files", "--cached", "--others", "--exclude-standard"]
        listing.standardOutput = output
        do {
            try listing.run()
            let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
            listing.waitUntilExit()
            return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init).sorted()
        } catch {
            preconditionFailure("git lists no files: \(error)")
        }
    }()

    /// The text files among them.
    static let files: [SourceFile] = paths.compactMap { path in
        let kinds = ["swift", "mustache", "js", "css", "md", "json", "c", "h", "sh", "service"]
        guard kinds.contains(where: { path.hasSuffix("." + $0) }) || path.hasPrefix("scripts/") || path == "Makefile",
            let bytes = FileManager.default.contents(atPath: root.appendingPathComponent(path).path)
        else { return nil }
        return SourceFile(path, String(decoding: bytes, as: UTF8.self))
    }
}
