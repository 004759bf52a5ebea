import Kernel

/// A line of a file of members, read into values. What it does not say is left as it is, for a member who is there, and
/// empty for one who is new.
struct MemberLine: Sendable, Hashable {
    /// The file's columns, by the names in its first line.
    struct Columns: Sendable, Hashable {
        enum Name: String, CaseIterable {
            case card, nik, family, relation, name
            case birthDate = "birth_date"
            case sex
            case motherName = "mother_name"
            case careClass = "class"
            case segment, status
            case statusSince = "status_since"
            case region, address, branch, facility
            case facilityName = "facility_name"
            case facilitySince = "facility_since"
            case phones, email
        }

        enum Refusal: Error, Hashable {
            case missing([String])
            case unknown([String])
            case twice([String])
        }

        /// Columns of a list of rejected lines, which can be mended and read again.
        static let passed = ["line", "reason"]

        static let needed: [Name] = [
            .card, .nik, .family, .relation, .name, .birthDate, .sex, .careClass, .segment, .status, .region, .branch,
        ]

        fileprivate let places: [Name: Int]
        let count: Int

        init(_ header: [String]) throws(Refusal) {
            let words = header.map { $0.lowercased().filter { !$0.isWhitespace && $0 != "\u{FEFF}" } }
            let unknown = words.filter { Name(rawValue: $0) == nil && !Self.passed.contains($0) }
            guard unknown.isEmpty else { throw .unknown(unknown) }
            let names = words.compactMap(Name.init)
            guard Set(names).count == names.count else {
                throw .twice(Set(names.filter { name in names.count { $0 == name } > 1 }).map(\.rawValue).sorted())
            }
            let missing = Self.needed.filter { !names.contains($0) }
            guard missing.isEmpty else { throw .missing(missing.map(\.rawValue)) }
            places = Dictionary(
                uniqueKeysWithValues: words.enumerated().compactMap { place, word in
                    Name(rawValue: word).map { ($0, place) }
                })
            count = words.count
        }

        var names: some Sequence<Name> { places.keys }
    }

    /// Why a line is not taken.
    enum Fault: Error, Hashable {
        case notUTF8
        case quotes
        case tooLong
        case fields(Int, expected: Int)
        case missing(Columns.Name)
        case unreadable(Columns.Name)
        /// A code that no list has, not even its province.
        case unknownRegion(String)
        /// The same source says something else of the card as of the same moment: in an earlier line, most likely.
        case cardTwice
        case nikTaken
    }

    /// As he is if he is new.
    let member: Member
    /// What the line speaks of.
    let fields: Set<MemberField>
    /// Since when the status holds, if the line says so.
    let statusSince: Day?

    /// What the line says of a member who is there.
    var values: [MemberValue] { MemberField.allCases.filter(fields.contains).compactMap(member.value) }

    /// - Parameters:
    ///   - id: of a member who turns out to be new.
    ///   - region: the region of a code, or the nearest that is known.
    init(_ fields: [String], _ columns: Columns, id: MemberID, region: (String) -> Region?) throws(Fault) {
        guard fields.count == columns.count else { throw .fields(fields.count, expected: columns.count) }
        let reading = Reading(fields: fields, columns: columns)
        statusSince = try reading.given(.statusSince) { Day($0) }
        let code = try reading.needed(.region) { Region.plainCode($0) }
        guard let region = region(code) else { throw .unknownRegion(code) }
        member = Member(
            id: id, card: try reading.needed(.card) { CardNumber($0) },
            nik: try reading.needed(.nik) { text in NIK(text).flatMap { $0.faults.isEmpty ? $0 : nil } },
            family: try reading.needed(.family) { FamilyCardNumber($0) },
            relation: try reading.needed(.relation) { FamilyRelation(rawValue: $0) },
            name: try reading.needed(.name) { Reading.line($0, upTo: 120) },
            birthDate: try reading.needed(.birthDate) { Day($0) }, sex: try reading.needed(.sex, Reading.sex),
            motherName: try reading.given(.motherName) { Reading.line($0, upTo: 120) },
            careClass: try reading.needed(.careClass) { Int($0).flatMap(CareClass.init) },
            segment: try reading.needed(.segment) { Segment(rawValue: $0) },
            status: try reading.needed(.status) { MemberStatus(rawValue: $0) }, region: region,
            address: try reading.given(.address) { Reading.line($0, upTo: 300) },
            branch: try reading.needed(.branch) { Reading.line($0, upTo: 80) }, facility: try reading.facility(),
            phones: try reading.phones(), email: try reading.given(.email) { Reading.line($0, upTo: 200) })
        self.fields = Set(columns.names.compactMap(\.field)).subtracting([.card])
    }
}

/// Fields of one line by their columns.
private struct Reading {
    let fields: [String]
    let columns: MemberLine.Columns

    func text(_ name: MemberLine.Columns.Name) -> String? {
        guard let place = columns.places[name] else { return nil }
        let text = fields[place].trimmingBlanks
        return text.isEmpty ? nil : text
    }

    func needed<Value>(
        _ name: MemberLine.Columns.Name, _ read: (String) -> Value?
    ) throws(MemberLine.Fault) -> Value {
        guard let text = text(name) else { throw .missing(name) }
        guard let value = read(text) else { throw .unreadable(name) }
        return value
    }

    func given<Value>(
        _ name: MemberLine.Columns.Name, _ read: (String) -> Value?
    ) throws(MemberLine.Fault) -> Value? {
        guard let text = text(name) else { return nil }
        guard let value = read(text) else { throw .unreadable(name) }
        return value
    }

    /// Several in one field, parted by semicolons, strokes or bars.
    func phones() throws(MemberLine.Fault) -> [PhoneNumber] {
        var phones: [PhoneNumber] = []
        for part in (text(.phones) ?? "").split(whereSeparator: { ";/|".contains($0) }) {
            guard let phone = PhoneNumber(String(part).trimmingBlanks) else { throw .unreadable(.phones) }
            if !phones.contains(phone) { phones.append(phone) }
        }
        return phones
    }

    func facility() throws(MemberLine.Fault) -> Facility? {
        guard let code = try given(.facility, { Self.line($0, upTo: 20) }) else { return nil }
        return Facility(
            code: code, name: try given(.facilityName) { Self.line($0, upTo: 120) } ?? code,
            since: try given(.facilitySince) { Day($0) })
    }

    /// Text without control characters, no longer than that.
    static func line(_ text: String, upTo most: Int) -> String? {
        let isPlain = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        return isPlain && text.count <= most ? text : nil
    }

    static func sex(_ text: String) -> Sex? {
        switch text {
        case "L", "male": .male
        case "P", "female": .female
        default: nil
        }
    }
}

extension MemberLine.Columns.Name {
    /// nil for a column that only adds to another.
    fileprivate var field: MemberField? {
        switch self {
        case .birthDate: .birthDate
        case .motherName: .motherName
        case .statusSince, .facilityName, .facilitySince: nil
        default: MemberField(rawValue: rawValue)
        }
    }
}

extension Region {
    /// `33.74.01.2003` and `3374012003` are one code, of 2, 4, 6 or 10 digits; nil for anything else.
    static func plainCode(_ text: String) -> String? {
        let digits = text.filter { $0 != "." }
        let isCode =
            RegionLevel(codeLength: digits.utf8.count) != nil && digits.utf8.allSatisfy { (48...57).contains($0) }
        return isCode ? digits : nil
    }
}

extension String {
    fileprivate var trimmingBlanks: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}

extension MemberLine.Fault {
    /// As the list of rejected lines says it.
    var words: String {
        switch self {
        case .notUTF8: "the line is not UTF-8 text"
        case .quotes: "a quotation mark is not closed, or stands in the middle of a field"
        case .tooLong: "the line is too long to be one of a member"
        case .fields(let count, let expected): "\(count) fields, the first line has \(expected)"
        case .missing(let name): "\(name.rawValue) is empty"
        case .unreadable(let name): "\(name.rawValue) cannot be read"
        case .unknownRegion(let code): "no region has the code \(code), and no province either"
        case .cardTwice: "the card is there with other values of the same source and moment: in an earlier line"
        case .nikTaken: "the NIK is that of another card"
        }
    }
}
