/// A province, a regency or city, a district or a village, by the code of the interior ministry: two digits for a
/// province, two more for each level below, four for a village. A NIK begins with the six of a district.
public struct Region: Sendable, Hashable, Codable, Identifiable {
    public let code: String
    public let name: String

    public var id: String { code }

    public init(code: String, name: String) {
        self.code = code
        self.name = name
    }

    /// nil for a code of another length.
    public var level: RegionLevel? { RegionLevel(codeLength: code.utf8.count) }

    /// The code of the province.
    public var province: String { String(code.prefix(2)) }

    /// The code of the region in which it lies; nil for a province.
    public var parent: String? {
        level?.above.map { String(code.prefix($0.codeLength)) }
    }
}

public enum RegionLevel: String, Sendable, Codable, CaseIterable, Hashable {
    case province
    /// Or a city.
    case regency
    case district
    /// Rural, urban or customary.
    case village

    public var codeLength: Int {
        switch self {
        case .province: 2
        case .regency: 4
        case .district: 6
        case .village: 10
        }
    }

    public init?(codeLength: Int) {
        guard let level = RegionLevel.allCases.first(where: { $0.codeLength == codeLength }) else { return nil }
        self = level
    }

    public var above: RegionLevel? {
        switch self {
        case .province: nil
        case .regency: .province
        case .district: .regency
        case .village: .district
        }
    }
}

extension Region {
    /// Every province and the larger cities, from which a centre starts; it adds the rest with its members.
    public static let original: [Region] = provinces + cities

    private static let provinces = regions(
        """
        11 Aceh; 12 Sumatera Utara; 13 Sumatera Barat; 14 Riau; 15 Jambi; 16 Sumatera Selatan; 17 Bengkulu; 18 Lampung;
        19 Kepulauan Bangka Belitung; 21 Kepulauan Riau; 31 DKI Jakarta; 32 Jawa Barat; 33 Jawa Tengah;
        34 DI Yogyakarta; 35 Jawa Timur; 36 Banten; 51 Bali; 52 Nusa Tenggara Barat; 53 Nusa Tenggara Timur;
        61 Kalimantan Barat;
        62 Kalimantan Tengah; 63 Kalimantan Selatan; 64 Kalimantan Timur; 65 Kalimantan Utara; 71 Sulawesi Utara;
        72 Sulawesi Tengah; 73 Sulawesi Selatan; 74 Sulawesi Tenggara; 75 Gorontalo; 76 Sulawesi Barat; 81 Maluku;
        82 Maluku Utara; 91 Papua; 92 Papua Barat; 93 Papua Selatan; 94 Papua Tengah; 95 Papua Pegunungan;
        96 Papua Barat Daya
        """)

    private static let cities = regions(
        """
        1171 Kota Banda Aceh; 1271 Kota Medan; 1371 Kota Padang; 1471 Kota Pekanbaru; 1571 Kota Jambi;
        1671 Kota Palembang; 1771 Kota Bengkulu; 1871 Kota Bandar Lampung; 1971 Kota Pangkal Pinang; 2171 Kota Batam;
        3171 Kota Jakarta Pusat; 3172 Kota Jakarta Utara; 3173 Kota Jakarta Barat; 3174 Kota Jakarta Selatan;
        3175 Kota Jakarta Timur; 3201 Kabupaten Bogor; 3204 Kabupaten Bandung; 3271 Kota Bogor; 3273 Kota Bandung;
        3275 Kota Bekasi; 3276 Kota Depok; 3322 Kabupaten Semarang; 3372 Kota Surakarta; 3374 Kota Semarang;
        3471 Kota Yogyakarta; 3573 Kota Malang; 3578 Kota Surabaya; 3671 Kota Tangerang; 3674 Kota Tangerang Selatan;
        5171 Kota Denpasar; 5271 Kota Mataram; 5371 Kota Kupang; 6171 Kota Pontianak; 6271 Kota Palangka Raya;
        6371 Kota Banjarmasin; 6471 Kota Balikpapan; 6472 Kota Samarinda; 7171 Kota Manado; 7271 Kota Palu;
        7371 Kota Makassar; 7471 Kota Kendari; 7571 Kota Gorontalo; 8171 Kota Ambon; 8271 Kota Ternate;
        9171 Kota Jayapura
        """)

    private static func regions(_ text: String) -> [Region] {
        text.split { $0 == ";" || $0 == "\n" }.compactMap { entry in
            let words = entry.split(separator: " ")
            guard let code = words.first else { return nil }
            return Region(code: String(code), name: words.dropFirst().joined(separator: " "))
        }
    }
}
