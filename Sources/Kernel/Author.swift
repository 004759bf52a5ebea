/// Who did what a fact tells.
public enum Author: Hashable, Sendable {
    case person(PersonID)
    /// A part of Sahut itself, by its name.
    case system(String)
    /// The party at the other end of the telephone or the network.
    case outsider

    /// As the journal keeps it: `person:0192…`, `system:floor`, `outsider`.
    public var text: String {
        switch self {
        case .person(let id): "person:\(id)"
        case .system(let name): "system:\(name)"
        case .outsider: "outsider"
        }
    }

    public init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1)
        switch parts.first {
        case "outsider" where parts.count == 1: self = .outsider
        case "system" where parts.count == 2: self = .system(String(parts[1]))
        case "person" where parts.count == 2:
            guard let id = PersonID(parts[1]) else { return nil }
            self = .person(id)
        default: return nil
        }
    }
}

/// What a fact is about: `call:0192…`, `ticket:0192…`, `person:0192…`.
public struct Subject: Hashable, Sendable {
    public let kind: String
    public let id: String

    public init(_ kind: String, _ id: some LosslessStringConvertible) {
        self.kind = kind
        self.id = String(id)
    }

    public var text: String { "\(kind):\(id)" }

    public static func call(_ id: WorkID) -> Subject { Subject("call", id) }
    public static func person(_ id: PersonID) -> Subject { Subject("person", id) }
    public static func member(_ id: MemberID) -> Subject { Subject("member", id) }
    public static func contact(_ id: ContactID) -> Subject { Subject("contact", id) }
    public static func ticket(_ id: TicketID) -> Subject { Subject("ticket", id) }
}
