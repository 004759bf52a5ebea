import Foundation
import Kernel

/// Stands in for the insurer: VClaim's `/Peserta/…` and PCare's `/peserta/…`, signed and sealed.
struct InsurerStandIn: StandInPartner {
    let people: StandInPeople
    let keys: InsurerKeys
    let clock: any WallClock

    /// A signature older or younger than this is not accepted.
    static let drift: Int64 = 600

    func knows(_ question: StandInQuestion) -> Bool {
        guard let seconds = seconds(question), abs(seconds - clock.now().seconds) <= InsurerStandIn.drift else {
            return false
        }
        var expected = keys
        // VClaim needs no sign-in, whatever PCare's may be.
        if isVClaim(question) { expected.login = nil }
        return expected.headers(at: seconds).filter { $0.name != "Accept" }.allSatisfy { header in
            question.headers[header.name.lowercased()] == header.value
        }
    }

    func stranger(_ question: StandInQuestion) throws -> [UInt8] {
        refusal(question, code: 401, "Signature tidak sesuai")
    }

    func usedUp(_ question: StandInQuestion) throws -> [UInt8] {
        refusal(question, code: 429, "Kuota akses telah habis")
    }

    func answer(_ question: StandInQuestion, quotaLeft: Int?) throws -> [UInt8] {
        guard let person = person(question), let membership = person.membership ?? person.membershipToCome else {
            return isVClaim(question)
                ? refusal(question, code: 201, "Peserta Tidak Ditemukan") : refusal(question, code: 204, "NO_CONTENT")
        }
        let record =
            isVClaim(question)
            ? try encoded(["peserta": VClaimParticipant(person, membership)])
            : try encoded(PCareParticipant(person, membership))
        let seal = InsurerSeal(keys, at: seconds(question) ?? 0)
        let code = isVClaim(question) ? "\"200\"" : "200"
        return Array(
            "{\"metaData\":{\"code\":\(code),\"message\":\"OK\"},\"response\":\"\(try seal.close(record))\"}".utf8)
    }

    private func seconds(_ question: StandInQuestion) -> Int64? { question.headers["x-timestamp"].flatMap(Int64.init) }

    private func isVClaim(_ question: StandInQuestion) -> Bool { question.segments.contains("Peserta") }

    private func person(_ question: StandInQuestion) -> StandInPerson? {
        let segments = question.segments.drop { $0.lowercased() != "peserta" }.dropFirst()
        guard let kind = segments.first, let number = segments.dropFirst().first else { return nil }
        return switch kind.lowercased() {
        case "nik": NIK(number).flatMap { people[$0] }
        case "nokartu", "noka": CardNumber(number).flatMap { people[$0] }
        default: nil
        }
    }

    private func refusal(_ question: StandInQuestion, code: Int, _ message: String) -> [UInt8] {
        let code = isVClaim(question) ? "\"\(code)\"" : "\(code)"
        return Array("{\"metaData\":{\"code\":\(code),\"message\":\"\(message)\"},\"response\":null}".utf8)
    }

    private func encoded(_ value: some Encodable) throws -> Data { try JSONEncoder().encode(value) }
}

// MARK: - How the two services tell of a participant

private struct VClaimParticipant: Encodable {
    struct Coded: Encodable {
        let kode: String
        let keterangan: String
    }
    struct Facility: Encodable {
        let kdProvider: String?
        let nmProvider: String?
    }
    struct Record: Encodable {
        let noMR: String?
        let noTelepon: String?
    }

    let hakKelas: Coded
    let jenisPeserta: Coded
    let mr: Record
    let nama: String
    let nik: String
    let noKartu: String
    let pisa: String
    let provUmum: Facility
    let sex: String
    let statusPeserta: Coded
    let tglLahir: String

    init(_ person: StandInPerson, _ membership: StandInPerson.Membership) {
        hakKelas = Coded(kode: "\(membership.careClass.rawValue)", keterangan: membership.careClass.words)
        jenisPeserta = Coded(kode: membership.segment.code, keterangan: membership.segment.words)
        mr = Record(noMR: nil, noTelepon: membership.phone?.local.filter { $0 != "-" })
        (nama, nik, noKartu) = (person.name.uppercased(), person.nik.digits, membership.card.digits)
        pisa = person.relation == .head ? "1" : person.relation == .spouse ? "2" : "3"
        provUmum = Facility(kdProvider: membership.facility.code, nmProvider: membership.facility.text)
        sex = person.sex == .male ? "L" : "P"
        statusPeserta =
            membership.isActive
            ? Coded(kode: "0", keterangan: "AKTIF") : Coded(kode: "4", keterangan: "TIDAK AKTIF KARENA PREMI")
        tglLahir = person.birthDate.description
    }
}

private struct PCareParticipant: Encodable {
    struct Named: Encodable {
        let nama: String
        let kode: String
    }
    struct Facility: Encodable {
        let kdProvider: String?
        let nmProvider: String?
    }

    let noKartu: String
    let nama: String
    let hubunganKeluarga: String
    let sex: String
    let tglLahir: String
    let kdProviderPst: Facility
    let jnsKelas: Named
    let jnsPeserta: Named
    let noHP: String?
    let noKTP: String
    let aktif: Bool
    let ketAktif: String
    let tunggakan: Int64

    init(_ person: StandInPerson, _ membership: StandInPerson.Membership) {
        (noKartu, nama, noKTP) = (membership.card.digits, person.name.uppercased(), person.nik.digits)
        hubunganKeluarga =
            switch person.relation {
            case .head: "Peserta"
            case .spouse: person.sex == .female ? "Istri" : "Suami"
            case .child: "Anak"
            case .other: "Tambahan"
            }
        sex = person.sex == .male ? "L" : "P"
        let day = person.birthDate.description.split(separator: "-")
        tglLahir = day.reversed().joined(separator: "-")
        kdProviderPst = Facility(kdProvider: membership.facility.code, nmProvider: membership.facility.text)
        jnsKelas = Named(nama: membership.careClass.words, kode: "\(membership.careClass.rawValue)")
        jnsPeserta = Named(nama: membership.segment.words, kode: membership.segment.code)
        noHP = membership.phone?.local.filter { $0 != "-" }
        (aktif, tunggakan) = (membership.isActive, membership.arrears)
        ketAktif = membership.isActive ? "AKTIF" : "TIDAK AKTIF KARENA PREMI"
    }
}

extension CareClass {
    fileprivate var words: String { "KELAS " + String(repeating: "I", count: rawValue) }
}

extension Segment {
    /// The insurer's code, of those that were seen.
    fileprivate var code: String { InsurerCodes.seenSegments.filter { $0.value == self }.keys.sorted().first ?? "" }

    fileprivate var words: String {
        switch self {
        case .stateAssisted: "PBI (APBN)"
        case .regionAssisted: "PBI (APBD)"
        case .stateEmployed: "PNS DAERAH"
        case .employed: "PEGAWAI SWASTA"
        case .selfPaying: "PEKERJA MANDIRI"
        case .notWorking: "PENERIMA PENSIUN PNS"
        }
    }
}
