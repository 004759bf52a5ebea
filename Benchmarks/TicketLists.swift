import Contacts
import Database
import Foundation
import Kernel
import Members
import Staff
import Tickets

/// How long the first page of the tickets takes, and a search for two words, among a million tickets on each database:
/// the slowest of a hundred (p99). The page's own figures are asked for too: the lengths of the list and of its views.
///
/// `SAHUT_BENCH_TICKETS` says how many; 1,000,000 otherwise. They are written straight into the tables: three years,
/// 3 % of them open, texts of some words that everybody uses and many that few do.
enum TicketLists: Measurement {
    static let names = [
        "tickets.list_p99_ms", "tickets.search_p99_ms", "tickets.list_p99_ms_postgres",
        "tickets.search_p99_ms_postgres",
    ]

    private static let questions = 2_000

    static func measure() async throws -> [Figure] {
        let count = ProcessInfo.processInfo.environment["SAHUT_BENCH_TICKETS"].flatMap(Int.init) ?? 1_000_000
        let folder = FileManager.default.temporaryDirectory.path + "/sahut-bench-tickets-\(getpid())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { remove(folder) }
        let sqlite = try await figures(try DatabaseLocation.sqlite(path: folder + "/tickets.sqlite").open(), count)
        let postgres = try await figures(try await TestDatabase.open(.postgres), count)
        return zip(names, sqlite + postgres).map { Figure(name: $0, value: $1, unit: "ms") }
    }

    /// Of the list and of the search.
    private static func figures(_ database: any Database, _ count: Int) async throws -> [Double] {
        let began = ContinuousClock.now
        try await database.migrate(
            StaffStore.migrations + MemberStore.migrations + ContactStore.migrations + TicketStore.migrations)
        let now = SystemClock().now()
        var writing = TicketSeed(count: count, until: now)
        try await writing.write(into: database)
        let seed = writing
        Bench.note(
            "\(count) tickets in \(database.dialect) in \(Int((ContinuousClock.now - began).inSeconds)) s")
        let store = TicketStore(database)
        let lists = try await times(of: questions) { number in
            let reader = seed.author(number)
            _ = try await store.list(TicketFilter(), for: reader, at: now)
            _ = try await store.counts(of: HouseView.allCases.map(\.filter), for: reader, at: now)
        }
        let pairs = seed.pairs(questions)
        let searches = try await times(of: pairs.count) { number in
            _ = try await store.list(TicketFilter(state: .all, words: pairs[number]), at: now)
        }
        try await database.close()
        return [
            percentile("tickets.list in \(database.dialect)", lists),
            percentile("tickets.search in \(database.dialect)", searches),
        ]
    }

    private static func times(
        of count: Int, _ work: (Int) async throws -> Void
    ) async throws -> [Double] {
        for number in 0..<min(50, count) { try await work(number) }
        var times: [Double] = []
        for number in 0..<count {
            let start = ContinuousClock.now
            try await work(number)
            times.append((ContinuousClock.now - start).inSeconds * 1_000)
        }
        return times.sorted()
    }

    private static func percentile(_ name: String, _ sorted: [Double]) -> Double {
        let values = [50, 90, 99].map { sorted[min(sorted.count - 1, sorted.count * $0 / 100)] }
        let words = (values + [sorted.last ?? 0]).map { Figure(name: name, value: $0, unit: "").rounded }
        Bench.note("  \(name): median \(words[0]), p90 \(words[1]), p99 \(words[2]), slowest \(words[3]) ms")
        return values[2]
    }
}

/// Tickets of chance, the same each time.
private struct TicketSeed {
    let count: Int
    let until: Timestamp
    private var random = SeededRandom(seed: 41)
    private let vocabulary: [String]
    /// How often the first words are used, all together.
    private let weights: [Double]
    private var asked: [String] = []
    private var monthly: [String: Int] = [:]

    private static let years = Duration.seconds(3 * 365 * 86_400)
    private static let regions = (1...60).map { "\(30 + $0 % 10)\(10 + $0)" }
    private static let categories = CategoryTree.original.groups.flatMap { $0.leaves.map(\.code) }

    init(count: Int, until: Timestamp) {
        (self.count, self.until) = (count, until)
        var random = SeededRandom(seed: 43)
        let consonants = Array("bcdfghjklmnprst")
        let vowels = Array("aiueo")
        var rare: Set<String> = []
        while rare.count < 20_000 {
            let syllables = (0..<Int.random(in: 2...4, using: &random)).map { _ in
                "\(consonants[Int.random(in: 0..<15, using: &random)])\(vowels[Int.random(in: 0..<5, using: &random)])"
            }
            rare.insert(syllables.joined() + ["", "n", "k", "s", "ng"][Int.random(in: 0..<5, using: &random)])
        }
        vocabulary = Self.common + rare.subtracting(Self.common).sorted().shuffled(using: &random)
        // A word's use falls with its rank (Zipf).
        var sum = 0.0
        weights = vocabulary.indices.map { rank in
            sum += 1 / Double(rank + 3)
            return sum
        }
    }

    func author(_ number: Int) -> Author {
        var random = SeededRandom(seed: UInt64(1_000 + number % 80))
        return .person(PersonID(at: until, random: &random))
    }

    /// Two words of one ticket each, so that something is found.
    func pairs(_ count: Int) -> [String] { Array(asked.prefix(count)) }

    mutating func write(into database: any Database) async throws {
        let (words, names) = (vocabulary, Self.regions)
        try await database.write { transaction in
            for name in names {
                try transaction.execute("INSERT INTO regions (code, name) VALUES (\(name), \("Daerah " + name))")
            }
            for start in stride(from: 0, to: words.count, by: 5_000) {
                let rows = words[start..<min(start + 5_000, words.count)].map { "(\($0))" as SQL }
                try transaction.execute("INSERT INTO ticket_words_vocabulary (word) VALUES \(SQL.rows(rows))")
            }
            // GIN is made much faster of all rows at once, and then looks the same.
            if transaction.dialect == .postgres { try transaction.script("DROP INDEX ticket_words_found") }
        }
        for start in stride(from: 0, to: count, by: 1_000) {
            let batch = (start..<min(start + 1_000, count)).map { row($0) }
            try await database.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO tickets (id, number, colour, category, kind, region, text, phone, opened_at, opened_by,
                        due_at, closed_at, closed_by, closing_text, priority, pressing_clock, pressing_at, is_worded)
                    VALUES \(SQL.rows(batch.map(\.ticket)))
                    """)
                try transaction.execute(
                    "INSERT INTO ticket_words (place, owner, words) VALUES \(SQL.rows(batch.map(\.words)))")
            }
        }
        guard database.dialect == .postgres else { return }
        try await database.write { transaction in
            try transaction.script(
                """
                CREATE INDEX ticket_words_found ON ticket_words USING gin (found) WITH (fastupdate = off);
                ANALYZE
                """)
        }
    }

    private mutating func row(_ number: Int) -> (ticket: SQL, words: SQL) {
        let step = Self.years.microseconds / Int64(count)
        let opened = until - .microseconds(step * Int64(count - number))
        let id = TicketID(at: opened, random: &random)
        let day = CentreCalendar.jakarta.day(of: opened)
        let ofMonth = monthly["\(day.year)-\(day.month)", default: 0] + 1
        monthly["\(day.year)-\(day.month)"] = ofMonth
        let chosen = (0..<Int.random(in: 15...40, using: &random)).map { _ in word() }
        if number % max(1, count / 2_500) == 0, let first = chosen.first,
            let other = chosen.first(where: { $0 != first })
        {
            asked.append("\(first) \(other)")
        }
        let colour: TicketColour = chance(0.2) ? .red : chance(0.4) ? .yellow : .green
        let limit = Duration.seconds(colour == .red ? 5 * 86_400 : 86_400)
        // Most of the newest are open, and some that were left lying.
        let isOpen = chance(number * 40 >= count * 39 ? 0.9 : 0.0077)
        let closed = isOpen ? nil : opened + .seconds(Int64.random(in: 600...500_000, using: &random))
        let author = author(Int.random(in: 0..<80, using: &random))
        let due = opened + limit
        let phone = "+62812\(Int.random(in: 10_000_000...99_999_999, using: &random))"
        let priority: TicketPriority = chance(0.1) ? .high : chance(0.3) ? .medium : .low
        let (category, region) = (pick(Self.categories), pick(Self.regions))
        let ticket: SQL = """
            (\(id), \(TicketNumber(ofMonth, on: day)), \(colour), \(category), 'complaint', \(region),
            \(chosen.joined(separator: " ")), \(phone), \(opened), \(author), \(due), \(closed),
            \(closed.map { _ in author }), \(closed.map { _ in "Selesai." }), \(priority),
            \(isOpen ? "whole" : nil), \(isOpen ? due : Timestamp.distantFuture), TRUE)
            """
        // Places as the index gives them: the first of its second.
        let words: SQL =
            "(\(opened.seconds * 1_024), \(id.description), \(Array(Set(chosen)).sorted().joined(separator: " ")))"
        return (ticket, words)
    }

    private mutating func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &random) < share }

    private mutating func pick(_ choices: [String]) -> String {
        choices[Int.random(in: 0..<choices.count, using: &random)]
    }

    private mutating func word() -> String {
        let wanted = Double.random(in: 0..<(weights.last ?? 1), using: &random)
        var (low, high) = (0, weights.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if weights[middle] <= wanted { low = middle + 1 } else { high = middle }
        }
        return vocabulary[low]
    }

    private static let common = """
        peserta kartu tidak bisa rumah sakit sudah belum minta mohon dan yang untuk dari dengan iuran bayar tunggakan
        denda faskes pindah aktif nonaktif data nik keluarga anak istri suami ibu hamil obat habis dokter rujukan poli
        antre igd kamar penuh kelas naik turun bank virtual akun gagal autodebet aplikasi mobile login sandi lupa nomor
        telepon alamat ubah salah nama tanggal lahir perusahaan pekerja mandiri pbi dinas sosial desa kecamatan
        kabupaten kota provinsi cabang kantor petugas pelayanan lambat marah keluhan informasi menunggu dapat tolong
        segera besok kemarin hari ini minggu bulan tahun operasi cuci darah hemodialisa jantung kanker kemoterapi
        kontrol ulang surat keterangan berobat ambulans bayi prematur nicu icu gawat darurat apotek resep stok kosong
        kacamata alat bantu gigi mata kulit saraf bedah dalam paru rawat inap ditolak hilang rusak cetak
        """.split(whereSeparator: \.isWhitespace).map(String.init)
}
