import Contacts
import Database
import Kernel

typealias Centre = SmallCentre

extension SmallCentre {
    func facts(_ id: ContactID) async throws -> [String] { try await contacts.story(id).map(\.kind) }
}

func withCentre(_ dialect: Dialect = .sqlite, _ body: (Centre) async throws -> Void) async throws {
    try await SmallCentre.during(dialect, body)
}
