import Kernel
import Pages
import Routing

/// The words of one page in its language, for what templates cannot say by themselves.
struct Words: Sendable {
    let catalogue: Catalogue
    let language: Language

    init(_ catalogue: Catalogue, _ language: Language) {
        self.catalogue = catalogue
        self.language = language
    }

    init(_ context: PageContext) { self.init(context.catalogue, context.language) }

    func callAsFunction(_ key: String, _ arguments: [String: String] = [:]) -> String {
        catalogue.text(key, language, arguments)
    }

    /// The title of an AUX reason. Only the one before the first "ready" of a shift is not in the centre's list.
    func title(of reason: AuxReason) -> String {
        reason.code == Routing.AuxReason.signedIn.name ? self("desk.aux.signed-in") : reason.title
    }

    /// The words of every key that begins so, by the rest of the key: what a script says by itself.
    func all(under prefix: String) -> [String: String] {
        var found: [String: String] = [:]
        for key in catalogue.entries.keys where key.hasPrefix(prefix) {
            found[String(key.dropFirst(prefix.count))] = catalogue.text(key, language)
        }
        return found
    }
}

/// How times and numbers are written on the desk and the floor.
struct ShownTime: Sendable {
    let now: Timestamp
    /// A live part leaves running times to the page's clock, so that the same state is the same text.
    let isLive: Bool
    let calendar: CentreCalendar
    let words: Words

    /// Counts up from a moment: `{{since}}` and `{{elapsed}}`.
    func since(_ moment: Timestamp) -> [String: Any] {
        ["since": milliseconds(moment), "elapsed": isLive ? "" : Self.clock((now - moment).inSeconds)]
    }

    /// Counts down to a moment: `{{until}}` and `{{left}}`.
    func until(_ moment: Timestamp) -> [String: Any] {
        ["until": milliseconds(moment), "left": isLive ? "" : Self.clock((moment - now).inSeconds.rounded(.up))]
    }

    func milliseconds(_ moment: Timestamp) -> Int64 { moment.microseconds / 1_000 }

    /// `2:05`, `1:02:05`; never below zero.
    static func clock(_ seconds: Double) -> String {
        let whole = max(0, Int(seconds.rounded(.down)))
        let (minutes, rest) = (whole / 60, whole % 60)
        return minutes < 60 ? "\(minutes):\(two(rest))" : "\(minutes / 60):\(two(minutes % 60)):\(two(rest))"
    }

    /// `14.03` today, `3 Okt 09.41` this year, `3 Okt 2025 09.41` before.
    func moment(_ moment: Timestamp) -> String {
        let (day, today) = (calendar.day(of: moment), calendar.day(of: now))
        let time = "\(Self.two(calendar.hour(of: moment))).\(Self.two(calendar.minute(of: moment)))"
        if day == today { return time }
        let months = words("pages.months").split(separator: " ")
        let month = months.count == 12 ? String(months[day.month - 1]) : Self.two(day.month)
        return day.year == today.year ? "\(day.day) \(month) \(time)" : "\(day.day) \(month) \(day.year) \(time)"
    }

    /// `16.42.07`
    func timeOfDay(_ moment: Timestamp) -> String {
        let second = calendar.secondOfDay(moment)
        return [second / 3_600, second % 3_600 / 60, second % 60].map(Self.two).joined(separator: ".")
    }

    func count(_ number: Int) -> String {
        let grouped = groupedThousands(UInt64(max(0, number)))
        return words.language == .en ? grouped.replacing(".", with: ",") : grouped
    }

    /// `95,7%`
    func percent(_ ratio: Double) -> String { tenths(ratio * 100) + "%" }

    /// `4,6`
    func tenths(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        return "\(tenths / 10)\(words.language == .en ? "." : ",")\(tenths % 10)"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension DeskView.DeskState {
    /// The last part of the word keys and of the shapes in desk.css.
    var look: String {
        switch self {
        case .ready: "ready"
        case .aux: "aux"
        case .offered: "offered"
        case .dialling: "dialling"
        case .talking: "talking"
        case .held: "held"
        case .wrapUp: "wrap-up"
        case .notResponding: "not-responding"
        case .unreachable: "unreachable"
        case .signedOut: "signed-out"
        }
    }

    var reason: AuxReason? {
        if case .aux(let reason) = self { reason } else { nil }
    }

    var isCall: Bool { self == .talking || self == .held }
}

/// What a section of a template shows: nothing for nil, where mustache would look further out.
func orNothing(_ value: Any?) -> Any { value ?? false }
