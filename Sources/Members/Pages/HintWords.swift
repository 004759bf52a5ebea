public import Kernel
public import Pages

/// Hints in words: for the agent, and to be read out.
public struct HintWords {
    private let words: ChangeWords

    public init(_ calendar: CentreCalendar, _ context: PageContext) { words = ChangeWords(calendar, context) }

    public func title(_ hint: AgentHint) -> String { words(hint.kind.key, blanks(hint)) }

    /// What the agent says to the caller.
    public func say(_ hint: AgentHint) -> String { words("members.hint.say.\(hint.kind.rawValue)", blanks(hint)) }

    public func reason(_ hint: AgentHint) -> String { words(hint.reasonKey) }

    /// So many wait, and why the first of them does.
    public func held(_ count: Int, _ first: AgentHint) -> String {
        words("members.hint.held", ["count": "\(count)", "reason": reason(first)])
    }

    private func blanks(_ hint: AgentHint) -> [String: String] { hint.blanks.mapValues(words.shown) }
}
