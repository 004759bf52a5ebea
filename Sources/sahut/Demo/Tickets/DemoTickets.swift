import Contacts
import Database
import Kernel
import Members
import Staff
import Tickets

/// Half a year of tickets, most of the last four weeks, done one after the other in the order of time by the people of
/// the demo, through the same stores as the pages: complaints at branches in every state, whose participants are rung
/// when they are solved, and what the centre solved by itself; those who agreed say how satisfied they are.
struct DemoTickets {
    /// Something that somebody does about a ticket.
    struct Deed: Sendable {
        enum What: Sendable {
            /// A call ends and leaves the ticket.
            case call(TicketColour, ContactOutcome)
            case note
            case take
            case ask
            case reply
            case answer(AnswerStatus)
            case pass(BranchCode)
            case reopen
            /// The participant is content.
            case close
            /// The participant is rung about what the branch did.
            case confirm(DemoConfirmations.Said)
        }

        let at: Timestamp
        let ticket: Int
        let what: What
        let by: PersonID
        /// Where the ticket lies then.
        let branch: BranchCode?
    }

    let database: any Database
    let tickets: TicketStore
    let confirmations: DemoConfirmations

    /// - Returns: how many were opened.
    static func keep(
        _ members: [Member], _ staff: StaffStore, in database: any Database, _ configuration: SahutConfiguration,
        at now: Timestamp
    ) async throws -> Int {
        let branches = try await staff.branches.routing()
        guard let guests = branches.branch(named: DemoMembers.guestsBranch)?.code,
            let people = DemoTicketPlan.People(
                agents: try await staff.people(with: .inbound), officers: try await staff.people(with: .branch),
                confirming: try await staff.people(with: .outbound))
        else { return 0 }
        var plan = DemoTicketPlan(people: people, members: members, branches: branches, guests: guests, at: now)
        plan.everything()
        let demo = DemoTickets(
            database: database, tickets: TicketStore(database, calendar: .jakarta),
            confirmations: DemoConfirmations(database: database))
        var survey = try DemoSurvey(database, configuration)
        for deed in plan.deeds.sorted(by: { ($0.at, $0.ticket) < ($1.at, $1.ticket) }) {
            try await survey.pass(until: deed.at)
            try await demo.play(deed, plan.filings[deed.ticket])
            if deed.what.mayClose { survey.closed(at: deed.at) }
        }
        try await survey.pass(until: now)
        return plan.filings.count
    }

    private func play(_ deed: Deed, _ filing: DemoTicketPlan.Filing) async throws {
        let (id, story) = (filing.id.named(TicketID.self), filing.story)
        let (author, at, branch) = (Author.person(deed.by), deed.at, deed.branch)
        switch (deed.what, branch) {
        case (.call(let colour, let outcome), _): try await call(filing, colour, outcome, deed)
        case (.note, _): try await tickets.note(id, story.note, by: author, at: at)
        case (.reply, _): try await tickets.reply(id, story.reply, by: author, at: at)
        case (.reopen, _): try await tickets.reopen(id, reason: story.objection, by: author, at: at)
        case (.close, _): try await close(id, story, author, at)
        case (.confirm(let said), _):
            try await confirmations.ring(
                id, filing.member?.phones ?? [], story, said,
                seed: UInt64(bitPattern: filing.id.madeAt.microseconds), by: deed.by, at: at)
        case (.take, let branch?): try await tickets.take(id, for: deed.by, of: branch, at: at)
        case (.ask, let branch?): try await tickets.ask(id, story.question, of: branch, by: author, at: at)
        case (.answer(let status), let branch?):
            let text = status == .done ? story.answer : story.progress
            try await tickets.answer(id, status, text, of: branch, by: author, at: at)
        case (.pass(let other), let branch?):
            try await tickets.pass(
                id, to: other, from: branch, reason: DemoTicketStory.whyElsewhere, by: author, at: at)
        case (_, nil): break
        }
    }

    private func call(
        _ filing: DemoTicketPlan.Filing, _ colour: TicketColour, _ outcome: ContactOutcome, _ deed: Deed
    ) async throws {
        let (ended, began) = (deed.at - .seconds(25), deed.at - .seconds(filing.seconds + 25))
        try await database.write { transaction in
            try transaction.openContact(
                filing.id, channel: .call, agent: deed.by, phone: filing.member?.phones.first, queue: "informasi",
                at: began)
            try transaction.endContact(filing.id, cut: false, at: ended)
        }
        let log = ContactLog(
            category: filing.story.category, kind: filing.story.kind, outcome: outcome, region: filing.region,
            note: filing.story.text, member: filing.member?.id)
        try await tickets.log(
            filing.id, log, ticket: colour, marks: filing.story.marks, by: deed.by, at: deed.at)
        guard filing.agreesToSurvey, let member = filing.member?.id else { return }
        let given = try Consent.Given(at: deed.at, .callRecording, reference: "rekaman \(filing.id)")
        try await MemberStore(database).consent(
            filing.id.named(ConsentID.self), of: member, to: .survey, given, by: .person(deed.by))
    }

    /// What a branch has answered is confirmed first.
    private func close(_ id: TicketID, _ story: DemoTicketStory, _ author: Author, _ at: Timestamp) async throws {
        try await database.write { try $0.moveClocks(of: id, .confirmed, by: author, at: at) }
        try await tickets.close(id, story.closing, by: author, at: at)
    }
}

extension DemoTickets.Deed.What {
    fileprivate var mayClose: Bool {
        switch self {
        case .close, .confirm: true
        case .call, .note, .take, .ask, .reply, .answer, .pass, .reopen: false
        }
    }
}
