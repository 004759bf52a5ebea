/// A Swift text taken apart into what is code, what is comment and what is string, each in its place.
///
/// Good enough for taste, not a parser: regular-expression literals are read as code.
struct SwiftScan {
    /// The text with every letter of comments and strings made a space. Lines and columns are those of the text.
    let code: [UInt8]
    /// The text with everything but comments made spaces.
    let comments: [UInt8]
    /// Every string literal's own letters, with the line (from 1) where it begins.
    let strings: [(line: Int, text: String)]

    init(_ text: String) {
        var scanner = Scanner(Array(text.utf8))
        scanner.run()
        code = scanner.code
        comments = scanner.comments
        strings = scanner.strings
    }
}

private struct Scanner {
    private enum Mode {
        /// `depth` is of parentheses inside an interpolation; the outermost code has none to close.
        case code(depth: Int)
        case string(hashes: Int, isMultiline: Bool, line: Int, text: [UInt8])
    }

    private let bytes: [UInt8]
    private var index = 0
    private var line = 1
    private var modes: [Mode] = [.code(depth: 0)]
    private(set) var code: [UInt8]
    private(set) var comments: [UInt8]
    private(set) var strings: [(line: Int, text: String)] = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        let blank = bytes.map { $0 == .newline ? $0 : .space }
        code = blank
        comments = blank
    }

    mutating func run() {
        while index < bytes.count {
            switch modes[modes.count - 1] {
            case .code(let depth): readCode(depth)
            case .string(let hashes, let isMultiline, let line, let text):
                readString(hashes, isMultiline, line, text)
            }
        }
    }

    private func at(_ offset: Int) -> UInt8 { index + offset < bytes.count ? bytes[index + offset] : 0 }

    private func sees(_ text: StaticString) -> Bool {
        (0..<text.utf8CodeUnitCount).allSatisfy { at($0) == text.utf8Start[$0] }
    }

    private mutating func step(_ count: Int = 1) {
        for _ in 0..<count where index < bytes.count {
            if bytes[index] == .newline { line += 1 }
            index += 1
        }
    }

    private mutating func readCode(_ depth: Int) {
        if sees("//") { return readComment { $0.at(0) == .newline } }
        if sees("/*") { return readBlockComment() }
        var hashes = 0
        while at(hashes) == UInt8(ascii: "#") { hashes += 1 }
        if at(hashes) == .quote {
            let isMultiline = at(hashes + 1) == .quote && at(hashes + 2) == .quote
            modes.append(.string(hashes: hashes, isMultiline: isMultiline, line: line, text: []))
            return step(hashes + (isMultiline ? 3 : 1))
        }
        let byte = at(0)
        if modes.count > 1 {
            if byte == UInt8(ascii: "("), modes.count > 1 { modes[modes.count - 1] = .code(depth: depth + 1) }
            if byte == UInt8(ascii: ")") {
                if depth == 1 {
                    modes.removeLast()
                    return step()
                }
                modes[modes.count - 1] = .code(depth: depth - 1)
            }
        }
        code[index] = byte
        step()
    }

    private mutating func readString(_ hashes: Int, _ isMultiline: Bool, _ start: Int, _ text: [UInt8]) {
        func hashed(_ offset: Int) -> Bool { (0..<hashes).allSatisfy { at(offset + $0) == UInt8(ascii: "#") } }
        if at(0) == UInt8(ascii: "\\"), hashed(1) {
            if at(1 + hashes) == UInt8(ascii: "(") {
                modes.append(.code(depth: 1))
                return step(2 + hashes)
            }
            return keep(2 + hashes)
        }
        let closing = isMultiline ? 3 : 1
        let closes = (0..<closing).allSatisfy { at($0) == .quote } && hashed(closing)
        if closes || (!isMultiline && at(0) == .newline) {
            modes.removeLast()
            strings.append((start, String(decoding: text, as: UTF8.self)))
            return step(closes ? closing + hashes : 1)
        }
        keep(1)
    }

    private mutating func keep(_ count: Int) {
        guard case .string(let hashes, let isMultiline, let start, var text) = modes.removeLast() else { return }
        text.append(contentsOf: bytes[index..<min(index + count, bytes.count)])
        modes.append(.string(hashes: hashes, isMultiline: isMultiline, line: start, text: text))
        step(count)
    }

    private mutating func readComment(until isEnd: (Scanner) -> Bool) {
        while index < bytes.count, !isEnd(self) {
            comments[index] = bytes[index]
            step()
        }
    }

    private mutating func readBlockComment() {
        var depth = 0
        repeat {
            if sees("/*") { depth += 1 }
            if sees("*/") { depth -= 1 }
            let width = sees("/*") || sees("*/") ? 2 : 1
            for offset in 0..<width where index + offset < bytes.count {
                comments[index + offset] = bytes[index + offset]
            }
            step(width)
        } while depth > 0 && index < bytes.count
    }
}

extension UInt8 {
    static let newline = UInt8(ascii: "\n")
    static let space = UInt8(ascii: " ")
    static let quote = UInt8(ascii: "\"")
}
