import Hummingbird
import Kernel
import Pages
import Staff

extension Path {
    static let ticketPolicies: Path = "/ticket-policies"
}

/// `/ticket-policies`: how long tickets may take, for those opened from now on.
struct TicketPolicyPages: PageGroup {
    let policies: TicketPolicies
    let staff: StaffStore
    let calendar: CentreCalendar
    let views: Views

    func add(to router: Router<PageContext>) {
        router.get("/ticket-policies", use: show)
        router.post("/ticket-policies", use: set)
    }

    @Sendable private func show(_ request: Request, _ context: PageContext) async throws -> Response {
        let version = try await policies.inForce()
        return try await page(Form(version), over: version, context)
    }

    @Sendable private func set(_ request: Request, _ context: PageContext) async throws -> Response {
        let viewer = try context.require(.ticketsPolicies)
        var form = try await Form.read(request, context)
        let version = try await policies.inForce()
        let days = form.holidays()
        guard let rules = form.clockRules(), let days else { return try await page(form, over: version, context) }
        do {
            let office = version.policy.officeHours
            let zone = form["zone"].flatMap(IndonesianZone.init) ?? office.zone
            let policy = try ClockPolicy(
                rules, officeHours: BusinessHours(office.spans, in: zone, holidays: days))
            try await policies.set(
                policy, over: form.value("over") ?? -1, reason: form["reason"] ?? "", by: viewer.author,
                at: context.arrivedAt)
            return .redirect(to: .ticketPolicies, notice: "tickets.policies.set")
        } catch let refusal as ClockPolicyRefusal {
            form.fail(
                refusal == .reasonMissing ? "reason" : "policy", "tickets.policies.refused.\(refusal.rawValue)")
            return try await page(form, over: version, context)
        }
    }

    private func page(
        _ form: Form, over version: ClockPolicyVersion, _ context: PageContext
    ) async throws -> Response {
        _ = try context.require(.ticketsPolicies)
        let past = try await policies.past()
        let names = try await AuthorNames(of: past.map(\.setBy), staff, context)
        let time = WrittenTime(calendar, context)
        let hours = ClockDrawing(colour: .red, time: time, context: context)
            .calendar(.hours(version.policy.officeHours))
        let model = present([
            "number": "\(version.number)", "isOriginal": version.number == 0, "form": form.model(context),
            "refusal": form.errors["policy"].map { context.text($0.key, $0.arguments) },
            "colours": TicketColour.allCases.map { colour($0, form, context) }, "officeHours": hours,
            "zones": Form.choices(
                IndonesianZone.allCases.map { ($0.rawValue, $0.rawValue) },
                chosen: [form["zone"] ?? version.policy.officeHours.zone.rawValue]),
            "hasPast": !past.isEmpty,
            "past": past.map { past in
                [
                    "number": "\(past.number)", "when": time.moment(past.setAt), "who": names[past.setBy],
                    "reason": past.reason,
                ]
            },
        ])
        return try views.page(
            "tickets-policies", title: context.text("tickets.policies.title"), model, context,
            status: form.isSound ? .ok : .unprocessableContent)
    }

    private func colour(_ colour: TicketColour, _ form: Form, _ context: PageContext) -> [String: Any] {
        let clocks = ClockKind.ofPolicy(colour).map { clock -> [String: Any] in
            let line = PolicyLine(clock, colour)
            let fields = PolicyLine.columns.map { priority -> [String: Any] in
                let field = line.field(priority)
                let column = priority.map { context.text("tickets.priority.\($0.rawValue)") }
                return present([
                    "name": field, "value": form[field] ?? "",
                    "label": column ?? context.text("tickets.policies.every-priority"),
                    "error": form.errors[field].map { context.text($0.key, $0.arguments) },
                    "isNeeded": clock == .whole && priority == nil,
                ])
            }
            return [
                "name": context.text("tickets.clock.\(clock.rawValue)"), "fields": fields, "counts": line.counts,
                "counting": Form.choices(
                    ClockRule.Counting.allCases.map { ($0.rawValue, context.text("tickets.counts.\($0.rawValue)")) },
                    chosen: [form[line.counts] ?? ClockRule.Counting.aroundTheClock.rawValue]),
            ]
        }
        return ["word": context.text("tickets.colour.\(colour.rawValue)"), "clocks": clocks]
    }
}

extension ClockKind {
    /// The promises that a colour can make: only red tickets go to a branch and are confirmed.
    fileprivate static func ofPolicy(_ colour: TicketColour) -> [ClockKind] {
        colour == .red ? allCases : [.firstResponse, .whole]
    }
}

/// One line of the form: a clock of a colour, with a limit for all priorities and others for some.
private struct PolicyLine {
    static let columns: [TicketPriority?] = [nil, .high, .medium, .low]

    let clock: ClockKind
    let colour: TicketColour

    init(_ clock: ClockKind, _ colour: TicketColour) { (self.clock, self.colour) = (clock, colour) }

    func field(_ priority: TicketPriority?) -> String {
        "\(colour.rawValue)-\(clock.rawValue)-\(priority?.rawValue ?? "all")"
    }

    var counts: String { "\(colour.rawValue)-\(clock.rawValue)-counts" }
}

extension Form {
    fileprivate init(_ version: ClockPolicyVersion) {
        self.init()
        set("over", "\(version.number)")
        set("holidays", version.policy.officeHours.holidays.sorted().map(\.description).joined(separator: "\n"))
        for rule in version.policy.rules {
            let line = PolicyLine(rule.clock, rule.colour)
            set(line.field(rule.priority), hours(rule.limitMinutes))
            set(line.counts, rule.counts.rawValue)
        }
    }

    /// Days as typed, `2026-12-25`; nil when one cannot be read.
    fileprivate mutating func holidays() -> Set<Day>? {
        let texts = verbatim("holidays").split { $0.isWhitespace || $0 == "," }
        let days = texts.compactMap { Day(String($0)) }
        if days.count < texts.count { fail("holidays", "tickets.policies.wrong-day") }
        return days.count < texts.count ? nil : Set(days)
    }

    /// The rules as typed; nil when a limit cannot be read, which is then said beside it. A blank promises nothing.
    fileprivate mutating func clockRules() -> [ClockRule]? {
        var rules: [ClockRule] = []
        for colour in TicketColour.allCases {
            for clock in ClockKind.ofPolicy(colour) {
                let line = PolicyLine(clock, colour)
                let counts = self[line.counts].flatMap(ClockRule.Counting.init) ?? .aroundTheClock
                for priority in PolicyLine.columns {
                    let field = line.field(priority)
                    guard let text = self[field] else { continue }
                    guard let minutes = minutes(text) else {
                        fail(field, "tickets.policies.wrong")
                        continue
                    }
                    rules.append(ClockRule(clock, colour, priority, limitMinutes: minutes, counts: counts))
                }
            }
        }
        return isSound ? rules : nil
    }
}

/// `4`, `0,5`
private func hours(_ minutes: Int) -> String {
    if minutes.isMultiple(of: 60) { return "\(minutes / 60)" }
    let hundredths = (minutes % 60 * 100 + 30) / 60
    let digits = hundredths.isMultiple(of: 10) ? "\(hundredths / 10)" : (hundredths < 10 ? "0" : "") + "\(hundredths)"
    return "\(minutes / 60),\(digits)"
}

/// Hours as typed, with a comma or a point.
private func minutes(_ text: String) -> Int? {
    guard let hours = Double(text.replacing(",", with: ".")), hours.isFinite, hours > 0, hours < 100_000 else {
        return nil
    }
    return max(1, Int((hours * 60).rounded()))
}
