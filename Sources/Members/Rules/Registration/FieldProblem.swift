/// What is wrong with an answer. Pages have words for each: `members.change.problem.missing`.
public enum FieldComplaint: String, Error, Sendable, Hashable, Codable, CaseIterable {
    case missing
    /// Control characters that no keyboard types.
    case unreadable
    case tooLong = "too-long"
    case tooShort = "too-short"
    case notANIK = "not-a-nik"
    case notAFamilyCard = "not-a-family-card"
    case notACard = "not-a-card"
    case notAPhone = "not-a-phone"
    case notAnEmail = "not-an-email"
    case notADay = "not-a-day"
    case notAnAmount = "not-an-amount"
    case notAChoice = "not-a-choice"
    case inTheFuture = "in-the-future"
    case tooLongAgo = "too-long-ago"
    /// A long number where none belongs: accounts and cards of banks are not kept.
    case looksLikeAccount = "looks-like-account"
    case unknownRegion = "unknown-region"
    case unknownPerson = "unknown-person"
    case unknownMember = "unknown-member"
    case unknownFacility = "unknown-facility"
    case unknownBank = "unknown-bank"
    /// The text of another day was read out, or none is set up.
    case unknownConsent = "unknown-consent"

    // Of the whole:
    /// Somebody chosen is insured already.
    case alreadyInsured = "already-insured"
    /// Everybody on the family card is registered, or nobody.
    case someoneLeftOut = "someone-left-out"
    /// That NIK stands in the list already.
    case personTwice = "person-twice"
    /// What was typed and what the registry says are not the same person.
    case differsFromRegistry = "differs-from-registry"
    /// One class for the family, and others on the card have another.
    case familyHasOtherClass = "family-has-other-class"
    case sameClass = "same-class"
    /// Not yet long enough at the present class; `{day}` is when.
    case classTooSoon = "class-too-soon"
    case sameFacility = "same-facility"
    /// Not yet long enough at the present facility; `{day}` is when.
    case facilityTooSoon = "facility-too-soon"
    /// `{amount}` is still owed.
    case arrearsUnpaid = "arrears-unpaid"
    /// Nobody can say at present what is owed.
    case arrearsUnknown = "arrears-unknown"
    case notInArrears = "not-in-arrears"
    case notSelfPaying = "not-self-paying"
    case notEmployed = "not-employed"
    /// Older than three months: a child is registered with a NIK.
    case nikNeeded = "nik-needed"
    case alreadyDeceased = "already-deceased"
    case diedBeforeBirth = "died-before-birth"
    /// Others stay on the card whose contributions hang on the head.
    case headStays = "head-stays"
    case nothingChanges = "nothing-changes"
    /// There is no record that the change could be made to.
    case nobodyOnRecord = "nobody-on-record"

    public var key: String { "members.change.problem.\(rawValue)" }
}

/// A complaint, where it stands, and what its words have blanks for.
public struct FieldProblem: Sendable, Hashable, Codable, Error {
    /// nil: of the step as a whole.
    public var field: FieldName?
    public var complaint: FieldComplaint
    public var blanks: [String: ShownValue]

    public init(_ field: FieldName?, _ complaint: FieldComplaint, _ blanks: [String: ShownValue] = [:]) {
        (self.field, self.complaint, self.blanks) = (field, complaint, blanks)
    }

    public var key: String { complaint.key }
}
