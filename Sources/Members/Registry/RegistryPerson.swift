public import Kernel

/// A person as the population registry tells it. Religion, schooling, work and blood group are left where they are: the
/// centre has no use for them.
public struct RegistryPerson: Hashable, Sendable, Codable {
    public var nik: NIK
    public var family: FamilyCardNumber?
    public var name: String?
    public var birthPlace: String?
    public var birthDate: Day?
    public var sex: Sex?
    /// The place on the family card in the registry's words (`STAT_HBKEL`), and in ours.
    public var relationText: String?
    public var relation: FamilyRelation?
    public var mother: String?
    public var father: String?
    /// `STATUS_KAWIN`, in the registry's words.
    public var marriage: String?
    public var address: RegistryAddress
    /// Whether the electronic identity card was recorded.
    public var isRecorded: Bool?
    /// What stood there and could not be read.
    public var notes: [ReadingNote]
}

/// An address by the registry's parts. Codes are those of the interior ministry within the level above.
public struct RegistryAddress: Hashable, Sendable, Codable {
    public struct Area: Hashable, Sendable, Codable {
        public var code: String?
        public var name: String?

        public init(code: String? = nil, name: String? = nil) { (self.code, self.name) = (code, name) }
    }

    public var street: String?
    /// The neighbourhood, and the group of neighbourhoods above it.
    public var rt: String?
    public var rw: String?
    public var hamlet: String?
    public var village = Area()
    public var district = Area()
    public var regency = Area()
    public var province = Area()
    public var postalCode: String?

    public init() {}
}

/// What a caller says of himself, to be compared by the registry without its telling what is right.
public struct RegistryClaim: Hashable, Sendable, Codable {
    public var nik: NIK
    public var family: FamilyCardNumber?
    public var name: String?
    public var birthPlace: String?
    public var birthDate: Day?
    public var sex: Sex?
    public var mother: String?
    public var address: RegistryAddress?

    public init(
        nik: NIK, family: FamilyCardNumber? = nil, name: String? = nil, birthPlace: String? = nil,
        birthDate: Day? = nil, sex: Sex? = nil, mother: String? = nil, address: RegistryAddress? = nil
    ) {
        (self.nik, self.family, self.name, self.birthPlace) = (nik, family, name, birthPlace)
        (self.birthDate, self.sex, self.mother, self.address) = (birthDate, sex, mother, address)
    }
}

/// What is compared, by the registry's names.
public enum RegistryElement: String, Hashable, Sendable, Codable, CaseIterable {
    case nik = "NIK"
    case family = "NO_KK"
    case name = "NAMA_LGKP"
    case birthPlace = "TMPT_LHR"
    case birthDate = "TGL_LHR"
    case sex = "JENIS_KLMIN"
    case mother = "NAMA_LGKP_IBU"
    case street = "ALAMAT"
    case rt = "NO_RT"
    case rw = "NO_RW"
    case villageCode = "NO_KEL"
    case village = "KEL_NAME"
    case districtCode = "NO_KEC"
    case district = "KEC_NAME"
    case regencyCode = "NO_KAB"
    case regency = "KAB_NAME"
    case provinceCode = "NO_PROP"
    case province = "PROP_NAME"
}

/// What the registry says of one element. Written ones may come with a likeness of 100.
public enum RegistryVerdict: Hashable, Sendable, Codable {
    case matches(score: Int?)
    case differs(score: Int?)

    public var isMatch: Bool {
        if case .matches = self { true } else { false }
    }
}

/// The registry's verdicts on a claim.
public struct RegistryComparison: Hashable, Sendable, Codable {
    /// Only of what it answered.
    public var verdicts: [RegistryElement: RegistryVerdict]
    public var notes: [ReadingNote]

    /// Whether each of these was answered and matches. What was not answered does not.
    public func agrees(on elements: Set<RegistryElement>) -> Bool {
        elements.allSatisfy { verdicts[$0]?.isMatch == true }
    }

    /// What differs, in the registry's order.
    public var differing: [RegistryElement] {
        RegistryElement.allCases.filter { verdicts[$0].map { !$0.isMatch } == true }
    }
}
