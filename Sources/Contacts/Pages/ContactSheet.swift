public import Exports
import Kernel
import Members
import Pages
public import Staff

extension ContactsRoom {
    /// Contacts that wait to be logged, as a file.
    public static func exportables(_ contacts: ContactStore, staff: StaffStore) -> [ExportableList] {
        [
            ExportableList("unlogged", titleKey: "contacts.unlogged.title", permission: .contactsRead) { _, viewer in
                let names = try await AuthorNames(everybodyOf: staff, viewer.catalogue, viewer.language)
                let sight = NumberSight(viewer.person.roles)
                return Sheet(
                    viewer.text("contacts.unlogged.title"), filter: [],
                    columns: [
                        Sheet.Column(viewer.text("contacts.when"), .moment),
                        Sheet.Column(viewer.text("contacts.waiting"), .duration),
                        Sheet.Column(viewer.text("contacts.agent")), Sheet.Column(viewer.text("contacts.phone")),
                        Sheet.Column(viewer.text("contacts.queue")),
                        Sheet.Column(viewer.text("contacts.lasted"), .duration),
                    ],
                    count: try await contacts.unloggedCount(),
                    pages: Sheet.pages { last in
                        try await contacts.unloggedPage(after: last)
                    } row: { contact in
                        [
                            .moment(contact.openedAt), .duration(viewer.at - contact.openedAt),
                            .text(names[contact.agent]),
                            Sheet.Cell(sight.phone(contact.phone) ?? viewer.text("contacts.hidden-number")),
                            Sheet.Cell(contact.queue), Sheet.Cell(contact.endedAt.map { $0 - contact.openedAt }),
                        ]
                    })
            }
        ]
    }
}
