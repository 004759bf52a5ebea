import Kernel

extension InsurerReading {
    /// The participant in an opened answer. It needs a number to be one; everything else may be missing.
    static func record(_ response: WireValue, codes: InsurerCodes) throws(Garbage) -> InsurerRecord {
        let inner = response["peserta"]
        var fields = WireReading(inner.isBlank ? response : inner)
        var record = InsurerRecord(phones: [], notes: [])
        record.card = fields.read("noKartu") { CardNumber(padded($0)) }
        record.nik = fields.read("nik", "noKTP") { $0.words.flatMap { NIK($0) } }
        guard record.card != nil || record.nik != nil else { throw .noPerson }
        record.name = fields.read("nama", as: \.words)
        record.birthDate = fields.read("tglLahir", as: \.day)
        record.sex = fields.read("sex", "kelamin") { sex($0) }
        record.arrears = fields.read("tunggakan", as: \.integer)
        record.activeFrom = fields.read("tglMulaiAktif", "tglTMT", as: \.day)
        record.activeUntil = fields.read("tglAkhirBerlaku", "tglTAT", as: \.day)
        readCoded(&fields, codes, into: &record)
        readPhones(&fields, into: &record)
        record.notes = fields.notes
        return record
    }

    private static func readCoded(
        _ fields: inout WireReading, _ codes: InsurerCodes, into record: inout InsurerRecord
    ) {
        record.careClass = fields.read("hakKelas", "jnsKelas") { careClass($0) }
        record.segment = fields.read("jenisPeserta", "jnsPeserta") { coded($0) }
        record.paidBy = record.segment?.code.flatMap { codes.segments[$0] }
        record.facility = fields.read("provUmum", "kdProviderPst") { coded($0) }
        record.relation = fields.read("hubunganKeluarga", "pisa") { coded($0) }
        record.place = record.relation.flatMap { relation in
            [relation.code, relation.text?.lowercased()].lazy.compactMap(\.self).compactMap { codes.relations[$0] }
                .first
        }
        readStatus(&fields, codes, into: &record)
    }

    /// VClaim tells a code with words, PCare a truth with words.
    private static func readStatus(
        _ fields: inout WireReading, _ codes: InsurerCodes, into record: inout InsurerRecord
    ) {
        if let truth = fields.read("aktif", as: \.truth) {
            record.isActive = truth
            record.status = InsurerRecord.Coded(code: nil, text: fields.read("ketAktif", as: \.words))
            return
        }
        record.status = fields.read("statusPeserta") { coded($0) }
        guard let status = record.status else { return }
        let words = status.text?.uppercased() ?? ""
        let denies = ["TIDAK", "NON", "ANGGUH", "MENINGGAL"].contains(where: words.contains)
        if status.code.map(codes.active.contains) == true || words == "AKTIF" {
            record.isActive = denies ? nil : true
        } else {
            record.isActive = denies ? false : nil
        }
        if record.isActive == nil { fields.note("statusPeserta", .text("\(status.code ?? "") \(status.text ?? "")")) }
    }

    private static func readPhones(_ fields: inout WireReading, into record: inout InsurerRecord) {
        let places = [("noHP", fields.value["noHP"]), ("noTelepon", fields.value["mr"]["noTelepon"])]
        for (name, value) in places where !value.isBlank {
            if let phone = value.words.flatMap({ PhoneNumber($0) }) {
                if !record.phones.contains(phone) { record.phones.append(phone) }
            } else {
                fields.note(name, value)
            }
        }
    }

    // MARK: - Single values

    /// A card that came as a number has lost its leading zeros.
    private static func padded(_ value: WireValue) -> String {
        let words = value.words ?? ""
        guard case .number = value, words.utf8.count < 13 else { return words }
        return String(repeating: "0", count: 13 - words.utf8.count) + words
    }

    /// A pair of code and words under any of the names that the services use, or a single word.
    private static func coded(_ value: WireValue) -> InsurerRecord.Coded? {
        if let word = value.words {
            let isCode = word.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            return isCode ? InsurerRecord.Coded(code: word, text: nil) : InsurerRecord.Coded(code: nil, text: word)
        }
        let code = value["kode", "kdProvider"].words
        let text = value["keterangan", "nama", "nmProvider"].words
        return code == nil && text == nil ? nil : InsurerRecord.Coded(code: code, text: text)
    }

    static func sex(_ value: WireValue) -> Sex? {
        switch value.words?.uppercased() {
        case "L", "LAKI-LAKI", "LAKI LAKI", "PRIA": .male
        case "P", "PEREMPUAN", "WANITA": .female
        default: nil
        }
    }

    /// `1`, `KELAS I`, or the pair of both.
    private static func careClass(_ value: WireValue) -> CareClass? {
        guard let coded = coded(value) else { return nil }
        if let code = coded.code.flatMap({ Int($0) }), let known = CareClass(rawValue: code) { return known }
        switch coded.text?.uppercased().split(separator: " ").last {
        case "I", "1": return .first
        case "II", "2": return .second
        case "III", "3": return .third
        default: return nil
        }
    }
}
