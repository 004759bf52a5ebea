import Kernel
public import Pages

extension Path {
    /// Where an outbound agent works.
    public static let outbound: Path = "/outbound"
    public static let outboundBoard: Path = "/outbound/board"
    public static let outboundPlan: Path = "/outbound/plan"
    static let outboundLive: Path = "/outbound/live"
    static let outboundDayLive: Path = "/outbound/day/live"
    static let outboundBoardLive: Path = "/outbound/board/live"
    static func outboundCalls(_ ticket: TicketID) -> Path { "/outbound/\(ticket)/calls" }
    static func outboundOutcomes(_ ticket: TicketID) -> Path { "/outbound/\(ticket)/outcomes" }
    static func outboundReleases(_ ticket: TicketID) -> Path { "/outbound/\(ticket)/releases" }
}
