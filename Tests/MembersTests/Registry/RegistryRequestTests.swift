import Foundation
import Kernel
import Testing

@testable import Members

@Suite("Questions to the population registry")
struct RegistryRequestTests {
    static let keys = RegistryKeys(
        customer: "990042", user: "sahut_990042", password: Secret("sandi\"/\\"), address: "192.0.2.15")
    private let nik = NIK("3171994312850002")!

    private func fields(_ request: RegistryRequest) throws -> [String: String] {
        try JSONDecoder().decode([String: String].self, from: Data(request.body))
    }

    @Test("a comparison says what the caller said, and how alike it must be")
    func comparing() throws {
        var claim = RegistryClaim(
            nik: nik, family: FamilyCardNumber("3171990101160001"), name: "SITI AMINAH", birthPlace: "JAKARTA",
            birthDate: Day("1985-12-03"), sex: .female, mother: "RATNA")
        var address = RegistryAddress()
        (address.street, address.rt, address.rw) = ("JL MELATI 1", "001", "002")
        address.village = RegistryAddress.Area(code: "1001", name: "GAMBIR")
        address.province = RegistryAddress.Area(code: "31", name: "DKI JAKARTA")
        claim.address = address
        let request = RegistryRequest.comparing(claim, Self.keys, RegistryDialect(), transaction: "t-1")
        #expect(request.path == "/dukcapil/get_json/990042/CALL_VERIFY_BY_ELEMEN")
        #expect(
            try fields(request) == [
                "USER_ID": "sahut_990042", "PASSWORD": "sandi\"/\\", "IP_USER": "192.0.2.15", "TRESHOLD": "90",
                "transactionId": "t-1", "NIK": "3171994312850002", "NO_KK": "3171990101160001",
                "NAMA_LGKP": "SITI AMINAH", "TMPT_LHR": "JAKARTA", "TGL_LHR": "1985-12-03", "JENIS_KLMIN": "PEREMPUAN",
                "NAMA_LGKP_IBU": "RATNA", "ALAMAT": "JL MELATI 1", "NO_RT": "001", "NO_RW": "002", "NO_KEL": "1001",
                "KEL_NAME": "GAMBIR", "NO_PROP": "31", "PROP_NAME": "DKI JAKARTA",
            ])
    }

    @Test("what the caller did not say is not asked")
    func sparing() throws {
        let request = RegistryRequest.comparing(
            RegistryClaim(nik: nik, name: "SITI"), Self.keys, RegistryDialect(), transaction: "t-2")
        #expect(
            Set(try fields(request).keys) == [
                "USER_ID", "PASSWORD", "IP_USER", "TRESHOLD", "transactionId", "NIK", "NAMA_LGKP",
            ])
    }

    @Test(
        "a reading question is spelt as the place wants it",
        arguments: [
            (.snake, ["nik", "user_id", "password", "ip_user"]), (.camel, ["nik", "userId", "password", "ipUser"]),
            (.upper, ["NIK", "USER_ID", "PASSWORD", "IP_USER"]),
        ] as [(RegistryDialect.FieldNames, Set<String>)])
    func spellings(_ names: RegistryDialect.FieldNames, _ expected: Set<String>) throws {
        var dialect = RegistryDialect()
        dialect.fieldNames = names
        let person = RegistryRequest.person(nik, Self.keys, dialect)
        #expect(person.path == "/dukcapil/get_json/990042/CALL_NIK")
        #expect(Set(try fields(person).keys) == expected)
        #expect(Set(try fields(person).values) == [nik.digits, "sahut_990042", "sandi\"/\\", "192.0.2.15"])
        #expect(RegistryRequest.family(of: nik, Self.keys, dialect).path.hasSuffix("/CALL_NIK_GET_KK"))
    }

    @Test("a place that writes the day first, names the user in the path, or has a strange user, gets it so")
    func places() throws {
        var dialect = RegistryDialect()
        (dialect.dates, dialect.namesUser, dialect.threshold) = (.dayFirst, true, 75)
        var keys = Self.keys
        keys.user = "a/b c"
        let request = RegistryRequest.comparing(
            RegistryClaim(nik: nik, birthDate: Day("1985-12-03")), keys, dialect, transaction: "t-3")
        #expect(request.path == "/dukcapil/get_json/990042/a%2Fb%20c/CALL_VERIFY_BY_ELEMEN")
        #expect(try fields(request)["TGL_LHR"] == "03-12-1985")
        #expect(try fields(request)["TRESHOLD"] == "75")
    }
}
