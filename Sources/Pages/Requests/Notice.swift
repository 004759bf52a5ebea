/// How a notice is to be taken, and so how it looks.
public enum NoticeKind: String, Sendable, CaseIterable {
    /// What was asked for is done.
    case done
    /// Something to know; nothing is to be done about it.
    case info
    /// It was not done, or something must be done first.
    case warning
}

/// Words that one page leaves to stand once at the head of the next. Travels in a cookie: `warning:desk.refused.busy`.
struct Notice: Sendable, Hashable {
    let kind: NoticeKind
    /// The key of the words.
    let key: String

    var text: String { "\(kind.rawValue):\(key)" }

    init(_ kind: NoticeKind, _ key: String) { (self.kind, self.key) = (kind, key) }

    /// nil for a text of any other form.
    init?(_ text: String) {
        let halves = text.split(separator: ":", maxSplits: 1)
        guard halves.count == 2, let kind = NoticeKind(rawValue: String(halves[0])) else { return nil }
        (self.kind, key) = (kind, String(halves[1]))
    }
}
