import Pages

/// Facilities to choose from, region by region: the one that was chosen first, or else the one where the caller lives.
/// When there are many, those far away are left out.
struct FacilityList {
    /// The name of the region that stands first; nil when nobody said where.
    let near: String?
    let groups: [(region: String, choices: [(value: String, label: String)])]

    static let longest = 200

    init(_ reading: ChangeReading, _ regions: [Region]) {
        let chosen = if case .region(let code) = reading[.region] { code } else { reading.draft.origin.region }
        func name(_ code: String) -> String { regions.first { $0.code == code }?.name ?? code }
        near = chosen.map(name)
        let nearest = FacilityChoice.nearest(reading.ground.facilities, to: chosen ?? "").prefix(Self.longest)
        let byRegion = Dictionary(grouping: nearest, by: \.region)
        let order = byRegion.keys.sorted { one, other in
            func key(_ code: String) -> (Int, String) {
                if code == chosen { return (0, "") }
                return (code.prefix(2) == chosen?.prefix(2) ? 1 : 2, name(code))
            }
            return key(one) < key(other)
        }
        groups = order.map { code in (name(code), (byRegion[code] ?? []).map { ($0.code, $0.name) }) }
    }
}
