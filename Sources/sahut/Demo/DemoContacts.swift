import Contacts
import Database
import Kernel
import Members

/// A month of past calls, as their agents logged them.
enum DemoContacts {
    private static let stories: [(category: String, kind: ContactKind, note: String)] = [
        ("administration.contribution", .information, "Menanyakan tagihan iuran bulan berjalan. Sudah dijelaskan."),
        ("administration.membership", .information, "Menanyakan status kepesertaan keluarga. Aktif semua."),
        ("administration.virtual-account", .information, "Pembayaran belum masuk, diminta menunggu 1 x 24 jam."),
        ("administration.card", .complaint, "Kartu hilang, diarahkan mencetak kartu digital."),
        ("administration.personal-details", .dataChange, "Perubahan alamat, diteruskan ke back office."),
        ("health.facility", .information, "Menanyakan cara pindah fasilitas kesehatan tingkat pertama."),
        ("health.hospital", .complaint, "Mengeluhkan antrean kamar rawat inap."),
        ("health.medicine", .complaint, "Obat tidak tersedia di apotek rumah sakit."),
        ("administration.membership", .registration, "Mendaftarkan bayi baru lahir."),
        ("other.other", .wrongNumber, "Salah sambung."),
    ]

    static func write(
        _ count: Int, with members: [Member], _ agents: [PersonID], in database: any Database, before now: Timestamp,
        _ random: inout SeededRandom
    ) async throws {
        let calendar = CentreCalendar.jakarta
        let today = calendar.start(of: calendar.day(of: now))
        let callers = members.filter { !$0.phones.isEmpty }
        var lines: [Line] = []
        for index in 0..<count {
            // The first caller of the demo has rung before; everybody else by chance.
            let member = index == 0 ? callers.first : callers.randomElement(using: &random)
            guard let member, let agent = agents.randomElement(using: &random),
                let story = stories.randomElement(using: &random)
            else { continue }
            let opened = today - .seconds(.random(in: 3_600...2_592_000, using: &random))
            lines.append(
                Line(
                    id: ContactID(at: opened, random: &random), agent: agent, phone: member.phones.first,
                    opened: opened,
                    seconds: .random(in: 60...420, using: &random),
                    log: ContactLog(
                        category: story.category, kind: story.kind,
                        outcome: story.kind == .complaint ? .followUp : .solved,
                        region: member.region.code, note: story.note, member: member.id)))
        }
        lines.sort { $0.opened < $1.opened }
        for start in stride(from: 0, to: lines.count, by: 200) {
            let batch = Array(lines[start..<min(start + 200, lines.count)])
            try await database.write { transaction in for line in batch { try line.write(in: transaction) } }
        }
    }

    private struct Line: Sendable {
        let id: ContactID
        let agent: PersonID
        let phone: PhoneNumber?
        let opened: Timestamp
        let seconds: Int64
        let log: ContactLog

        func write(in transaction: any Transaction) throws {
            let ended = opened + .seconds(seconds)
            try transaction.openContact(
                id, channel: .call, agent: agent, phone: phone, queue: "informasi", at: opened)
            try transaction.endContact(id, cut: false, at: ended)
            try transaction.logContact(id, log, by: agent, at: ended + .seconds(25))
        }
    }
}
