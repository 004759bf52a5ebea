public import Database
import Foundation
public import Kernel

/// The views that people keep.
public struct TicketViewStore: Sendable {
    private let database: any Database

    public init(_ database: any Database) { self.database = database }

    /// A person's own and the shared ones, by their names.
    public func views(for person: PersonID) async throws -> [TicketView] {
        try await database.read {
            try $0.all("SELECT * FROM ticket_views WHERE is_shared OR owner = \(person) ORDER BY lower(name), id")
        }
    }

    /// Keeps a list under a name; the same id again gives what is there.
    ///
    /// - Throws: `TicketViewRefusal`.
    @discardableResult
    public func save(
        _ id: TicketViewID, _ name: String, _ filter: TicketFilter, isShared: Bool, by person: PersonID,
        at moment: Timestamp
    ) async throws -> TicketView {
        try await database.write { transaction in
            if let there: TicketView = try transaction.first("SELECT * FROM ticket_views WHERE id = \(id)") {
                return there
            }
            let others: [TicketView] = try transaction.all(
                isShared
                    ? "SELECT * FROM ticket_views WHERE is_shared"
                    : "SELECT * FROM ticket_views WHERE owner = \(person) AND NOT is_shared")
            let view = try TicketView.named(id, name, filter, of: person, isShared: isShared, beside: others)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let text = String(decoding: try encoder.encode(filter), as: UTF8.self)
            try transaction.execute(
                """
                INSERT INTO ticket_views (id, name, filter, owner, is_shared, saved_at)
                VALUES (\(id), \(view.name), \(text), \(person), \(isShared), \(moment))
                """)
            try transaction.append(
                TicketFact.ViewSaved(name: view.name, filter: filter, isShared: isShared),
                about: Subject("ticket-view", id), by: .person(person), at: moment)
            return view
        }
    }

    /// - Parameter mayShare: whether the person may share views, and so take shared ones away.
    /// - Throws: `TicketViewRefusal.noSuchView`.
    public func remove(
        _ id: TicketViewID, mayShare: Bool, by person: PersonID, at moment: Timestamp
    ) async throws {
        try await database.write { transaction in
            let view: TicketView? = try transaction.first("SELECT * FROM ticket_views WHERE id = \(id)")
            guard let view, view.mayBeRemoved(by: person, mayShare: mayShare) else {
                throw TicketViewRefusal.noSuchView
            }
            try transaction.execute("DELETE FROM ticket_views WHERE id = \(id)")
            try transaction.append(
                TicketFact.ViewRemoved(name: view.name), about: Subject("ticket-view", id), by: .person(person),
                at: moment)
        }
    }
}

extension TicketFact {
    public struct ViewSaved: Fact {
        public static let kind = "ticket-view.saved"
        public let name: String
        public let filter: TicketFilter
        public let isShared: Bool
    }

    public struct ViewRemoved: Fact {
        public static let kind = "ticket-view.removed"
        public let name: String
    }
}

extension TicketView: RowDecodable {
    public init(row: Row) throws {
        let text: String = try row("filter")
        self.init(
            id: try row("id"), name: try row("name"),
            filter: try JSONDecoder().decode(TicketFilter.self, from: Data(text.utf8)), owner: try row("owner"),
            isShared: try row("is_shared"))
    }
}
