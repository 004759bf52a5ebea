import Kernel
import Pages

/// A family's months as a calendar: a row a year, a column a month, each with a sign for those who do not see colours.
struct MonthPicture {
    let story: [MonthStory]
    let context: PageContext
    let time: WrittenTime

    /// Squares of 18 at every 24, right of the years and below the months.
    private static let (left, top, step) = (40, 20, 24)

    var model: [String: Any] {
        let first = story.first?.month.year ?? 0
        let years = story.isEmpty ? [] : Array(first...(story.last?.month.year ?? first))
        return [
            "cells": story.map { cell($0, row: $0.month.year - first) },
            "years": years.map { ["word": "\($0)", "y": "\(Self.top + ($0 - first) * Self.step + 13)"] },
            "months": names.enumerated().map { ["word": $0.element, "x": "\(Self.left + $0.offset * Self.step + 9)"] },
            "width": "\(Self.left + 12 * Self.step)", "height": "\(Self.top + years.count * Self.step)",
            "legend": legend,
        ]
    }

    private var names: [String] {
        context.text("pages.months").split(separator: " ").prefix(12).map(String.init)
    }

    private func cell(_ month: MonthStory, row: Int) -> [String: Any] {
        let (x, y) = (Self.left + (month.month.month - 1) * Self.step, Self.top + row * Self.step)
        return [
            "x": "\(x)", "y": "\(y)", "textX": "\(x + 9)", "textY": "\(y + 13)", "tone": month.outcome.tone,
            "sign": month.outcome.sign,
            "title": "\(time.write(month.month)): " + word(month.outcome)
                + (month.amount > Rupiah(0) ? ", \(month.amount)" : ""),
        ]
    }

    /// Of the signs that stand in the picture.
    private var legend: [[String: Any]] {
        let shown = Set(story.map(\.outcome))
        return MonthStory.Outcome.allCases.filter(shown.contains).map {
            ["sign": $0.sign, "tone": $0.tone, "word": word($0)]
        }
    }

    private func word(_ outcome: MonthStory.Outcome) -> String {
        context.text("contributions.month.\(outcome.rawValue)")
    }
}

extension WrittenTime {
    /// `Nov 2026`
    func write(_ month: Month) -> String { String(write(month.firstDay).drop { $0 != " " }.dropFirst()) }
}

extension MonthStory.Outcome {
    var tone: String {
        switch self {
        case .paidOnTime: "green"
        case .paidLate, .deferred: "amber"
        case .unpaid: "red"
        case .beyondCap, .notOwed, .future: "none"
        }
    }

    var sign: String {
        switch self {
        case .paidOnTime: "✓"
        case .paidLate: "◷"
        case .unpaid: "!"
        case .deferred: "…"
        case .beyondCap: "×"
        case .notOwed: "–"
        case .future: "○"
        }
    }
}
