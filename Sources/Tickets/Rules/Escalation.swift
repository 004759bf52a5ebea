public import Kernel
public import Staff

/// A ticket in the hands of a branch: where it is, how far, and what the branch says of it.
public struct Escalation: Sendable, Hashable {
    public let ticket: TicketID
    public internal(set) var branch: BranchCode
    public internal(set) var stage: EscalationStage
    /// Who of the branch took it; nil while nobody did, or when a branch answers by a link.
    public internal(set) var holder: PersonID?
    /// When it was handed to a branch first.
    public let sentAt: Timestamp
    /// Since when it is at this branch and in this stage.
    public internal(set) var movedAt: Timestamp
    /// How often the participant was not satisfied and had it sent back.
    public internal(set) var loops: Int
    /// What the branch asked the centre and has not been told yet.
    public internal(set) var question: Remark?
    /// The latest answer, of this branch or of one before.
    public internal(set) var answer: Answer?

    /// What somebody said, and when.
    public struct Remark: Sendable, Hashable {
        public let text: String
        public let by: Author
        public let at: Timestamp
    }

    public struct Answer: Sendable, Hashable {
        public let status: AnswerStatus
        public let remark: Remark
    }
}

public enum EscalationStage: String, Sendable, Codable, CaseIterable, Hashable {
    /// Nobody of the branch has taken it.
    case new
    case taken
    /// The branch has said how far it is.
    case inProcess = "in-process"
    /// The branch says that it is done: the participant is asked now.
    case done
}

/// How far the branch is when it answers.
public enum AnswerStatus: String, Sendable, Codable, CaseIterable, Hashable {
    case inProcess = "in-process"
    case done
}

/// What led to the branch.
public enum EscalationCause: String, Sendable, Codable, CaseIterable, Hashable {
    /// Somebody chose it.
    case chosen
    /// It serves the member's home.
    case home
    /// It stands in the member's record.
    case recorded
    /// It serves the place where the matter lies.
    case facility
}

/// Why nothing is done to a ticket of a branch.
public enum EscalationRefusal: Error, Sendable, Hashable {
    case noSuchTicket
    /// It is closed.
    case closed
    /// No branch has it.
    case notEscalated
    /// A branch has it: it is passed on instead.
    case alreadyEscalated
    case unknownBranch
    /// A closed branch is sent nothing.
    case closedBranch
    case sameBranch
    /// Another branch has it.
    case notYours
    /// Somebody of the branch took it before.
    case taken(by: PersonID)
    /// The branch said that it is done: until it comes back nothing is added.
    case done
    /// The branch has not said that it is done.
    case notDone
    case alreadyAsked
    case nothingAsked
}

extension Escalation {
    /// Passes it to another branch, where nobody has taken it; clocks run on.
    mutating func pass(to other: BranchCode, at moment: Timestamp) throws(EscalationRefusal) {
        try expectUndone()
        guard other != branch else { throw .sameBranch }
        (branch, stage, holder, movedAt, question) = (other, .new, nil, moment, nil)
    }

    /// - Parameter person: nil for whoever answers by a link.
    /// - Returns: false when he has it already.
    mutating func take(_ person: PersonID?, at moment: Timestamp) throws(EscalationRefusal) -> Bool {
        try expectUndone()
        if let holder {
            guard holder == person else { throw .taken(by: holder) }
            return false
        }
        guard let person else { return false }
        holder = person
        if stage == .new { (stage, movedAt) = (.taken, moment) }
        return true
    }

    mutating func ask(_ remark: Remark) throws(EscalationRefusal) {
        try expectUndone()
        guard question == nil else { throw .alreadyAsked }
        question = remark
    }

    mutating func reply() throws(EscalationRefusal) {
        guard question != nil else { throw .nothingAsked }
        question = nil
    }

    mutating func take(_ answer: Answer) throws(EscalationRefusal) {
        try expectUndone()
        self.answer = answer
        (stage, movedAt) = (answer.status == .done ? .done : .inProcess, answer.remark.at)
        if answer.status == .done { question = nil }
    }

    /// The participant insists: it is the branch's again, with all that was said before.
    mutating func reopen(at moment: Timestamp) throws(EscalationRefusal) {
        guard stage == .done else { throw .notDone }
        (stage, holder, movedAt) = (.new, nil, moment)
        loops += 1
    }

    private func expectUndone() throws(EscalationRefusal) {
        guard stage != .done else { throw .done }
    }
}
