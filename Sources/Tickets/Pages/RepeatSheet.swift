import Contacts
import Exports
import Kernel
import Members
import Pages
import Staff

extension TicketsRoom {
    /// Who rings again and again, as a file; members by name for those who may read them, each look with its fact.
    static func repeatsExportable(
        _ tickets: TicketStore, contacts: ContactStore, members: MemberStore
    ) -> ExportableList {
        ExportableList("repeats", titleKey: "repeats.list", permission: .repeatsRead) { _, viewer in
            let rule = RepeatRule()
            let callers = try await contacts.repeatCallers(rule, at: viewer.at)
            let choices = ContactChoices(
                try await contacts.categories(), try await members.regions(), viewer.catalogue, viewer.language)
            let sight = NumberSight(viewer.person.roles)
            let look: (author: Author, because: Subject)? =
                viewer.person.roles.may(.membersRead) ? (viewer.author, viewer.subject) : nil
            let pages = stride(from: 0, to: callers.count, by: RepeatPages.mostCallers).map {
                Array(callers[$0..<min($0 + RepeatPages.mostCallers, callers.count)])
            }
            var rows: [Sheet.Row] = []
            for page in pages {
                let found = try await tickets.callers(page, lookedAtBy: look, at: viewer.at)
                rows += zip(page, found.tickets).map { caller, open -> Sheet.Row in
                    let name = caller.member.flatMap { found.members[$0]?.name }
                    let categories = caller.categories.map(choices.category).joined(separator: ", ")
                    return [
                        Sheet.Cell(name),
                        .text(sight.phone(caller.phone) ?? viewer.text("contacts.hidden-number")),
                        .number(caller.contacts.count), Sheet.Cell(categories), .moment(caller.contacts[0].at),
                        Sheet.Cell(open.map(\.number.description).joined(separator: ", ")),
                    ]
                }
            }
            return Sheet(
                viewer.text("repeats.list"),
                filter: [viewer.text("repeats.callers", ["often": "\(rule.often)", "days": "\(rule.days)"])],
                columns: [
                    Sheet.Column(viewer.text("contacts.member")), Sheet.Column(viewer.text("contacts.phone")),
                    Sheet.Column(viewer.text("repeats.column.count"), .number),
                    Sheet.Column(viewer.text("repeats.column.categories"), .words),
                    Sheet.Column(viewer.text("repeats.column.last"), .moment),
                    Sheet.Column(viewer.text("repeats.column.open")),
                ], rows: rows)
        }
    }
}
