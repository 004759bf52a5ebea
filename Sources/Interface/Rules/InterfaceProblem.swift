import Contacts
import Tickets

/// What a program is told when nothing is done (RFC 9457).
public struct InterfaceProblem: Error, Sendable, Hashable {
    /// Of HTTP.
    public let status: Int
    /// A word that stays, for programs.
    public let code: String
    /// For whoever mends the program.
    public let detail: String

    public init(_ status: Int, _ code: String, _ detail: String) {
        (self.status, self.code, self.detail) = (status, code, detail)
    }

    static let noKey = InterfaceProblem(
        401, "key-missing", "Send the header Authorization: Bearer followed by a key that is in use.")
    static let notFound = InterfaceProblem(404, "not-found", "There is no such thing.")
    static let unreadable = InterfaceProblem(400, "unreadable", "The body is no JSON object of the described shape.")
    static let tooLarge = InterfaceProblem(413, "too-large", "The body is larger than 64 KiB.")
    static let notJSON = InterfaceProblem(415, "not-json", "Send the body as application/json.")
    static let busy = InterfaceProblem(503, "busy", "The database is busy; the same request may work in a while.")
    static let tooMany = InterfaceProblem(429, "too-many", "More requests than a key may make in a minute.")
    static let badIdempotencyKey = InterfaceProblem(
        400, "idempotency-key", "An Idempotency-Key is 1 to 200 visible ASCII characters.")
    static let otherRequest = InterfaceProblem(
        422, "idempotency-mismatch", "This Idempotency-Key was used for another request.")

    static func outOfScope(_ scope: InterfaceScope) -> InterfaceProblem {
        InterfaceProblem(403, "out-of-scope", "This key may not \(scope.rawValue).")
    }

    /// A value of the body or the address that cannot be.
    static func invalid(_ field: String, _ must: String) -> InterfaceProblem {
        InterfaceProblem(422, "invalid", "\(field): \(must)")
    }

    init(_ refusal: TicketRefusal) {
        switch refusal {
        case .noSuchTicket: self = .notFound
        case .unknownRegion: self = .invalid("region", "no region has this code")
        case .textMissing: self = .invalid("text", "says nothing")
        case .textTooLong: self = .invalid("text", "has more than \(Ticket.longestText) characters")
        case .textUnreadable: self = .invalid("text", "holds control characters")
        case .closed: self.init(409, "closed", "The ticket is closed.")
        case .unchanged, .nothingRuns, .notPaused: self.init(409, refusal.rawValue, "There is nothing to change.")
        }
    }

    init(_ refusal: EscalationRefusal) {
        switch refusal {
        case .noSuchTicket: self = .notFound
        case .closed: self.init(409, "closed", "The ticket is closed.")
        case .notEscalated: self.init(409, "not-escalated", "No branch has this ticket.")
        case .alreadyEscalated: self.init(409, "already-escalated", "A branch has it: pass it on instead.")
        case .unknownBranch: self = .invalid("branch", "no branch has this code")
        case .closedBranch: self.init(409, "closed-branch", "The branch is closed and is sent nothing.")
        case .sameBranch: self.init(409, "same-branch", "The branch has it already.")
        case .notYours: self.init(409, "not-yours", "Another branch has it.")
        case .taken: self.init(409, "taken", "Somebody of the branch took it.")
        case .done: self.init(409, "done", "The branch said that it is done.")
        case .notDone: self.init(409, "not-done", "The branch has not said that it is done.")
        case .alreadyAsked: self.init(409, "already-asked", "A question of the branch is open.")
        case .nothingAsked: self.init(409, "nothing-asked", "The branch asked nothing.")
        }
    }

    init(_ refusal: ContactRefusal) {
        switch refusal {
        case .noSuchContact: self = .notFound
        case .notYours: self.init(409, "not-yours", "Another agent had this conversation.")
        case .unknownCategory: self = .invalid("category", "is not in the tree in force")
        case .unknownRegion: self = .invalid("region", "no region has this code")
        case .unknownMember: self = .invalid("memberCard", "no member has it")
        case .noteTooLong: self = .invalid("note", "has more than \(ContactLog.longestNote) characters")
        case .noteUnreadable: self = .invalid("note", "holds control characters")
        }
    }
}
