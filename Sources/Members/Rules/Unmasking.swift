import Kernel

/// Why somebody wants to see what is hidden: one choice, and words where the choice says too little.
public struct UnmaskingReason: Sendable, Hashable {
    public enum Choice: String, Sendable, Codable, CaseIterable, Hashable {
        /// To compare with what the participant says or shows.
        case compare
        /// The participant cannot find the number and needs it read out, once it is known who speaks.
        case readOut = "read-out"
        /// To ring back.
        case ringBack = "ring-back"
        /// To look the person up at the insurer or the registry.
        case lookUp = "look-up"
        case other
    }

    public let choice: Choice
    /// nil when the choice says all.
    public let words: String?

    public enum Refusal: String, Error, Sendable, Hashable, CaseIterable {
        /// "Other" is no reason by itself.
        case wordsMissing = "words-missing"
        case wordsTooLong = "words-too-long"
        case wordsUnreadable = "words-unreadable"
    }

    public static let longestWords = 300

    public init(_ choice: Choice, words: String?) throws(Refusal) {
        let words = words.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
        if choice == .other, words == nil { throw .wordsMissing }
        guard words.map({ $0.count <= Self.longestWords }) ?? true else { throw .wordsTooLong }
        guard words?.unicodeScalars.contains("\0") != true else { throw .wordsUnreadable }
        (self.choice, self.words) = (choice, words)
    }
}
