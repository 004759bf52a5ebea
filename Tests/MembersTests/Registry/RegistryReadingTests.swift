import Kernel
import Testing

@testable import Members

@Suite("The population registry's answers")
struct RegistryReadingTests {
    private static let codes = RegistryDialect().codes

    private func reading(_ rows: String) throws -> RegistryReading {
        let envelope = """
            {"content":[\(rows)],"lastPage":true,"numberOfElements":1,"sort":null,"totalElements":1,"firstPage":true,
            "number":0,"size":1,"quotaLimiter":1523}
            """
        return try RegistryReading(Array(envelope.utf8))
    }

    @Test("verdicts are read per element, with their likeness where it is told")
    func verdicts() throws {
        let comparison = try reading(
            """
            {"NIK":"Sesuai","NAMA_LGKP":"Sesuai (100)","TMPT_LHR":"Tidak Sesuai (59)","TGL_LHR":"Tidak Sesuai",
            "JENIS_KLMIN":"sesuai","NAMA_LGKP_IBU":"Sesuai(91)","ALAMAT":"Mungkin"}
            """
        ).comparison(Self.codes)
        #expect(
            comparison.verdicts == [
                .nik: .matches(score: nil), .name: .matches(score: 100), .birthPlace: .differs(score: 59),
                .birthDate: .differs(score: nil), .sex: .matches(score: nil), .mother: .matches(score: 91),
            ])
        #expect(comparison.notes == [ReadingNote(field: "ALAMAT", text: "Mungkin")])
        #expect(comparison.differing == [.birthPlace, .birthDate])
        #expect(comparison.agrees(on: [.nik, .name, .mother]))
        #expect(!comparison.agrees(on: [.name, .birthDate]))
        #expect(!comparison.agrees(on: [.name, .family]), "what was not answered does not match")
    }

    @Test(
        "a verdict is one of two words, scored or not",
        arguments: [
            ("Sesuai", .matches(score: nil)), ("SESUAI", .matches(score: nil)), ("Sesuai (100)", .matches(score: 100)),
            ("Tidak Sesuai", .differs(score: nil)), ("Tidak  Sesuai ( 59 )", .differs(score: 59)),
            ("Sesuai (banyak)", .matches(score: nil)), ("Tidak", nil), ("Sesuai sekali", nil), ("", nil),
            ("(100)", nil),
        ] as [(String, RegistryVerdict?)])
    func words(_ text: String, _ expected: RegistryVerdict?) {
        #expect(RegistryVerdict(.text(text)) == expected)
    }

    @Test("a person is read, and what the centre has no use for is left")
    func person() throws {
        let person = try reading(
            """
            {"NIK":3171990101800001,"NO_KK":"3171990101160001","NAMA_LGKP":"BUDI SANTOSO","TMPT_LHR":"JAKARTA",
            "TGL_LHR":"1980-01-01","JENIS_KLMIN":"LAKI-LAKI","AGAMA":"-","STATUS_KAWIN":"KAWIN",
            "STAT_HBKEL":"KEPALA KELUARGA","PDDK_AKH":"-","JENIS_PKRJN":"-","NAMA_LGKP_IBU":"RATNA",
            "NAMA_LGKP_AYAH":"HADI","ALAMAT":"JL MELATI 1","NO_RT":1,"NO_RW":"002","DUSUN":null,"KODE_POS":"10110",
            "KEL_NAME":"GAMBIR","KEC_NAME":"GAMBIR","KAB_NAME":"KOTA JAKARTA PUSAT","PROP_NAME":"DKI JAKARTA",
            "NO_KEL":1001,"NO_KEC":1,"NO_KAB":71,"NO_PROP":31,"EKTP_STATUS":"SUDAH REKAM","GOL_DARAH":"O"}
            """
        ).person(Self.codes)
        #expect(person.nik == NIK("3171990101800001"))
        #expect(person.family == FamilyCardNumber("3171990101160001"))
        #expect(person.name == "BUDI SANTOSO")
        #expect(person.birthPlace == "JAKARTA")
        #expect(person.birthDate == Day("1980-01-01"))
        #expect(person.sex == .male)
        #expect(person.relation == .head)
        #expect(person.mother == "RATNA")
        #expect(person.father == "HADI")
        #expect(person.marriage == "KAWIN")
        #expect(person.isRecorded == true)
        #expect(person.address.rt == "1" && person.address.rw == "002" && person.address.hamlet == nil)
        #expect(person.address.village == RegistryAddress.Area(code: "1001", name: "GAMBIR"))
        #expect(person.address.province == RegistryAddress.Area(code: "31", name: "DKI JAKARTA"))
        #expect(person.address.postalCode == "10110")
        #expect(person.notes == [])
    }

    @Test("names of fields may come in any case")
    func cases() throws {
        let person = try reading("{\"nik\":\"3171990101800001\",\"namaLgkp\":\"BUDI\",\"tglLhr\":\"01-01-1980\"}")
            .person(Self.codes)
        #expect(person.name == "BUDI")
        #expect(person.birthDate == Day("1980-01-01"))
    }

    @Test("a family is everybody on the card; who cannot be recognised is noted")
    func family() throws {
        let family = try reading(
            """
            {"NIK":"3171990101800001","NAMA_LGKP":"BUDI","STAT_HBKEL":"KEPALA KELUARGA"},
            {"NIK":"3171994312850002","NAMA_LGKP":"SITI","STAT_HBKEL":"ISTRI","TGL_LHR":"kemarin"},
            {"NIK":"3171990505100003","NAMA_LGKP":"DIMAS","STAT_HBKEL":"ANAK"},
            {"NIK":"3171994505500004","NAMA_LGKP":"RATNA","STAT_HBKEL":"MERTUA"},{"NIK":"rusak"}
            """
        ).family(Self.codes)
        #expect(family.map(\.name) == ["BUDI", "SITI", "DIMAS", "RATNA"])
        #expect(family.map(\.relation) == [.head, .spouse, .child, .other])
        #expect(family[0].notes == [ReadingNote(field: "content", text: "{1}")])
        #expect(family[1].notes == [ReadingNote(field: "TGL_LHR", text: "kemarin")])
    }

    @Test("what is left of the day's questions is told", arguments: ["quotaLimiter", "quotalimiter", "QUOTA_LIMITER"])
    func quota(_ name: String) throws {
        let body = "{\"content\":[{\"NIK\":\"3171990101800001\"}],\"\(name)\":\"42\"}"
        #expect(try RegistryReading(Array(body.utf8)).quotaLeft == 42)
        #expect(try RegistryReading(Array("{\"content\":[]}".utf8)).quotaLeft == nil)
    }

    @Test(
        "an error within a good HTTP answer is told apart by its words, then by its code",
        arguments: [
            ("{\"RESPON\":\"Data Tidak Ditemukan\"}", .notFound), ("{\"RESPON\":\"Data tidak ditemukan\"}", .notFound),
            ("", .notFound), ("{\"RESPON\":\"Login Gagal\"}", .accessRefused(message: "Login Gagal")),
            ("{\"RESPON\":\"IP Address Tidak Sesuai\"}", .accessRefused(message: "IP Address Tidak Sesuai")),
            ("{\"RESPON\":\"User ID Tidak Aktif\"}", .accessRefused(message: "User ID Tidak Aktif")),
            ("{\"RESPON\":\"Kuota Akses Hari ini telah Habis\"}", .unanswered(.quotaUsedUp)),
            (
                "{\"RESPONSE_CODE\":\"14\",\"RESPONSE_DESC\":\"Data Ditemukan, Status Tidak Aktif\"}",
                .inactive(message: "Data Ditemukan, Status Tidak Aktif")
            ),
            ("{\"code\":14,\"desc\":\"?\"}", .inactive(message: "?")),
            ("{\"RESPONSE_CODE\":\"08\",\"RESPONSE\":\"Lain\"}", .refused(code: "08", message: "Lain")),
            ("{\"RESPON\":\"Sistem sedang dipelihara\"}", .refused(code: nil, message: "Sistem sedang dipelihara")),
            ("{\"lain\":1}", .garbage(.noPerson)), ("[]", .garbage(.noPerson)),
        ] as [(String, RegistryRefusal)])
    func refusals(_ rows: String, _ expected: RegistryRefusal) throws {
        let reading = try reading(rows)
        #expect(throws: expected) { try reading.comparison(Self.codes) }
        #expect(throws: expected) { try reading.person(Self.codes) }
        #expect(throws: expected) { try reading.family(Self.codes) }
    }

    @Test("a code of success with verdicts is an answer, also one that nobody explained to us")
    func success() throws {
        for code in ["00", "77"] {
            let rows = "{\"RESPONSE_CODE\":\"\(code)\",\"RESPONSE\":\"Data Ditemukan\",\"NAMA_LGKP\":\"Sesuai (95)\"}"
            #expect(try reading(rows).comparison(Self.codes).agrees(on: [.name]))
        }
    }

    @Test("an installation's own codes are followed")
    func ownCodes() throws {
        let reading = try reading("{\"RESPONSE_CODE\":\"08\",\"RESPONSE\":\"Lain\"}")
        #expect(throws: RegistryRefusal.notFound) { try reading.person(["08": .notFound]) }
        #expect(throws: RegistryRefusal.unanswered(.quotaUsedUp)) { try reading.person(["08": .quotaUsedUp]) }
    }

    @Test(
        "what is no envelope is refused as such",
        arguments: [
            ("<html>503</html>", .notJSON), ("", .notJSON), ("[]", .noEnvelope), ("{}", .noEnvelope),
            ("{\"content\":null}", .noEnvelope), ("{\"content\":\"x\"}", .noEnvelope),
        ] as [(String, Garbage)])
    func garbage(_ body: String, _ expected: Garbage) {
        #expect(throws: RegistryRefusal.garbage(expected)) { try RegistryReading(Array(body.utf8)) }
    }

    @Test("damaged answers never break the reader", .timeLimit(.minutes(1)), arguments: [1, 2, 3] as [UInt64])
    func fuzz(_ seed: UInt64) {
        var fuzz = RegistryFuzz(seed: seed)
        let report = fuzz.run(iterations: PartnerFuzzing.iterations)
        #expect(report.violations == [], "seed \(seed)")
        #expect(report.readable > 80)
        #expect(report.noted > 3)
        #expect(report.refused > 100)
    }

    @Test("the same seed does the same damage")
    func replay() {
        var (one, other) = (RegistryFuzz(seed: 7), RegistryFuzz(seed: 7))
        let (first, second) = (one.run(iterations: 200), other.run(iterations: 200))
        #expect(first == second)
    }
}
