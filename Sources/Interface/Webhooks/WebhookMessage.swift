import Contacts
import Database
import Foundation
import Kernel
import Tickets

/// What a program is told of one fact: names and states, never what people said nor who they are. Who may know more
/// asks for the thing itself.
struct WebhookMessage: Encodable {
    let id: Int64
    let event: String
    let at: WrittenMoment
    let subject: String
    let details: [String: String]

    init(_ entry: JournalEntry) throws {
        (id, event, at) = (entry.seq, entry.kind, WrittenMoment(entry.at))
        subject = entry.subject.text
        details = try Self.details(entry)
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    private static func details(_ entry: JournalEntry) throws -> [String: String] {
        if let fact: TicketFact.Opened = try entry.fact() {
            return [
                "number": fact.number.description, "colour": fact.colour.rawValue, "category": fact.category,
                "priority": (fact.priority ?? .low).rawValue,
            ]
        }
        if let fact: TicketFact.Escalated = try entry.fact() { return ["branch": fact.branch] }
        if let fact: TicketFact.Passed = try entry.fact() { return ["from": fact.from, "to": fact.to] }
        if let fact: TicketFact.BranchAnswered = try entry.fact() {
            return ["branch": fact.branch, "status": fact.status.rawValue]
        }
        if let fact: TicketFact.Reopened = try entry.fact() {
            return ["branch": fact.branch, "loop": "\(fact.loop)"]
        }
        if let fact: TicketFact.Merged = try entry.fact() {
            return ["ticket": "\(fact.number)", "into": "\(fact.intoNumber)"]
        }
        if let fact: TicketFact.Closed = try entry.fact() { return ["late": fact.isLate ? "true" : "false"] }
        if let fact: ContactFact.Logged = try entry.fact() {
            return [
                "category": fact.log.category, "kind": fact.log.kind.rawValue, "outcome": fact.log.outcome.rawValue,
            ]
        }
        return [:]
    }
}
