import Kernel

/// Why a line of finance's file is not taken over.
enum ReminderFault: String, Error, Sendable, Codable, CaseIterable, Hashable {
    // What the line itself says.
    case broken
    case noNumber = "no-number"
    case card
    /// `1,23E+12`: the spreadsheet has lost digits.
    case cardExponent = "card-exponent"
    case nik
    case nikExponent = "nik-exponent"
    case months, amount
    case careClass = "class"
    // What the register and the centre know.
    /// An earlier line names the same member.
    case twice
    case unknown
    /// Card and NIK name two members.
    case twoMembers = "two-members"
    /// The card was filled up with zeros, and the member it then names has another name.
    case otherName = "other-name"
    /// No longer insured.
    case ended
    case deceased
    case noPhone = "no-phone"
    case doNotCall = "do-not-call"
}

/// One line of finance's file: whom it names, and what he owes.
struct ReminderLine: Sendable, Hashable {
    let number: Int
    /// nil when the line names a member by NIK alone.
    let card: CardNumber?
    /// Zeros that a spreadsheet dropped were put before it again.
    let isPadded: Bool
    let nik: NIK?
    let name: String?
    /// As the file tells it; nil when it tells none, or nothing that is a telephone number.
    let phone: PhoneNumber?
    let months: Int
    let amount: Rupiah
    let careClass: Int?
    let branch: String?

    static let mostMonths = 240
    static let most = Rupiah(1_000_000_000)

    init(_ row: SheetTable.Row, _ mapping: ReminderMapping) throws(ReminderFault) {
        guard !row.isBroken else { throw .broken }
        number = row.number
        let card = try mapping.cell(.card, in: row).map { cell throws(ReminderFault) in try Self.card(cell) }
        (self.card, isPadded) = (card?.number, card?.isPadded ?? false)
        if let cell = mapping.cell(.nik, in: row) {
            // With a card the NIK only confirms: a faulty one costs nobody his reminder.
            do throws(ReminderFault) { nik = try Self.nik(cell) } catch {
                guard card != nil else { throw error }
                nik = nil
            }
        } else {
            nik = nil
        }
        guard card != nil || nik != nil else { throw .noNumber }
        name = mapping.cell(.name, in: row).map { String($0.text.prefix(100)) }
        phone = mapping.cell(.phone, in: row).flatMap(Self.phone)
        guard let months = mapping.cell(.months, in: row).flatMap({ Self.months($0.text) }) else { throw .months }
        guard let amount = mapping.cell(.amount, in: row).flatMap({ Self.amount($0.text) }) else { throw .amount }
        (self.months, self.amount) = (months, amount)
        careClass = try mapping.cell(.careClass, in: row).map { cell throws(ReminderFault) in
            guard let told = Self.careClass(cell.text) else { throw .careClass }
            return told
        }
        branch = mapping.cell(.branch, in: row).map { String($0.text.prefix(60)) }
    }

    // MARK: - Cells

    private static func isExponent(_ text: String) -> Bool {
        text.wholeMatch(of: /\s*[0-9]+(?:[.,][0-9]+)?[eE]\+?[0-9]+\s*/) != nil
    }

    /// A card begins with zeros, which a spreadsheet drops when it takes the card for a number.
    private static func card(_ cell: SheetTable.Cell) throws(ReminderFault) -> (number: CardNumber, isPadded: Bool) {
        guard !isExponent(cell.text) else { throw .cardExponent }
        do throws(NumberFault) { return (try CardNumber(typed: cell.text), false) } catch {
            guard case .tooShort(let missing) = error, missing <= 3,
                let card = CardNumber(String(repeating: "0", count: missing) + cell.text)
            else { throw .card }
            return (card, true)
        }
    }

    /// Of a number only 15 digits are kept by a spreadsheet, so the sixteenth is lost.
    private static func nik(_ cell: SheetTable.Cell) throws(ReminderFault) -> NIK {
        guard !isExponent(cell.text), !cell.isNumber else { throw .nikExponent }
        guard let nik = NIK(cell.text) else { throw .nik }
        return nik
    }

    /// The first of several; a number that lost its zero begins with the 8 of mobile telephones.
    static func phone(_ cell: SheetTable.Cell) -> PhoneNumber? {
        guard let first = cell.text.split(whereSeparator: { "/;,".contains($0) }).first else { return nil }
        let text = String(first).filter { !$0.isWhitespace }
        if let number = PhoneNumber(text) { return number }
        return text.hasPrefix("8") ? PhoneNumber("0" + text) : nil
    }

    static func months(_ text: String) -> Int? {
        let word = text.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
        guard let months = Int(word), (1...mostMonths).contains(months) else { return nil }
        return months
    }

    /// Whole rupiah above nothing: `875000`, `Rp 875.000`, `875,000`, `875.000,00`.
    static func amount(_ text: String) -> Rupiah? {
        var rest = text.filter { !$0.isWhitespace }
        for mark in ["rp.", "rp", "idr"] where rest.lowercased().hasPrefix(mark) {
            rest = String(rest.dropFirst(mark.count))
            break
        }
        for end in [",00", ".00", ",-"] where rest.hasSuffix(end) {
            rest = String(rest.dropLast(end.count))
            break
        }
        let groups = rest.split(omittingEmptySubsequences: false) { $0 == "." || $0 == "," }
        let isGrouped = Set(rest.filter { $0 == "." || $0 == "," }).count <= 1
        guard isGrouped, groups.dropFirst().allSatisfy({ $0.count == 3 }), groups.count == 1 || groups[0].count <= 3,
            let amount = Int64(groups.joined()).map(Rupiah.init), rest.first?.isNumber == true, amount > Rupiah(0),
            amount <= most
        else { return nil }
        return amount
    }

    private static func careClass(_ text: String) -> Int? {
        let word = text.uppercased().split { !$0.isLetter && !$0.isNumber }.last.map(String.init) ?? ""
        return ["1": 1, "2": 2, "3": 3, "I": 1, "II": 2, "III": 3][word]
    }
}
