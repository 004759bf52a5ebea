/// Words to make up people from. Whoever bears such a name by chance is not meant.
enum DemoNames {
    static let women = words(
        """
        Sari Dewi Ayu Rina Fitri Wulan Lestari Indah Ratna Maya Nur Siti Dian Putri Yuni Eka Rahma Citra Intan Mega
        Nadia Tika Vina Anisa Laras Kartika Melati Puspita Ratih Widya
        """)
    static let men = words(
        """
        Budi Agus Andi Bayu Dimas Eko Fajar Galih Hadi Irfan Joko Krisna Lukman Made Nanda Oki Pandu Rizky Satria Taufik
        Umar Wahyu Yoga Zaki Arif Bagas Candra Doni Gilang Hendra
        """)
    static let families = words(
        """
        Santoso Wijaya Kusuma Pratama Saputra Hidayat Nugroho Setiawan Wibowo Siregar Nasution Simanjuntak Lubis Harahap
        Hutapea Sihombing Tanjung Rahman Hakim Maulana Ramadhan Firmansyah Gunawan Suryadi Permana Halim Utomo Susanto
        Purnomo Sudirman Mulyani Anggraini Handayani Puspitasari Rahayu Wulandari Safitri Kurniawan Iskandar Yulianto
        """)

    /// Names of the Javanese kind are made of pieces, so that there are thousands, most of them rare as in life.
    private static let starts = words(
        """
        Har Su Wi Pur Mul Kus Bam Sut Her Yud Mar Wid Ris Gun Sun Tar Ning Yul Ret Rus Sul Dar Nur Has Kar Set Pra Man
        """)
    private static let middles = words("na di ri ra ja ma pri la ti wa bu da")
    private static let womensEnds = words("yani ningsih wati astuti yanti rini utami iyah asih ningrum yati sari")
    private static let mensEnds = words("yanto tomo wanto nadi giono darto yono jito yadi mardi santo manto wardi")

    /// All names of a person but the family's.
    static func given(_ isWoman: Bool, _ random: inout some RandomNumberGenerator) -> String {
        let first = (isWoman ? women : men).randomElement(using: &random) ?? "Sari"
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<4: return first
        case 4..<6: return first + " " + ((isWoman ? women : men).randomElement(using: &random) ?? "Dewi")
        case 6:
            let before = isWoman ? ["Siti", "Nur", "Sri"] : ["Muhammad", "Moh.", "Abdul", "Ahmad"]
            return (before.randomElement(using: &random) ?? "Nur") + " " + first
        default:
            let parts = [starts, middles, isWoman ? womensEnds : mensEnds]
            let made = parts.map { $0.randomElement(using: &random) ?? "" }.joined()
            return Bool.random(using: &random) ? made : first + " " + made
        }
    }

    static func person(_ isWoman: Bool, _ random: inout some RandomNumberGenerator) -> String {
        let given = (isWoman ? women : men).randomElement(using: &random) ?? "Sari"
        let middle =
            Bool.random(using: &random) ? " " + ((isWoman ? women : men).randomElement(using: &random) ?? "") : ""
        return given + middle + " " + (families.randomElement(using: &random) ?? "Santoso")
    }

    private static func words(_ text: String) -> [String] {
        text.split(whereSeparator: \.isWhitespace).map(String.init)
    }
}
