public import Kernel
public import Staff

/// Where an escalation stands in an inbox: in one heap, the most pressing that fits it.
public enum InboxHeap: String, Sendable, CaseIterable, Hashable {
    /// The clock that presses most is past its time.
    case overdue
    /// Less than a day is left of it, or three quarters are used: `TicketClocks.soonAt`.
    case soon
    /// Nobody of the branch has taken it.
    case new
    /// The branch has asked the centre and waits.
    case asked
    /// Somebody works on it.
    case working
    /// The branch says that it is done; the participant is to be asked.
    case done
    /// Closed within the last two weeks.
    case closed

    /// What the branch has to do something about.
    public static let open: [InboxHeap] = [.overdue, .soon, .new, .asked, .working]
    public static let closedLately = Duration.seconds(14 * 86_400)
}

/// What waits for the centre itself.
public enum CentreHeap: String, Sendable, CaseIterable, Hashable {
    /// Red, and no branch was found.
    case unrouted
    /// A branch has asked something.
    case questions
}

/// Which escalations a page of the inbox shows.
public struct InboxFilter: Sendable, Hashable {
    /// nil: all that the branch has to do something about.
    public var heap: InboxHeap?
    /// nil: every branch of the scope.
    public var branch: BranchCode?
    /// Whatever heap it lies in.
    public var number: TypedTicketNumber?

    public init(heap: InboxHeap? = nil, branch: BranchCode? = nil, number: TypedTicketNumber? = nil) {
        (self.heap, self.branch, self.number) = (heap, branch, number)
    }
}

/// A ticket's number as people look for it.
public enum TypedTicketNumber: Sendable, Hashable {
    case whole(TicketNumber)
    /// The count within some month: `42`.
    case count(Int)

    /// nil for what is no number of a ticket.
    public init?(_ text: String) {
        let text = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if let number = TicketNumber(text) {
            self = .whole(number)
        } else if text.count <= 9, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let count = Int(text),
            count > 0
        {
            self = .count(count)
        } else {
            return nil
        }
    }
}

/// One row of an inbox.
public struct InboxItem: Sendable, Hashable {
    public let ticket: Ticket
    /// nil where no branch was found.
    public let escalation: Escalation?
    /// nil for what waits for the centre.
    public let heap: InboxHeap?
}

/// One row of an inbox that is written out.
struct InboxLine: Sendable, Hashable {
    let item: InboxItem
    /// From when on its pressing clock is called due soon: `TicketClocks.soonAt`.
    let soonAt: Timestamp

    /// How the clock stands that presses most; of a closed ticket, how the whole of it stood.
    enum Clock: String, Sendable, CaseIterable, Hashable {
        case inTime = "in-time"
        case soon, late
        /// All stand still, with time left.
        case paused
        case closedInTime = "closed-in-time"
        case closedLate = "closed-late"
    }

    func clock(at moment: Timestamp) -> Clock {
        let ticket = item.ticket
        guard ticket.isOpen else { return ticket.isLate(at: moment) ? .closedLate : .closedInTime }
        guard ticket.promise.pressing != nil else { return .paused }
        if ticket.isLate(at: moment) { return .late }
        return soonAt <= moment ? .soon : .inTime
    }
}

/// One page of an inbox, and how many lie in each heap.
public struct InboxPage: Sendable, Hashable {
    public static let size = 50

    public let items: [InboxItem]
    public let counts: [InboxHeap: Int]
    public let total: Int
    /// From 1; the last one when a later was asked for.
    public let number: Int

    public var count: Int { max(1, (total + InboxPage.size - 1) / InboxPage.size) }
}

extension TicketClocks {
    /// From when on the clock that presses most is called due soon: three quarters of its limit are used, or less than
    /// a day is left. A promise of a day or less has only the first: it would be soon from its beginning.
    public var soonAt: Timestamp? {
        let day = Duration.seconds(86_400)
        guard let pressing, let clock = open.first(where: { $0.kind == pressing.kind }) else { return nil }
        let used = clock.reaches(.threeQuarters)
        guard clock.terms.limit > day else { return used }
        return [used, pressing.dueAt - day].compactMap(\.self).min()
    }
}
