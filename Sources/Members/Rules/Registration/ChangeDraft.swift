public import Kernel

/// Where a change came from.
public struct ChangeOrigin: Sendable, Hashable, Codable {
    public var agent: PersonID
    public var contact: ContactID?
    /// `call`, `facebook` …: as the contact's channel is written.
    public var channel: String
    /// On whose record; nil for a family that nobody has insured yet.
    public var member: MemberID?
    public var family: FamilyCardNumber?
    /// Where the caller lives, by the code of the region; for figures.
    public var region: String?
    /// The branch office that serves the caller, by name.
    public var branch: String?
    /// The number that rang; nil when it was hidden.
    public var phone: PhoneNumber?

    public init(
        agent: PersonID, contact: ContactID? = nil, channel: String = "call", member: MemberID? = nil,
        family: FamilyCardNumber? = nil, region: String? = nil, branch: String? = nil, phone: PhoneNumber? = nil
    ) {
        (self.agent, self.contact, self.channel, self.member) = (agent, contact, channel, member)
        (self.family, self.region, self.branch, self.phone) = (family, region, branch, phone)
    }
}

/// A form on the way: everything that was typed, right or wrong, so that nothing is asked twice.
///
/// It is saved as a whole at every step. `read(on:)` says what the answers mean today.
public struct ChangeDraft: Sendable, Hashable, Codable, Identifiable {
    public let id: ChangeID
    public let kind: ChangeKind
    public let origin: ChangeOrigin
    public let startedAt: Timestamp
    /// Grows with every change: whoever writes says which one he read.
    public private(set) var version = 1
    public private(set) var updatedAt: Timestamp
    /// As typed, also of fields that are not shown at present.
    public internal(set) var typed: [FieldName: [String]] = [:]
    /// The steps that were answered at least once.
    public private(set) var seen: [StepName] = []
    /// The people on the family card, from the registry or as the caller tells them.
    public internal(set) var people: [DraftPerson] = []
    /// What was typed of a person who is not in the list yet, because something of it is wrong.
    public internal(set) var typedPerson: [FieldName: [String]] = [:]
    /// What the registry told of the card; nil: it has not answered.
    var known: [FamilyReading.Person]?
    /// The card that the people stand on.
    public internal(set) var peopleOf: FamilyCardNumber?
    /// The registry's word on the one person whom the change is about, where there is no list.
    public internal(set) var personCheck = PersonCheck.unverifiedYet
    /// How well the caller is known in the contact that goes on with it.
    public private(set) var identity: IdentityLevel
    var lastPerson = 0

    /// Opens a form.
    ///
    /// - Throws: `.identityTooLow`, `.nobodyNamed` when the form is about somebody on record and nobody is named.
    public static func begin(
        _ id: ChangeID, _ form: ChangeForm, from origin: ChangeOrigin, identity: IdentityLevel, at moment: Timestamp
    ) throws(ChangeRefusal) -> ChangeDraft {
        guard identity >= form.levelToBegin else { throw .identityTooLow(needed: form.levelToBegin) }
        guard form.kind.isOfStrangers || (origin.member != nil && origin.family != nil) else { throw .nobodyNamed }
        return ChangeDraft(
            id: id, kind: form.kind, origin: origin, startedAt: moment, updatedAt: moment, identity: identity)
    }

    private init(
        id: ChangeID, kind: ChangeKind, origin: ChangeOrigin, startedAt: Timestamp, updatedAt: Timestamp,
        identity: IdentityLevel
    ) {
        (self.id, self.kind, self.origin) = (id, kind, origin)
        (self.startedAt, self.updatedAt, self.identity) = (startedAt, updatedAt, identity)
    }

    /// Characters of one word of an answer, and words of one answer, at most: more is no typing.
    public static let longestWord = 4_000
    public static let mostWords = 64

    /// Keeps the answers of a step as typed, and says what is wrong with them.
    ///
    /// - Parameter words: what was posted, by field; other names than the step's are passed over. A field of the step
    ///   that is not posted is empty from now on.
    /// - Throws: `.noSuchStep`, `.stepNotReached` when one before it is not done, `.changedMeanwhile`, `.tooMuch`.
    @discardableResult
    public mutating func answer(
        _ name: StepName, _ words: [String: [String]], version: Int, at moment: Timestamp, on ground: ChangeGround
    ) throws(ChangeRefusal) -> [FieldProblem] {
        guard version == self.version else { throw .changedMeanwhile }
        guard let step = ground.form.step(name), ground.form.kind == kind else { throw .noSuchStep }
        guard read(on: ground).isReached(name) else { throw .stepNotReached }
        for field in step.fields { try keep(words[field.name.rawValue] ?? [], of: field.name) }
        if !seen.contains(name) { seen.append(name) }
        forgetStalePeople(on: ground)
        touch(at: moment)
        return read(on: ground).problems(of: name)
    }

    /// Goes on with a draft in another contact, or after a further question: what the caller proved there counts.
    public mutating func prove(_ level: IdentityLevel, at moment: Timestamp) {
        guard level != identity else { return }
        identity = level
        touch(at: moment)
    }

    public func read(on ground: ChangeGround) -> ChangeReading { ChangeReading(self, on: ground) }

    private mutating func keep(_ words: [String], of field: FieldName) throws(ChangeRefusal) {
        guard words.count <= Self.mostWords, words.allSatisfy({ $0.utf8.count <= Self.longestWord }) else {
            throw .tooMuch
        }
        guard typed[field] ?? [] != words else { return }
        typed[field] = words.isEmpty ? nil : words
        let named: Set<FieldName> = [.nik, .name, .birthDate, .sex, .newFamilyCard, .member]
        if named.contains(field) { personCheck = .unverifiedYet }
    }

    /// People of another card are not people of this one.
    private mutating func forgetStalePeople(on ground: ChangeGround) {
        guard let card = read(on: ground).familyCard, let peopleOf, card != peopleOf else { return }
        people = []
        known = nil
        typedPerson = [:]
        typed[.people] = nil
        seen.removeAll { ground.form.step($0)?.fields.contains { $0.name == .people } ?? false }
        self.peopleOf = nil
    }

    mutating func touch(at moment: Timestamp) {
        version += 1
        updatedAt = max(updatedAt, moment)
    }
}
