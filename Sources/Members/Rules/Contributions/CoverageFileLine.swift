import Kernel

/// A line of a file of coverage, read into values (docs/coverage-file.md).
struct CoverageFileLine: Sendable, Hashable {
    enum Column: String, CaseIterable {
        case card, nik, from, until, segment
        case careClass = "class"
    }

    static func columns(_ header: [String]) throws(MemberImport.Refusal) -> FileColumns<Column> {
        try FileColumns(header, needed: [.from, .segment, .careClass], oneOf: [.card, .nik])
    }

    /// Why a line is not taken.
    enum Fault: LineFault {
        case notUTF8, quotes, tooLong
        case fields(Int, expected: Int)
        case missing(Column)
        case unreadable(Column)
        /// Neither card nor NIK.
        case nobody
        case untilBeforeFrom
        case unknownMember
        /// The NIK is not that of the card.
        case otherNIK
        case beforeBirth
        /// Somebody else pays already on some of these days, from this day on.
        case overlaps(Day)
    }

    let card: CardNumber?
    let nik: NIK?
    let span: CoverageSpan

    init(_ fields: [String], _ columns: FileColumns<Column>) throws(Fault) {
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
        card = try given(.card) { CardNumber($0) }
        nik = try given(.nik) { NIK($0) }
        guard card != nil || nik != nil else { throw .nobody }
        span = CoverageSpan(
            from: try needed(.from) { Day($0) }, until: try given(.until) { Day($0) },
            segment: try needed(.segment) { Segment(rawValue: $0.lowercased()) },
            careClass: try needed(.careClass) { Int($0).flatMap(CareClass.init) })
        if let until = span.until, until < span.from { throw .untilBeforeFrom }
    }
}

extension [CoverageSpan] {
    /// The spans with one that is told. One that begins on the same day is replaced; one that goes on ends the day
    /// before the next begins, for one at a time pays for a member.
    func taking(_ told: CoverageSpan) throws(CoverageFileLine.Fault) -> [CoverageSpan] {
        var others = filter { $0.from != told.from }.sorted { $0.from < $1.from }
        var span = told
        let place = others.firstIndex { $0.from > told.from } ?? others.endIndex
        if place < others.endIndex {
            let next = others[place].from
            if let until = span.until, until >= next { throw .overlaps(next) }
            span.until = span.until ?? next.adding(days: -1)
        }
        if place > others.startIndex {
            let before = others[place - 1]
            if let until = before.until, until >= told.from { throw .overlaps(before.from) }
            others[place - 1].until = before.until ?? told.from.adding(days: -1)
        }
        others.insert(span, at: place)
        return others
    }
}

extension CoverageFileLine.Fault {
    /// As the list of rejected lines says it.
    var words: String {
        switch self {
        case .notUTF8: "the line is not UTF-8 text"
        case .quotes: "a quotation mark is not closed, or stands in the middle of a field"
        case .tooLong: "the line is too long to be one of coverage"
        case .fields(let count, let expected): "\(count) fields, the first line has \(expected)"
        case .missing(let column): "\(column.rawValue) is empty"
        case .unreadable(let column): "\(column.rawValue) cannot be read"
        case .nobody: "neither card nor nik is given"
        case .untilBeforeFrom: "until lies before from"
        case .unknownMember: "no member has this card or NIK"
        case .otherNIK: "the NIK is not that of the card"
        case .beforeBirth: "the member was not born yet"
        case .overlaps(let day): "it overlaps the coverage that begins on \(day)"
        }
    }
}
