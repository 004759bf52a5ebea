import Kernel

/// A line of a file of payments, read into values (docs/payments-file.md).
struct PaymentFileLine: Sendable, Hashable {
    /// The file's columns, by the names in its first line.
    struct Columns: Sendable, Hashable {
        enum Name: String, CaseIterable { case channel, reference, card, account, day, amount }

        static let needed: [Name] = [.channel, .reference, .day, .amount]

        fileprivate let places: [Name: Int]
        let count: Int

        init(_ header: [String]) throws(MemberImport.Refusal) {
            let words = header.map { $0.lowercased().filter { !$0.isWhitespace } }
            let known = words.compactMap(Name.init)
            let unknown = words.filter { Name(rawValue: $0) == nil && !MemberLine.Columns.passed.contains($0) }
            let twice = Name.allCases.filter { name in known.count { $0 == name } > 1 }
            var missing = Self.needed.filter { !known.contains($0) }.map(\.rawValue)
            if !known.contains(.card), !known.contains(.account) { missing.append("card") }
            guard unknown.isEmpty, twice.isEmpty, missing.isEmpty else {
                throw .columns(missing: missing, unknown: unknown, twice: twice.map(\.rawValue))
            }
            places = Dictionary(
                uniqueKeysWithValues: words.enumerated().compactMap { place, word in
                    Name(rawValue: word).map { ($0, place) }
                })
            count = words.count
        }
    }

    /// Why a line is not taken.
    enum Fault: Error, Hashable {
        case notUTF8, quotes, tooLong
        case fields(Int, expected: Int)
        case missing(Columns.Name)
        case unreadable(Columns.Name)
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
    init(_ fields: [String], _ columns: Columns, on today: Day) throws(Fault) {
        guard fields.count == columns.count else { throw .fields(fields.count, expected: columns.count) }
        func given(_ name: Columns.Name) -> String? {
            guard let place = columns.places[name] else { return nil }
            let text = fields[place].drop(while: \.isWhitespace)
            return text.isEmpty ? nil : String(text.reversed().drop(while: \.isWhitespace).reversed())
        }
        func needed<Value>(_ name: Columns.Name, _ read: (String) -> Value?) throws(Fault) -> Value {
            guard let text = given(name) else { throw .missing(name) }
            guard let value = read(text) else { throw .unreadable(name) }
            return value
        }
        channel = try needed(.channel) { Self.plain($0.lowercased(), upTo: 40) }
        reference = try needed(.reference) { Self.plain($0, upTo: 80) }
        if given(.card) != nil {
            card = try needed(.card) { CardNumber($0) }
        } else if let text = given(.account) {
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
