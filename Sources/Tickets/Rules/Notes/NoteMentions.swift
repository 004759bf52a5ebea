public import Staff

/// Whom a note calls by the name that they sign in with: `@dewi`.
public enum NoteMentions {
    /// Every name once, in the order in which they are called. An address of mail calls nobody.
    public static func names(in text: String) -> [UserName] {
        var names: [UserName] = []
        for match in text.matches(of: /@([A-Za-z][A-Za-z0-9._\-]*)/) {
            if match.range.lowerBound > text.startIndex {
                let before = text[text.index(before: match.range.lowerBound)]
                guard !before.isLetter, !before.isNumber, !"._-@".contains(before) else { continue }
            }
            // The full stop of a sentence is none of the name's.
            var typed = match.output.1
            while let last = typed.last, "._-".contains(last) { typed.removeLast() }
            if let name = UserName(String(typed)), !names.contains(name) { names.append(name) }
        }
        return names
    }
}
