import Kernel

/// Throws damaged answers at everything that reads the population registry's, from a seed (`sahut fuzz registry`).
///
/// A trap ends the process; everything else that must not be is named in the report.
public struct RegistryFuzz: Sendable {
    private static let person = """
        {"NIK":"3171990101800001","NO_KK":3171990101160001,"NAMA_LGKP":"BUDI SANTOSO","TMPT_LHR":"JAKARTA",\
        "TGL_LHR":"1980-01-01","JENIS_KLMIN":"LAKI-LAKI","STAT_HBKEL":"KEPALA KELUARGA","NAMA_LGKP_IBU":"RATNA",\
        "ALAMAT":"JL MELATI 1","NO_RT":1,"NO_RW":"02","KEL_NAME":"GAMBIR","NO_KEL":"1001","NO_PROP":31,\
        "EKTP_STATUS":"SUDAH REKAM"}
        """
    private static let verdicts = """
        {"NIK":"Sesuai","NAMA_LGKP":"Sesuai (100)","TMPT_LHR":"Tidak Sesuai (59)","TGL_LHR":"Tidak Sesuai",\
        "NAMA_LGKP_IBU":"Sesuai (91)"}
        """
    private static let corpus: [[UInt8]] = [
        person, verdicts, "\(person),\(person)", "", "{\"RESPON\":\"Data Tidak Ditemukan\"}",
        "{\"RESPONSE_CODE\":\"14\",\"RESPONSE\":\"Data Ditemukan, Status Tidak Aktif\"}",
    ].map { Array("{\"content\":[\($0)],\"lastPage\":true,\"size\":1,\"quotaLimiter\":1523}".utf8) }

    private var mutator: ByteMutator
    private var report = PartnerFuzzReport()

    public init(seed: UInt64) {
        mutator = ByteMutator(random: SeededRandom(seed: seed), morsels: PartnerMorsels.all)
    }

    public mutating func run(iterations: Int) -> PartnerFuzzReport {
        for _ in 0..<iterations {
            report.iterations += 1
            read(mutator.mutant(of: RegistryFuzz.corpus))
        }
        return report
    }

    private mutating func read(_ body: [UInt8]) {
        let codes = RegistryDialect().codes
        do {
            let reading = try RegistryReading(body)
            switch Int.random(in: 0..<3, using: &mutator.random) {
            case 0: note(try reading.person(codes).notes)
            case 1:
                let family = try reading.family(codes)
                if family.count > reading.rows.count { report.blame("more people than rows") }
                note(family.flatMap(\.notes))
            default:
                let comparison = try reading.comparison(codes)
                if comparison.verdicts.isEmpty { report.blame("a comparison without a verdict") }
                note(comparison.notes)
            }
        } catch { report.refused += 1 }
    }

    private mutating func note(_ notes: [ReadingNote]) {
        report.readable += 1
        if !notes.isEmpty { report.noted += 1 }
        if notes.count > 32 * RegistryReading.mostRows { report.blame("\(notes.count) notes") }
    }
}
