import Foundation
import Kernel

/// Stands in for the population registry: the three questions of Dukcapil's conventions, under any spelling of their
/// fields.
struct RegistryStandIn: StandInPartner {
    let people: StandInPeople
    let keys: RegistryKeys

    func knows(_ question: StandInQuestion) -> Bool {
        guard let fields = fields(question), question.method == "POST" else { return false }
        let isUser = fields["USER_ID"].words == keys.user && fields["PASSWORD"].words == keys.password.revealed
        return isUser && fields["IP_USER"].words == keys.address
            && question.segments.dropFirst(2).first == keys.customer
    }

    func stranger(_ question: StandInQuestion) throws -> [UInt8] {
        let isAddress = fields(question).map { $0["IP_USER"].words != keys.address } == true
        return envelope(["RESPON": isAddress ? "IP Address Tidak Sesuai" : "Login Gagal"])
    }

    func usedUp(_ question: StandInQuestion) throws -> [UInt8] {
        envelope(["RESPON": "Kuota Akses Hari ini telah Habis"], quotaLeft: 0)
    }

    func answer(_ question: StandInQuestion, quotaLeft: Int?) throws -> [UInt8] {
        guard let fields = fields(question), let nik = fields["NIK"].words.flatMap({ NIK($0) }),
            let person = people[nik]
        else { return envelope(["RESPON": "Data Tidak Ditemukan"], quotaLeft: quotaLeft) }
        guard person.isInForce else {
            let words = "Data Ditemukan, Status Tidak Aktif silakan hubungi Dinas Dukcapil"
            return envelope(
                ["RESPONSE_CODE": "14", "RESPONSE_DESC": words, "RESPONSE": words], quotaLeft: quotaLeft)
        }
        switch question.segments.last {
        case "CALL_VERIFY_BY_ELEMEN": return envelope(compare(fields, with: person), quotaLeft: quotaLeft)
        case "CALL_NIK": return envelope(row(person), quotaLeft: quotaLeft)
        case "CALL_NIK_GET_KK": return envelope(people.family(of: nik).map(row), quotaLeft: quotaLeft)
        default: return envelope(["RESPON": "Metode tidak dikenal"], quotaLeft: quotaLeft)
        }
    }

    private func fields(_ question: StandInQuestion) -> WireValue? {
        do { return try WireValue(question.body) } catch { return nil }
    }

    // MARK: - Comparing

    /// What is written by people is scored, all else is the same or is not.
    private static let scored: Set<RegistryElement> = [.name, .birthPlace, .mother, .street]

    private func compare(_ fields: WireValue, with person: StandInPerson) -> [String: String] {
        let threshold = fields["TRESHOLD"].integer.map(Int.init) ?? 100
        let known = row(person)
        var verdicts: [String: String] = [:]
        for element in RegistryElement.allCases {
            guard let claimed = fields[element.rawValue].words, let actual = known[element.rawValue] else { continue }
            if RegistryStandIn.scored.contains(element) {
                let score = Likeness.percent(claimed.uppercased(), actual)
                verdicts[element.rawValue] = (score >= threshold ? "Sesuai" : "Tidak Sesuai") + " (\(score))"
            } else {
                let isSame =
                    element == .birthDate
                    ? fields[element.rawValue].day == person.birthDate : claimed.uppercased() == actual
                verdicts[element.rawValue] = isSame ? "Sesuai" : "Tidak Sesuai"
            }
        }
        return verdicts
    }

    // MARK: - Telling

    private func row(_ person: StandInPerson) -> [String: String] {
        let address = person.address
        let fields: [String: String?] = [
            "NIK": person.nik.digits, "NO_KK": person.family.digits, "NAMA_LGKP": person.name.uppercased(),
            "TMPT_LHR": person.birthPlace.uppercased(), "TGL_LHR": person.birthDate.description,
            "JENIS_KLMIN": person.sex == .male ? "LAKI-LAKI" : "PEREMPUAN", "STAT_HBKEL": RegistryStandIn.words(person),
            "STATUS_KAWIN": person.relation == .child ? "BELUM KAWIN" : "KAWIN",
            "NAMA_LGKP_IBU": person.mother.uppercased(), "NAMA_LGKP_AYAH": person.father.uppercased(),
            "ALAMAT": address.street?.uppercased(), "NO_RT": address.rt, "NO_RW": address.rw,
            "DUSUN": address.hamlet, "KODE_POS": address.postalCode,
            "NO_KEL": address.village.code, "KEL_NAME": address.village.name?.uppercased(),
            "NO_KEC": address.district.code, "KEC_NAME": address.district.name?.uppercased(),
            "NO_KAB": address.regency.code, "KAB_NAME": address.regency.name?.uppercased(),
            "NO_PROP": address.province.code, "PROP_NAME": address.province.name?.uppercased(),
            "EKTP_STATUS": "SUDAH REKAM",
        ]
        return fields.compactMapValues(\.self)
    }

    private static func words(_ person: StandInPerson) -> String {
        switch person.relation {
        case .head: "KEPALA KELUARGA"
        case .spouse: person.sex == .female ? "ISTRI" : "SUAMI"
        case .child: "ANAK"
        case .other: "FAMILI LAIN"
        }
    }

    private struct Envelope: Encodable {
        let content: [[String: String]]
        let lastPage = true
        let numberOfElements: Int
        let totalElements: Int
        let firstPage = true
        let number = 0
        let size: Int
        let quotaLimiter: Int?
    }

    private func envelope(_ row: [String: String], quotaLeft: Int? = nil) -> [UInt8] {
        envelope([row], quotaLeft: quotaLeft)
    }

    private func envelope(_ rows: [[String: String]], quotaLeft: Int?) -> [UInt8] {
        let envelope = Envelope(
            content: rows, numberOfElements: rows.count, totalElements: rows.count, size: rows.count,
            quotaLimiter: quotaLeft)
        // Texts and numbers: there is nothing in it that cannot be written.
        return Array(try! JSONEncoder().encode(envelope))
    }
}

/// How alike two texts are, of 100: what is left of the longer one after the changes that make one of the other
/// (Levenshtein's distance).
enum Likeness {
    static func percent(_ one: String, _ other: String) -> Int {
        let (one, other) = (String(one.prefix(100)), String(other.prefix(100)))
        let longer = max(one.utf8.count, other.utf8.count)
        guard longer > 0 else { return 100 }
        return (longer - EditDistance.between(one, other)) * 100 / longer
    }
}
