/// What became of the lines of a file so far.
public struct ImportCounts: Sendable, Hashable, Codable {
    public var added = 0
    /// Members of whom something is new.
    public var changed = 0
    public var unchanged = 0
    /// Members of whom the register knew something newer than the file.
    public var stale = 0
    public var rejected = 0

    public init() {}

    /// Lines with members, good and bad.
    public var lines: Int { added + changed + unchanged + stale + rejected }
}
