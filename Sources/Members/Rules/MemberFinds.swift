public import Kernel

/// Whom a search found.
public struct MemberFinds: Sendable {
    /// The best first. At most `MemberStore.mostFound`.
    public let members: [Member]
    /// There are, or may be, others: the caller must be asked for more.
    public let isMore: Bool
    /// What they were found by: `card`, `nik`, `family`, `phone`, `account`, `name`, `birth-date`.
    public let by: Key

    public enum Key: String, Sendable, Codable, CaseIterable, Hashable {
        case card, nik, family, account, phone, name
        case birthDate = "birth-date"
        case nameAndBirthDate = "name-and-birth-date"
    }
}

extension TypedNumber.Reading {
    public var key: MemberFinds.Key {
        switch self {
        case .card: .card
        case .nik: .nik
        case .family: .family
        case .account: .account
        case .phone: .phone
        }
    }
}
