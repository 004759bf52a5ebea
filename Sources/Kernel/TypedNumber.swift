/// A number out of one search box, and what it may be: card, NIK, family card, virtual account or telephone.
///
/// Read as `TypedDigits` reads, with a label before it at most: `NIK: 3374 0112 …`, `No. KK 3374…`, `HP 0812…`.
public struct TypedNumber: Hashable, Sendable {
    public enum Reading: Hashable, Sendable {
        case card(CardNumber)
        case nik(NIK)
        case family(FamilyCardNumber)
        case account(VirtualAccount)
        case phone(PhoneNumber)
    }

    public enum Refusal: Error, Hashable, Sendable {
        case empty
        /// Letters that label no number: perhaps a name.
        case letters
        /// No number has so many digits: a card has 13; NIK, family card and virtual account have 16; a telephone
        /// number begins with 0, 62 or +.
        case length(Int)
        /// Labelled as a virtual account, but the first five digits are no bank's.
        case prefix(String)
    }

    /// At least one; the likeliest first.
    public let readings: [Reading]

    public var likeliest: Reading { readings[0] }

    /// - Parameter today: a family card is not issued tomorrow.
    public init(_ text: some StringProtocol, on today: Day) throws(Refusal) {
        let (label, number) = TypedNumber.parted(text)
        let isInternational = number.first == "+"
        let typed = TypedDigits(isInternational ? number.dropFirst() : number)
        guard let labelled = Label(label), typed.strange.isEmpty else { throw .letters }
        guard !typed.digits.isEmpty else {
            throw label.unicodeScalars.allSatisfy(TypedDigits.stands(between:)) ? .empty : .letters
        }
        let digits = String(decoding: typed.digits, as: UTF8.self)

        var readings: [Reading] = []
        if !isInternational {
            if let card = CardNumber(digits) { readings.append(.card(card)) }
            readings += TypedNumber.sixteen(digits, on: today)
        }
        if let phone = TypedNumber.phone(digits, isInternational: isInternational) {
            let isFirst = readings.isEmpty || digits.hasPrefix("08") || digits.hasPrefix("628")
            readings.insert(.phone(phone), at: isFirst ? 0 : readings.count)
        }
        if labelled == .account, digits.utf8.count == 16, !readings.contains(where: labelled.names) {
            throw .prefix(String(digits.prefix(5)))
        }
        guard !readings.isEmpty else { throw .length(digits.utf8.count) }
        self.readings = readings.filter(labelled.names) + readings.filter { !labelled.names($0) }
    }

    /// A bank's prefix is no province's, so it decides. Otherwise a person's number and a family card's look alike, and
    /// the date in them must tell. Ours is a guess: a date since the Population Administration Act (23 of 2006, of 29
    /// December) is rather a card's, as those whose numbers are asked for are mostly grown; a woman's day, with 40
    /// added, is a person's.
    private static func sixteen(_ digits: String, on today: Day) -> [Reading] {
        guard let nik = NIK(digits), let family = FamilyCardNumber(digits) else { return [] }
        do { return [.account(try VirtualAccount(typed: digits))] } catch {
            // No bank's prefix: a person's or a card's.
        }
        let isWoman = nik.sex == .female
        let isRecent = family.issued(on: today).map { $0 >= act23 } ?? false
        let isFamily = !isWoman && isRecent || !nik.faults.isEmpty
        return isFamily ? [.family(family), .nik(nik)] : [.nik(nik), .family(family)]
    }

    private static let act23 = Day(sinceEpoch: 13_511)

    /// Nine digits at least; a mobile number whose leading 0 a spreadsheet ate is mended.
    private static func phone(_ digits: String, isInternational: Bool) -> PhoneNumber? {
        if isInternational { return PhoneNumber("+" + digits) }
        let count = digits.utf8.count
        if digits.hasPrefix("8"), (9...12).contains(count) { return PhoneNumber("0" + digits) }
        return count >= 9 ? PhoneNumber(digits) : nil
    }

    /// What stands before the first digit or plus sign, and the rest.
    private static func parted(_ text: some StringProtocol) -> (label: Substring, number: Substring) {
        let text = Substring(text)
        let start = text.unicodeScalars.firstIndex { $0 == "+" || (48...57).contains($0.value) } ?? text.endIndex
        return (text[..<start], text[start...])
    }
}

/// What somebody wrote before a number.
private enum Label: Int {
    case none, card, phone, nik, family, account

    private static let words: [String: Label] = [
        "nik": .nik, "ktp": .nik, "kk": .family, "keluarga": .family, "va": .account, "virtual": .account,
        "account": .account, "hp": .phone, "wa": .phone, "tel": .phone, "telp": .phone, "tlp": .phone,
        "telepon": .phone, "jkn": .card, "kis": .card, "bpjs": .card, "peserta": .card, "kartu": .card,
        "no": .none, "nomor": .none, "nomer": .none,
    ]

    /// nil when a word labels nothing. The narrowest word counts: `No. Kartu Keluarga` is a family card's.
    init?(_ text: Substring) {
        var narrowest = Label.none
        let marks: Set<Unicode.Scalar> = [":", "#", "="]
        let words = text.unicodeScalars.split { marks.contains($0) || TypedDigits.stands(between: $0) }
        for word in words {
            guard let label = Label.words[Substring(word).lowercased()] else { return nil }
            if label.rawValue > narrowest.rawValue { narrowest = label }
        }
        self = narrowest
    }

    func names(_ reading: TypedNumber.Reading) -> Bool {
        switch (self, reading) {
        case (.card, .card), (.nik, .nik), (.family, .family), (.account, .account), (.phone, .phone): true
        default: false
        }
    }
}
