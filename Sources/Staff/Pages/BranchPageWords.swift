import Kernel
import Pages

/// The names of regencies, which the room above keeps; a code that has none is left out.
public typealias FindRegencyNames = @Sendable (_ codes: Set<RegencyCode>) async throws -> [RegencyCode: String]

/// Branches in the words of a page.
struct BranchPageWords {
    let context: PageContext

    func hours(_ week: OfficeWeek) -> String { context.language == .id ? week.indonesianText : week.text }

    func region(_ region: OfficeRegion) -> String { context.text("branches.region-of", ["n": region.roman]) }

    /// `3374 Kota Semarang`
    func regency(_ code: RegencyCode, _ names: [RegencyCode: String]) -> String {
        names[code].map { "\(code) \($0)" } ?? code.digits
    }

    /// What a fact of its story tells, a line for each thing that changed; none for a fact of another kind.
    func lines(_ fact: BranchStoryFact, _ names: [RegencyCode: String]) -> [String] {
        switch fact {
        case .added: [context.text("branches.story.added")]
        case .edited(let changes): changes.map(line)
        case .regencies(let gained, let lost):
            [("gained", gained), ("lost", lost)].filter { !$0.1.isEmpty }.map { word, codes in
                let told = codes.compactMap { RegencyCode($0) }.map { regency($0, names) }.joined(separator: ", ")
                return context.text("branches.story.\(word)", ["told": told])
            }
        }
    }

    private func line(_ change: BranchFact.FieldChange) -> String {
        let nothing = context.text("branches.story.nothing")
        return context.text(
            "branches.story.changed",
            [
                "field": context.text("branches.field.\(change.field)"), "from": word(change, change.from) ?? nothing,
                "to": word(change, change.to) ?? nothing,
            ])
    }

    private func word(_ change: BranchFact.FieldChange, _ value: String?) -> String? {
        switch change.field {
        case "closed": context.text(value == "yes" ? "branches.closed" : "branches.open")
        case "hours": value.flatMap { OfficeWeek($0) }.map(hours) ?? value
        default: value
        }
    }
}

/// The facts that the story of a branch is told by.
enum BranchStoryFact {
    case added
    case edited([BranchFact.FieldChange])
    case regencies(gained: [String], lost: [String])

    var regencyCodes: [RegencyCode] {
        guard case .regencies(let gained, let lost) = self else { return [] }
        return (gained + lost).compactMap { RegencyCode($0) }
    }
}
