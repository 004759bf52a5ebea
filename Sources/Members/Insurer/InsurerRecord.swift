public import Kernel

/// A participant as the insurer tells it, in VClaim's or PCare's words. What it does not tell, or what cannot be read,
/// is nil.
public struct InsurerRecord: Hashable, Sendable, Codable {
    /// A code of the insurer with its words; either may be missing.
    public struct Coded: Hashable, Sendable, Codable {
        public let code: String?
        public let text: String?

        public init(code: String?, text: String?) { (self.code, self.text) = (code, text) }
    }

    public var card: CardNumber?
    public var nik: NIK?
    public var name: String?
    public var birthDate: Day?
    public var sex: Sex?
    public var careClass: CareClass?
    /// Who pays, in the insurer's words.
    public var segment: Coded?
    /// The same in ours, for the codes that are known.
    public var paidBy: Segment?
    /// What the insurer says of the membership, in its own words: an agent reads it out.
    public var status: Coded?
    /// Whether care is paid for now; nil when the status is none that is known.
    public var isActive: Bool?
    /// The first-level facility: a clinic, a doctor, a community health centre.
    public var facility: Coded?
    public var relation: Coded?
    /// The place on the family card, for the relations that are known.
    public var place: FamilyRelation?
    /// PCare's `tunggakan`: 0 is none. In rupiah or in months, no public text says, so it proves only whether there are
    /// any.
    public var arrears: Int64?
    public var activeFrom: Day?
    public var activeUntil: Day?
    public var phones: [PhoneNumber]
    /// What stood there and could not be read.
    public var notes: [ReadingNote]
}

/// What the insurer's codes mean. Those given here are the ones that were seen in real answers; the full tables are not
/// public, so an installation may set its own.
public struct InsurerCodes: Hashable, Sendable {
    /// `jenisPeserta`.
    public var segments: [String: Segment]
    /// `pisa`, and PCare's `hubunganKeluarga` in lower case.
    public var relations: [String: FamilyRelation]
    /// `statusPeserta`.
    public var active: Set<String>
    /// `metaData.code`.
    public var notFound: Set<String>
    public var wrongSignature: Set<String>

    public init(
        segments: [String: Segment] = InsurerCodes.seenSegments,
        relations: [String: FamilyRelation] = InsurerCodes.seenRelations, active: Set<String> = ["0"],
        notFound: Set<String> = ["204", "404"], wrongSignature: Set<String> = ["401"]
    ) {
        (self.segments, self.relations, self.active) = (segments, relations, active)
        (self.notFound, self.wrongSignature) = (notFound, wrongSignature)
    }

    public static let seenSegments: [String: Segment] = [
        "3": .stateEmployed, "13": .employed, "14": .selfPaying, "15": .notWorking, "21": .stateAssisted,
        "22": .regionAssisted,
    ]

    public static let seenRelations: [String: FamilyRelation] = [
        "1": .head, "2": .spouse, "peserta": .head, "istri": .spouse, "suami": .spouse, "anak": .child,
    ]
}

/// Why the insurer gave no record.
public enum InsurerRefusal: Error, Hashable, Sendable {
    case notFound
    /// Key, secret or clock are wrong: somebody has to mend the configuration.
    case wrongSignature
    /// It says no, in its own words.
    case refused(code: String, message: String)
    case garbage(Garbage)
    /// It could not be asked, or did not answer.
    case unanswered(PartnerRefusal)
}

extension InsurerRefusal: PartnerRefusing {
    var outcome: PartnerWatch.Outcome {
        switch self {
        case .notFound, .refused: .answered
        case .wrongSignature: .refusedUs
        case .garbage: .failed
        case .unanswered(.quotaUsedUp): .answered
        case .unanswered: .failed
        }
    }
}
