public import Contacts
public import Foundation
import HTTPTypes
import Hummingbird
public import Kernel
import NIOCore
public import Pages
public import Staff
public import Tickets

extension Path {
    public static let interface: Path = "/interface"
}

/// What Interface gives to the site.
public enum InterfaceRoom {
    /// Its templates and words.
    public static let bundle = Bundle.module

    public static let navigation = [
        NavigationItem(
            path: .interface, wordKey: "interface.title", permission: .interfaceEdit, order: 890, isSetting: true)
    ]

    public static func pages(
        _ store: InterfaceStore, _ webhooks: WebhookStore, tickets: TicketStore, contacts: ContactStore,
        staff: StaffStore, calendar: CentreCalendar, _ views: Views
    ) throws -> [any PageGroup] {
        let door = InterfaceDoor(store)
        return [
            try InterfaceDescription(),
            TicketInterface(door: door, tickets: tickets, contacts: contacts, calendar: calendar),
            EscalationInterface(door: door, tickets: tickets),
            ContactInterface(door: door, contacts: contacts, staff: staff),
            WebhookInterface(door: door, webhooks: webhooks),
            InterfacePages(store: store, webhooks: webhooks, staff: staff, calendar: calendar, views: views),
        ]
    }
}

/// `/api/v1/openapi.json`: what can be asked, for whoever writes the other program. It tells nothing of anybody.
struct InterfaceDescription: PageGroup {
    private let json: String

    init() throws {
        guard let file = Bundle.module.url(forResource: "openapi", withExtension: "json", subdirectory: "Description")
        else { throw PageRefusal.notFound }
        json = try String(contentsOf: file, encoding: .utf8)
    }

    func add(to router: Router<PageContext>) {
        router.get("/api/v1/openapi.json") { _, _ in InterfaceDoor.response(200, json) }
    }
}
