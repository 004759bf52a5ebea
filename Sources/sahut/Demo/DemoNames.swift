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
