import Kernel
import Pages

/// How satisfied people were, month by month, as a picture with its words and the table beside it.
struct SatisfactionDrawing {
    /// By the first day of each, the oldest first.
    let months: [(first: Day, tally: SatisfactionTally)]
    let words: TicketWords
    let context: PageContext

    var model: [String: Any] {
        let total = months.reduce(SatisfactionTally()) { $0 + $1.tally }
        let blanks = [
            "average": average(total.all), "asked": "\(total.asked)", "link": "\(total.byLink.count)",
            "phone": total.byPhone.map { "\($0.count)" } ?? "–",
        ]
        return [
            "average": context.text("satisfaction.average", blanks), "said": context.text("satisfaction.said", blanks),
            "isEmpty": total.asked == 0 && total.all.count == 0, "bars": bars,
            "months": months.map { row(label($0.first), $0.tally) },
            "total": row(context.text("satisfaction.total"), total),
        ]
    }

    private func row(_ name: String, _ tally: SatisfactionTally) -> [String: Any] {
        [
            "name": name, "average": average(tally.all), "asked": "\(tally.asked)",
            "link": "\(tally.byLink.count)", "linkAverage": average(tally.byLink),
            "phone": tally.byPhone.map { "\($0.count)" } ?? "–", "phoneAverage": tally.byPhone.map(average) ?? "–",
        ]
    }

    /// `4,2`
    private func average(_ scores: SatisfactionTally.Scores) -> String {
        scores.average.map { "\($0 / 10)\(context.language == .id ? "," : ".")\($0 % 10)" } ?? "–"
    }

    /// Upright, from nought to five, each with its average above and its month below; 640 units wide. A month in which
    /// nobody answered has no bar.
    private var bars: [[String: Any]] {
        let step = 640 / max(1, months.count)
        return months.enumerated().map { index, month in
            let height = month.tally.all.average.map { $0 * 140 / 50 } ?? 0
            return [
                "x": index * step + step / 4, "y": 170 - height, "width": max(4, step / 2), "height": height,
                "middle": index * step + step / 2, "above": 164 - height, "average": average(month.tally.all),
                "label": label(month.first),
            ]
        }
    }

    /// `Nov 2026`
    private func label(_ first: Day) -> String {
        words.time.write(first).split(separator: " ").dropFirst().joined(separator: " ")
    }
}
