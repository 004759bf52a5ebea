import Kernel
import Testing

/// Sunday, 22 November 2026.
private let today = Day(sinceEpoch: 20_779)

@Suite("Numbers out of one search box")
struct TypedNumberTests {
    private func words(_ number: TypedNumber) -> [String] {
        number.readings.map { reading in
            switch reading {
            case .card(let card): "card \(card.digits)"
            case .nik(let nik): "nik \(nik.digits)"
            case .family(let family): "family \(family.digits)"
            case .account(let account): "account \(account.digits)"
            case .phone(let phone): "phone \(phone.digits)"
            }
        }
    }

    static let rows: [(text: String, readings: [String], why: String)] = [
        ("0009990000001", ["card 0009990000001"], "13 digits: a card"),
        ("0001 9443 58911", ["card 0001944358911"], "dictated in groups"),
        ("000-194.435-8911", ["card 0001944358911"], "pasted with its punctuation"),
        ("0019990000001", ["card 0019990000001", "phone 19990000001"], "a card before a number abroad"),
        ("0812345678901", ["phone 62812345678901", "card 0812345678901"], "13 digits, but a mobile number first"),
        ("6281234567890", ["phone 6281234567890", "card 6281234567890"], "13 digits with the country's code"),
        ("1234567890123", ["card 1234567890123"], "no telephone number begins so"),
        ("0812-0000-1111", ["phone 6281200001111"], "a mobile number"),
        ("+62 812 0000 1111", ["phone 6281200001111"], "international"),
        ("(+62) 812-0000-1111", ["phone 6281200001111"], "in brackets"),
        ("\u{202A}+62 812\u{2011}0000\u{2011}1111\u{202C}", ["phone 6281200001111"], "copied out of a chat"),
        ("81200001111", ["phone 6281200001111"], "the leading zero eaten by a spreadsheet"),
        ("(021) 555-0100", ["phone 62215550100"], "a fixed line"),
        ("006281200001111", ["phone 6281200001111"], "dialled as abroad"),
        ("3374991204850001", ["nik 3374991204850001", "family 3374991204850001"], "a grown man's birth date"),
        ("3374995204120001", ["nik 3374995204120001", "family 3374995204120001"], "40 added: a girl"),
        ("3374991204160001", ["family 3374991204160001", "nik 3374991204160001"], "2016 is rather a date of issue"),
        ("3374992912060001", ["family 3374992912060001", "nik 3374992912060001"], "the day of the act"),
        ("3374992812060001", ["nik 3374992812060001", "family 3374992812060001"], "the day before it"),
        ("3374992311260001", ["nik 3374992311260001", "family 3374992311260001"], "no card is issued tomorrow"),
        ("3374993204850001", ["family 3374993204850001", "nik 3374993204850001"], "no birth date: cards may be odd"),
        ("3374001204850001", ["family 3374001204850001", "nik 3374001204850001"], "district 00 is no NIK's"),
        ("8888801944358911", ["account 8888801944358911"], "a bank's prefix decides"),
        ("8988801944358911", ["account 8988801944358911"], "the other bank's"),
        ("8788801944358911", ["family 8788801944358911", "nik 8788801944358911"], "no bank's prefix"),
        ("NIK: 3374 9912 0416 0001", ["nik 3374991204160001", "family 3374991204160001"], "its label decides"),
        ("No. KK 3374991204850001", ["family 3374991204850001", "nik 3374991204850001"], "likewise"),
        ("Nomor Kartu Keluarga 3374991204850001", ["family 3374991204850001", "nik 3374991204850001"], "in full"),
        ("no kartu bpjs: 0812345678901", ["card 0812345678901", "phone 62812345678901"], "a card for all its looks"),
        ("HP 081200001111", ["phone 6281200001111"], "a labelled telephone"),
        ("VA 88888 01944358911", ["account 8888801944358911"], "a labelled account"),
    ]

    @Test("each text may be what it may be, the likeliest first", arguments: rows)
    func reads(_ text: String, _ readings: [String], _ why: String) throws {
        let number = try TypedNumber(text, on: today)
        #expect(words(number) == readings, "\(why)")
        #expect(number.likeliest == number.readings[0])
    }

    @Test(
        "what is no number says why",
        arguments: [
            ("", TypedNumber.Refusal.empty), (" - ", .empty), ("Budi Santoso", .letters), ("NIK", .letters),
            ("3374 Budi", .letters), ("Budi 081200001111", .letters), ("0812+3456789", .letters),
            ("12345", .length(5)), ("120380", .length(6)), ("00099900000012", .length(14)),
            ("337499120485000", .length(15)), ("33749912048500012", .length(17)), ("+12", .length(2)),
            ("VA 8788801944358911", .prefix("87888")), ("01021980", .length(8)),
        ])
    func refuses(_ text: String, _ refusal: TypedNumber.Refusal) {
        #expect(throws: refusal) { try TypedNumber(text, on: today) }
    }
}

@Suite("Dates as people type them")
struct TypedDateTests {
    static let rows: [(text: String, days: [String], why: String)] = [
        ("12-3-1980", ["1980-03-12"], "day first"), ("12/03/1980", ["1980-03-12"], "slashes"),
        ("12.03.1980", ["1980-03-12"], "full stops"), ("12 3 1980", ["1980-03-12"], "blanks"),
        ("12 Maret 1980", ["1980-03-12"], "the month's name"), ("12 mar 80", ["1980-03-12"], "cut short"),
        ("12 Pebruari 1980", ["1980-02-12"], "old spelling"), ("12-Nop-1980", ["1980-11-12"], "old spelling, cut"),
        ("March 12, 1980", ["1980-03-12"], "as the English write it"), ("1980-03-12", ["1980-03-12"], "ISO 8601"),
        ("1980/3/12", ["1980-03-12"], "year first"), ("12-03-80", ["1980-03-12"], "2080 is to come"),
        ("120380", ["1980-03-12"], "six digits, as in a NIK"), ("12031980", ["1980-03-12"], "eight digits"),
        ("19800312", ["1980-03-12"], "eight digits, year first"), ("10102010", ["2010-10-10"], "only one way to read"),
        ("20102010", ["2010-10-20"], "month 20 is none"), ("010203", ["2003-02-01", "1903-02-01"], "either century"),
        ("12-3-26", ["2026-03-12", "1926-03-12"], "a baby, or somebody of a hundred"),
        ("22-11-26", ["2026-11-22", "1926-11-22"], "today"), ("23-11-26", ["1926-11-23"], "tomorrow is to come"),
        ("29-2-2000", ["2000-02-29"], "a leap year"), ("290200", ["2000-02-29"], "1900 was none"),
        ("tgl lahir 12 agustus 1980", ["1980-08-12"], "with its label"), ("1 Mei 1980", ["1980-05-01"], "one digit"),
        ("TTL: 17-08-1945", ["1945-08-17"], "place and date of birth, without the place"),
    ]

    @Test("a date in many spellings", arguments: rows)
    func reads(_ text: String, _ days: [String], _ why: String) {
        #expect(TypedDate(text, on: today)?.days.map(\.description) == days, "\(why)")
    }

    @Test(
        "what is no past day is refused",
        arguments: [
            "", "12", "12-3", "12 Maret", "Maret 1980", "31-4-1980", "29-2-1999", "3-25-1980", "0-3-1980", "12-0-1980",
            "12-3-980", "12-3-2027", "23-11-2026", "12-3-1880", "1234567", "123456789", "800312", "12 Budi 1980",
            "12-3-1980 pagi", "satu dua tiga",
        ])
    func refuses(_ text: String) { #expect(TypedDate(text, on: today) == nil) }

    @Test(
        "a date is found beside a name",
        arguments: [
            ("Budi Santoso 12-3-1980", "1980-03-12", "Budi Santoso "), ("120380 Budi", "1980-03-12", " Budi"),
            ("Siti, lahir 12 Maret 1980, Semarang", "1980-03-12", "Siti, , Semarang"),
            ("Budi 2 12-3-1980", "1980-03-12", "Budi 2 "),
        ])
    func finds(_ text: String, _ day: String, _ rest: String) throws {
        let found = try #require(TypedDate.find(in: text, on: today))
        #expect(found.date.days.map(\.description) == [day])
        #expect(found.rest == rest)
    }

    @Test("a name alone holds no date", arguments: ["Budi Santoso", "Mei Mei", "Agus 3"])
    func findsNone(_ text: String) { #expect(TypedDate.find(in: text, on: today) == nil) }
}
