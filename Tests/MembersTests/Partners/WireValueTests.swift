import Foundation
import Kernel
import Testing

@testable import Members

@Suite("A partner's JSON")
struct WireValueTests {
    private func value(_ json: String) throws -> WireValue { try WireValue(Array(json.utf8)) }

    @Test("fields are found under any spelling of their name, the first that holds something")
    func names() throws {
        let person = try value("{\"NAMA_LGKP\":\"SITI\",\"noKk\":null,\"NO_KK\":\"1\",\"nik\":\"\",\"NIK\":\" 2 \"}")
        #expect(person["namaLgkp"].words == "SITI")
        #expect(person["NO_KK"].words == "1")
        #expect(person["nik"].words == "2")
        #expect(person["alamat", "nama_lgkp"].words == "SITI")
        #expect(person["alamat"] == .null)
    }

    @Test(
        "long numbers keep every digit",
        arguments: ["3171990101800001", "9999999999999999", "1523", "0", "-12"])
    func numbers(_ digits: String) throws {
        #expect(try value("[\(digits)]") == .list([.number(try #require(Decimal(string: digits)))]))
        #expect(try value("{\"a\":\(digits)}")["a"].words == digits)
    }

    @Test(
        "a day is read in the spellings that were seen, and only when it exists",
        arguments: [
            ("1981-10-10", "1981-10-10"), ("10-12-1981", "1981-12-10"), ("10/12/1981", "1981-12-10"),
            ("1981-10-10 00:00:00", "1981-10-10"), ("1981-10-10T00:00:00+07:00", "1981-10-10"),
            ("29-02-2020", "2020-02-29"), ("29-02-2019", nil), ("1981-10-1", nil), ("19811010", nil),
            ("1981-10-100", nil), ("", nil),
        ] as [(String, String?)])
    func days(_ text: String, _ expected: String?) {
        #expect(WireValue.text(text).day?.description == expected)
    }

    @Test("what is too deep or too long is refused before it is read")
    func bounds() throws {
        let deep = String(repeating: "[", count: WireValue.deepest + 1)
        #expect(throws: Garbage.tooDeep) { try value(deep) }
        #expect(try value(String(repeating: "[", count: 24) + String(repeating: "]", count: 24)) != .null)
        let bracketsInText =
            "\"" + String(repeating: "[", count: 100) + "\\\"" + String(repeating: "[", count: 9) + "\""
        #expect(try value(bracketsInText).words?.count == 110)
        #expect(throws: Garbage.tooLong) { try value("\"" + String(repeating: "a", count: WireValue.longest) + "\"") }
        #expect(throws: Garbage.notJSON) { try value("{\"a\":") }
    }
}
