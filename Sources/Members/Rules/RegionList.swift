/// The regions of a list as `scripts/regions` writes it: a line for each, `code TAB name TAB level`.
public struct RegionList: Sendable {
    /// In the list's order, which need not be that of the codes.
    public let regions: [Region]

    public enum Refusal: Error, Hashable, Sendable {
        case empty
        /// The first faults, and how many there are in all.
        case lines([Fault], count: Int)
    }

    /// What is wrong with a line; lines count from 1.
    public struct Fault: Hashable, Sendable {
        public let line: Int
        public let reason: Reason

        public init(line: Int, reason: Reason) { (self.line, self.reason) = (line, reason) }
    }

    public enum Reason: Error, Hashable, Sendable {
        /// Another number of columns than three.
        case columns(Int)
        /// Something other than 2, 4, 6 or 10 digits.
        case code(String)
        case noName
        /// Not the level that belongs to so long a code.
        case level(String)
        /// The same code stands in an earlier line.
        case twice(line: Int)
        /// The region in which it lies is not in the list.
        case orphan(parent: String)
    }

    /// So many faults are told; more tell nothing new.
    public static let mostTold = 20

    /// All or nothing. Empty lines are passed over.
    public static func read(_ text: String) throws(Refusal) -> RegionList {
        var reader = RegionReader()
        for (place, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .enumerated()
        {
            reader.take(line.last == UInt8(ascii: "\r") ? line.dropLast() : line, at: place + 1)
        }
        reader.findOrphans()
        guard reader.faults.isEmpty else {
            let faults = reader.faults.sorted { $0.line < $1.line }
            throw .lines(Array(faults.prefix(mostTold)), count: faults.count)
        }
        guard !reader.regions.isEmpty else { throw .empty }
        return RegionList(regions: reader.regions.map(\.region))
    }

    public func count(of level: RegionLevel) -> Int { regions.count { $0.level == level } }
}

private struct RegionReader {
    private(set) var regions: [(line: Int, region: Region)] = []
    private(set) var faults: [RegionList.Fault] = []
    private var lines: [String: Int] = [:]

    mutating func take(_ line: Substring.UTF8View, at number: Int) {
        guard !line.isEmpty else { return }
        let columns = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map {
            String($0) ?? ""
        }
        do { try keep(columns, at: number) } catch { faults.append(.init(line: number, reason: error)) }
    }

    private mutating func keep(_ columns: [String], at number: Int) throws(RegionList.Reason) {
        guard columns.count == 3 else { throw .columns(columns.count) }
        let region = Region(code: columns[0], name: columns[1])
        guard let level = region.level, region.code.utf8.allSatisfy({ (48...57).contains($0) }) else {
            throw .code(region.code)
        }
        guard region.name.utf8.contains(where: { $0 != UInt8(ascii: " ") }) else { throw .noName }
        guard columns[2] == level.rawValue else { throw .level(columns[2]) }
        if let first = lines.updateValue(number, forKey: region.code) { throw .twice(line: first) }
        regions.append((number, region))
    }

    mutating func findOrphans() {
        for (line, region) in regions {
            if let parent = region.parent, lines[parent] == nil {
                faults.append(.init(line: line, reason: .orphan(parent: parent)))
            }
        }
    }
}
