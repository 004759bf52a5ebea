/// One thing that is known of a member, with a source and a moment of its own.
public enum MemberField: String, Sendable, Codable, CaseIterable, Hashable {
    case card, nik, family, relation, name
    case birthDate = "birth-date"
    case sex
    case motherName = "mother-name"
    case careClass = "class"
    case segment, status, region, address, branch, facility, phones, email

    /// What opens a door elsewhere, or proves who speaks: hidden from those who do not need it.
    public static let guarded: [MemberField] = [
        .card, .nik, .family, .birthDate, .motherName, .phones, .email, .address,
    ]
}
