import Database
import Kernel

/// Whose eyes a list is for, and when: what a filter leaves open.
struct TicketReading {
    let filter: TicketFilter
    let reader: Author?
    let at: Timestamp
    let calendar: CentreCalendar

    /// What the row of a ticket must be. Its words are asked of their index.
    ///
    /// A further condition is one more line here, and a column more in `tickets_pressing` when lists of open tickets
    /// are to be counted by it.
    var condition: SQL { SQL.all(state + rating + matter + days + people) }

    /// Open tickets are few and are walked in their order, hits of words are named one by one: no index of a column may
    /// be taken instead. As a text of its own a column has none.
    private func column(_ name: String) -> SQL {
        filter.state.isOfOpen || filter.order == .found ? "(\(name: name) || '')" : "\(name: name)"
    }

    private var state: [SQL] {
        switch filter.state {
        case .open: ["closed_at IS NULL"]
        case .soon: ["closed_at IS NULL AND pressing_at >= \(at) AND pressing_at <= \(at + TicketFilter.soon)"]
        case .late: ["closed_at IS NULL AND pressing_at < \(at)"]
        case .closed: ["closed_at IS NOT NULL"]
        case .all: []
        }
    }

    private var rating: [SQL] {
        [filter.colour.map { "colour = \($0)" as SQL }, filter.priority.map { "priority = \($0)" as SQL }]
            .compactMap(\.self)
    }

    private var matter: [SQL] {
        var conditions: [SQL] = []
        if let category = filter.category { conditions.append("\(column("category")) = \(category)") }
        if let region = filter.region, region.utf8.count == 2 {
            conditions.append("(region || '') >= \(region) AND (region || '') < \(region + "z")")
        } else if let region = filter.region {
            conditions.append("\(column("region")) = \(region)")
        }
        return conditions
    }

    private var days: [SQL] {
        let isWalked = filter.state.isOfOpen || filter.order == .found
        let opened: SQL = isWalked ? "(opened_at + 0)" : "opened_at"
        return [
            filter.from.map { "\(opened) >= \(calendar.start(of: $0))" as SQL },
            filter.until.map { "\(opened) < \(calendar.start(of: $0.adding(days: 1)))" as SQL },
        ].compactMap(\.self)
    }

    private var people: [SQL] {
        var conditions: [SQL] = []
        if filter.isMine {
            // Open ones have an index by who opened them.
            let opener: SQL = filter.order == .found ? "(opened_by || '')" : "opened_by"
            conditions.append(reader.map { "\(opener) = \($0)" as SQL } ?? "FALSE")
        }
        let ofMembers: SQL? = filter.members.isEmpty ? nil : "member IN \(list: filter.members)"
        let ofCaller = filter.sameCaller.map { "phone = (SELECT phone FROM tickets WHERE id = \($0))" as SQL }
        switch (ofMembers, ofCaller) {
        case (let one?, let other?): conditions.append("(\(one) OR \(other))")
        case (let one?, nil), (nil, let one?): conditions.append(one)
        case (nil, nil): break
        }
        return conditions
    }
}
