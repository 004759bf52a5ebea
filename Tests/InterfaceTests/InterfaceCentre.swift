import Contacts
import Database
import Foundation
import Interface
import Kernel
import Members
import Pages
import Staff
import Tickets

typealias Centre = SmallCentre

func withCentre(_ dialect: Dialect = .sqlite, _ body: (Centre) async throws -> Void) async throws {
    try await SmallCentre.during(
        dialect,
        with: SmallCentre.Upstairs(
            migrations: TicketStore.migrations + InterfaceStore.migrations, bundle: InterfaceRoom.bundle,
            navigation: InterfaceRoom.navigation
        ) { database, staff, views in
            do {
                return try InterfaceRoom.pages(
                    InterfaceStore(database), WebhookStore(database), tickets: TicketStore(database),
                    contacts: ContactStore(database), staff: staff, calendar: .jakarta, views)
            } catch {
                preconditionFailure("the description of the interface is not in its bundle: \(error)")
            }
        }, body)
}

extension SmallCentre {
    var tickets: TicketStore { TicketStore(database) }
    var keys: InterfaceStore { InterfaceStore(database) }
    var webhooks: WebhookStore { WebhookStore(database) }

    /// A program with a key of its own.
    func program(_ name: String = "hospital", _ scopes: InterfaceScope...) async throws -> Program {
        let scopes = scopes.isEmpty ? Set(InterfaceScope.allCases) : Set(scopes)
        let made = try await keys.make(InterfaceName(name)!, scopes, by: .person(rahmat.id), at: clock.now())
        return Program(tester: PageTester(site), token: made.token.text, key: made.key)
    }

    /// Two branches, of which Semarang is Budi's.
    func openBranches() async throws {
        try await BranchStore(database).begin(
            with: [
                Branch(
                    code: BranchCode("SMG")!, name: BranchName("Semarang")!, region: OfficeRegion(number: 6)!,
                    zone: .wib),
                Branch(
                    code: BranchCode("JAP")!, name: BranchName("Jayapura")!, region: OfficeRegion(number: 12)!,
                    zone: .wit),
            ], by: .system("test"), at: clock.now())
    }
}

/// Another program at the door.
struct Program {
    let tester: PageTester
    let token: String
    let key: InterfaceKey

    func get(_ path: Path) async throws -> PageTester.Answer {
        try await tester.send("GET", path, headers: ["Authorization": "Bearer \(token)"])
    }

    func post(
        _ path: Path, _ body: String, once: String? = nil, type: String = "application/json"
    ) async throws -> PageTester.Answer {
        var headers = ["Authorization": "Bearer \(token)", "Content-Type": type]
        headers["Idempotency-Key"] = once
        return try await tester.send("POST", path, headers: headers, body: Array(body.utf8))
    }
}

struct Told: Decodable {
    let id: String?
    let number: String?
    let state: String?
    let stage: String?
    let branch: String?
    let code: String?
    let detail: String?
    let secret: String?
    let member: String?
    let next: String?
    let loops: Int?
    let count: Int?
}
