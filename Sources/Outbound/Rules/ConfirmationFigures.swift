public import Kernel

/// One call for a confirmation, as figures count it.
public struct ConfirmationTry: Sendable, Hashable {
    public let person: PersonID
    public let savedAt: Timestamp
    public let result: TryResult
    public let outcome: ConfirmationOutcome.Kind
    /// Talk, hold and wrap-up.
    public let handling: Duration

    public init(
        by person: PersonID, at moment: Timestamp, _ result: TryResult, _ outcome: ConfirmationOutcome.Kind,
        handling: Duration
    ) {
        (self.person, savedAt, self.result, self.outcome, self.handling) = (person, moment, result, outcome, handling)
    }
}

/// What ringing for confirmations came to. Each rate is nil when there is nothing to divide by.
///
/// - calls: those with an outcome saved; a call that the agent or a fault broke off before anybody answered is none.
/// - reached: the participant spoke with us.
/// - confirmed: the participant answered what he was asked: satisfied, explained to, or insists.
/// - AHT: (talk + hold + wrap-up) / reached, of calls that reached the participant; wrap-up lasts from the end of the
///   call until its outcome is saved.
public struct ConfirmationFigures: Sendable, Hashable {
    public private(set) var calls = 0
    public private(set) var reached = 0
    public private(set) var satisfied = 0
    public private(set) var explained = 0
    public private(set) var reopened = 0
    /// Calls that did not reach the participant, by what became of them.
    public private(set) var missed: [TryResult: Int] = [:]
    private var handling = Duration.zero

    public init(_ tries: some Sequence<ConfirmationTry> = []) {
        for one in tries { count(one) }
    }

    private mutating func count(_ one: ConfirmationTry) {
        calls += 1
        guard one.result == .reached else {
            missed[one.result, default: 0] += 1
            return
        }
        reached += 1
        handling += one.handling
        switch one.outcome {
        case .satisfied: satisfied += 1
        case .explained: explained += 1
        case .insists: reopened += 1
        case .notReached, .wrongNumber, .asksForTime, .refuses: break
        }
    }

    public var confirmed: Int { satisfied + explained + reopened }
    public var reachedRate: Double? { rate(reached, of: calls) }
    public var satisfiedRate: Double? { rate(satisfied, of: confirmed) }
    public var reopenedRate: Double? { rate(reopened, of: confirmed) }
    public var averageHandling: Duration? { reached == 0 ? nil : handling / reached }

    private func rate(_ part: Int, of whole: Int) -> Double? { whole == 0 ? nil : Double(part) / Double(whole) }
}

extension Sequence<ConfirmationTry> {
    /// The newest day first; of one day the busiest person first.
    public func byDayAndPerson(
        in calendar: CentreCalendar
    ) -> [(day: Day, people: [(person: PersonID, figures: ConfirmationFigures)])] {
        Dictionary(grouping: self) { calendar.day(of: $0.savedAt) }.sorted { $0.key > $1.key }.map { day, tries in
            let people = Dictionary(grouping: tries, by: \.person).map { ($0.key, ConfirmationFigures($0.value)) }
            return (day, people.sorted { ($1.1.calls, $0.0) < ($0.1.calls, $1.0) })
        }
    }
}
