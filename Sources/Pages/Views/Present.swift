/// A template's model without what is absent. A template takes an empty text for something that is there.
public func present(_ model: [String: Any?]) -> [String: Any] {
    model.compactMapValues { value in
        if let text = value as? String, text.isEmpty { return nil }
        return value
    }
}

/// What somebody wrote, as the paragraphs of it.
public func paragraphs(_ text: String) -> [String] {
    text.split { $0.isNewline }.map(String.init).filter { !$0.allSatisfy(\.isWhitespace) }
}
