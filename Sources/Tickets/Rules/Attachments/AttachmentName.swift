extension AttachmentKind {
    /// A file's name as it is kept: without a path, without what hides or turns what stands there, not too long, and
    /// with the ending of what the file is.
    public func name(from given: String) -> String {
        let last = given.split { $0 == "/" || $0 == "\\" }.last ?? ""
        let typed = String(String.UnicodeScalarView(last.unicodeScalars.filter(isShown)))
        var words = typed.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        while words.first == "." { words.removeFirst() }
        let dot = words.lastIndex(of: ".")
        let ending = dot.map { words[words.index(after: $0)...].lowercased() }
        if let dot, let ending, AttachmentKind.known.contains(ending) { words = String(words[..<dot]) }
        let kept = ending.flatMap { endings.contains($0) ? $0 : nil } ?? endings[0]
        let stem = String(String.UnicodeScalarView(words.unicodeScalars.prefix(longestStem))).trimmingEnd()
        return "\(stem.isEmpty ? "lampiran" : stem).\(kept)"
    }

    /// Of what stands before the ending: a scalar is at most four bytes of a file system's 255.
    private var longestStem: Int { 60 }

    private static let known = Set(allCases.flatMap(\.endings))

    /// Neither control characters nor those that turn the direction (`gpj.exe` would read as `exe.jpg`), nor what
    /// file systems and header fields take for their own.
    private func isShown(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: !"\"*:<>?|".unicodeScalars.contains(scalar)
        }
    }
}

extension String {
    fileprivate func trimmingEnd() -> String {
        var text = self
        while let last = text.last, last == "." || last.isWhitespace { text.removeLast() }
        return text
    }
}
