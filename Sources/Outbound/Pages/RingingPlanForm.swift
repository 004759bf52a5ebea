import Kernel
import Pages

/// A plan as fields of a form, and back. Hours of a day are written `08.00-12.00 13.00-20.00`; a blank day is closed.
struct RingingPlanForm {
    static let numbers = ["tries", "apart", "busy", "lock", "target"]

    let form: Form

    init(_ version: RingingPlanVersion) {
        let plan = version.plan
        var fields = [
            "over": "\(version.number)", "tries": "\(plan.tries.count)", "apart": "\(plan.tries.hoursApart)",
            "busy": "\(plan.tries.busyMinutes)", "lock": "\(plan.lockMinutes)", "target": "\(plan.target)",
            "caller": plan.callerNumber?.local ?? "",
        ]
        for weekday in 1...7 {
            fields["day-\(weekday)"] = plan.hours.spans.filter { $0.weekday == weekday }
                .map { "\(Self.clock($0.from))-\(Self.clock($0.until))" }.joined(separator: " ")
        }
        form = Form(fields)
    }

    static func days(_ form: Form, _ context: PageContext) -> [[String: Any]] {
        (1...7).map { weekday in
            present([
                "name": "day-\(weekday)", "label": context.text("outbound.plan.weekday.\(weekday)"),
                "value": form["day-\(weekday)"] ?? "",
                "error": form.errors["day-\(weekday)"].map { context.text($0.key, $0.arguments) },
            ])
        }
    }

    /// nil when something cannot be read; the form then says what.
    static func plan(_ form: inout Form) -> RingingPlan? {
        var numbers: [String: Int] = [:]
        for field in Self.numbers {
            guard let number = form.value(field, as: Int.self) else {
                form.fail(field, "outbound.plan.number-wrong")
                continue
            }
            numbers[field] = number
        }
        var caller: PhoneNumber?
        if let text = form["caller"] {
            caller = PhoneNumber(text)
            if caller == nil { form.fail("caller", "outbound.board.phone-wrong") }
        }
        let hours = hours(&form)
        guard form.isSound, let hours, let tries = numbers["tries"], let apart = numbers["apart"],
            let busy = numbers["busy"], let lock = numbers["lock"], let target = numbers["target"]
        else { return nil }
        return RingingPlan(
            hours: hours, tries: TryPlan(count: tries, hoursApart: apart, busyMinutes: busy), lockMinutes: lock,
            target: target, callerNumber: caller)
    }

    private static func hours(_ form: inout Form) -> CallingHours? {
        var spans: [BusinessHours.Span] = []
        for weekday in 1...7 {
            for text in (form["day-\(weekday)"] ?? "").split(whereSeparator: \.isWhitespace) {
                let ends = text.split(whereSeparator: { $0 == "-" || $0 == "–" }).compactMap { minutes($0) }
                guard ends.count == 2, ends[0] < ends[1] else {
                    form.fail("day-\(weekday)", "outbound.plan.span-wrong")
                    continue
                }
                spans.append(BusinessHours.Span(weekday: weekday, from: ends[0], until: ends[1]))
            }
        }
        do { return try CallingHours(spans) } catch {
            form.fail("hours", "outbound.plan.hours.\(error.rawValue)")
            return nil
        }
    }

    /// `08.00`, `8:30`, `20`
    private static func minutes(_ text: Substring) -> Int? {
        let parts = text.split { $0 == "." || $0 == ":" }.map { Int($0) }
        guard (1...2).contains(parts.count), let hour = parts[0], (0...24).contains(hour) else { return nil }
        guard parts.count == 2 else { return hour * 60 }
        guard let minute = parts[1], (0..<60).contains(minute), hour < 24 || minute == 0 else { return nil }
        return hour * 60 + minute
    }

    private static func clock(_ minutes: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(minutes / 60)).\(two(minutes % 60))"
    }
}
