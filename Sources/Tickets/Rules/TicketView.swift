public import Kernel

public enum TicketViewTag {}
public typealias TicketViewID = Identifier<TicketViewTag>

/// A list that somebody keeps under a name.
public struct TicketView: Sendable, Hashable, Identifiable {
    public let id: TicketViewID
    public let name: String
    public let filter: TicketFilter
    public let owner: PersonID
    /// Everybody who reads tickets has it.
    public let isShared: Bool

    /// Characters of a name.
    public static let longestName = 40
    /// Views of one person, and shared ones of all.
    public static let most = 12

    /// - Parameter others: those that stand beside it: the person's own, or all that are shared.
    static func named(
        _ id: TicketViewID, _ name: String, _ filter: TicketFilter, of owner: PersonID, isShared: Bool,
        beside others: [TicketView]
    ) throws(TicketViewRefusal) -> TicketView {
        let name = name.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !name.isEmpty else { throw .nameMissing }
        guard name.count <= longestName else { throw .nameTooLong }
        guard !name.unicodeScalars.contains(where: { $0.value < 32 }) else { throw .nameUnreadable }
        guard !filter.isPersonal else { throw .personal }
        guard !others.contains(where: { $0.name.lowercased() == name.lowercased() }) else { throw .nameTaken }
        guard others.count < most else { throw .tooMany }
        return TicketView(id: id, name: name, filter: filter, owner: owner, isShared: isShared)
    }

    /// Its owner, and for a shared one whoever may share.
    func mayBeRemoved(by person: PersonID, mayShare: Bool) -> Bool { owner == person || (isShared && mayShare) }
}

/// Why a view is not kept, or stays.
public enum TicketViewRefusal: String, Error, Sendable, Hashable, CaseIterable {
    case nameMissing = "name-missing"
    case nameTooLong = "name-too-long"
    case nameUnreadable = "name-unreadable"
    case nameTaken = "name-taken"
    case tooMany = "too-many"
    /// Somebody's tickets are no list to keep.
    case personal
    case noSuchView = "no-such-view"
}

/// The views that every centre begins with.
public enum HouseView: String, Sendable, CaseIterable, Hashable {
    case late, soon, redHigh = "red-high", mine

    public var filter: TicketFilter {
        switch self {
        case .late: return TicketFilter(state: .late)
        case .soon: return TicketFilter(state: .soon)
        case .redHigh: return TicketFilter(colour: .red, priority: .high)
        case .mine:
            var filter = TicketFilter()
            filter.isMine = true
            return filter
        }
    }
}
