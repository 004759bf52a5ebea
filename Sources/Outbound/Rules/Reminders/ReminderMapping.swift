import Kernel

/// What a column of finance's file tells.
enum ReminderColumn: String, Sendable, Codable, CaseIterable, Hashable {
    case card, nik, name, phone, months, amount
    case careClass = "class"
    case branch
}

/// Which column of a file tells what.
struct ReminderMapping: Sendable, Hashable {
    /// Places in a row, from 0.
    var places: [ReminderColumn: Int]

    enum Problem: String, Sendable, CaseIterable {
        /// Neither card nor NIK: nobody could be found.
        case noNumber = "no-number"
        case noMonths = "no-months"
        case noAmount = "no-amount"
        /// One column is said to tell two things.
        case twice
    }

    init(_ places: [ReminderColumn: Int]) { self.places = places }

    var problems: [Problem] {
        var problems: [Problem] = []
        if places[.card] == nil, places[.nik] == nil { problems.append(.noNumber) }
        if places[.months] == nil { problems.append(.noMonths) }
        if places[.amount] == nil { problems.append(.noAmount) }
        if Set(places.values).count < places.count { problems.append(.twice) }
        return problems
    }

    func cell(_ column: ReminderColumn, in row: SheetTable.Row) -> SheetTable.Cell? {
        guard let place = places[column], row.cells.indices.contains(place) else { return nil }
        let cell = row.cells[place]
        return cell.text.allSatisfy(\.isWhitespace) ? nil : cell
    }
}

// MARK: - As kept: `card=0 months=4 …`

extension ReminderMapping: LosslessStringConvertible {
    init?(_ description: String) {
        var places: [ReminderColumn: Int] = [:]
        for part in description.split(separator: " ") {
            let halves = part.split(separator: "=")
            guard halves.count == 2, let column = ReminderColumn(rawValue: String(halves[0])),
                let place = Int(halves[1])
            else { return nil }
            places[column] = place
        }
        self.init(places)
    }

    var description: String {
        ReminderColumn.allCases.compactMap { column in places[column].map { "\(column.rawValue)=\($0)" } }
            .joined(separator: " ")
    }
}

// MARK: - Guessing

extension ReminderMapping {
    /// By the words of the headings; what no heading names is left open.
    init(guessing headings: [String]) {
        var places: [ReminderColumn: Int] = [:]
        for (place, heading) in headings.enumerated() {
            guard let column = Self.column(Set(Self.words(heading))), places[column] == nil else { continue }
            places[column] = place
        }
        self.init(places)
    }

    /// The same set of headings in the same order gives the same key, however it is spaced and spelled in capitals.
    static func key(of headings: [String]) -> String {
        headings.map { words($0).joined(separator: " ") }.joined(separator: "|")
    }

    private static func words(_ heading: String) -> [String] {
        heading.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    private static func column(_ words: Set<String>) -> ReminderColumn? {
        func has(_ others: String...) -> Bool { !words.isDisjoint(with: others) }
        if has("keluarga", "kk", "faskes", "va", "virtual") { return nil }
        if has("cabang", "kc", "branch") { return .branch }
        if has("nik", "ktp") { return .nik }
        if has("noka", "kartu", "card") { return .card }
        if has("telepon", "telpon", "telp", "tlp", "hp", "handphone", "ponsel", "wa", "whatsapp", "phone") {
            return .phone
        }
        if has("nama", "name") { return .name }
        if has("kelas", "kls", "class") { return .careClass }
        let isMoney = has("tagihan", "nominal", "rupiah", "rp", "amount")
        if has("bulan", "bln", "months"), !isMoney { return .months }
        return isMoney || has("jumlah", "tunggakan", "iuran") ? .amount : nil
    }
}
