import Foundation
public import Kernel

public enum WebhookTag {}
public typealias WebhookID = Identifier<WebhookTag>

/// Where another program is told of what happens.
public struct Webhook: Sendable, Hashable, Identifiable {
    public let id: WebhookID
    public let key: InterfaceKeyID
    public let url: WebhookURL
    public let events: Set<WebhookEvent>
    public let madeAt: Timestamp
}

/// What can be told, by the kind of its fact.
public enum WebhookEvent: String, Sendable, Codable, CaseIterable, Hashable {
    case contactLogged = "contact.logged"
    case ticketOpened = "ticket.opened"
    case ticketEscalated = "ticket.escalated"
    case ticketPassed = "ticket.passed"
    case branchAnswered = "ticket.branch-answered"
    case ticketReopened = "ticket.reopened"
    case ticketClosed = "ticket.closed"
    /// It became part of another.
    case ticketMerged = "ticket.merged"
    /// A closing of many was taken back.
    case closingUndone = "ticket.closing-undone"
}

/// An address that is told: https, or http on this machine.
public struct WebhookURL: Hashable, Sendable, LosslessStringConvertible {
    public let text: String

    public init?(_ text: String) {
        guard text.utf8.count <= 500, let url = URL(string: text), let host = url.host(), !host.isEmpty,
            url.user() == nil, url.password() == nil, url.fragment() == nil
        else { return nil }
        switch url.scheme?.lowercased() {
        case "https": break
        case "http" where ["localhost", "127.0.0.1", "[::1]", "::1"].contains(host): break
        default: return nil
        }
        self.text = text
    }

    public var description: String { text }
}

/// One thing that one program is told.
public struct WebhookDelivery: Sendable, Hashable {
    public let webhook: WebhookID
    /// The fact's number: the same when it is told again, so that whoever is told twice can know.
    public let event: Int64
    public let subject: String
    public let state: State
    public let tries: Int
    /// The status that came back, or nil when nothing did.
    public let lastStatus: Int?
    public let lastAt: Timestamp?

    public enum State: String, Sendable, Codable, CaseIterable, Hashable { case waiting, told, failed }
}

/// How long a program that does not answer is tried.
public enum WebhookPatience {
    /// Seconds until the next try, by how many there were; after the last it has failed.
    static let pauses: [Int64] = [10, 60, 300, 1_800, 7_200, 21_600, 43_200, 86_400]

    /// When it is tried again after so many tries; nil: no more.
    public static func nextTry(after tries: Int, at moment: Timestamp) -> Timestamp? {
        tries <= pauses.count && tries > 0 ? moment + .seconds(pauses[tries - 1]) : nil
    }
}
