/// A password or key. Shows itself to nobody: not in logs, not in dumps, not in the description of what holds it.
public struct Secret: Hashable, Sendable {
    /// The text itself, for the one place that must send or use it.
    let revealed: String

    public init(_ text: String) { revealed = text }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "(secret)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
