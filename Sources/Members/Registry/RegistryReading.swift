import Foundation
import Kernel

/// Reads the registry's answers. It answers errors with HTTP 200, inside `content`, by a code and words or by words
/// alone.
struct RegistryReading {
    /// No family card has more people on it.
    static let mostRows = 64

    /// The rows of `content`.
    let rows: [WireValue]
    /// `quotaLimiter`: what is left of the day's questions, where it tells.
    let quotaLeft: Int?

    /// The envelope around what was asked for.
    init(_ body: some Collection<UInt8>) throws(RegistryRefusal) {
        let envelope: WireValue
        do { envelope = try WireValue(body) } catch { throw .garbage(error) }
        quotaLeft = envelope["quotaLimiter"].integer.flatMap { Int(exactly: $0) }
        switch envelope["content"] {
        case .list(let list): rows = Array(list.prefix(RegistryReading.mostRows))
        case .object(let fields): rows = [.object(fields)]
        case .null, .truth, .number, .text: throw .garbage(.noEnvelope)
        }
    }

    func comparison(_ codes: [String: RegistryCode]) throws(RegistryRefusal) -> RegistryComparison {
        let row = try firstRow(codes)
        var fields = WireReading(row)
        var verdicts: [RegistryElement: RegistryVerdict] = [:]
        for element in RegistryElement.allCases {
            verdicts[element] = fields.read(element.rawValue) { RegistryVerdict($0) }
        }
        guard !verdicts.isEmpty else { throw .garbage(.noPerson) }
        return RegistryComparison(verdicts: verdicts, notes: fields.notes)
    }

    func person(_ codes: [String: RegistryCode]) throws(RegistryRefusal) -> RegistryPerson {
        guard let person = RegistryReading.person(in: try firstRow(codes)) else { throw .garbage(.noPerson) }
        return person
    }

    /// Everybody who can be recognised; the others are noted in the first.
    func family(_ codes: [String: RegistryCode]) throws(RegistryRefusal) -> [RegistryPerson] {
        _ = try firstRow(codes)
        var people: [RegistryPerson] = []
        var strangers: [ReadingNote] = []
        for row in rows {
            if let person = RegistryReading.person(in: row) {
                people.append(person)
            } else {
                strangers.append(ReadingNote(field: "content", text: row.shown))
            }
        }
        guard !people.isEmpty else { throw .garbage(.noPerson) }
        people[0].notes += strangers
        return people
    }

    /// The first row, unless it is a refusal.
    private func firstRow(_ codes: [String: RegistryCode]) throws(RegistryRefusal) -> WireValue {
        guard let row = rows.first else { throw .notFound }
        let code = row["RESPONSE_CODE", "RESPON_CODE", "code", "kode"].words
        let words = row["RESPON", "RESPONSE", "RESPONSE_DESC", "desc", "description", "message"].words
        guard code != nil || words != nil else { return row }
        let message = (words ?? "").shortened(to: 200)
        // The words first, since they are what it has always told; then the code.
        switch RegistryReading.meaning(of: message.lowercased()) ?? code.flatMap({ codes[$0] }) {
        case .found: return row
        case .notFound: throw .notFound
        case .inactive: throw .inactive(message: message)
        case .accessRefused: throw .accessRefused(message: message)
        case .quotaUsedUp: throw .unanswered(.quotaUsedUp)
        case nil:
            // An answer that says something else besides is still an answer.
            guard RegistryElement.allCases.contains(where: { !row[$0.rawValue].isBlank }) else {
                throw .refused(code: code, message: message)
            }
            return row
        }
    }
}

extension RegistryReading {
    /// Words that were seen in answers.
    private static func meaning(of words: String) -> RegistryCode? {
        let table: [(String, RegistryCode)] = [
            ("tidak ditemukan", .notFound), ("kuota", .quotaUsedUp), ("login gagal", .accessRefused),
            ("ip address", .accessRefused), ("ip client", .accessRefused), ("user id", .accessRefused),
            ("status tidak aktif", .inactive),
        ]
        return table.first { words.contains($0.0) }?.1
    }

    fileprivate static func person(in row: WireValue) -> RegistryPerson? {
        var fields = WireReading(row)
        guard let nik = fields.read("NIK", as: { $0.words.flatMap { NIK($0) } }) else { return nil }
        var person = RegistryPerson(nik: nik, address: address(&fields), notes: [])
        person.family = fields.read("NO_KK") { $0.words.flatMap { FamilyCardNumber($0) } }
        person.name = fields.read("NAMA_LGKP", as: \.words)
        person.birthPlace = fields.read("TMPT_LHR", as: \.words)
        person.birthDate = fields.read("TGL_LHR", as: \.day)
        person.sex = fields.read("JENIS_KLMIN") { InsurerReading.sex($0) }
        person.relationText = fields.read("STAT_HBKEL", as: \.words)
        person.relation = person.relationText.map(relation)
        person.mother = fields.read("NAMA_LGKP_IBU", as: \.words)
        person.father = fields.read("NAMA_LGKP_AYAH", as: \.words)
        person.marriage = fields.read("STATUS_KAWIN", as: \.words)
        person.isRecorded = fields.read("EKTP_STATUS") { value in
            value.words.map { $0.uppercased().hasPrefix("SUDAH") }
        }
        person.notes = fields.notes
        return person
    }

    private static func address(_ fields: inout WireReading) -> RegistryAddress {
        var address = RegistryAddress()
        address.street = fields.read("ALAMAT", as: \.words)
        address.rt = fields.read("NO_RT", as: \.words)
        address.rw = fields.read("NO_RW", as: \.words)
        address.hamlet = fields.read("DUSUN", as: \.words)
        address.postalCode = fields.read("KODE_POS", as: \.words)
        address.village = area("NO_KEL", "KEL_NAME", &fields)
        address.district = area("NO_KEC", "KEC_NAME", &fields)
        address.regency = area("NO_KAB", "KAB_NAME", &fields)
        address.province = area("NO_PROP", "PROP_NAME", &fields)
        return address
    }

    private static func area(_ code: String, _ name: String, _ fields: inout WireReading) -> RegistryAddress.Area {
        RegistryAddress.Area(code: fields.read(code, as: \.words), name: fields.read(name, as: \.words))
    }

    private static func relation(_ words: String) -> FamilyRelation {
        switch words.uppercased() {
        case "KEPALA KELUARGA": .head
        case "ISTRI", "SUAMI": .spouse
        case "ANAK": .child
        default: .other
        }
    }
}

extension RegistryVerdict {
    /// `Sesuai`, `Tidak Sesuai`, `Sesuai (100)`, `Tidak Sesuai (59)`.
    init?(_ value: WireValue) {
        guard let words = value.words?.lowercased() else { return nil }
        let parts = words.split { $0 == "(" || $0 == ")" }
        let score = parts.dropFirst().first.flatMap { Int($0.trimmingCharacters(in: .whitespaces)) }
        switch parts.first?.split(separator: " ").joined(separator: " ") {
        case "sesuai": self = .matches(score: score)
        case "tidak sesuai": self = .differs(score: score)
        default: return nil
        }
    }
}
