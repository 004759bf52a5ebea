import Kernel

/// Which branch serves which regency: where something of a member's goes, and why there.
public struct BranchRouting: Sendable {
    private let branches: [BranchCode: Branch]
    private let byKey: [String: BranchCode]
    private let served: [RegencyCode: BranchCode]

    public init(_ branches: [Branch], serving served: [RegencyCode: BranchCode]) {
        self.branches = Dictionary(branches.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        byKey = Dictionary(branches.map { ($0.name.key, $0.code) }, uniquingKeysWith: { first, _ in first })
        self.served = served
    }

    /// The branch of a name as another register writes it.
    public func branch(named name: String) -> Branch? { byKey[BranchName.key(of: name)].flatMap { branches[$0] } }

    public func branch(serving regency: RegencyCode) -> Branch? { served[regency].flatMap { branches[$0] } }

    /// What is known of whom or what it is about, in the order in which it is asked.
    public enum Clue: Hashable, Sendable {
        /// Somebody chose it, whatever else is known.
        case chosen(BranchCode)
        /// Where the member lives: a region's code of any level.
        case home(region: String)
        /// Where the facility lies that it is about.
        case facility(region: String)
        /// The branch that stands in the member's record, by name.
        case recorded(name: String)
    }

    /// Why a clue led nowhere.
    public enum Miss: Hashable, Sendable {
        case noSuchBranch
        /// Of a province only, or no code at all.
        case noRegency
        case nobodyServes(RegencyCode)
        case closed(BranchCode)
    }

    public struct MissedClue: Hashable, Sendable {
        public let clue: Clue
        public let miss: Miss

        public init(_ clue: Clue, _ miss: Miss) { (self.clue, self.miss) = (clue, miss) }
    }

    /// Where it goes.
    public struct Route: Hashable, Sendable {
        /// nil: somebody has to choose.
        public let branch: Branch?
        /// The clue that led there.
        public let because: Clue?
        /// Those before it, which did not; all of them when nobody serves it.
        public let missed: [MissedClue]
    }

    /// The first clue that leads to an open branch decides. A closed one is sent nothing, also when it was chosen.
    public func route(by clues: [Clue]) -> Route {
        var missed: [MissedClue] = []
        for clue in clues {
            switch follow(clue) {
            case .success(let branch): return Route(branch: branch, because: clue, missed: missed)
            case .failure(let dead): missed.append(MissedClue(clue, dead.miss))
            }
        }
        return Route(branch: nil, because: nil, missed: missed)
    }

    private struct DeadEnd: Error { let miss: Miss }

    private func follow(_ clue: Clue) -> Result<Branch, DeadEnd> {
        switch clue {
        case .chosen(let code): open(branches[code])
        case .recorded(let name): open(branch(named: name))
        case .home(let region), .facility(let region): serving(region)
        }
    }

    private func serving(_ region: String) -> Result<Branch, DeadEnd> {
        guard let regency = RegencyCode(around: region) else { return .failure(DeadEnd(miss: .noRegency)) }
        guard let branch = branch(serving: regency) else { return .failure(DeadEnd(miss: .nobodyServes(regency))) }
        return open(branch)
    }

    private func open(_ branch: Branch?) -> Result<Branch, DeadEnd> {
        guard let branch else { return .failure(DeadEnd(miss: .noSuchBranch)) }
        return branch.isClosed ? .failure(DeadEnd(miss: .closed(branch.code))) : .success(branch)
    }
}
