public import Contacts
public import Exports
import Kernel
public import Members
import Pages
public import Staff

extension TicketsRoom {
    /// The list of tickets as it is filtered, as a file.
    public static func exportables(
        _ tickets: TicketStore, contacts: ContactStore, members: MemberStore, staff: StaffStore
    ) -> [ExportableList] {
        [
            ExportableList("tickets", titleKey: "tickets.title", permission: .ticketsRead) { query, viewer in
                let choices = ContactChoices(
                    try await contacts.categories(), try await members.regions(), viewer.catalogue, viewer.language)
                let names = try await AuthorNames(everybodyOf: staff, viewer.catalogue, viewer.language)
                let filter = TicketFilter(query)
                let drawing = TicketSheet(choices: choices, names: names, viewer: viewer)
                return Sheet(
                    viewer.text("tickets.title"), filter: drawing.told(filter), columns: drawing.columns,
                    count: try await tickets.count(filter, for: viewer.author, at: viewer.at),
                    pages: Sheet.pages { last in
                        try await tickets.sheetPage(filter, after: last, for: viewer.author, at: viewer.at)
                    } row: {
                        drawing.row($0.ticket)
                    })
            }, repeatsExportable(tickets, contacts: contacts, members: members),
            resolutionExportable(contacts, members: members),
            inboxExportable(tickets, contacts: contacts, members: members, staff: staff),
        ]
    }
}

/// Tickets as rows of a file. Whom one is about does not stand in it, and numbers are masked as the reader's roles say.
struct TicketSheet: Sendable {
    let choices: ContactChoices
    let names: AuthorNames
    let viewer: ExportViewer

    func told(_ filter: TicketFilter) -> [String] {
        let words = filter.words.map { TicketNumber($0) == nil ? NumberSight(viewer.person.roles).text($0) : $0 }
        let rating: [String?] = [
            viewer.text("tickets.state.\(filter.state.rawValue)"),
            filter.colour.map { viewer.told("tickets.colour.title", word($0)) },
            filter.priority.map { viewer.told("tickets.priority.title", word($0)) },
        ]
        let matter: [String?] = [
            filter.category.map { viewer.told("tickets.filter.category", choices.category($0)) },
            filter.region.map { viewer.told("tickets.region", choices.region($0)) },
            filter.from.map { viewer.told("tickets.filter.from", viewer.time.write($0)) },
            filter.until.map { viewer.told("tickets.filter.until", viewer.time.write($0)) },
        ]
        let people: [String?] = [
            filter.isMine ? viewer.text("tickets.filter.mine") : nil,
            filter.isPersonal ? viewer.text("tickets.sheet.of-person") : nil,
            words.map { viewer.told("tickets.sheet.words", $0) },
        ]
        return (rating + matter + people).compactMap(\.self)
    }

    var columns: [Sheet.Column] {
        [
            Sheet.Column(viewer.text("tickets.number")), Sheet.Column(viewer.text("tickets.colour.title")),
            Sheet.Column(viewer.text("tickets.priority.title")), Sheet.Column(viewer.text("tickets.sheet.state")),
            Sheet.Column(viewer.text("contacts.category.title")), Sheet.Column(viewer.text("contacts.kind.title")),
            Sheet.Column(viewer.text("tickets.region")), Sheet.Column(viewer.text("tickets.matter"), .words),
            Sheet.Column(viewer.text("tickets.sheet.phone")), Sheet.Column(viewer.text("tickets.opened"), .moment),
            Sheet.Column(viewer.text("tickets.sheet.opened-by")),
            Sheet.Column(viewer.text("tickets.sheet.due"), .moment),
            Sheet.Column(viewer.text("tickets.sheet.closed"), .moment),
            Sheet.Column(viewer.text("tickets.sheet.lasted"), .duration),
            Sheet.Column(viewer.text("tickets.sheet.solution"), .words),
        ]
    }

    func row(_ ticket: Ticket) -> Sheet.Row {
        let (matter, sight) = (ticket.matter, NumberSight(viewer.person.roles))
        return [
            .text(ticket.number.description), .text(word(ticket.colour)), .text(word(ticket.priority)),
            .text(state(ticket)), .text(choices.category(matter.category)), .text(choices.kind(matter.kind)),
            Sheet.Cell(matter.region.map(choices.region)), .text(sight.text(matter.text)),
            Sheet.Cell(sight.phone(matter.phone)), .moment(ticket.openedAt), .text(names[ticket.openedBy]),
            .moment(ticket.dueAt), Sheet.Cell(ticket.closing?.at),
            Sheet.Cell(ticket.closing.map { $0.at - ticket.openedAt }),
            Sheet.Cell(ticket.closing.map { sight.text($0.text) }),
        ]
    }

    private func word(_ colour: TicketColour) -> String { viewer.text("tickets.colour.\(colour.rawValue)") }
    private func word(_ priority: TicketPriority) -> String { viewer.text("tickets.priority.\(priority.rawValue)") }

    private func state(_ ticket: Ticket) -> String {
        let isLate = ticket.isLate(at: viewer.at)
        return viewer.text(
            "tickets.sheet.\(ticket.isOpen ? isLate ? "late" : "open" : isLate ? "closed-late" : "closed-in-time")")
    }
}
