public import Kernel

/// When a contact is a repeat, and when a matter was resolved at its first contact.
///
/// A repeat is a contact of the same member, or from the same number where no member is known of either, about the
/// same category, within seven days after a solved one; whom the centre rings has not come again. A first contact that
/// was solved counts as resolved when none follows. Whether one will is known after seven days: a younger contact is
/// counted neither way, or the last days would look better than they are.
public struct RepeatRule: Sendable, Hashable {
    public var days = 7
    /// So many times within those days are often.
    public var often = 3

    public init() {}

    var window: Duration { .seconds(Int64(days) * 86_400) }
}

/// A contact as the rule sees it.
public struct RepeatContact: Sendable, Hashable {
    public let id: ContactID
    public let member: MemberID?
    /// nil when the number was hidden.
    public let phone: PhoneNumber?
    /// nil while it is not logged.
    public let category: String?
    public let outcome: ContactOutcome?
    public let at: Timestamp

    public init(
        _ id: ContactID, member: MemberID? = nil, phone: PhoneNumber? = nil, category: String? = nil,
        outcome: ContactOutcome? = nil, at moment: Timestamp
    ) {
        (self.id, self.member, self.phone) = (id, member, phone)
        (self.category, self.outcome, at) = (category, outcome, moment)
    }

    func isOfSameCaller(as other: RepeatContact) -> Bool {
        if let member, let others = other.member { return member == others }
        return phone != nil && phone == other.phone
    }
}

/// Counts contacts by the rule, in the order of their moments. It holds the days of the rule and no more, however long
/// the interval is.
public struct RepeatTally: Sendable {
    /// What is counted apart.
    public struct Part: Sendable, Hashable {
        /// The Monday.
        public let week: Day
        public let category: String
    }

    public struct Counts: Sendable, Hashable {
        /// Solved at first, and nobody rang again.
        public var resolved = 0
        /// Solved at first, as it seemed.
        public var repeated = 0
        /// Solved at first, less than the rule's days ago.
        public var notYetKnown = 0
        /// First contacts that were not solved in the contact.
        public var unsolved = 0
        /// Contacts that are repeats of a solved one.
        public var repeats = 0

        public init() {}

        /// Of the first contacts that were solved and whose days are over, the share that was resolved, in tenths of a
        /// per cent; nil when there is none.
        public var permille: Int? {
            let known = resolved + repeated
            return known == 0 ? nil : (resolved * 1_000 + known / 2) / known
        }

        public static func + (one: Counts, other: Counts) -> Counts {
            var sum = one
            sum.resolved += other.resolved
            sum.repeated += other.repeated
            sum.notYetKnown += other.notYetKnown
            sum.unsolved += other.unsolved
            sum.repeats += other.repeats
            return sum
        }
    }

    private struct Solved {
        let contact: RepeatContact
        let category: String
        /// Not itself a repeat.
        let isFirst: Bool
        var isRepeated = false
    }

    private enum Caller: Hashable { case member(MemberID, String), phone(PhoneNumber, String) }

    private let rule: RepeatRule
    private let interval: Range<Timestamp>
    private let now: Timestamp
    private let calendar: CentreCalendar
    /// The solved contacts of the last days, by the number of their coming.
    private var solved: [Int: Solved] = [:]
    private var oldest = 0
    private var next = 0
    private var ofCaller: [Caller: [Int]] = [:]

    public private(set) var counts: [Part: Counts] = [:]
    /// Of whom neither member nor number is known.
    public private(set) var unidentified = 0

    /// - Parameters:
    ///   - interval: contacts outside of it are not counted; those before and after tell what is a repeat.
    ///   - now: what is younger than the rule's days is not known yet.
    public init(_ rule: RepeatRule, over interval: Range<Timestamp>, at now: Timestamp, in calendar: CentreCalendar) {
        (self.rule, self.interval, self.now, self.calendar) = (rule, interval, now, calendar)
    }

    /// Takes the next contact. What is not logged is nothing yet.
    public mutating func take(_ contact: RepeatContact) {
        guard let category = contact.category, let outcome = contact.outcome else { return }
        let window = rule.window
        settle { contact.at - $0.at > window }
        guard contact.member != nil || contact.phone != nil else {
            if interval.contains(contact.at) { unidentified += 1 }
            return
        }
        let earlier = callers(contact, category).flatMap { ofCaller[$0] ?? [] }.filter { number in
            solved[number].map { contact.isOfSameCaller(as: $0.contact) } ?? false
        }
        for number in earlier { solved[number]?.isRepeated = true }
        let isRepeat = !earlier.isEmpty
        if isRepeat { count(contact.at, category) { $0.repeats += 1 } }
        if outcome == .solved {
            keep(Solved(contact: contact, category: category, isFirst: !isRepeat))
        } else if !isRepeat {
            count(contact.at, category) { $0.unsolved += 1 }
        }
    }

    /// No contact follows.
    public mutating func end() { settle { _ in true } }

    private func callers(_ contact: RepeatContact, _ category: String) -> [Caller] {
        [
            contact.member.map { Caller.member($0, category) }, contact.phone.map { Caller.phone($0, category) },
        ].compactMap(\.self)
    }

    private mutating func keep(_ one: Solved) {
        solved[next] = one
        for caller in callers(one.contact, one.category) { ofCaller[caller, default: []].append(next) }
        next += 1
    }

    /// Counts the oldest that nothing can follow any more.
    private mutating func settle(_ isOver: (RepeatContact) -> Bool) {
        while let one = solved[oldest], isOver(one.contact) {
            let number = oldest
            solved[number] = nil
            for caller in callers(one.contact, one.category) {
                ofCaller[caller]?.removeAll { $0 == number }
                if ofCaller[caller]?.isEmpty == true { ofCaller[caller] = nil }
            }
            oldest += 1
            guard one.isFirst else { continue }
            let isYoung = now - one.contact.at < rule.window
            count(one.contact.at, one.category) { counts in
                if isYoung {
                    counts.notYetKnown += 1
                } else if one.isRepeated {
                    counts.repeated += 1
                } else {
                    counts.resolved += 1
                }
            }
        }
    }

    private mutating func count(_ moment: Timestamp, _ category: String, _ change: (inout Counts) -> Void) {
        guard interval.contains(moment) else { return }
        let day = calendar.day(of: moment)
        change(&counts[Part(week: day.adding(days: 1 - day.weekday), category: category), default: Counts()])
    }
}

/// Somebody who rings again and again.
public struct RepeatCaller: Sendable, Hashable {
    public let member: MemberID?
    /// The number of the last contact.
    public let phone: PhoneNumber?
    /// The last first.
    public let contacts: [RepeatContact]

    public var categories: [String] {
        var seen: Set<String> = []
        return contacts.compactMap(\.category).filter { seen.insert($0).inserted }
    }

    /// Callers with so many contacts or more, the most first. Contacts without a member are a member's where only one
    /// rings from that number.
    public static func among(_ contacts: [RepeatContact], atLeast often: Int) -> [RepeatCaller] {
        var members: [PhoneNumber: Set<MemberID>] = [:]
        for contact in contacts {
            if let phone = contact.phone, let member = contact.member { members[phone, default: []].insert(member) }
        }
        func member(_ contact: RepeatContact) -> MemberID? {
            if let member = contact.member { return member }
            let known = contact.phone.flatMap { members[$0] } ?? []
            return known.count == 1 ? known.first : nil
        }
        var byMember: [MemberID: [RepeatContact]] = [:]
        var byPhone: [PhoneNumber: [RepeatContact]] = [:]
        for contact in contacts {
            if let member = member(contact) {
                byMember[member, default: []].append(contact)
            } else if let phone = contact.phone {
                byPhone[phone, default: []].append(contact)
            }
        }
        let all = byMember.map { RepeatCaller($0, $1) } + byPhone.values.map { RepeatCaller(nil, $0) }
        return all.filter { $0.contacts.count >= often }.sorted { one, other in
            let (last, others) = (one.contacts[0], other.contacts[0])
            return (other.contacts.count, others.at, others.id) < (one.contacts.count, last.at, last.id)
        }
    }

    private init(_ member: MemberID?, _ contacts: [RepeatContact]) {
        self.member = member
        self.contacts = contacts.sorted { ($1.at, $1.id) < ($0.at, $0.id) }
        phone = self.contacts.lazy.compactMap(\.phone).first
    }
}
