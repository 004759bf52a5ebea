public import Kernel

/// Telephone and membership numbers that stand in lists and in people's sentences, as somebody with these roles may see
/// them: what `Role.clearMemberFields` hides on a page is hidden in a file too.
public struct NumberSight: Sendable {
    private let clear: Set<MemberField>

    public init(_ roles: Set<Role>) { clear = roles.reduce(into: []) { $0.formUnion($1.clearMemberFields) } }

    public func phone(_ phone: PhoneNumber?) -> String? {
        phone.map { clear.contains(.phones) ? $0.local : $0.masked }
    }

    /// Runs of nine digits and more, blanks, full stops and hyphens between them forgiven, lose all but their first
    /// four. A sentence does not say which kind of number it holds, so all kinds must be clear to leave one.
    public func text(_ text: String) -> String {
        guard !clear.isSuperset(of: [.card, .nik, .family, .phones]) else { return text }
        return text.replacing(/\+?[0-9](?:[ .\-]?[0-9]){8,}/) { match in
            guard !isDay(match.output) else { return String(match.output) }
            var seen = 0
            return String(
                match.output.map { character in
                    guard character.isNumber else { return character }
                    seen += 1
                    return seen > 4 ? "x" : character
                })
        }
    }

    /// `2026-11-22 14.05`, `22-11-2026`
    private func isDay(_ text: Substring) -> Bool {
        text.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}(?: [0-9]{2}\.[0-9]{2})?/) != nil
            || text.wholeMatch(of: /[0-9]{1,2}[.\- ][0-9]{1,2}[.\- ][0-9]{4}(?: [0-9]{2}\.[0-9]{2})?/) != nil
    }
}
