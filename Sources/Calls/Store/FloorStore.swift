import Contacts
public import Database
import Foundation
public import Kernel
import Routing

extension Transaction {
    /// One line of the floor's log.
    func write(_ entry: FloorEntry, at moment: Timestamp) throws {
        switch entry {
        case .fact(let fact, let subject, let author): try append(fact, about: subject, by: author, at: moment)
        case .call(let call): try keep(call.id, try json(call), in: "floor_calls", column: "call")
        case .item(let item): try keep(item.id, try json(item), in: "floor_items", column: "item")
        case .dialog(let id, let dialog?): try keep(id, dialog, in: "floor_dialogs", column: "dialog")
        case .dialog(let id, nil): try execute("DELETE FROM floor_dialogs WHERE id = \(id)")
        case .callGone(let id):
            try execute("DELETE FROM floor_calls WHERE id = \(id)")
            try execute("DELETE FROM floor_items WHERE id = \(id)")
        case .desk(let desk, let agent):
            let (person, row, record) = (desk.agent.id, try json(desk), try agent.map { try json($0) })
            try execute(
                """
                INSERT INTO floor_desks (person, desk, agent) VALUES (\(person), \(row), \(record))
                ON CONFLICT (person) DO UPDATE SET desk = excluded.desk, agent = excluded.agent
                """)
        case .deskGone(let id): try execute("DELETE FROM floor_desks WHERE person = \(id)")
        case .contact(let opening):
            try openContact(
                opening.contact, channel: .call, direction: opening.direction, agent: opening.agent,
                phone: opening.caller, queue: opening.queue, at: opening.at)
        case .contactEnded(let id, let cut): try endContact(id, cut: cut, at: moment)
        }
    }

    private func keep(_ id: WorkID, _ text: String, in table: String, column: String) throws {
        try execute(
            """
            INSERT INTO \(name: table) (id, \(name: column)) VALUES (\(id), \(text))
            ON CONFLICT (id) DO UPDATE SET \(name: column) = excluded.\(name: column)
            """)
    }

    private func json(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    }
}

/// What an earlier process wrote down of the floor, and the call plan.
public struct FloorStore: Sendable {
    let database: any Database

    public init(_ database: any Database) { self.database = database }

    public struct Kept: Sendable {
        public var floor: FloorMachine.Kept
        public var dialogs: [WorkID: String]
    }

    /// Rows that this version cannot read are left out: their calls end as ended by the system.
    public func kept() async throws -> Kept {
        try await database.read { transaction in
            var kept = FloorMachine.Kept()
            func decode<T: Decodable>(_ sql: SQL) throws -> [T] {
                try transaction.query(sql).compactMap { row in
                    guard case .text(let text) = row.values[0] else { return nil }
                    do { return try JSONDecoder().decode(T.self, from: Data(text.utf8)) } catch is DecodingError {
                        return nil
                    }
                }
            }
            kept.calls = try decode("SELECT call FROM floor_calls ORDER BY id")
            kept.items = try decode("SELECT item FROM floor_items ORDER BY id")
            kept.desks = try decode("SELECT desk FROM floor_desks ORDER BY person")
            kept.agents = try decode("SELECT agent FROM floor_desks WHERE agent IS NOT NULL ORDER BY person")
            var dialogs: [WorkID: String] = [:]
            for row in try transaction.query("SELECT id, dialog FROM floor_dialogs") {
                dialogs[try row("id", as: WorkID.self)] = try row("dialog", as: String.self)
            }
            return Kept(floor: kept, dialogs: dialogs)
        }
    }
}
