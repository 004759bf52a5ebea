import Contacts
import Kernel
import Members

/// A line of a file of tickets from an older system, read into values (docs/old-tickets-file.md).
struct OldTicketLine: Sendable, Hashable {
    enum Column: String, CaseIterable {
        case number, opened, category, kind, colour, priority, text, card, nik, phone, region, branch, closed, notes
        case closingText = "closing-text"
    }

    static func columns(_ header: [String]) throws(MemberImport.Refusal) -> FileColumns<Column> {
        try FileColumns(header, needed: [.number, .opened, .category, .kind, .colour, .text], oneOf: [])
    }

    /// Why a line is not taken.
    enum Fault: LineFault {
        case notUTF8, quotes, tooLong
        case fields(Int, expected: Int)
        case missing(Column)
        case unreadable(Column)
        case textTooLong(Column)
        case closedBeforeOpened
        /// A text about the closing of a ticket that is open.
        case closingWithoutMoment
        case inFuture(Column)
        case unknownCategory(String)
        case unknownRegion
        case unknownBranch
        case unknownMember
        /// The NIK is not that of the card.
        case otherNIK
    }

    struct Closing: Sendable, Hashable {
        let at: Timestamp
        let text: String
    }

    /// What the older system called it: by this it is known again.
    let origin: String
    let openedAt: Timestamp
    let rating: Ticket.Rating
    let category: String
    let kind: ContactKind
    let text: String
    let card: CardNumber?
    let nik: NIK?
    let phone: PhoneNumber?
    let region: String?
    /// By code or name.
    let branch: String?
    let notes: String?
    let closing: Closing?

    /// What is written where the older system kept no words about a closing.
    static let silentClosing = "(tanpa keterangan penutupan)"
    private static let longestNumber = 40

    init(
        _ fields: [String], _ columns: FileColumns<Column>, in calendar: CentreCalendar, at now: Timestamp
    ) throws(Fault) {
        guard fields.count == columns.count else { throw .fields(fields.count, expected: columns.count) }
        func given<Value>(_ column: Column, _ read: (String) -> Value?) throws(Fault) -> Value? {
            guard let text = columns.given(column, in: fields) else { return nil }
            guard let value = read(text) else { throw .unreadable(column) }
            return value
        }
        func needed<Value>(_ column: Column, _ read: (String) -> Value?) throws(Fault) -> Value {
            guard let value = try given(column, read) else { throw .missing(column) }
            return value
        }
        func words(_ column: Column) throws(Fault) -> String? {
            guard let text = try given(column, { $0.unicodeScalars.contains("\0") ? nil : $0 }) else { return nil }
            guard text.count <= Ticket.longestText else { throw .textTooLong(column) }
            return text
        }
        func moment(_ column: Column) throws(Fault) -> Timestamp? {
            guard let moment = try given(column, { Timestamp(written: $0, in: calendar) }) else { return nil }
            guard moment <= now else { throw .inFuture(column) }
            return moment
        }
        origin = try needed(.number) { $0.count <= Self.longestNumber && !$0.contains("\0") ? $0 : nil }
        guard let opened = try moment(.opened) else { throw .missing(.opened) }
        openedAt = opened
        rating = Ticket.Rating(
            try needed(.colour) { TicketColour(written: $0) },
            try given(.priority) { TicketPriority(rawValue: $0.lowercased()) } ?? .low)
        category = try needed(.category) { $0.lowercased() }
        kind = try needed(.kind) { ContactKind(rawValue: $0.lowercased()) }
        guard let text = try words(.text) else { throw .missing(.text) }
        self.text = text
        card = try given(.card) { CardNumber($0) }
        nik = try given(.nik) { NIK($0) }
        phone = try given(.phone) { PhoneNumber($0) }
        region = try given(.region) { $0 }
        branch = try given(.branch) { $0 }
        notes = try words(.notes)
        closing = try Self.closing(try moment(.closed), try words(.closingText), after: opened)
    }

    private static func closing(
        _ moment: Timestamp?, _ text: String?, after opened: Timestamp
    ) throws(Fault) -> Closing? {
        guard let moment else {
            if text != nil { throw .closingWithoutMoment }
            return nil
        }
        guard moment >= opened else { throw .closedBeforeOpened }
        return Closing(at: moment, text: text ?? silentClosing)
    }
}

extension TicketColour {
    /// In the program's words or in the floor's.
    fileprivate init?(written text: String) {
        switch text.lowercased() {
        case "red", "merah": self = .red
        case "yellow", "kuning": self = .yellow
        case "green", "hijau": self = .green
        default: return nil
        }
    }
}

extension Timestamp {
    /// `2025-11-22 14:05`, `2025-11-22T14:05:30`, `2025-11-22 14.05`, `2025-11-22` on the centre's clock.
    fileprivate init?(written text: String, in calendar: CentreCalendar) {
        let halves = text.split(maxSplits: 1) { $0 == " " || $0 == "T" }
        guard let first = halves.first, let day = Day(String(first)) else { return nil }
        var parts: [Int64] = []
        if halves.count == 2 {
            let digits = halves[1].split(omittingEmptySubsequences: false) { $0 == ":" || $0 == "." }
            parts = digits.compactMap { (1...2).contains($0.count) ? Int64($0) : nil }
            guard parts.count == digits.count, (2...3).contains(parts.count) else { return nil }
        }
        parts += [0, 0, 0].dropFirst(parts.count)
        guard (0..<24).contains(parts[0]), (0..<60).contains(parts[1]), (0..<60).contains(parts[2]) else { return nil }
        self = calendar.start(of: day) + .seconds(parts[0] * 3_600 + parts[1] * 60 + parts[2])
    }
}

extension OldTicketLine.Fault {
    /// As the list of rejected lines says it.
    var words: String {
        switch self {
        case .notUTF8: "the line is not UTF-8 text"
        case .quotes: "a quotation mark is not closed, or stands in the middle of a field"
        case .tooLong: "the line is too long to be a ticket"
        case .fields(let count, let expected): "\(count) fields, the first line has \(expected)"
        case .missing(let column): "\(column.rawValue) is empty"
        case .unreadable(let column): "\(column.rawValue) cannot be read"
        case .textTooLong(let column): "\(column.rawValue) has more than \(Ticket.longestText) characters"
        case .closedBeforeOpened: "closed lies before opened"
        case .closingWithoutMoment: "closing-text is given, but closed is empty"
        case .inFuture(let column): "\(column.rawValue) lies in the future"
        case .unknownCategory(let code): "no version of the category tree has \(code)"
        case .unknownRegion: "region is no known code"
        case .unknownBranch: "no branch has this code or name"
        case .unknownMember: "no member has this card or NIK"
        case .otherNIK: "the NIK is not that of the card"
        }
    }
}
