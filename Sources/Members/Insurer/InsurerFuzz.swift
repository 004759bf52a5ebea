import Kernel

/// Throws damaged answers at everything that reads the insurer's, from a seed (`sahut fuzz insurer`): damage of the
/// envelope, of the sealed text, of the packed letters, and of the JSON inside.
///
/// A trap ends the process; everything else that must not be is named in the report.
public struct InsurerFuzz: Sendable {
    private static let keys = InsurerKeys(consumer: "1234", secret: Secret("pwd"))
    private static let seal = InsurerSeal(keys, at: 433_223_232)

    private static let inside: [String] = [
        """
        {"peserta":{"cob":{"nmAsuransi":null},"hakKelas":{"keterangan":"KELAS I","kode":"1"},\
        "jenisPeserta":{"keterangan":"PEGAWAI SWASTA","kode":"13"},"mr":{"noMR":null,"noTelepon":"081000000001"},\
        "nama":"BUDI SANTOSO","nik":3171990101800001,"noKartu":"0009990000017","pisa":"1",\
        "provUmum":{"kdProvider":"0138U020","nmProvider":"KLINIK MELATI"},"sex":"L",\
        "statusPeserta":{"keterangan":"AKTIF","kode":"0"},"tglLahir":"1980-01-01","tglTAT":"2050-01-01"}}
        """,
        """
        {"noKartu":"0009990000025","nama":"SITI AMINAH","hubunganKeluarga":"Istri","sex":"P","tglLahir":"03-12-1985",\
        "kdProviderPst":{"kdProvider":"0101","nmProvider":"PUSKESMAS"},"jnsKelas":{"nama":"KELAS III","kode":"3"},\
        "jnsPeserta":{"nama":"PEKERJA MANDIRI","kode":"14"},"noHP":"-","noKTP":"3171994103850002","aktif":false,\
        "ketAktif":"TIDAK AKTIF","tunggakan":420000}
        """,
    ]

    private var mutator: ByteMutator
    private var report = PartnerFuzzReport()

    public init(seed: UInt64) {
        mutator = ByteMutator(random: SeededRandom(seed: seed), morsels: PartnerMorsels.all)
    }

    public mutating func run(iterations: Int) throws -> PartnerFuzzReport {
        for _ in 0..<iterations {
            report.iterations += 1
            read(try damagedBody())
            turnAround()
        }
        return report
    }

    private mutating func damagedBody() throws -> [UInt8] {
        let whole = InsurerFuzz.inside.map { Array($0.utf8) }
        switch Int.random(in: 0..<4, using: &mutator.random) {
        case 0: return Array(envelope(try InsurerFuzz.seal.close(mutator.mutant(of: whole))).utf8)
        case 1:
            let letters = whole.map { LZString.compress(String(decoding: $0, as: UTF8.self).utf16) }
            return Array(envelope(try InsurerFuzz.seal.cipher(mutator.mutant(of: letters))).utf8)
        case 2:
            let sealed = try whole.map { Array(try InsurerFuzz.seal.close($0).utf8) }
            return Array(envelope(String(decoding: mutator.mutant(of: sealed), as: UTF8.self)).utf8)
        default:
            let open = InsurerFuzz.inside.map { "{\"metadata\":{\"code\":200,\"message\":\"Ok\"},\"response\":\($0)}" }
            let refusals = ["{\"metaData\":{\"code\":\"201\",\"message\":\"Tidak Ditemukan\"},\"response\":null}"]
            return mutator.mutant(of: (open + refusals).map { Array($0.utf8) })
        }
    }

    private func envelope(_ response: String) -> String {
        "{\"metaData\":{\"code\":\"200\",\"message\":\"OK\"},\"response\":\"\(response)\"}"
    }

    private mutating func read(_ body: [UInt8]) {
        do {
            let record = try InsurerReading.record(in: body, seal: InsurerFuzz.seal, codes: InsurerCodes())
            report.readable += 1
            if !record.notes.isEmpty { report.noted += 1 }
            if record.card == nil, record.nik == nil { report.blame("a record of nobody") }
            if record.notes.count > 32 { report.blame("\(record.notes.count) notes on one person") }
        } catch { report.refused += 1 }
    }

    /// What is packed is unpacked as the same, and any letters unpack to no more than allowed.
    private mutating func turnAround() {
        let count = Int.random(in: 0..<200, using: &mutator.random)
        let spread = UInt16.random(in: 1...UInt16.max, using: &mutator.random)
        let text = (0..<count).map { _ in UInt16.random(in: 0...spread, using: &mutator.random) }
        do {
            if try LZString.decompress(LZString.compress(text), longest: 200) != text {
                report.blame("not the same text")
            }
        } catch { report.blame("our own letters are refused: \(error)") }
        let letters = (0..<count).map { _ in LZString.alphabet.randomElement(using: &mutator.random) ?? 0 }
        do {
            if try LZString.decompress(letters, longest: 1_000).count > 1_000 { report.blame("longer than allowed") }
        } catch {
            // Letters by chance are mostly no text.
        }
    }
}
