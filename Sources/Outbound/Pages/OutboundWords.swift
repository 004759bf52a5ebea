import Calls
import Kernel
import Pages
import Tickets

/// How ringing is written on pages.
struct OutboundWords {
    let time: WrittenTime
    let catalogue: Catalogue
    let language: Language
    /// When it is written.
    let now: Timestamp

    init(_ calendar: CentreCalendar, _ catalogue: Catalogue, _ language: Language, at now: Timestamp) {
        (time, self.catalogue) = (WrittenTime(calendar, catalogue, language), catalogue)
        (self.language, self.now) = (language, now)
    }

    init(_ calendar: CentreCalendar, _ context: PageContext) {
        self.init(calendar, context.catalogue, context.language, at: context.arrivedAt)
    }

    func callAsFunction(_ key: String, _ blanks: [String: String] = [:]) -> String {
        catalogue.text(key, language, blanks)
    }

    func result(_ result: TryResult) -> String { self("outbound.result.\(result.rawValue)") }
    func outcome(_ kind: ConfirmationOutcome.Kind) -> String { self("outbound.outcome.\(kind.rawValue)") }

    func priority(_ priority: TicketPriority) -> [String: Any] {
        let tone =
            switch priority {
            case .low: "none"
            case .medium: "amber"
            case .high: "red"
            }
        return ["tone": tone, "word": self("outbound.priority.\(priority.rawValue)")]
    }

    /// `66,7 %`; a dash when there is nothing to divide by.
    func rate(_ rate: Double?) -> String {
        guard let rate else { return "–" }
        let tenths = Int((rate * 1_000).rounded())
        return "\(tenths / 10)\(language == .en ? "." : ",")\(tenths % 10) %"
    }

    /// `3:05`
    func clock(_ duration: Duration?) -> String {
        guard let duration else { return "–" }
        let seconds = max(0, Int(duration.inSeconds.rounded()))
        return "\(seconds / 60):" + (seconds % 60 < 10 ? "0" : "") + "\(seconds % 60)"
    }

    /// A moment on another zone's clock, with the zone's name.
    func moment(_ moment: Timestamp, in zone: IndonesianZone) -> String {
        WrittenTime(zone.calendar, catalogue, language).moment(moment) + " " + zone.rawValue
    }

    /// Why nothing was written or dialled.
    func refusal(_ refusal: RingingRefusal, in zone: IndonesianZone) -> (key: String, blanks: [String: String]) {
        switch refusal {
        case .notHeld: ("outbound.refused.not-held", [:])
        case .holdsAnother: ("outbound.refused.holds-another", [:])
        case .numberInUse: ("outbound.refused.number-in-use", [:])
        case .outsideHours(let until): ("outbound.refused.outside-hours", ["until": moment(until, in: zone)])
        case .doNotCall: ("outbound.refused.do-not-call", [:])
        case .nobodySpoke: ("outbound.refused.nobody-spoke", [:])
        case .notRung: ("outbound.refused.not-rung", [:])
        case .callIsOn: ("outbound.refused.call-is-on", [:])
        case .timeOutside: ("outbound.refused.time-outside", [:])
        }
    }
}

/// Figures as a page shows them.
struct FiguresDrawing {
    let words: OutboundWords

    func model(_ figures: ConfirmationFigures) -> [String: Any] {
        [
            "calls": "\(figures.calls)", "reached": "\(figures.reached)", "confirmed": "\(figures.confirmed)",
            "satisfied": "\(figures.satisfied)", "explained": "\(figures.explained)",
            "reopened": "\(figures.reopened)", "reachedRate": words.rate(figures.reachedRate),
            "satisfiedRate": words.rate(figures.satisfiedRate), "reopenedRate": words.rate(figures.reopenedRate),
            "aht": words.clock(figures.averageHandling), "missed": missed(figures),
        ]
    }

    /// `Sibuk 2, Tidak diangkat 5`
    private func missed(_ figures: ConfirmationFigures) -> String {
        TryResult.allCases.compactMap { result in
            figures.missed[result].map { "\(words.result(result)) \($0)" }
        }.joined(separator: ", ")
    }
}
