import Kernel
import Testing

/// Sunday, 22 November 2026. Every number here is made up; district 99 exists nowhere.
private let today = Day(sinceEpoch: 20_779)

@Suite("What a NIK says")
struct NIKTests {
    struct Row: CustomTestStringConvertible {
        let digits: String
        let born: String?
        let sex: Sex?
        let faults: [NIKFault]
        let why: String

        init(_ digits: String, _ born: String?, _ sex: Sex?, _ why: String, _ faults: [NIKFault] = []) {
            (self.digits, self.born, self.sex, self.faults, self.why) = (digits, born, sex, faults, why)
        }

        var testDescription: String { "\(digits): \(why)" }
    }

    static let sound: [Row] = [
        Row("3374991204850001", "1985-04-12", .male, "a man, his day as it is"),
        Row("3374995204850001", "1985-04-12", .female, "a woman, 40 added to her day"),
        Row("3374990101900001", "1990-01-01", .male, "the first day of a year"),
        Row("3374994101900001", "1990-01-01", .female, "day 41 is a woman's first"),
        Row("3374993112900001", "1990-12-31", .male, "the last day of a year"),
        Row("3374997112900001", "1990-12-31", .female, "day 71 is a woman's thirty-first"),
        Row("3374992902880001", "1988-02-29", .male, "29 February of a leap year"),
        Row("3374996902880001", "1988-02-29", .female, "day 69 in February of a leap year"),
        Row("3374992902000001", "2000-02-29", .male, "1900 had no 29 February, 2000 had: only one century is possible"),
        Row("3374992902240001", "2024-02-29", .male, "a child of two, not an elder of 102"),
        Row("3374996902240001", "2024-02-29", .female, "likewise a girl"),
        Row("3374993006650001", "1965-06-30", .male, "June has 30 days"),
        Row("3374997004650001", "1965-04-30", .female, "April has 30 days, 70 with 40 added"),
        Row("3374992802010001", "2001-02-28", .male, "28 February of a common year"),
        Row("3374992211260001", "2026-11-22", .male, "born today: this century"),
        Row("3374992311260001", "1926-11-23", .male, "tomorrow is to come: a hundred years old tomorrow"),
        Row("3374996311260001", "1926-11-23", .female, "likewise a woman"),
        Row("3374993112260001", "1926-12-31", .male, "the year has begun, the day has not come"),
        Row("3374990101260001", "2026-01-01", .male, "this year's first day"),
        Row("3374990101270001", "1927-01-01", .male, "next year is to come"),
        Row("3374993112990001", "1999-12-31", .male, "the last day of the old century"),
        Row("3374990101000001", "2000-01-01", .male, "00 is 2000, not 1900"),
        Row("1199991204850001", "1985-04-12", .male, "the lowest province"),
        Row("9699991204850001", "1985-04-12", .male, "the highest province, made in 2022"),
        Row("3301991204850001", "1985-04-12", .male, "the lowest regency"),
        Row("3399991204850001", "1985-04-12", .male, "the highest city"),
        Row("3374011204850001", "1985-04-12", .male, "the lowest district"),
        Row("3374991204859999", "1985-04-12", .male, "the highest serial"),
        Row("2074991204850001", "1985-04-12", .male, "no province is 20 today; that is for the list to say"),
    ]

    static let wrong: [Row] = [
        Row("3374990004850001", nil, nil, "day 0", [.birthDate]),
        Row("3374993204850001", nil, nil, "day 32 is nobody's", [.birthDate]),
        Row("3374994004850001", nil, nil, "day 40 would be a woman's day 0", [.birthDate]),
        Row("3374997204850001", nil, nil, "day 72 would be a woman's thirty-second", [.birthDate]),
        Row("3374999904850001", nil, nil, "day 99", [.birthDate]),
        Row("3374991200850001", nil, .male, "month 0", [.birthDate]),
        Row("3374991213850001", nil, .male, "month 13", [.birthDate]),
        Row("3374993104850001", nil, .male, "31 April", [.birthDate]),
        Row("3374997106850001", nil, .female, "31 June, 40 added", [.birthDate]),
        Row("3374992902850001", nil, .male, "29 February: neither 1985 nor 2085 is a leap year", [.birthDate]),
        Row("3374996902010001", nil, .female, "29 February 2001, 40 added", [.birthDate]),
        Row("3374993002880001", nil, .male, "30 February even of a leap year", [.birthDate]),
        Row("3374991204850000", "1985-04-12", .male, "serials begin with 0001", [.serial]),
        Row("1099991204850001", "1985-04-12", .male, "provinces begin with 11", [.province("10")]),
        Row("9799991204850001", "1985-04-12", .male, "provinces end with 96", [.province("97")]),
        Row("0099991204850001", "1985-04-12", .male, "no province 0", [.province("00")]),
        Row("3300991204850001", "1985-04-12", .male, "regency 00", [.regency]),
        Row("3374001204850001", "1985-04-12", .male, "district 00", [.district]),
        Row(
            "0000000000000000", nil, nil, "everything at once is told at once",
            [.province("00"), .regency, .district, .birthDate, .serial]),
    ]

    @Test("region, birth date, sex and faults are read off the digits", arguments: sound + wrong)
    func read(_ row: Row) throws {
        let nik = try #require(NIK(row.digits))
        #expect(nik.birthDate(on: today)?.description == row.born)
        #expect(nik.sex == row.sex)
        #expect(nik.faults == row.faults)
        #expect(row.digits.hasPrefix(nik.district) && nik.district.hasPrefix(nik.regency))
        #expect(nik.regency.hasPrefix(nik.province) && row.digits.hasSuffix(nik.serial))
    }

    @Test("the tables hold at least sixty numbers")
    func enough() {
        let numbers =
            NIKTests.sound.count + NIKTests.wrong.count + FamilyCardTests.rows.count
            + VirtualAccountTests.read.count + VirtualAccountTests.refused.count
        #expect(numbers >= 60)
    }

    @Test(
        "what is typed wrongly says what is wrong with it",
        arguments: [
            ("", NumberFault.empty), (" - . ", .empty), ("337499120485000", .tooShort(by: 1)), ("1", .tooShort(by: 15)),
            ("33749912048500012", .tooLong(by: 1)), ("3374 9912 0485 000l", .characters("l")),
            ("337499I20485OO01", .characters("IOO")), ("3374-99*12-0485", .characters("*")),
            ("nomor tidak ada", .characters("nomortid")),
        ])
    func typed(_ text: String, _ fault: NumberFault) {
        #expect(throws: fault) { try NIK(typed: text) }
        #expect(throws: fault) { try FamilyCardNumber(typed: text) }
        #expect(NIK(text) == nil)
    }

    @Test(
        "what people put between digits is forgiven",
        arguments: [
            "3374 9912 0485 0001", "337499.120485.0001", "337499-120485-0001", "33 74 99 / 12 04 85 / 0001",
            "'3374991204850001", "\u{202A}3374991204850001\u{202C}", "3374\u{A0}9912\u{2013}0485 0001\n",
        ])
    func forgiven(_ text: String) throws { #expect(try NIK(typed: text).digits == "3374991204850001") }
}

@Suite("What is odd about a NIK")
struct NIKWarningTests {
    private let budi = NIK("3374991204850001")
    private let list: Set = ["33", "3374", "337401", "31"]

    @Test(
        "a region that the list lacks is a warning, told at the highest level that is missing",
        arguments: [
            ("3374011204850001", [NIKWarning]()), ("3374991204850001", [.unknownRegion("337499")]),
            ("3375011204850001", [.unknownRegion("3375")]), ("2001011204850001", [.unknownRegion("20")]),
            ("3174011204850001", [.unknownRegion("3174")]),
        ])
    func regions(_ digits: String, _ warnings: [NIKWarning]) throws {
        let nik = try #require(NIK(digits))
        #expect(nik.warnings(known: list.contains) == warnings)
        #expect(nik.faults == [])
    }

    @Test("a centre without a list of regions warns of none")
    func noList() throws { #expect(try #require(budi).warnings() == []) }

    @Test(
        "a birth date agrees by day, month and the last two digits of the year, whatever the century",
        arguments: [
            ("3374991204850001", "1985-04-12", true), ("3374991204850001", "1885-04-12", true),
            ("3374991204850001", "1985-04-13", false), ("3374991204850001", "1985-12-04", false),
            ("3374991204850001", "1986-04-12", false), ("3374995204850001", "1985-04-12", true),
            ("3374992311260001", "2026-11-23", true), ("3374992902000001", "2000-02-29", true),
            ("3374992902850001", "1985-03-01", false), ("3374993204850001", "1985-04-30", false),
        ])
    func birthDates(_ digits: String, _ said: String, _ agrees: Bool) throws {
        let nik = try #require(NIK(digits))
        let day = try #require(Day(said))
        #expect(nik.matches(birthDate: day) == agrees)
        #expect(nik.warnings(birthDate: day) == (agrees ? [] : [.otherBirthDate]))
    }

    @Test("another sex than is said is a warning; an impossible day says no sex to differ from")
    func sexes() throws {
        #expect(try #require(budi).warnings(sex: .male) == [])
        #expect(try #require(budi).warnings(sex: .female) == [.otherSex])
        #expect(try #require(NIK("3374999904850001")).warnings(sex: .female) == [])
        #expect(
            try #require(budi).warnings(birthDate: today, sex: .female, known: { _ in false })
                == [.unknownRegion("33"), .otherBirthDate, .otherSex])
    }
}

@Suite("What a family card number says")
struct FamilyCardTests {
    struct Row: CustomTestStringConvertible {
        let digits: String
        let issued: String?
        let warnings: [FamilyCardWarning]
        let why: String

        var testDescription: String { "\(digits): \(why)" }
    }

    static let rows: [Row] = [
        Row(digits: "3374990101160001", issued: "2016-01-01", warnings: [], why: "issued in 2016"),
        Row(digits: "3374992902120001", issued: "2012-02-29", warnings: [], why: "on a leap day"),
        Row(digits: "3374992211260001", issued: "2026-11-22", warnings: [], why: "today"),
        Row(digits: "3374995204120001", issued: "2012-04-12", warnings: [], why: "40 too much is forgiven"),
        Row(digits: "3374991204980001", issued: "1998-04-12", warnings: [], why: "before this century"),
        Row(digits: "3374992311260001", issued: "1926-11-23", warnings: [], why: "tomorrow is no day of issue"),
        Row(digits: "3374993202120001", issued: nil, warnings: [.oddDate], why: "day 32: odd, and accepted"),
        Row(digits: "3374991213120001", issued: nil, warnings: [.oddDate], why: "month 13"),
        Row(digits: "3374992902150001", issued: nil, warnings: [.oddDate], why: "29 February 2015"),
        Row(digits: "3374990101160000", issued: "2016-01-01", warnings: [.serial], why: "serial 0000"),
        Row(digits: "0974990101160001", issued: "2016-01-01", warnings: [.unknownRegion("09")], why: "no province"),
        Row(digits: "3300990101160001", issued: "2016-01-01", warnings: [.unknownRegion("3300")], why: "no regency"),
        Row(digits: "3374000101160001", issued: "2016-01-01", warnings: [.unknownRegion("337400")], why: "no district"),
        Row(
            digits: "0000000000000000", issued: nil, warnings: [.unknownRegion("00"), .oddDate, .serial],
            why: "all at once, and still a number"),
    ]

    @Test("day of issue and what is odd; nothing is refused", arguments: rows)
    func read(_ row: Row) throws {
        let card = try #require(FamilyCardNumber(row.digits))
        #expect(card.issued(on: today)?.description == row.issued)
        #expect(card.warnings(on: today) == row.warnings)
        #expect(row.digits.hasPrefix(card.district) && card.district.hasPrefix(card.regency))
        #expect(card.regency.hasPrefix(card.province))
    }

    @Test("a region that the list lacks is a warning")
    func regions() throws {
        let card = try #require(FamilyCardNumber("3374990101160001"))
        #expect(card.warnings(on: today, known: ["33", "3374"].contains) == [.unknownRegion("337499")])
    }
}

@Suite("Virtual accounts")
struct VirtualAccountTests {
    /// The spokesman's example in Kompas of 9 March 2021, and made-up ones.
    static let read: [(text: String, banks: VirtualAccount.Banks, card: String)] = [
        ("8888801944358911", .most, "0001944358911"), ("8988801944358911", .mandiri, "0001944358911"),
        ("88888 0999 0000 001", .most, "0009990000001"), ("89888-0999-0000-001", .mandiri, "0009990000001"),
        ("8888800000000001", .most, "0000000000001"), ("8888899999999999", .most, "0099999999999"),
    ]

    static let refused: [(text: String, fault: VirtualAccount.Fault)] = [
        ("8788801944358911", .prefix("87888")), ("9088801944358911", .prefix("90888")),
        ("8887801944358911", .prefix("88878")), ("0001944358911123", .prefix("00019")),
        ("3374991204850001", .prefix("33749")), ("888880194435891", .digits(.tooShort(by: 1))),
        ("88888001944358911", .digits(.tooLong(by: 1))), ("88888o1944358911", .digits(.characters("o"))),
        ("", .digits(.empty)),
    ]

    @Test("prefix and last eleven digits lead back to the card", arguments: read)
    func accepts(_ text: String, _ banks: VirtualAccount.Banks, _ digits: String) throws {
        let account = try VirtualAccount(typed: text)
        let card = try #require(CardNumber(digits))
        #expect(account.banks == banks)
        #expect(account.likelyCard == card)
        #expect(account.isOf(card))
        #expect(VirtualAccount(of: card, at: banks) == account)
        #expect(account.digits.hasPrefix(banks.rawValue) && account.digits.utf8.count == 16)
    }

    @Test("another prefix, or another length, is refused", arguments: refused)
    func refuses(_ text: String, _ fault: VirtualAccount.Fault) {
        #expect(throws: fault) { try VirtualAccount(typed: text) }
    }

    @Test("an account may be of a card whose first digits are not zeros, and of no other's")
    func ending() throws {
        let account = try VirtualAccount(typed: "8888801944358911")
        #expect(account.isOf(try #require(CardNumber("1201944358911"))))
        #expect(!account.isOf(try #require(CardNumber("0001944358912"))))
    }

    @Test("each bank stands in one group")
    func banks() {
        let names = VirtualAccount.Banks.allCases.flatMap(\.names)
        #expect(Set(names) == ["BRI", "BNI", "BTN", "BCA", "Mandiri"] && names.count == 5)
    }
}
