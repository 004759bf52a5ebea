public import Staff

/// What lies at a branch: changes that name it, in any spelling, and of those that name none the ones from a regency
/// that it serves.
public struct DropBox: Sendable, Hashable {
    let nameKey: String
    let regencies: [RegencyCode]

    public init(_ branch: Branch, serving regencies: some Collection<RegencyCode>) {
        (nameKey, self.regencies) = (branch.name.key, regencies.sorted())
    }

    func holds(branch: String?, region: String?) -> Bool {
        if let branch { return BranchName.key(of: branch) == nameKey }
        return region.flatMap { RegencyCode(around: $0) }.map(regencies.contains) ?? false
    }
}
