import Contacts
import Exports
import Kernel
import Members
import Pages
import Staff

extension TicketsRoom {
    /// What lies at the branches, or waits for the centre, as a file: what the asker's inbox holds and nothing beyond.
    static func inboxExportable(
        _ tickets: TicketStore, contacts: ContactStore, members: MemberStore, staff: StaffStore
    ) -> ExportableList {
        ExportableList(
            "inbox", titleKey: "tickets.inbox.title", permission: .escalationsAnswer, .escalationsWatch,
            .escalationsOpen
        ) { query, viewer in
            guard let person = try await staff.person(viewer.person.id) else { throw ExportFailure.forbidden }
            let rights = InboxRights(person)
            let address = InboxAddress(query, rights)
            let choices = ContactChoices(
                try await contacts.categories(), try await members.regions(), viewer.catalogue, viewer.language)
            let drawing = InboxSheet(
                rights: rights, choices: choices, directory: try await tickets.branchDirectory(),
                names: try await AuthorNames(everybodyOf: staff, viewer.catalogue, viewer.language), viewer: viewer)
            return Sheet(
                viewer.text("tickets.inbox.title"), filter: drawing.told(address), columns: drawing.columns,
                count: try await count(of: address, rights, tickets, at: viewer.at),
                pages: Sheet.pages { last in
                    if let heap = address.centre { return try await tickets.centreSheetPage(heap, after: last) }
                    guard !address.isMistyped else { return [] }
                    return try await tickets.inboxSheetPage(
                        address.filter, within: rights.scope, after: last, at: viewer.at)
                } row: {
                    drawing.row($0)
                })
        }
    }

    private static func count(
        of address: InboxAddress, _ rights: InboxRights, _ tickets: TicketStore, at moment: Timestamp
    ) async throws -> Int {
        if let heap = address.centre { return try await tickets.centreCounts()[heap, default: 0] }
        guard !address.isMistyped else { return 0 }
        return try await tickets.inbox(address.filter, within: rights.scope, at: moment).total
    }
}

/// Escalations as rows of a file. Neither the participant nor a word of the matter stands in it.
struct InboxSheet: Sendable {
    let rights: InboxRights
    let choices: ContactChoices
    let directory: BranchDirectory
    let names: AuthorNames
    let viewer: ExportViewer

    func told(_ address: InboxAddress) -> [String] {
        var lines = [place(address)]
        if let typed = address.typed {
            let shown = address.isMistyped ? NumberSight(viewer.person.roles).text(typed) : typed
            lines.append(viewer.told("tickets.inbox.search", shown))
        } else {
            let heap = address.centre?.rawValue ?? address.filter.heap?.rawValue ?? "open"
            lines.append(viewer.text("tickets.inbox.heap.\(heap)"))
        }
        return lines
            + [address.filter.branch.map { viewer.told("tickets.inbox.branch", directory.name($0)) }]
            .compactMap(\.self)
    }

    /// Whose inbox it is.
    private func place(_ address: InboxAddress) -> String {
        guard address.centre == nil else { return viewer.text("tickets.inbox.of.centre") }
        return switch rights.scope {
        case .none: viewer.text("tickets.inbox.of.none")
        case .branch(let code): viewer.text("tickets.inbox.of.branch", ["name": directory.name(code)])
        case .region(let region): viewer.text("branches.region-of", ["n": region.roman])
        case .all: viewer.text("tickets.inbox.of.all")
        }
    }

    var columns: [Sheet.Column] {
        [
            Sheet.Column(viewer.text("tickets.number")), Sheet.Column(viewer.text("contacts.category.title")),
            Sheet.Column(viewer.text("contacts.kind.title")), Sheet.Column(viewer.text("tickets.colour.title")),
            Sheet.Column(viewer.text("tickets.priority.title")), Sheet.Column(viewer.text("tickets.inbox.branch")),
            Sheet.Column(viewer.text("tickets.inbox.sheet.stage")),
            Sheet.Column(viewer.text("tickets.inbox.sheet.holder")),
            Sheet.Column(viewer.text("tickets.inbox.sheet.sent"), .moment),
            Sheet.Column(viewer.text("tickets.inbox.sheet.clock")),
            Sheet.Column(viewer.text("tickets.sheet.due"), .moment),
            Sheet.Column(viewer.text("tickets.inbox.sheet.clock-state")),
            Sheet.Column(viewer.text("tickets.inbox.sheet.loops"), .number),
        ]
    }

    func row(_ line: InboxLine) -> Sheet.Row {
        let (ticket, escalation) = (line.item.ticket, line.item.escalation)
        // A closed ticket has no clock that presses: the whole of it was promised.
        let clock = ticket.isOpen ? ticket.promise.pressing?.clock : .whole
        let due = ticket.isOpen ? ticket.promise.pressing?.dueAt : ticket.dueAt
        return [
            .text(ticket.number.description), .text(choices.category(ticket.matter.category)),
            .text(choices.kind(ticket.matter.kind)),
            .text(viewer.text("tickets.colour.\(ticket.colour.rawValue)")),
            .text(viewer.text("tickets.priority.\(ticket.priority.rawValue)")),
            Sheet.Cell(escalation.map { directory.name($0.branch) }), .text(stage(ticket, escalation)),
            Sheet.Cell(escalation?.holder.map { names[$0] }), Sheet.Cell(escalation?.sentAt),
            Sheet.Cell(clock.map { viewer.text("tickets.clock.\($0.rawValue)") }), Sheet.Cell(due),
            .text(viewer.text("tickets.inbox.sheet.clock.\(line.clock(at: viewer.at).rawValue)")),
            .number(escalation?.loops ?? 0),
        ]
    }

    private func stage(_ ticket: Ticket, _ escalation: Escalation?) -> String {
        guard ticket.isOpen else { return viewer.text("tickets.inbox.is.closed") }
        guard let escalation else { return viewer.text("tickets.inbox.heap.unrouted") }
        if escalation.question != nil { return viewer.text("tickets.inbox.is.asked") }
        return viewer.text("tickets.inbox.sheet.stage.\(escalation.stage.rawValue)")
    }
}
