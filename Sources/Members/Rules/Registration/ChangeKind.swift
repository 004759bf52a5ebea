public import Kernel

public enum ChangeTag {}
/// One registration or change of a member's record that somebody asks for.
public typealias ChangeID = Identifier<ChangeTag>

/// What a caller can have registered or changed by telephone. What each asks, checks and promises is data:
/// `ChangeForm`.
public enum ChangeKind: String, Sendable, Codable, CaseIterable, Hashable {
    /// A family that nobody has insured yet, paying for itself.
    case familyRegistration = "family-registration"
    /// Somebody on the family card of an insured family.
    case addMember = "add-member"
    case newborn
    /// Left an employer, pays for himself from now on.
    case employerToSelfPaying = "employer-to-self-paying"
    case reactivation
    case classChange = "class-change"
    case facilityChange = "facility-change"
    /// Name, birth date, sex, NIK or family card.
    case identityCorrection = "identity-correction"
    /// Address, telephone, e-mail.
    case contactChange = "contact-change"
    /// The bank that debits the contribution.
    case bankChange = "bank-change"
    case removal
    case death

    /// `members.change.kind.newborn`
    public var titleKey: String { "members.change.kind.\(rawValue)" }

    /// Somebody becomes insured, or insured anew under another segment; the others change what is there.
    public var isRegistration: Bool {
        switch self {
        case .familyRegistration, .addMember, .newborn, .employerToSelfPaying: true
        default: false
        }
    }

    /// Nobody is on record yet: there is nothing to prove, and nothing to reveal.
    public var isOfStrangers: Bool { self == .familyRegistration }
}

/// What words have blanks for: `{day}`, `{amount}`. Pages write each as the reader's language does.
public enum ShownValue: Sendable, Hashable, Codable {
    case day(Day)
    case money(Rupiah)
    case number(Int)
    case text(String)
    /// Words of the catalogue.
    case key(String)
}
