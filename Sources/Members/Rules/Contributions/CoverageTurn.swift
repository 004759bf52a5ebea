import Kernel

/// What a change does to a member's coverage. Taken twice it does the same as once.
enum CoverageTurn: Sendable, Hashable {
    /// Another class of what he pays himself, from a day on. Where nothing was paid yet the old class never was, so the
    /// span that holds on that day turns as a whole.
    case careClass(CareClass, from: Day, nothingPaid: Bool)
    /// Nobody pays for him after this day.
    case end(on: Day)
    /// Covered anew; whoever paid before did so until this day, or until the new span begins.
    case begin(CoverageSpan, formerUntil: Day)
}

extension [CoverageSpan] {
    /// The spans as they are after it, the oldest first. What nobody told is not made up: a class or an end that comes
    /// to nobody's coverage is none.
    func turned(_ turn: CoverageTurn) -> [CoverageSpan] {
        let told = sorted { $0.from < $1.from }
        switch turn {
        case .careClass(let careClass, let day, let nothingPaid):
            return told.flatMap { $0.turned(to: careClass, on: day, asWhole: nothingPaid) }
        case .end(let day): return told.ended(on: day)
        case .begin(let span, let formerUntil):
            return told.ended(on: Swift.min(formerUntil, span.from.adding(days: -1))) + [span]
        }
    }

    /// Spans that were to begin later never were.
    private func ended(on day: Day) -> [CoverageSpan] {
        filter { $0.from <= day }.map { span in
            var ended = span
            ended.until = span.until.map { Swift.min($0, day) } ?? day
            return ended
        }
    }
}

extension CoverageSpan {
    fileprivate func turned(to careClass: CareClass, on day: Day, asWhole: Bool) -> [CoverageSpan] {
        guard segment.paysForItself, self.careClass != careClass, until.map({ $0 >= day }) ?? true else {
            return [self]
        }
        var (before, after) = (self, self)
        after.careClass = careClass
        if from >= day || asWhole { return [after] }
        (before.until, after.from) = (day.adding(days: -1), day)
        return [before, after]
    }
}
