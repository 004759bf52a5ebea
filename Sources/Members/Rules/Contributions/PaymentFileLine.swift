import Kernel

/// A line of a file of payments, read into values (docs/payments-file.md).
struct PaymentFileLine: Sendable, Hashable {
    enum Column: String, CaseIterable { case channel, reference, card, account, day, amount }

    static func columns(_ header: [String]) throws(MemberImport.Refusal) -> FileColumns<Column> {
        try FileColumns(header, needed: [.channel, .reference, .day, .amount], oneOf: [.card, .account])
    }

    /// Why a line is not taken.
    enum Fault: LineFault {
        case notUTF8, quotes, tooLong
        case fields(Int, expected: Int)
        case missing(Column)
        case unreadable(Column)
        /// Neither card nor virtual account.
        case nobody
        case dayToCome
        case unknownMember
        /// The channel told this number before, with another day, amount or family.
        case otherPayment
    }

    let channel: String
    let reference: String
    /// Of the virtual account when the line has no card.
    let card: CardNumber
    let payment: ContributionPayment

    /// - Parameter today: no payment lies after it.
    init(_ fields: [String], _ columns: FileColumns<Column>, on today: Day) throws(Fault) {
        guard fields.count == columns.count else { throw .fields(fields.count, expected: columns.count) }
        func needed<Value>(_ column: Column, _ read: (String) -> Value?) throws(Fault) -> Value {
            guard let text = columns.given(column, in: fields) else { throw .missing(column) }
            guard let value = read(text) else { throw .unreadable(column) }
            return value
        }
        channel = try needed(.channel) { Self.plain($0.lowercased(), upTo: 40) }
        reference = try needed(.reference) { Self.plain($0, upTo: 80) }
        if columns.given(.card, in: fields) != nil {
            card = try needed(.card) { CardNumber($0) }
        } else if let text = columns.given(.account, in: fields) {
            do { card = try VirtualAccount(typed: text).likelyCard } catch { throw .unreadable(.account) }
        } else {
            throw .nobody
        }
        let day = try needed(.day) { Day($0) }
        guard day <= today else { throw .dayToCome }
        let amount = try needed(.amount) { Rupiah(typed: $0) }
        guard amount > Rupiah(0), amount <= CarePenaltyCase.highestCost else { throw .unreadable(.amount) }
        payment = ContributionPayment(paidOn: day, amount: amount)
    }

    /// Text without control characters, no longer than that.
    private static func plain(_ text: String, upTo most: Int) -> String? {
        let isPlain = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        return isPlain && text.count <= most ? text : nil
    }
}

extension PaymentFileLine.Fault {
    /// As the list of rejected lines says it.
    var words: String {
        switch self {
        case .notUTF8: "the line is not UTF-8 text"
        case .quotes: "a quotation mark is not closed, or stands in the middle of a field"
        case .tooLong: "the line is too long to be a payment"
        case .fields(let count, let expected): "\(count) fields, the first line has \(expected)"
        case .missing(let name): "\(name.rawValue) is empty"
        case .unreadable(let name): "\(name.rawValue) cannot be read"
        case .nobody: "neither card nor account is given"
        case .dayToCome: "the day is still to come"
        case .unknownMember: "no member has this card"
        case .otherPayment: "the channel told this reference before, with another day, amount or family"
        }
    }
}
