import Contacts
import Exports
import Kernel
import Members
import Pages

/// The weeks of which first-contact resolution is shown, the one that runs among them.
struct ResolutionWeeks: Sendable {
    static let spans = [4, 8, 13]

    let count: Int
    let today: Day

    init(_ query: Form, at moment: Timestamp, in calendar: CentreCalendar) {
        count = query.value("weeks", as: Int.self).flatMap { Self.spans.contains($0) ? $0 : nil } ?? Self.spans[0]
        today = calendar.day(of: moment)
    }

    /// As many as are ever shown.
    init(through today: Day) { (count, self.today) = (Self.spans.max() ?? 1, today) }

    var mondays: [Day] {
        let monday = today.adding(days: 1 - today.weekday)
        return (0..<count).map { monday.adding(days: -7 * (count - 1 - $0)) }
    }

    var first: Day { mondays[0] }
}

extension TicketsRoom {
    /// How many matters were resolved at their first contact, a row a week and category, in counts that can be summed.
    static func resolutionExportable(_ contacts: ContactStore, members: MemberStore) -> ExportableList {
        ExportableList("resolution", titleKey: "repeats.title", permission: .repeatsRead) { query, viewer in
            let (rule, weeks) = (RepeatRule(), ResolutionWeeks(query, at: viewer.at, in: viewer.calendar))
            let resolution = try await contacts.resolution(
                rule, from: weeks.first, through: weeks.today, at: viewer.at, in: viewer.calendar)
            let choices = ContactChoices(
                try await contacts.categories(), try await members.regions(), viewer.catalogue, viewer.language)
            let parts = resolution.counts.sorted {
                ($0.key.week, choices.category($0.key.category), $0.key.category)
                    < ($1.key.week, choices.category($1.key.category), $1.key.category)
            }
            let counted = ["resolved", "repeated", "not-yet-known", "unsolved", "repeats"]
            return Sheet(
                viewer.text("repeats.title"),
                filter: [
                    viewer.text("repeats.weeks", ["count": "\(weeks.count)"]),
                    viewer.text("repeats.rule", ["days": "\(rule.days)"]),
                ],
                columns: [
                    Sheet.Column(viewer.text("repeats.column.week"), .day),
                    Sheet.Column(viewer.text("contacts.category.title")),
                ] + counted.map { Sheet.Column(viewer.text("repeats.column.\($0)"), .number) },
                rows: parts.map { part, counts in
                    [
                        .day(part.week), .text(choices.category(part.category)), .number(counts.resolved),
                        .number(counts.repeated), .number(counts.notYetKnown), .number(counts.unsolved),
                        .number(counts.repeats),
                    ]
                })
        }
    }
}
