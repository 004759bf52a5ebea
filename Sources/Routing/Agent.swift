public import Kernel

/// What an agent can do and where they sit.
public struct AgentProfile: Hashable, Sendable, Codable {
    public let id: PersonID
    public var skills: [SkillName: SkillLevel]
    public var site: String?

    public init(id: PersonID, skills: [SkillName: SkillLevel] = [:], site: String? = nil) {
        self.id = id
        self.skills = skills
        self.site = site
    }
}

/// Why an agent is not available, and how long that may last before the floor is told.
public struct AuxReason: Hashable, Sendable, Codable {
    public let name: String
    /// Nil for as long as it takes.
    public let longestStay: Duration?

    public init(_ name: String, longestStay: Duration? = nil) {
        self.name = name
        self.longestStay = longestStay.map { max($0, .zero) }
    }

    /// Signed in, and has not said ready yet.
    public static let signedIn = AuxReason("signed-in")
}

/// Where an agent stands when no work occupies them, and so what follows the work that does.
public enum Standing: Hashable, Sendable, Codable {
    case ready
    case aux(AuxReason)
    /// They let an offer ring out, or declined it; until they say that they are ready.
    case notResponding
    /// They sign out as soon as the work at hand is over.
    case leaving
}

/// What an agent does now.
public enum AgentState: Hashable, Sendable, Codable {
    case signedOut
    case aux(AuxReason)
    case ready
    case offered(OfferID)
    case busy(WorkID)
    /// Until the limit makes them available again; nil for no limit.
    case wrapUp(WorkID, until: Timestamp?)
    case notResponding
    /// Ready, if only their phone were connected.
    case unreachable

    /// The state without its particulars, to count and to colour by.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        case signedOut, aux, ready, offered, busy, wrapUp, notResponding, unreachable
    }

    public var kind: Kind {
        switch self {
        case .signedOut: .signedOut
        case .aux: .aux
        case .ready: .ready
        case .offered: .offered
        case .busy: .busy
        case .wrapUp: .wrapUp
        case .notResponding: .notResponding
        case .unreachable: .unreachable
        }
    }
}
