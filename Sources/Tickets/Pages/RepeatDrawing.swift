import Contacts
import Kernel
import Pages

/// The counts of first contacts as a picture with its words, and as the tables beside it.
struct RepeatDrawing {
    let resolution: Resolution
    let weeks: [Day]
    let words: TicketWords
    let context: PageContext

    var model: [String: Any] {
        let total = sum { _ in true }
        let rate = share(total) ?? context.text("repeats.none")
        let categories = Set(resolution.counts.keys.map(\.category)).sorted {
            (words.choices.category($0), $0) < (words.choices.category($1), $1)
        }
        return [
            "isEmpty": resolution.counts.isEmpty, "rate": context.text("repeats.rate", ["share": rate]),
            "said": context.text(
                "repeats.said", ["share": rate, "known": "\(total.resolved + total.repeated)"]),
            "bars": bars,
            "weeks": weeks.map { week in
                row(context.text("repeats.week", ["when": words.time.write(week)]), sum { $0.week == week })
            },
            "categories": categories.map { category in
                row(words.choices.category(category), sum { $0.category == category })
            },
            "total": row(context.text("repeats.total"), total),
            "unidentified": resolution.unidentified > 0
                ? context.text("repeats.unidentified", ["count": "\(resolution.unidentified)"]) as Any : false as Any,
        ]
    }

    private func sum(_ isWanted: (RepeatTally.Part) -> Bool) -> RepeatTally.Counts {
        resolution.counts.reduce(RepeatTally.Counts()) { isWanted($1.key) ? $0 + $1.value : $0 }
    }

    private func row(_ name: String, _ counts: RepeatTally.Counts) -> [String: Any] {
        [
            "name": name, "share": share(counts) ?? "–", "resolved": "\(counts.resolved)",
            "repeated": "\(counts.repeated)", "notYetKnown": "\(counts.notYetKnown)",
            "unsolved": "\(counts.unsolved)", "repeats": "\(counts.repeats)",
        ]
    }

    /// `82,4 %`
    private func share(_ counts: RepeatTally.Counts) -> String? {
        counts.permille.map { permille in
            let mark = context.language == .id ? "," : "."
            return "\(permille / 10)\(mark)\(permille % 10) %"
        }
    }

    /// Upright, from zero to a hundred per cent, each with its share above and its week below; 640 units wide. A week
    /// of which nothing is known yet has no bar.
    private var bars: [[String: Any]] {
        let step = 640 / max(1, weeks.count)
        return weeks.enumerated().map { index, week in
            let counts = sum { $0.week == week }
            let height = counts.permille.map { max(2, $0 * 140 / 1_000) } ?? 0
            return [
                "x": index * step + step / 8, "y": 170 - height, "width": max(4, step * 3 / 4), "height": height,
                "middle": index * step + step / 2, "above": 164 - height,
                "share": share(counts) ?? context.text("repeats.none"), "label": label(week),
            ]
        }
    }

    /// `24 Nov`
    private func label(_ week: Day) -> String {
        words.time.write(week).split(separator: " ").prefix(2).joined(separator: " ")
    }
}
