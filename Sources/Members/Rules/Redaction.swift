import Kernel

/// Takes others out of what is told to a participant: their numbers, and the names of those who are known (Law 27 of
/// 2022, article 33: no answer may expose somebody else).
struct Redaction: Sendable {
    /// Digits that are the participant's own.
    private let own: [String]
    /// Words of others' names, in small letters.
    private let names: Set<String>
    /// What stands in the place of what was taken out.
    private let mark: String

    /// - Parameters:
    ///   - others: full names of people who may be named: the family, the staff.
    ///   - mark: `[pihak lain]`.
    init(for member: Member, others: [String], mark: String) {
        own = [member.card.digits, member.nik.digits, member.family.digits] + member.phones.map(\.digits)
        let ownWords = Set(Self.words(member.name))
        // A word that the participant bears too tells of nobody else.
        names = Set(others.flatMap(Self.words).filter { $0.count > 2 && !ownWords.contains($0) })
        self.mark = mark
    }

    func callAsFunction(_ text: String) -> String { withoutNames(withoutNumbers(text)) }

    private static func words(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter }.map(String.init)
    }

    /// Runs of eight digits and more, blanks, full stops and hyphens between them forgiven.
    private func withoutNumbers(_ text: String) -> String {
        text.replacing(/\+?[0-9](?:[ .\-]?[0-9]){7,}/) { match in
            let digits = match.output.filter(\.isNumber)
            return isOwn(digits) || isDay(match.output) ? String(match.output) : mark
        }
    }

    /// `22-11-2026`, with a time behind it or not.
    private func isDay(_ text: Substring) -> Bool {
        text.wholeMatch(of: /[0-9]{1,2}[.\- ][0-9]{1,2}[.\- ][0-9]{4}(?: [0-9]{2}[.][0-9]{2})?/) != nil
    }

    private func isOwn(_ digits: String) -> Bool {
        let bare = digits.hasPrefix("0") ? "62" + digits.dropFirst() : digits
        return own.contains { $0 == digits || $0 == bare }
    }

    /// Words of names that stand together are one mark.
    private func withoutNames(_ text: String) -> String {
        var told = text.replacing(/\p{L}+/) { match in
            names.contains(match.output.lowercased()) ? mark : String(match.output)
        }
        while told.contains("\(mark) \(mark)") { told = told.replacing("\(mark) \(mark)", with: mark) }
        return told
    }
}
