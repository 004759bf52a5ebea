import Kernel
import Pages
import Staff

/// A campaign as its page shows it.
struct ReminderCampaignDrawing {
    let now: CampaignNow
    let words: ReminderWords

    private var campaign: ReminderCampaign { now.campaign }
    private var progress: ReminderProgress { now.progress }
    private var days: [ReminderDay] { now.days }

    var model: [String: Any] {
        [
            "name": campaign.plan.name, "path": Path.reminderCampaign(campaign.id).text,
            "state": words.state(campaign), "days": words.days(campaign.plan), "pace": pace,
            "order": words("order.\(campaign.plan.order.rawValue)"),
        ]
    }

    /// The part that follows the calls.
    ///
    /// - Parameter names: nil for those who do not see who has rung.
    func progress(_ names: AuthorNames?) -> [String: Any] {
        var model = words.progress(progress)
        model["bar"] = bar
        model["outcomes"] = ReminderOutcome.allCases.compactMap { outcome in
            progress.outcomes[outcome].map {
                ["word": words("outcome.\(outcome.rawValue)"), "count": words.count($0)]
            }
        }
        model["offs"] = ReminderOff.allCases.compactMap { off in
            progress.offs[off].map { ["word": words("off.\(off.rawValue)"), "count": words.count($0)] }
        }
        model["hasOutcomes"] = !progress.outcomes.isEmpty || !progress.offs.isEmpty
        model["plot"] = plot
        if let names, !now.people.isEmpty {
            model["people"] = now.people.map {
                ["name": names[$0.person], "calls": words.count($0.calls), "reached": words.count($0.reached)]
            }
            model["hasPeople"] = true
        }
        return model
    }

    private var pace: String {
        let pace = campaign.plan.pace
        let told = [
            pace.callsPerHour.map { words("pace.hour", ["count": words.count($0)]) },
            pace.perPersonPerDay.map { words("pace.person", ["count": words.count($0)]) },
        ].compactMap { $0 }
        return told.isEmpty ? words("pace.free") : told.joined(separator: ", ")
    }

    /// Reached, taken off, left: three parts of one bar of 600 units, told in words beside it.
    private var bar: [String: Any] {
        let width = 600
        let total = max(1, progress.total)
        let reached = progress.reached * width / total
        let left = progress.left * width / total
        let off = progress.total == 0 ? 0 : width - reached - left
        return [
            "parts": [(0, reached, "green"), (reached, off, "blue")].filter { $0.1 > 0 }.map { part -> [String: Any] in
                ["x": part.0, "width": part.1, "tone": part.2]
            },
            "said": words(
                "bar",
                [
                    "total": words.count(progress.total), "rung": words.count(progress.rung),
                    "reached": words.count(progress.reached), "off": words.count(progress.off),
                    "left": words.count(progress.left),
                ]),
        ]
    }

    /// The last thirty days with calls: bars from zero, those reached in front; the table below tells the same.
    private var plot: Any {
        guard !days.isEmpty else { return false }
        let shown = days.suffix(30)
        let highest = max(1, shown.map(\.calls).max() ?? 1)
        let step = 640 / max(10, shown.count)
        func height(_ count: Int) -> Int { count == 0 ? 0 : max(2, count * 120 / highest) }
        let drawn: [String: Any] = [
            "bars": shown.enumerated().map { index, day -> [String: Any] in
                [
                    "x": index * step + 2, "width": step - 4, "y": 140 - height(day.calls), "height": height(day.calls),
                    "reachedY": 140 - height(day.reached), "reachedHeight": height(day.reached),
                    "middle": index * step + step / 2, "above": 134 - height(day.calls),
                    "count": words.count(day.calls),
                    "label": "\(day.day.day)",
                ]
            },
            "said": words("plot.said", ["days": words.count(shown.count), "most": words.count(highest)]),
            "rows": shown.reversed().map { day -> [String: Any] in
                [
                    "day": words.time.write(day.day), "calls": words.count(day.calls),
                    "reached": words.count(day.reached), "share": words.share(day.reached * 10_000 / max(1, day.calls)),
                ]
            },
        ]
        return drawn
    }

    // MARK: - What a planner sets

    func plan(_ form: Form, _ script: ReminderScript, _ context: PageContext) -> [String: Any] {
        let plan = campaign.plan
        var form = form
        for (field, value) in [
            ("name", plan.name), ("first", plan.firstDay.description), ("last", plan.lastDay.description),
            ("hour", plan.pace.callsPerHour.map { "\($0)" } ?? ""),
            ("person", plan.pace.perPersonPerDay.map { "\($0)" } ?? ""), ("script", script.text),
        ] where form.values[field] == nil {
            form.set(field, value)
        }
        let order = form["order"] ?? plan.order.rawValue
        let typedScript = ReminderScript(form.verbatim("script"))
        return [
            "form": form.model(context),
            "orders": Form.choices(
                ReminderOrder.allCases.map { ($0.rawValue, words("order.\($0.rawValue)")) }, chosen: [order]),
            "problems": typedScript.problems.map { ["words": say($0)] },
            "blanks": ReminderScript.Blank.allCases.map {
                ["blank": "{\($0.rawValue)}", "word": words("blank.\($0.rawValue)")]
            },
            "phrases": CollectionPhrase.Reason.allCases.map { reason -> [String: Any] in
                [
                    "reason": words("phrase.\(reason.rawValue)"),
                    "texts": CollectionPhrase.all.filter { $0.reason == reason }.map(\.text).joined(separator: ", "),
                ]
            },
            "turns": ReminderCampaign.State.allCases.filter { campaign.may(turn: $0) }.map {
                ["state": $0.rawValue, "word": words("turn.\($0.rawValue)"), "isEnd": $0 == .ended] as [String: Any]
            },
        ]
    }

    private func say(_ problem: ReminderScript.Problem) -> String {
        switch problem {
        case .tooShort: words("script.too-short")
        case .tooLong: words("script.too-long", ["most": words.count(ReminderScript.longest)])
        case .unknownBlank(let blank): words("script.unknown-blank", ["blank": "{\(blank)}"])
        case .missingBlank(let blank): words("script.missing-blank", ["blank": "{\(blank.rawValue)}"])
        case .noThanks: words("script.no-thanks")
        case .collects(let phrase, let reason):
            words("script.collects", ["phrase": phrase, "reason": words("phrase.\(reason.rawValue)")])
        }
    }
}
