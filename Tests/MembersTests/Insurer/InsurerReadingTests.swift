import Foundation
import Kernel
import Testing

@testable import Members

@Suite("The insurer's answers")
struct InsurerReadingTests {
    private let seal = InsurerSeal(InsurerSealTests.keys, at: 433_223_232)

    private func read(_ body: String, codes: InsurerCodes = InsurerCodes()) throws -> InsurerRecord {
        try InsurerReading.record(in: Array(body.utf8), seal: seal, codes: codes)
    }

    private func sealed(
        _ json: String, head: String = "\"metaData\":{\"code\":\"200\",\"message\":\"OK\"}"
    ) throws
        -> String
    {
        "{\(head),\"response\":\"\(try seal.close(json.utf8))\"}"
    }

    private func peserta(_ fields: String) throws -> InsurerRecord {
        try read(sealed("{\"peserta\":{\"noKartu\":\"0009990000017\",\(fields)}}"))
    }

    @Test("VClaim's participant is read whole")
    func vclaim() throws {
        let record = try read(
            sealed(
                """
                {"peserta":{"cob":{"nmAsuransi":null,"noAsuransi":null,"tglTAT":null,"tglTMT":null},
                "hakKelas":{"keterangan":"KELAS I","kode":"1"},
                "informasi":{"dinsos":null,"noSKTM":null,"prolanisPRB":null},
                "jenisPeserta":{"keterangan":"PEGAWAI SWASTA","kode":"13"},
                "mr":{"noMR":null,"noTelepon":"081000000001"},
                "nama":"BUDI SANTOSO","nik":"3171990101800001","noKartu":"0009990000017","pisa":"1",
                "provUmum":{"kdProvider":"0138U020","nmProvider":"KLINIK MELATI"},"sex":"L",
                "statusPeserta":{"keterangan":"AKTIF","kode":"0"},"tglCetakKartu":"2016-02-12","tglLahir":"1980-01-01",
                "tglTAT":"2049-12-31","tglTMT":"2008-10-01","umur":{"umurSekarang":"35 tahun ,2 bulan ,10 hari"}}}
                """))
        #expect(record.card == CardNumber("0009990000017"))
        #expect(record.nik == NIK("3171990101800001"))
        #expect(record.name == "BUDI SANTOSO")
        #expect(record.birthDate == Day("1980-01-01"))
        #expect(record.sex == .male)
        #expect(record.careClass == .first)
        #expect(record.segment == InsurerRecord.Coded(code: "13", text: "PEGAWAI SWASTA"))
        #expect(record.paidBy == .employed)
        #expect(record.status == InsurerRecord.Coded(code: "0", text: "AKTIF"))
        #expect(record.isActive == true)
        #expect(record.facility == InsurerRecord.Coded(code: "0138U020", text: "KLINIK MELATI"))
        #expect(record.place == .head)
        #expect(record.activeFrom == Day("2008-10-01"))
        #expect(record.activeUntil == Day("2049-12-31"))
        #expect(record.phones == [PhoneNumber("081000000001")].compactMap(\.self))
        #expect(record.arrears == nil)
        #expect(record.notes == [])
    }

    @Test("PCare's participant is read into the same value")
    func pcare() throws {
        let head = "\"metaData\":{\"code\":200,\"message\":\"OK\"}"
        let record = try read(
            sealed(
                """
                {"noKartu":"0009990000025","nama":"SITI AMINAH","hubunganKeluarga":"Istri","sex":"P",
                "tglLahir":"03-12-1985","tglMulaiAktif":"01-01-2019","tglAkhirBerlaku":"31-12-2049",
                "kdProviderPst":{"kdProvider":"0101","nmProvider":"PUSKESMAS GAMBIR"},
                "kdProviderGigi":{"kdProvider":null,"nmProvider":null},
                "jnsKelas":{"nama":"KELAS III","kode":"3"},"jnsPeserta":{"nama":"PEKERJA MANDIRI","kode":"14"},
                "golDarah":"0","noHP":"081000000002","noKTP":"3171994312850002","pstProl":"","pstPrb":"","aktif":false,
                "ketAktif":"TIDAK AKTIF KARENA PREMI","asuransi":{"kdAsuransi":null,"cob":false},"tunggakan":420000}
                """, head: head))
        #expect(record.card == CardNumber("0009990000025"))
        #expect(record.nik == NIK("3171994312850002"))
        #expect(record.birthDate == Day("1985-12-03"))
        #expect(record.sex == .female)
        #expect(record.careClass == .third)
        #expect(record.paidBy == .selfPaying)
        #expect(record.isActive == false)
        #expect(record.status == InsurerRecord.Coded(code: nil, text: "TIDAK AKTIF KARENA PREMI"))
        #expect(record.facility?.text == "PUSKESMAS GAMBIR")
        #expect(record.relation?.text == "Istri")
        #expect(record.place == .spouse)
        #expect(record.arrears == 420_000)
        #expect(record.activeUntil == Day("2049-12-31"))
        #expect(record.phones.map(\.digits) == ["6281000000002"])
        #expect(record.notes == [])
    }

    @Test("the answer that another program sealed is read")
    func foreign() throws {
        let body = "{\"metaData\":{\"code\":\"200\",\"message\":\"OK\"},\"response\":\"\(InsurerSealTests.sealed)\"}"
        #expect(try read(body).name == "SITI AMINAH")
    }

    @Test(
        "both spellings of the envelope and both kinds of code are read",
        arguments: ["metaData", "metadata", "MetaData"], ["200", "\"200\""])
    func envelopes(_ name: String, _ code: String) throws {
        let head = "\"\(name)\":{\"code\":\(code),\"message\":\"Sukses\"}"
        #expect(try read(sealed("{\"peserta\":{\"noKartu\":\"0009990000017\"}}", head: head)).card != nil)
    }

    @Test("an answer that is not sealed is read as well")
    func plain() throws {
        let body = "{\"metadata\":{\"code\":200},\"response\":{\"peserta\":{\"noKartu\":\"0009990000017\"}}}"
        #expect(try read(body).card == CardNumber("0009990000017"))
    }

    @Test(
        "a NIK may be null, blank or a number; a card that came as a number gets its leading zeros back",
        arguments: [
            ("\"nik\":null", nil), ("\"nik\":\"\"", nil), ("\"nik\":3171990101800001", "3171990101800001"),
            ("\"nik\":\"3171990101800001\"", "3171990101800001"),
        ] as [(String, String?)])
    func nik(_ field: String, _ expected: String?) throws {
        let record = try peserta(field)
        #expect(record.nik?.digits == expected)
        #expect(record.notes == [])
        let numbered = try read(sealed("{\"peserta\":{\"noKartu\":9990000017,\(field)}}"))
        #expect(numbered.card?.digits == "0009990000017")
    }

    @Test("what cannot be read is noted, and the rest holds")
    func notes() throws {
        let record = try peserta(
            """
            "nama":"DEWI LESTARI","nik":"317199","tglLahir":"31-02-1990","sex":"X","hakKelas":{"kode":"9"},
            "mr":{"noTelepon":"tidak punya"},"statusPeserta":{"kode":"7","keterangan":"MUTASI"}
            """)
        #expect(record.name == "DEWI LESTARI")
        #expect(record.nik == nil && record.birthDate == nil && record.sex == nil && record.careClass == nil)
        #expect(record.isActive == nil, "an unknown status is not guessed")
        #expect(record.status == InsurerRecord.Coded(code: "7", text: "MUTASI"))
        #expect(
            record.notes == [
                ReadingNote(field: "nik", text: "317199"), ReadingNote(field: "tglLahir", text: "31-02-1990"),
                ReadingNote(field: "sex", text: "X"), ReadingNote(field: "hakKelas", text: "{1}"),
                ReadingNote(field: "statusPeserta", text: "7 MUTASI"),
                ReadingNote(field: "noTelepon", text: "tidak punya"),
            ])
    }

    @Test(
        "whether somebody is active is told by the code 0 or by the words, and not guessed where they disagree",
        arguments: [
            ("0", "AKTIF", true), ("1", "AKTIF", true), ("4", "TIDAK AKTIF PREMI", false),
            ("2", "PENANGGUHAN PEMBAYARAN", false), ("6", "MENINGGAL", false), ("0", "NON AKTIF", nil), ("9", "?", nil),
        ] as [(String, String, Bool?)])
    func status(_ code: String, _ words: String, _ expected: Bool?) throws {
        let record = try peserta("\"statusPeserta\":{\"kode\":\"\(code)\",\"keterangan\":\"\(words)\"}")
        #expect(record.isActive == expected)
        #expect(record.notes.isEmpty == (expected != nil))
    }

    @Test(
        "segments whose codes were seen are known, others keep the insurer's words",
        arguments: [
            ("3", .stateEmployed), ("13", .employed), ("14", .selfPaying), ("15", .notWorking), ("21", .stateAssisted),
            ("22", .regionAssisted), ("99", nil),
        ] as [(String, Segment?)])
    func segments(_ code: String, _ expected: Segment?) throws {
        let record = try peserta("\"jenisPeserta\":{\"kode\":\"\(code)\",\"keterangan\":\"APA SAJA\"}")
        #expect(record.paidBy == expected)
        #expect(record.segment?.text == "APA SAJA")
    }

    @Test("an installation's own code tables are followed")
    func ownCodes() throws {
        let codes = InsurerCodes(
            segments: ["77": .employed], relations: ["5": .child], active: ["AK"], notFound: ["999"])
        let record = try read(
            sealed(
                """
                {"peserta":{"noKartu":"0009990000017","pisa":5,"jenisPeserta":{"kode":77},
                "statusPeserta":{"kode":"AK","keterangan":"berlaku"}}}
                """), codes: codes)
        #expect(record.paidBy == .employed)
        #expect(record.place == .child)
        #expect(record.isActive == true)
        #expect(throws: InsurerRefusal.notFound) {
            try read("{\"metaData\":{\"code\":999,\"message\":\"?\"}}", codes: codes)
        }
    }

    @Test(
        "refusals are told apart",
        arguments: [
            ("{\"metaData\":{\"code\":\"201\",\"message\":\"Peserta Tidak Ditemukan\"},\"response\":null}", .notFound),
            ("{\"metaData\":{\"code\":204,\"message\":\"No Content\"}}", .notFound),
            ("{\"metaData\":{\"code\":\"200\",\"message\":\"OK\"},\"response\":null}", .notFound),
            ("{\"metadata\":{\"code\":401,\"message\":\"x\"}}", .wrongSignature),
            ("{\"metadata\":{\"code\":\"201\",\"message\":\"Signature Service tidak sesuai\"}}", .wrongSignature),
            (
                "{\"metaData\":{\"code\":\"201\",\"message\":\"Tanggal SEP salah\"}}",
                .refused(code: "201", message: "Tanggal SEP salah")
            ),
            ("{\"metaData\":{\"code\":\"200\"},\"response\":\"bukan sandi\"}", .garbage(.undecipherable)),
            ("{\"metaData\":{\"code\":\"200\"},\"response\":[1]}", .garbage(.noEnvelope)),
            ("{\"response\":{}}", .garbage(.noEnvelope)), ("[]", .garbage(.noEnvelope)),
            ("<html>Bad gateway</html>", .garbage(.notJSON)), ("", .garbage(.notJSON)),
            ("{\"metaData\":{\"code\":200},\"response\":{\"peserta\":{\"nama\":\"BUDI\"}}}", .garbage(.noPerson)),
        ] as [(String, InsurerRefusal)])
    func refusals(_ body: String, _ expected: InsurerRefusal) {
        #expect(throws: expected) { try read(body) }
    }

    @Test("damaged answers never break the reader", .timeLimit(.minutes(1)), arguments: [1, 2, 3] as [UInt64])
    func fuzz(_ seed: UInt64) throws {
        var fuzz = InsurerFuzz(seed: seed)
        let report = try fuzz.run(iterations: PartnerFuzzing.iterations)
        #expect(report.violations == [], "seed \(seed)")
        #expect(report.readable > 80)
        #expect(report.noted > 3)
        #expect(report.refused > 100)
    }

    @Test("the same seed does the same damage")
    func replay() throws {
        var (one, other) = (InsurerFuzz(seed: 7), InsurerFuzz(seed: 7))
        let (first, second) = (try one.run(iterations: 200), try other.run(iterations: 200))
        #expect(first == second)
    }
}
