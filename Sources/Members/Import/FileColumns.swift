/// The columns of a file by the names in its first line, in any order.
public struct FileColumns<Name>: Sendable, Hashable
where Name: RawRepresentable<String> & CaseIterable & Hashable & Sendable {
    private let places: [Name: Int]
    public let count: Int

    /// - Parameters:
    ///   - needed: each of them is there.
    ///   - oneOf: at least one of them is there.
    public init(_ header: [String], needed: [Name], oneOf: [Name]) throws(MemberImport.Refusal) {
        let words = header.map { $0.lowercased().filter { !$0.isWhitespace } }
        let known = words.compactMap { Name(rawValue: $0) }
        let unknown = words.filter { Name(rawValue: $0) == nil && !MemberLine.Columns.passed.contains($0) }
        let twice = Name.allCases.filter { name in known.count { $0 == name } > 1 }
        var missing = needed.filter { !known.contains($0) }.map(\.rawValue)
        if let first = oneOf.first, !oneOf.contains(where: known.contains) { missing.append(first.rawValue) }
        guard unknown.isEmpty, twice.isEmpty, missing.isEmpty else {
            throw .columns(missing: missing, unknown: unknown, twice: twice.map(\.rawValue))
        }
        places = Dictionary(
            uniqueKeysWithValues: words.enumerated().compactMap { place, word in
                Name(rawValue: word).map { ($0, place) }
            })
        count = words.count
    }

    /// What a line says in a column, without blanks around it; nil: nothing.
    public func given(_ name: Name, in fields: [String]) -> String? {
        guard let place = places[name] else { return nil }
        let text = fields[place].drop(while: \.isWhitespace)
        return text.isEmpty ? nil : String(text.reversed().drop(while: \.isWhitespace).reversed())
    }
}
