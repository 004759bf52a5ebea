public import Kernel

/// Something that the agent might mention when the caller's own matter is settled.
public enum HintKind: String, Sendable, Codable, CaseIterable, Hashable, CodingKeyRepresentable {
    case arrears
    case unregisteredFamily = "unregistered-family"
    case newborn
    case classChange = "class-change"

    public var key: String { "members.hint.\(rawValue)" }
}

/// What there is to mention of a member and the family, as facts.
public struct HintGround: Sendable, Hashable {
    public var today: Day
    public var arrears: Rupiah
    public var arrearsMonths: Int
    /// Of people on the family card who are not insured, newborns left out.
    public var unregistered: Int
    /// Birth dates of children who are not insured yet.
    public var uninsuredBirths: [Day]
    /// The class may be changed today.
    public var mayChangeClass: Bool
    /// When each was last told to this family.
    public var lastTold: [HintKind: Day]
    /// How well the caller is known.
    public var identity: IdentityLevel

    public init(
        today: Day, arrears: Rupiah = Rupiah(0), arrearsMonths: Int = 0, unregistered: Int = 0,
        uninsuredBirths: [Day] = [], mayChangeClass: Bool = false, lastTold: [HintKind: Day] = [:],
        identity: IdentityLevel = .none
    ) {
        (self.today, self.arrears, self.arrearsMonths) = (today, arrears, arrearsMonths)
        (self.unregistered, self.uninsuredBirths) = (unregistered, uninsuredBirths)
        (self.mayChangeClass, self.lastTold, self.identity) = (mayChangeClass, lastTold, identity)
    }
}

/// How busy the floor is at this moment.
public struct FloorPressure: Sendable, Hashable, Codable {
    /// Callers in the queues.
    public var waiting: Int
    public var longestWaitSeconds: Int
    public var readyAgents: Int

    public init(waiting: Int, longestWaitSeconds: Int, readyAgents: Int) {
        (self.waiting, self.longestWaitSeconds, self.readyAgents) = (waiting, longestWaitSeconds, readyAgents)
    }
}

/// What is worth a hint, when the floor has time for it, and how often: rows that a supervisor edits.
public struct HintRules: Sendable, Hashable, Codable {
    public struct Row: Sendable, Hashable, Codable {
        public var kind: HintKind
        /// From how well the caller is known on it is shown.
        public var level: IdentityLevel
        /// Not again within so many days of telling it.
        public var restDays: Int
        /// Shown however busy the floor is.
        public var isUrgent: Bool

        public init(_ kind: HintKind, level: IdentityLevel, restDays: Int, isUrgent: Bool = false) {
            (self.kind, self.level, self.restDays, self.isUrgent) = (kind, level, restDays, isUrgent)
        }
    }

    /// The first is the most important; a kind without a row is never a hint.
    public var rows: [Row]
    /// The floor is calm up to so many waiting, and as long as nobody waits longer.
    public var calmWaiting: Int
    public var calmWaitSeconds: Int
    /// The queue is long from so many waiting on, or once somebody waits so long.
    public var longWaiting: Int
    public var longWaitSeconds: Int
    /// A contact is short up to this.
    public var shortContactSeconds: Int
    /// So many at once; the rest is held back.
    public var mostShown: Int

    public init(
        rows: [Row], calmWaiting: Int, calmWaitSeconds: Int, longWaiting: Int, longWaitSeconds: Int,
        shortContactSeconds: Int, mostShown: Int
    ) {
        (self.rows, self.calmWaiting, self.calmWaitSeconds) = (rows, calmWaiting, calmWaitSeconds)
        (self.longWaiting, self.longWaitSeconds) = (longWaiting, longWaitSeconds)
        (self.shortContactSeconds, self.mostShown) = (shortContactSeconds, mostShown)
    }

    /// A contact is short within two thirds of the handling time that the house aims at, 3 minutes.
    public static let original = HintRules(
        rows: [
            Row(.newborn, level: .basic, restDays: 1, isUrgent: true),
            Row(.arrears, level: .basic, restDays: 7),
            Row(.unregisteredFamily, level: .basic, restDays: 30),
            Row(.classChange, level: .basic, restDays: 90),
        ],
        calmWaiting: 2, calmWaitSeconds: 20, longWaiting: 10, longWaitSeconds: 60, shortContactSeconds: 120,
        mostShown: 2)

    public enum Problem: Sendable, Hashable, Codable {
        case twice(HintKind)
        case restNegative(HintKind)
        /// What is told of a person is told to somebody who is known.
        case levelTooLow(HintKind)
        case limitNegative
        /// A floor would be calm and its queue long at once.
        case calmBeyondLong
        case nothingShown
    }

    /// Empty when the rules can be used.
    public var problems: [Problem] {
        var problems: [Problem] = []
        for (index, row) in rows.enumerated() {
            if rows[..<index].contains(where: { $0.kind == row.kind }) { problems.append(.twice(row.kind)) }
            if row.restDays < 0 { problems.append(.restNegative(row.kind)) }
            if row.level < .basic { problems.append(.levelTooLow(row.kind)) }
        }
        if [calmWaiting, calmWaitSeconds, shortContactSeconds].contains(where: { $0 < 0 }) {
            problems.append(.limitNegative)
        }
        if calmWaiting >= longWaiting || calmWaitSeconds >= longWaitSeconds { problems.append(.calmBeyondLong) }
        if mostShown < 1 { problems.append(.nothingShown) }
        return problems
    }
}

/// A hint that applies to the caller, and what becomes of it at this moment.
public struct AgentHint: Sendable, Hashable, Identifiable {
    public let kind: HintKind
    /// What its words have blanks for.
    public let blanks: [String: ShownValue]
    public let verdict: Verdict

    public enum Verdict: Sendable, Hashable {
        case shown(ShownReason)
        case heldBack(HeldBackReason)
    }

    public enum ShownReason: String, Sendable, Codable, CaseIterable, Hashable {
        case floorCalm = "floor-calm"
        case contactShort = "contact-short"
        case urgent
    }

    public enum HeldBackReason: String, Sendable, Codable, CaseIterable, Hashable {
        /// The caller must first be known.
        case identityFirst = "identity-first"
        case queueLong = "queue-long"
        /// The floor is neither calm nor crowded, and the contact has taken its time.
        case contactLong = "contact-long"
        case toldRecently = "told-recently"
        /// Others matter more.
        case enoughShown = "enough-shown"
    }

    public var id: HintKind { kind }
    public var isShown: Bool { if case .shown = verdict { true } else { false } }

    /// `members.hint.reason.floor-calm`
    public var reasonKey: String {
        switch verdict {
        case .shown(let reason): "members.hint.reason.\(reason.rawValue)"
        case .heldBack(let reason): "members.hint.reason.\(reason.rawValue)"
        }
    }
}

/// What was done with a hint; its fact goes to the journal, about the contact.
public enum HintUse: String, Sendable, Codable, CaseIterable, Hashable {
    case shown
    /// The agent mentioned it.
    case told
    case skipped

    public var key: String { "members.hint.use.\(rawValue)" }

    public struct Used: Sendable, Hashable, Codable {
        public static let kind = "contact.hint-used"
        public let hint: HintKind
        public let use: HintUse
        public let member: MemberID
        /// Why it was shown.
        public let reason: AgentHint.ShownReason
        public let pressure: FloorPressure
    }

    /// nil: a hint that was held back is not used.
    public func fact(_ hint: AgentHint, member: MemberID, pressure: FloorPressure) -> Used? {
        guard case .shown(let reason) = hint.verdict else { return nil }
        return Used(hint: hint.kind, use: self, member: member, reason: reason, pressure: pressure)
    }
}

// MARK: - The decision

extension HintRules {
    /// Every hint that applies, in the order of the rows, shown or held back, and why.
    public func hints(
        _ ground: HintGround, pressure: FloorPressure, contactSeconds: Int, registration: RegistrationRules = .original
    ) -> [AgentHint] {
        var shown = 0
        return rows.compactMap { row in
            guard let blanks = ground.blanks(of: row.kind, registration) else { return nil }
            var verdict = verdict(row, ground, pressure, contactSeconds: contactSeconds)
            if case .shown = verdict {
                if shown >= mostShown { verdict = .heldBack(.enoughShown) } else { shown += 1 }
            }
            return AgentHint(kind: row.kind, blanks: blanks, verdict: verdict)
        }
    }

    private func verdict(
        _ row: Row, _ ground: HintGround, _ pressure: FloorPressure, contactSeconds: Int
    ) -> AgentHint.Verdict {
        if ground.identity < row.level { return .heldBack(.identityFirst) }
        if let told = ground.lastTold[row.kind], ground.today < told.adding(days: row.restDays) {
            return .heldBack(.toldRecently)
        }
        if row.isUrgent { return .shown(.urgent) }
        if isLong(pressure) { return .heldBack(.queueLong) }
        if isCalm(pressure) { return .shown(.floorCalm) }
        return contactSeconds <= shortContactSeconds ? .shown(.contactShort) : .heldBack(.contactLong)
    }

    /// Somebody who is ready takes the next caller at once: then nothing is long, whatever waits for other skills.
    func isLong(_ pressure: FloorPressure) -> Bool {
        pressure.waiting - pressure.readyAgents >= longWaiting || pressure.longestWaitSeconds >= longWaitSeconds
    }

    func isCalm(_ pressure: FloorPressure) -> Bool {
        pressure.waiting <= calmWaiting && pressure.longestWaitSeconds <= calmWaitSeconds
    }
}

extension HintGround {
    /// nil: the hint does not apply.
    fileprivate func blanks(of kind: HintKind, _ rules: RegistrationRules) -> [String: ShownValue]? {
        switch kind {
        case .arrears:
            arrears > Rupiah(0) ? ["amount": .money(arrears), "months": .number(arrearsMonths)] : nil
        case .unregisteredFamily: unregistered > 0 ? ["count": .number(unregistered)] : nil
        case .classChange: mayChangeClass ? [:] : nil
        case .newborn:
            uninsuredBirths.compactMap { born in
                rules.newbornUntil(born: born).flatMap { born <= today && today <= $0 ? $0 : nil }
            }.min().map { ["day": .day($0)] }
        }
    }
}
