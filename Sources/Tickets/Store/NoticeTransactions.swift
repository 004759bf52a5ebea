import Database
import Kernel
import Mail
import Staff

extension Transaction {
    func noticeRecipients(_ condition: SQL) throws -> [NoticeRecipient] {
        try all(
            """
            SELECT * FROM notice_recipients WHERE \(condition)
            ORDER BY CASE level WHEN 'head-office' THEN 0 WHEN 'region' THEN 1 ELSE 2 END, region, branch, address
            """)
    }

    private static var noticeKinds: [String] {
        [
            TicketFact.Escalated.kind, TicketFact.Passed.kind, TicketFact.Reopened.kind, TicketFact.Replied.kind,
            TicketFact.ClockWarned.kind, TicketFact.ClockBreached.kind,
        ]
    }

    /// What somebody may have to be written of and was not yet.
    func newNoticeFacts(upTo limit: Int) throws -> [JournalEntry] {
        let place = try scalar("SELECT place FROM notice_place", as: Int64.self) ?? 0
        return try entries(after: place, upTo: limit, kinds: Self.noticeKinds)
    }

    /// Queues what follows from so many facts, and remembers how far it came.
    func tellOfFacts(
        upTo limit: Int, _ letter: NoticeLetter, by author: Author, at moment: Timestamp
    ) throws -> Bool {
        let facts = try newNoticeFacts(upTo: limit)
        for fact in facts { try tell(of: fact, letter, by: author, at: moment) }
        let isAll = facts.count < limit
        let place = isAll ? try lastSequence() : facts[facts.count - 1].seq
        try execute("UPDATE notice_place SET place = \(place)")
        return !isAll
    }

    private func tell(
        of fact: JournalEntry, _ letter: NoticeLetter, by author: Author, at moment: Timestamp
    ) throws {
        guard let id = TicketID(fact.subject.id), let news = try NoticeNews(fact), let ticket = try ticket(id),
            ticket.isOpen
        else { return }
        let escalation = try escalation(of: id)
        let branch = try escalation.flatMap { try self.branch(of: $0.branch) }
        let clocks = try clocks(of: id)
        let clock: TicketClock?
        switch news.reason {
        case .clock(let kind, _):
            clock = clocks[kind]
            // What ended meanwhile is no worry any more.
            guard let clock, clock.end == nil else { return }
        case .handed, .reopened, .replied:
            clock = clocks[.branchAnswer]
            // It was passed on or answered meanwhile: what that brings has a fact of its own.
            guard let escalation, escalation.stage != .done, let branch,
                try news.branch.map({ try self.branch(of: $0)?.code == branch.code }) ?? true
            else { return }
        }
        for (address, isBranch) in try addresses(of: news.level, branch) {
            let link = isBranch ? try answerLink(escalation, branch, at: moment) : nil
            let notice = Notice(
                reason: news.reason, ticket: id, number: ticket.number, colour: ticket.colour,
                priority: ticket.priority, branch: branch, dueAt: clock?.dueAt, link: link)
            let earliest = try branch.flatMap {
                Notice.earliest(of: news.reason, ticket.priority, in: try businessHours(of: $0), at: moment)
            }
            let (subject, text) = letter(notice)
            try queueMail(
                MailDraft(
                    key: "fact \(fact.seq) to \(address)", to: address, subject: subject, text: text,
                    about: .ticket(id)),
                notBefore: earliest, by: author, at: moment)
        }
    }

    /// Who is told at a level, and whether it is the branch itself, which may answer.
    private func addresses(of level: ClockLevel, _ branch: Branch?) throws -> [(MailAddress, isBranch: Bool)] {
        let office: NoticeRecipient.Office
        switch (level, branch) {
        case (.branchOfficer, .some(let branch)):
            return branch.notices.flatMap { MailAddress($0.text) }.map { [($0, true)] } ?? []
        case (.branchHead, .some(let branch)): office = .branchHead(branch.code)
        case (.region, .some(let branch)): office = .region(branch.region)
        case (.headOffice, _): office = .headOffice
        // The centre's own people see it in their list.
        case (.agent, _), (.supervisor, _), (_, nil): return []
        }
        return try noticeRecipients(office.condition).compactMap { recipient in
            MailAddress(recipient.address.text).map { ($0, false) }
        }
    }

    /// For a branch with people of its own there is none: they sign in.
    private func answerLink(
        _ escalation: Escalation?, _ branch: Branch?, at moment: Timestamp
    ) throws -> SealedLink<AnswerLink>? {
        guard let escalation, let branch, escalation.stage != .done, try !hasPeople(branch.code) else { return nil }
        return try sealed(
            AnswerLink(
                escalation.ticket, branch.code, loop: escalation.loops, expiresAt: moment + AnswerLink.lifetime))
    }
}

/// What a fact tells, and to whom.
private struct NoticeNews {
    let reason: Notice.Reason
    let level: ClockLevel
    /// Whom it is about, where the fact says so.
    let branch: BranchCode?

    /// nil when it is nobody's concern.
    init?(_ entry: JournalEntry) throws {
        if let fact: TicketFact.Escalated = try entry.fact() {
            (reason, level, branch) = (.handed, .branchOfficer, BranchCode(fact.branch))
        } else if let fact: TicketFact.Passed = try entry.fact() {
            (reason, level, branch) = (.handed, .branchOfficer, BranchCode(fact.to))
        } else if let fact: TicketFact.Reopened = try entry.fact() {
            (reason, level, branch) = (.reopened, .branchOfficer, BranchCode(fact.branch))
        } else if entry.kind == TicketFact.Replied.kind {
            (reason, level, branch) = (.replied, .branchOfficer, nil)
        } else if let fact: TicketFact.ClockWarned = try entry.fact() {
            (reason, level, branch) = (.clock(fact.clock, fact.percent), fact.level, nil)
        } else if let fact: TicketFact.ClockBreached = try entry.fact() {
            (reason, level, branch) = (.clock(fact.clock, .all), fact.level, nil)
        } else {
            return nil
        }
    }
}
