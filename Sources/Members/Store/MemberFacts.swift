public import Database
public import Kernel

public enum MemberFact {
    /// Members were taken over from outside: about the centre as a whole.
    public struct Enrolled: Fact {
        public static let kind = "members.enrolled"
        public let count: Int
    }

    /// A file of members was read to its end: about the centre as a whole.
    public struct Imported: Fact {
        public static let kind = "members.imported"
        public let fingerprint: String
        public let counts: ImportCounts
    }

    /// A list of regions was taken over.
    public struct RegionsKept: Fact {
        public static let kind = "regions.kept"
        public let count: Int
    }

    /// Somebody saw a member's record.
    public struct Looked: Fact {
        public static let kind = "member.looked"
        /// What it was looked at for, as `call:0192…`.
        public let because: String
        /// What the member was found by: `phone`, `card`, `nik`, `family`, `id`, or as `MemberFinds.Key`.
        public let by: String
    }

    /// A source told something new. What is guarded is written down masked.
    public struct Updated: Fact {
        public static let kind = "member.updated"
        public let source: String
        /// Microseconds since 1970.
        public let toldAt: Timestamp
        public let changes: [Change]
        /// Fields on which the register knew something newer.
        public let stale: [String]

        public struct Change: Codable, Sendable {
            public let field: String
            public let from: String
            public let to: String
        }

        init(_ update: MemberUpdate, _ changes: MemberChanges) {
            source = update.told.source.rawValue
            toldAt = update.told.toldAt
            self.changes = changes.changed.map {
                Change(field: $0.field.rawValue, from: $0.from.forJournal, to: $0.to.forJournal)
            }
            stale = changes.stale.map(\.rawValue)
        }
    }

    /// The insurer was asked what it knows of the member. What it told is no fact of ours.
    public struct InsurerAsked: Fact {
        public static let kind = "member.insurer-asked"
        /// `found`, `not-found`, or as `InsurerRefusal.word`.
        public let outcome: String
    }

    /// Somebody had guarded fields shown in the clear.
    public struct Unmasked: Fact {
        public static let kind = "member.unmasked"
        public let fields: [String]
        public let reason: String
        public let words: String?
        /// What it was done for, as `contact:0192…`.
        public let because: String
    }

    /// Somebody read who had looked.
    public struct TrailRead: Fact {
        public static let kind = "member.trail-read"
    }

    public struct Consented: Fact {
        public static let kind = "member.consented"
        public let consent: String
        public let purpose: String
        public let version: String
        public let means: String
        public let reference: String
    }

    public struct ConsentWithdrawn: Fact {
        public static let kind = "member.consent-withdrawn"
        public let consent: String
        public let purpose: String
        public let means: String
        public let reference: String
    }

    /// The participant asked for all that is held on him.
    public struct DataAsked: Fact {
        public static let kind = "member.data-asked"
        public let request: String
        public let asking: String
        public let dueAt: Timestamp
    }

    /// All that is held on a member was written out, as `html` or `json`.
    public struct Exported: Fact {
        public static let kind = "member.exported"
        public let request: String
        public let format: String
        public let isLate: Bool
    }
}

/// Why the register of members did not do as asked.
public enum MemberRefusal: Error, Hashable, Sendable {
    /// A member with this card, NIK or name is there already; nobody was enrolled.
    case alreadyThere
    case noSuchMember
    /// The NIK is another member's.
    case nikTaken
    /// The card is another member's.
    case cardTaken
}
