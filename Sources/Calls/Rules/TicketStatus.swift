public import Kernel
public import Tickets

/// Where a ticket stands, as whoever knows its number may hear it: nothing of whom and what it is about.
public struct TicketStatus: Sendable, Equatable {
    public enum Place: String, Codable, Sendable, Equatable, CaseIterable {
        /// The centre works on it.
        case centre
        case branch
        /// The branch has answered; the participant is to be asked whether that will do.
        case confirmation
        case closed
    }

    public var place: Place
    /// By when it is promised; nil when that is past or it is closed.
    public var due: Day?

    public init(_ place: Place, due: Day? = nil) {
        self.place = place
        self.due = due
    }

    /// By the clocks that run: whoever works on a ticket starts and ends them.
    public init(_ ticket: Ticket, _ clocks: TicketClocks, at moment: Timestamp, in calendar: CentreCalendar) {
        func runs(_ kind: ClockKind) -> Bool { clocks[kind].map { $0.end == nil } ?? false }
        if !ticket.isOpen {
            self.init(.closed)
        } else {
            let place: Place = runs(.confirmation) ? .confirmation : runs(.branchAnswer) ? .branch : .centre
            self.init(place, due: ticket.dueAt >= moment ? calendar.day(of: ticket.dueAt) : nil)
        }
    }

    /// "Laporan Anda sedang ditangani kantor cabang. Batas waktunya tanggal tiga Desember."
    var prompts: [PromptName] {
        let standing = PromptName("tiket-\(place.rawValue)")
        guard let due else { return [standing] }
        return [standing, "tiket-batas"] + Announcement.number(due.day) + [PromptName("bulan-\(due.month)")]
    }

    /// What these are put together from; nothing that a plan would play by itself.
    static let parts: Set<PromptName> = Set(
        Place.allCases.map { PromptName("tiket-\($0.rawValue)") }
            + ["tiket-batas", "tiket-nomor", "tiket-salah", "tiket-gangguan"]
            + (1...12).map { PromptName("bulan-\($0)") })
}

/// What is found of a number that a caller has entered.
public enum StatusAnswer: Sendable, Equatable {
    case found(TicketStatus)
    case notFound
    /// The register could not be asked, or not in time.
    case failed
}

extension TicketNumber {
    /// The longest that can be keyed: year and month, and up to nine digits.
    static let mostKeys = 13

    /// As it is keyed: `261100042` is TKT-2611-00042. Nil when it cannot be one.
    init?(keyed digits: String) { self.init(digits.prefix(4) + "-" + digits.dropFirst(4)) }
}
