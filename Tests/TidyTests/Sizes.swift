/// Small rooms.
enum Sizes {
    static let all = [files, functions, lines]

    static let files = Taste(
        "a file has at most 500 lines",
        on: { file in [".swift", ".mustache", ".js", ".css"].contains { file.path.hasSuffix($0) } },
        refuses: [SourceFile("Sources/A/Long.swift", String(repeating: "let a = 1\n", count: 501))],
        accepts: [SourceFile("Sources/A/Short.swift", String(repeating: "let a = 1\n", count: 500))]
    ) { file in
        let count = file.lines.last == "" ? file.lines.count - 1 : file.lines.count
        return count > 500 ? [file.finding(count, "\(count) lines")] : []
    }

    static let lines = Taste(
        "a line of code has at most 120 columns",
        on: { file in [".swift", ".js"].contains { file.path.hasSuffix($0) } || file.path.hasPrefix("scripts/")
        },
        refuses: [SourceFile("Sources/A/Wide.swift", "let wide = \(String(repeating: "1", count: 120))")],
        accepts: [SourceFile("Sources/A/Narrow.swift", "let narrow = 1 // \(String(repeating: "é", count: 90))")]
    ) { file in
        file.lines.enumerated().compactMap { index, line in
            line.utf8.count > 120 && line.count > 120 ? file.finding(index + 1, "\(line.count) columns") : nil
        }
    }

    static let functions = Taste(
        "a function has at most 60 lines", on: \.isSwift,
        refuses: [
            SourceFile(
                "Sources/A/Long.swift", "func long(\n  a: Int\n) {\n\(String(repeating: "  a()\n", count: 60))}"),
            SourceFile("Sources/A/Init.swift", "struct A {\n init() {\n\(String(repeating: "  a()\n", count: 60))}\n}"),
            SourceFile("Sources/A/Body.swift", "var body: Int {\n\(String(repeating: "  a()\n", count: 60))}"),
        ],
        accepts: [
            SourceFile("Sources/A/Fits.swift", "func fits() {\n\(String(repeating: "  a(\"{\")\n", count: 58))}"),
            SourceFile(
                "Sources/A/Wants.swift",
                "protocol A {\n func wants()\n func more() -> Int\n}\nlet a = [\n"
                    + String(repeating: "1,\n", count: 70) + "]"
            ),
            SourceFile("Sources/A/Type.swift", "struct A {\n\(String(repeating: " var a = 1\n", count: 70))}"),
        ]
    ) { file in
        FunctionSpan.all(in: file.code).filter { $0.lines > 60 }.map {
            file.finding($0.firstLine, "\($0.name) has \($0.lines) lines")
        }
    }
}

/// Where a function begins and ends.
struct FunctionSpan {
    let name: String
    let firstLine: Int
    let lines: Int

    /// Every `func`, `init`, `deinit`, `subscript` and computed property that has a body.
    static func all(in code: [String]) -> [FunctionSpan] {
        let bytes = Array(code.joined(separator: "\n").utf8)
        var spans: [FunctionSpan] = []
        var line = 1
        var index = 0
        while index < bytes.count {
            if bytes[index] == .newline { line += 1 }
            guard isLetter(bytes[index]) else {
                index += 1
                continue
            }
            let start = index
            while index < bytes.count, isLetter(bytes[index]) { index += 1 }
            let word = String(decoding: bytes[start..<index], as: UTF8.self)
            let isCall = start > 0 && bytes[start - 1] == UInt8(ascii: ".")
            guard !isCall, ["func", "init", "deinit", "subscript", "var"].contains(word),
                let open = body(in: bytes, from: index, isVariable: word == "var"),
                let close = closing(in: bytes, from: open)
            else { continue }
            let name = bytes[start..<open].prefix { $0 != UInt8(ascii: "(") && $0 != .newline }
            spans.append(
                FunctionSpan(
                    name: String(decoding: name, as: UTF8.self), firstLine: line,
                    lines: bytes[start...close].count { $0 == .newline } + 1))
        }
        return spans
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// The brace that opens the body, or `nil` for a requirement or a stored property.
    private static func body(in bytes: [UInt8], from start: Int, isVariable: Bool) -> Int? {
        var depth = 0
        for index in start..<bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "=") where isVariable && depth == 0: return nil
            case UInt8(ascii: "{") where depth == 0: return index
            case UInt8(ascii: "}") where depth <= 0: return nil
            case .newline where depth == 0:
                if !goesOn(bytes, before: index, after: index + 1) { return nil }
            default: break
            }
            if depth < 0 { return nil }
        }
        return nil
    }

    /// Whether a signature continues on the next line.
    private static func goesOn(_ bytes: [UInt8], before: Int, after: Int) -> Bool {
        let next = bytes[after...].drop { $0 == .space || $0 == .newline }
        let starts = ["{", "where ", "->", "async", "throws", "rethrows"]
        if starts.contains(where: { next.starts(with: Array($0.utf8)) }) { return true }
        let last = bytes[..<before].reversed().drop { $0 == .space }
        return last.first == UInt8(ascii: ",") || last.starts(with: Array("erehw".utf8)) || last.starts(with: [62, 45])
    }

    private static func closing(in bytes: [UInt8], from open: Int) -> Int? {
        var depth = 0
        for index in open..<bytes.count {
            if bytes[index] == UInt8(ascii: "{") { depth += 1 }
            if bytes[index] == UInt8(ascii: "}") {
                depth -= 1
                if depth == 0 { return index }
            }
        }
        return nil
    }
}
