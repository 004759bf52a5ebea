import Kernel
import Pages
import Tickets

/// What an agent writes of a call, read from the form.
struct OutcomeForm {
    /// Where the participant's clock stands.
    let zone: IndonesianZone
    let context: PageContext

    /// nil when something is missing, which is then said beside its field.
    func outcome(_ form: inout Form) -> ConfirmationOutcome? {
        guard let kind = form["outcome"].flatMap(ConfirmationOutcome.Kind.init) else {
            form.fail("outcome", "outbound.refused.outcome-missing")
            return nil
        }
        let text = form["text"]
        if text == nil, kind == .explained || kind == .insists {
            form.fail("text", "outbound.refused.text-missing.\(kind.rawValue)")
            return nil
        }
        switch kind {
        case .satisfied: return .satisfied(closing(kind, text))
        case .explained: return .explained(closing(kind, text))
        case .insists: return .insists(text ?? "")
        case .notReached: return .notReached(notice: closing(kind, text))
        case .wrongNumber: return .wrongNumber
        case .refuses: return .refuses(closing(kind, text))
        case .asksForTime:
            guard let wanted = form.moment(day: "day", time: "time", in: zone) else {
                form.fail("day", "outbound.refused.time-missing")
                return nil
            }
            return .asksForTime(wanted)
        }
    }

    /// What is kept with the ticket is in the centre's language, whichever the agent reads.
    private func closing(_ kind: ConfirmationOutcome.Kind, _ text: String?) -> String {
        let said = context.catalogue.text("outbound.closing.\(kind.rawValue)", .id)
        return text.map { "\(said) \($0)" } ?? said
    }
}

extension Form {
    /// A moment on the clock where the participant lives, of two fields; nil when it is not wholly there.
    func moment(day: String, time: String, in zone: IndonesianZone) -> Timestamp? {
        guard let day = value(day, as: Day.self) else { return nil }
        let parts = (self[time] ?? "").split { $0 == ":" || $0 == "." }.map { Int64($0) }
        guard parts.count == 2, let hour = parts[0], let minute = parts[1], (0..<24).contains(hour),
            (0..<60).contains(minute)
        else { return nil }
        return zone.calendar.start(of: day) + .seconds(hour * 3_600 + minute * 60)
    }
}
