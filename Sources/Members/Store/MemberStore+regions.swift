import Database
public import Kernel

extension MemberStore {
    /// Takes a list of regions over: new codes are added, known ones renamed. Codes that the list lacks stay, as
    /// members and contacts may have them.
    public func keep(_ regions: [Region], by author: Author, at moment: Timestamp) async throws {
        try await database.write { transaction in
            for batch in regions.batches(of: 2_000) {
                let rows = batch.map { "(\($0.code), \($0.name))" as SQL }
                try transaction.execute(
                    """
                    INSERT INTO regions (code, name) VALUES \(SQL.rows(rows))
                    ON CONFLICT (code) DO UPDATE SET name = excluded.name
                    """)
            }
            try transaction.append(
                MemberFact.RegionsKept(count: regions.count), about: Subject("centre", "regions"), by: author,
                at: moment)
        }
    }

    /// Every region that is known, down to the villages.
    func allRegions() async throws -> [Region] {
        let kept = try await database.read { try $0.all("SELECT code, name FROM regions", as: Region.self) }
        let known = Set(kept.map(\.code))
        return kept + Region.original.filter { !known.contains($0.code) }
    }

    /// Where a region lies, itself first: village, district, regency, province, as far as they are known.
    public func place(of code: String) async throws -> [Region] {
        let codes = RegionLadder.codes(around: code)
        let kept = try await database.read {
            try $0.all("SELECT code, name FROM regions WHERE code IN \(list: codes)", as: Region.self)
        }
        let ladder = RegionLadder(Region.original + kept)
        return codes.compactMap { ladder[$0] }
    }
}

/// Regions by their codes, which say in which others they lie.
struct RegionLadder: Sendable {
    private let regions: [String: Region]

    /// Of two with one code the later counts.
    init(_ regions: [Region]) {
        self.regions = Dictionary(regions.map { ($0.code, $0) }, uniquingKeysWith: { _, last in last })
    }

    subscript(code: String) -> Region? { regions[code] }

    /// The codes in which a region lies, itself before all.
    static func codes(around code: String) -> [String] {
        var codes = [code]
        while let last = codes.last, let around = Region(code: last, name: "").parent { codes.append(around) }
        return codes
    }

    /// The region of a code or, where that is not known, the one around it.
    func nearest(to code: String) -> Region? { Self.codes(around: code).lazy.compactMap { regions[$0] }.first }
}
