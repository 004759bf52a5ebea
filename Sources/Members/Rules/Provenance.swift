public import Kernel

/// Who told a value.
public enum MemberSource: String, Sendable, Codable, CaseIterable, Hashable {
    /// The insurer's own register.
    case insurer
    /// The population registry.
    case registry
    /// The participant or somebody of the family, in a conversation; what needs approval has it by then.
    case caller
}

/// Where a value comes from, and as of when it is true.
public struct Provenance: Sendable, Hashable, Codable {
    public let source: MemberSource
    /// When the source said so; not when it was written down here.
    public let toldAt: Timestamp

    public init(_ source: MemberSource, at toldAt: Timestamp) { (self.source, self.toldAt) = (source, toldAt) }
}
