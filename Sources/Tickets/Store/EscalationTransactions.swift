public import Database
public import Kernel
import Members
public import Staff

/// What moves a ticket between centre and branch, each with its fact and its clocks, for rooms that do it together with
/// something else. All throw `EscalationRefusal`, and `TicketRefusal` of their texts.
extension Transaction {
    public func escalation(of id: TicketID) throws -> Escalation? {
        try first("SELECT * FROM escalations WHERE ticket = \(id)")
    }

    /// Hands a ticket to a branch; it is red from then on.
    public func escalate(
        _ id: TicketID, to code: BranchCode, because cause: EscalationCause = .chosen, reason: String,
        by author: Author, at moment: Timestamp
    ) throws -> Escalation {
        var ticket = try openTicket(id)
        let why = try ticket.note(reason)
        guard try escalation(of: id) == nil else { throw EscalationRefusal.alreadyEscalated }
        let branch = try openBranch(code)
        if ticket.colour != .red {
            let before = ticket.colour
            try ticket.recolour(.red)
            try execute("UPDATE tickets SET colour = \(ticket.colour) WHERE id = \(id)")
            let fact = TicketFact.Recoloured(from: before, to: .red, reason: why)
            try append(fact, about: .ticket(id), by: author, at: moment)
        }
        return try hand(id, to: branch, because: cause, reason: why, .escalated, by: author, at: moment)
    }

    /// Hands a ticket that was opened red to the branch that serves its member or its place; nil when none does.
    func routeEscalation(_ ticket: Ticket, by author: Author, at moment: Timestamp) throws -> Escalation? {
        let route = try escalationRoute(ticket)
        guard let branch = route.branch, let clue = route.because else { return nil }
        return try hand(ticket.id, to: branch, because: clue.cause, reason: "", .routed, by: author, at: moment)
    }

    /// Which branch serves its member or its place, and what was tried before.
    func escalationRoute(_ ticket: Ticket) throws -> BranchRouting.Route {
        var clues: [BranchRouting.Clue] = []
        if let member = ticket.matter.member, let place = try memberPlace(member) {
            clues += [.home(region: place.region), .recorded(name: place.branch)]
        }
        if let region = ticket.matter.region { clues.append(.facility(region: region)) }
        return try branchRouting().route(by: clues)
    }

    /// Passes it on; the clock runs on, in the hours of the other branch.
    ///
    /// - Parameter from: the branch that passes it on; nil for the centre.
    public func passEscalation(
        _ id: TicketID, to code: BranchCode, from: BranchCode? = nil, reason: String, by author: Author,
        at moment: Timestamp
    ) throws -> Escalation {
        var (ticket, escalation) = try escalated(id, from)
        let why = try ticket.note(reason)
        let branch = try openBranch(code)
        let before = escalation.branch
        try escalation.pass(to: branch.code, at: moment)
        let fact = TicketFact.Passed(from: before.text, to: branch.code.text, reason: why)
        try keep(escalation, fact, by: author, at: moment)
        try moveClocks(of: id, .escalated, hours: businessHours(of: branch), by: author, at: moment)
        return escalation
    }

    /// Somebody of the branch takes it; taking it again changes nothing.
    public func takeEscalation(
        _ id: TicketID, for person: PersonID, of branch: BranchCode, at moment: Timestamp
    ) throws -> Escalation {
        var (_, escalation) = try escalated(id, branch)
        guard try escalation.take(person, at: moment) else { return escalation }
        try keep(escalation, TicketFact.Taken(branch: branch.text), by: .person(person), at: moment)
        try moveClocks(of: id, .responded, by: .person(person), at: moment)
        return escalation
    }

    /// The branch asks the centre; its clock runs on.
    public func askCentre(
        _ id: TicketID, _ text: String, of branch: BranchCode, by author: Author, at moment: Timestamp
    ) throws -> Escalation {
        var (ticket, escalation) = try escalated(id, branch)
        let text = try ticket.note(text)
        try escalation.ask(Escalation.Remark(text: text, by: author, at: moment))
        try keep(escalation, TicketFact.Asked(branch: branch.text, text: text), by: author, at: moment)
        try indexWords(of: id, text)
        try moveClocks(of: id, .responded, by: author, at: moment)
        return escalation
    }

    /// The centre tells the branch what it asked.
    public func replyToBranch(
        _ id: TicketID, _ text: String, by author: Author, at moment: Timestamp
    ) throws -> Escalation {
        var (ticket, escalation) = try escalated(id, nil)
        let text = try ticket.note(text)
        try escalation.reply()
        try keep(escalation, TicketFact.Replied(text: text), by: author, at: moment)
        try indexWords(of: id, text)
        return escalation
    }

    /// The branch says how far it is, or that it is done. Whoever answers has taken it.
    public func answerEscalation(
        _ id: TicketID, _ status: AnswerStatus, _ text: String, of branch: BranchCode, by author: Author,
        at moment: Timestamp
    ) throws -> Escalation {
        var (ticket, escalation) = try escalated(id, branch)
        let text = try ticket.note(text)
        if case .person(let person) = author, escalation.holder == nil { _ = try escalation.take(person, at: moment) }
        try escalation.take(
            Escalation.Answer(status: status, remark: Escalation.Remark(text: text, by: author, at: moment)))
        try keep(
            escalation, TicketFact.BranchAnswered(branch: branch.text, status: status, text: text), by: author,
            at: moment)
        try indexWords(of: id, text)
        try moveClocks(of: id, status == .done ? .answered : .responded, by: author, at: moment)
        return escalation
    }

    /// The participant is not satisfied and insists: back to the branch with the reason.
    public func reopenEscalation(
        _ id: TicketID, reason: String, by author: Author, at moment: Timestamp
    ) throws -> Escalation {
        var (ticket, escalation) = try escalated(id, nil)
        let why = try ticket.note(reason)
        try escalation.reopen(at: moment)
        let fact = TicketFact.Reopened(branch: escalation.branch.text, reason: why, loop: escalation.loops)
        try keep(escalation, fact, by: author, at: moment)
        try indexWords(of: id, why)
        try moveClocks(of: id, .reopened, by: author, at: moment)
        return escalation
    }

    // MARK: Steps

    private func hand(
        _ id: TicketID, to branch: Branch, because cause: EscalationCause, reason: String, _ move: ClockMove,
        by author: Author, at moment: Timestamp
    ) throws -> Escalation {
        let escalation = Escalation(
            ticket: id, branch: branch.code, stage: .new, holder: nil, sentAt: moment, movedAt: moment, loops: 0,
            question: nil, answer: nil)
        let fact = TicketFact.Escalated(branch: branch.code.text, because: cause, reason: reason)
        try keep(escalation, fact, by: author, at: moment)
        try moveClocks(of: id, move, hours: businessHours(of: branch), by: author, at: moment)
        return escalation
    }

    private func openTicket(_ id: TicketID) throws -> Ticket {
        guard let ticket = try ticket(id) else { throw EscalationRefusal.noSuchTicket }
        guard ticket.isOpen else { throw EscalationRefusal.closed }
        return ticket
    }

    /// - Parameter branch: whose it must be; nil for the centre's deeds.
    private func escalated(_ id: TicketID, _ branch: BranchCode?) throws -> (Ticket, Escalation) {
        let ticket = try openTicket(id)
        guard let escalation = try escalation(of: id) else { throw EscalationRefusal.notEscalated }
        guard branch == nil || branch == escalation.branch else { throw EscalationRefusal.notYours }
        return (ticket, escalation)
    }

    private func openBranch(_ code: BranchCode) throws -> Branch {
        guard let branch = try branch(of: code) else { throw EscalationRefusal.unknownBranch }
        guard !branch.isClosed else { throw EscalationRefusal.closedBranch }
        return branch
    }

    private func keep(_ escalation: Escalation, _ fact: some Fact, by author: Author, at moment: Timestamp) throws {
        let (question, answer) = (escalation.question, escalation.answer)
        try execute(
            """
            INSERT INTO escalations (ticket, branch, stage, holder, sent_at, moved_at, loops, question, asked_by,
                asked_at, answer_status, answer, answered_by, answered_at)
            VALUES (\(escalation.ticket), \(escalation.branch), \(escalation.stage), \(escalation.holder),
                \(escalation.sentAt), \(escalation.movedAt), \(escalation.loops), \(question?.text), \(question?.by),
                \(question?.at), \(answer?.status), \(answer?.remark.text), \(answer?.remark.by),
                \(answer?.remark.at))
            ON CONFLICT (ticket) DO UPDATE SET branch = excluded.branch, stage = excluded.stage,
                holder = excluded.holder, moved_at = excluded.moved_at, loops = excluded.loops,
                question = excluded.question, asked_by = excluded.asked_by, asked_at = excluded.asked_at,
                answer_status = excluded.answer_status, answer = excluded.answer, answered_by = excluded.answered_by,
                answered_at = excluded.answered_at
            """)
        try append(fact, about: .ticket(escalation.ticket), by: author, at: moment)
    }
}

extension BranchRouting.Clue {
    var cause: EscalationCause {
        switch self {
        case .chosen: .chosen
        case .home: .home
        case .facility: .facility
        case .recorded: .recorded
        }
    }
}

extension Escalation: RowDecodable {
    public init(row: Row) throws {
        var question: Remark?
        if let at = try row("asked_at", as: Timestamp?.self) {
            question = Remark(text: try row("question"), by: try row("asked_by"), at: at)
        }
        var answer: Answer?
        if let at = try row("answered_at", as: Timestamp?.self) {
            let remark = Remark(text: try row("answer"), by: try row("answered_by"), at: at)
            answer = Answer(status: try row("answer_status"), remark: remark)
        }
        self.init(
            ticket: try row("ticket"), branch: try row("branch"), stage: try row("stage"), holder: try row("holder"),
            sentAt: try row("sent_at"), movedAt: try row("moved_at"), loops: try row("loops"), question: question,
            answer: answer)
    }
}

extension EscalationStage: SQLEncodable, SQLDecodable {}
extension AnswerStatus: SQLEncodable, SQLDecodable {}
