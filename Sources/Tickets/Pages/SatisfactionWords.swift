public import Kernel
public import Pages

/// How the question of satisfaction reads: short, polite, in Indonesian. It knows nothing of the participant.
public struct SatisfactionWords: Sendable {
    private let catalogue: Catalogue
    private let organisation: String
    private let base: String
    private let calendar: CentreCalendar

    /// - Parameter base: what links begin with, `https://sahut.example`.
    public init(_ catalogue: Catalogue, organisation: String, base: String, calendar: CentreCalendar) {
        (self.catalogue, self.organisation, self.calendar) = (catalogue, organisation, calendar)
        self.base = base.hasSuffix("/") ? String(base.dropLast()) : base
    }

    public func letter(_ question: SatisfactionQuestion) -> (subject: String, text: String) {
        let number = ["number": question.number.description]
        let until = WrittenTime(calendar, catalogue, .id).day(question.link.link.expiresAt)
        let lines = [
            text("satisfaction.mail.greeting"), "", text("satisfaction.mail.text", number), "",
            base + Path.satisfaction(question.link.link.description, question.link.seal).text, "",
            text("satisfaction.mail.until", ["when": until]), "", text("satisfaction.mail.consent"), "",
            text("satisfaction.mail.private"), "", organisation,
        ]
        return (text("satisfaction.mail.subject", number), lines.joined(separator: "\n"))
    }

    private func text(_ key: String, _ blanks: [String: String] = [:]) -> String { catalogue.text(key, .id, blanks) }
}
