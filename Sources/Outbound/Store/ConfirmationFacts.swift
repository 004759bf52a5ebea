public import Database

public enum ConfirmationFact {
    /// The plan's tries reached nobody: the ticket was closed with a notice.
    public struct GivenUp: Fact {
        public static let kind = "confirmation.given-up"
        public let round: Int
        /// Calls of this round.
        public let calls: Int
    }
}
