// What the digits of the population registry's numbers say. There is no check digit: rules prove a number wrong, never
// right.

/// Why 16 digits cannot be a NIK.
public enum NIKFault: Hashable, Sendable {
    /// Outside 11 to 96, the codes that provinces have.
    case province(String)
    /// 00.
    case regency
    /// 00.
    case district
    /// A day that no calendar of the last two centuries has, 40 taken off for women.
    case birthDate
    /// 0000.
    case serial
}

/// What is odd about a NIK and yet may be true: ask, do not refuse.
public enum NIKWarning: Hashable, Sendable {
    /// A code of two, four or six digits that today's list lacks. A NIK keeps the code of the day on which it was given
    /// out, and districts are split and renumbered.
    case unknownRegion(String)
    /// The person says another birth date. The registry corrects dates and keeps the NIK.
    case otherBirthDate
    /// The person says another sex.
    case otherSex
}

extension NIK {
    /// The region that gave the number out, at that time: neither where the person was born nor where he lives, so a
    /// person born abroad has one like anybody else's.
    public var province: String { String(digits.prefix(2)) }
    public var regency: String { String(digits.prefix(4)) }
    public var district: String { String(digits.prefix(6)) }

    /// Tells apart those of one district, birth date and sex.
    public var serial: String { String(digits.suffix(4)) }

    /// By the day: 1 to 31 for men, 41 to 71 for women; nil for any other.
    public var sex: Sex? {
        switch number(at: 6) {
        case 1...31: .male
        case 41...71: .female
        default: nil
        }
    }

    /// The days that the six digits may stand for, the younger person's first: the century is not written.
    public var birthDates: [Day] {
        guard let sex else { return [] }
        let day = number(at: 6) - (sex == .female ? 40 : 0)
        return [2_000, 1_900].compactMap { Day(year: $0 + number(at: 10), month: number(at: 8), day: day) }
    }

    /// The likelier birth date, a guess: in this century unless that is still to come. Wrong for those past a hundred.
    public func birthDate(on today: Day) -> Day? { birthDates.first { $0 <= today } }

    /// Whether the digits agree with a birth date of any century.
    public func matches(birthDate: Day) -> Bool {
        guard let sex else { return false }
        let day = number(at: 6) - (sex == .female ? 40 : 0)
        return (day, number(at: 8), number(at: 10)) == (birthDate.day, birthDate.month, birthDate.year % 100)
    }

    /// Everything that proves the number wrong.
    public var faults: [NIKFault] {
        var faults: [NIKFault] = []
        if !(11...96).contains(number(at: 0)) { faults.append(.province(province)) }
        if number(at: 2) == 0 { faults.append(.regency) }
        if number(at: 4) == 0 { faults.append(.district) }
        if birthDates.isEmpty { faults.append(.birthDate) }
        if serial == "0000" { faults.append(.serial) }
        return faults
    }

    /// What to ask about.
    ///
    /// - Parameters:
    ///   - birthDate: what the person says, if anything.
    ///   - sex: likewise.
    ///   - known: whether today's list has a region of this code; asked from the province down, until one is missing.
    public func warnings(
        birthDate: Day? = nil, sex: Sex? = nil, known: (String) -> Bool = { _ in true }
    ) -> [NIKWarning] {
        var warnings: [NIKWarning] = []
        if let code = [province, regency, district].first(where: { !known($0) }) {
            warnings.append(.unknownRegion(code))
        }
        if let birthDate, !matches(birthDate: birthDate) { warnings.append(.otherBirthDate) }
        if let sex, let written = self.sex, sex != written { warnings.append(.otherSex) }
        return warnings
    }

    private func number(at place: Int) -> Int { twoDigits(digits, at: place) }
}

/// What is odd about a family card number. No published text gives its form, so nothing is refused.
public enum FamilyCardWarning: Hashable, Sendable {
    /// A code of two, four or six digits that today's list lacks.
    case unknownRegion(String)
    /// The digits of the date of issue are no day until today.
    case oddDate
    /// 0000.
    case serial
}

extension FamilyCardNumber {
    /// The region that issued the card.
    public var province: String { String(digits.prefix(2)) }
    public var regency: String { String(digits.prefix(4)) }
    public var district: String { String(digits.prefix(6)) }

    /// The day of issue as the digits most likely mean it; some cards carry 40 too much, as a woman's NIK does.
    public func issued(on today: Day) -> Day? {
        let written = twoDigits(digits, at: 6)
        let day = written > 40 ? written - 40 : written
        return [2_000, 1_900].lazy
            .compactMap { Day(year: $0 + twoDigits(digits, at: 10), month: twoDigits(digits, at: 8), day: day) }
            .first { $0 <= today }
    }

    public func warnings(on today: Day, known: (String) -> Bool = { _ in true }) -> [FamilyCardWarning] {
        var warnings: [FamilyCardWarning] = []
        let isProvince = (11...96).contains(twoDigits(digits, at: 0))
        let codes = [province, regency, district]
        if let code = isProvince ? codes.first(where: { !known($0) || $0.hasSuffix("00") }) : province {
            warnings.append(.unknownRegion(code))
        }
        if issued(on: today) == nil { warnings.append(.oddDate) }
        if digits.hasSuffix("0000") { warnings.append(.serial) }
        return warnings
    }
}

private func twoDigits(_ digits: String, at place: Int) -> Int {
    digits.utf8.dropFirst(place).prefix(2).reduce(0) { $0 * 10 + Int($1) - 48 }
}
