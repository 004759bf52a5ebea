/// What an agent reads out: a reminder, an explanation, thanks. Never collection, and no payment is taken.
public struct ReminderScript: Sendable, Hashable {
    public let text: String

    /// What is filled in when it is shown: `{nama}`.
    public enum Blank: String, Sendable, CaseIterable {
        /// Part of the day, as a greeting says it.
        case waktu
        /// The agent's own name.
        case petugas
        case nama, bulan, jumlah
        /// So many days after a reactivation inpatient care costs the penalty, by the rule in force.
        case hari
    }

    public enum Problem: Sendable, Hashable {
        case tooShort
        case tooLong
        case unknownBlank(String)
        case missingBlank(Blank)
        case noThanks
        case collects(phrase: String, CollectionPhrase.Reason)
    }

    public static let longest = 4_000

    public init(_ text: String) { self.text = text }

    /// Why it must not be read to anybody; none when it may.
    public var problems: [Problem] {
        guard text.count(where: { !$0.isWhitespace }) >= 40 else { return [.tooShort] }
        guard text.count <= Self.longest else { return [.tooLong] }
        let blanks = text.matches(of: /\{([^{}]*)\}/).map { String($0.1) }
        var problems = blanks.filter { Blank(rawValue: $0) == nil }.map(Problem.unknownBlank)
        problems += [Blank.nama, .bulan, .hari].filter { !blanks.contains($0.rawValue) }.map(Problem.missingBlank)
        let words = Self.words(text)
        if !Self.holds(words.suffix(25), ["terima", "kasih"]) { problems.append(.noThanks) }
        for phrase in CollectionPhrase.all where Self.holds(words[...], Self.words(phrase.text)) {
            problems.append(.collects(phrase: phrase.text, phrase.reason))
        }
        return problems
    }

    public func filled(_ blanks: [Blank: String]) -> String {
        blanks.reduce(text) { $0.replacing("{\($1.key.rawValue)}", with: $1.value) }
    }

    private static func words(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    private static func holds(_ words: ArraySlice<String>, _ phrase: [String]) -> Bool {
        words.indices.contains { words[$0...].starts(with: phrase) }
    }

    /// From which a centre starts.
    public static let original = ReminderScript(
        """
        Selamat {waktu}, Bapak/Ibu {nama}. Saya {petugas} dari Care Center JKN-KIS.

        Kami ingin mengingatkan bahwa iuran JKN Bapak/Ibu tercatat belum lengkap {bulan} bulan, sejumlah {jumlah}. \
        Bila sudah dilunasi, mohon abaikan; kami akan memeriksa catatannya.

        Iuran dapat dilunasi kapan saja di bank, minimarket, atau aplikasi Mobile JKN. Kami tidak menerima pembayaran \
        lewat telepon dan tidak akan meminta nomor kartu atau kode apa pun.

        Sebagai keterangan: setelah kepesertaan aktif kembali, rawat inap dalam {hari} hari dapat dikenai denda \
        pelayanan sesuai peraturan. Rawat jalan tidak dikenai denda.

        Bila ada kesulitan, ada pilihan mencicil lewat program REHAB, dan kantor cabang siap membantu.

        Terima kasih atas waktu Bapak/Ibu. Semoga sehat selalu.
        """)
}

/// Words that turn a reminder into collection, reviewed one by one; whole words, in any capitals.
public struct CollectionPhrase: Sendable, Hashable {
    public enum Reason: String, Sendable, CaseIterable {
        /// It collects: others are charged with that.
        case collection
        /// It presses.
        case pressure
        /// It threatens.
        case threat
        /// It asks for money or for what opens an account.
        case payment
        /// It shames.
        case shame
    }

    public let text: String
    public let reason: Reason

    public static let all: [CollectionPhrase] = Reason.allCases.flatMap { reason in
        texts[reason, default: []].map { CollectionPhrase(text: $0, reason: reason) }
    }

    private static let texts: [Reason: [String]] = [
        .collection: ["tagih", "menagih", "ditagih", "penagihan", "penagih", "debt collector"],
        .pressure: [
            "bayar sekarang", "bayar hari ini", "segera bayar", "segera lunasi", "wajib lunas", "harus dibayar",
            "paling lambat hari ini", "tidak boleh ditunda",
        ],
        .threat: [
            "denda akan dikenakan jika tidak", "jika tidak dibayar", "bila tidak dibayar", "akan diblokir", "disita",
            "somasi", "pengadilan", "polisi", "jalur hukum", "sanksi",
        ],
        .payment: ["nomor rekening", "transfer ke", "bayar kepada saya", "kode otp", "pin anda", "kartu kredit"],
        .shame: ["penunggak", "tidak bertanggung jawab", "lalai", "memalukan"],
    ]
}
