/// How the population registry is spoken to at one place: what varies from customer to customer.
public struct RegistryDialect: Hashable, Sendable {
    /// The spelling of the fields of a reading question: all three were seen.
    public enum FieldNames: String, Hashable, Sendable, CaseIterable {
        /// `nik`, `user_id`, `ip_user`
        case snake
        /// `nik`, `userId`, `ipUser`
        case camel
        /// `NIK`, `USER_ID`, `IP_USER`
        case upper
    }

    /// How a birth date is written to it: both were seen.
    public enum DateOrder: String, Hashable, Sendable, CaseIterable {
        /// `1998-12-03`
        case yearFirst = "year-first"
        /// `03-12-1998`
        case dayFirst = "day-first"
    }

    public var fieldNames = FieldNames.snake
    public var dates = DateOrder.yearFirst
    /// Whether the path names the user after the customer.
    public var namesUser = false
    /// From which likeness, of 100, a written element counts as right (`TRESHOLD`, so spelt).
    public var threshold = 90
    /// Whether the agreement with the registry permits reading, not only comparing.
    public var mayRead = false
    /// What its codes mean, beyond those whose words tell it. The full table is not public.
    public var codes: [String: RegistryCode] = ["00": .found, "14": .inactive]

    public init() {}
}

/// The meaning of a code in the registry's answer.
public enum RegistryCode: String, Hashable, Sendable, CaseIterable {
    case found
    case notFound = "not-found"
    case inactive
    case accessRefused = "access-refused"
    case quotaUsedUp = "quota"
}

/// What the registry gave Sahut to be known by.
public struct RegistryKeys: Hashable, Sendable {
    /// The customer's or region's number in the path.
    public var customer: String
    public var user: String
    public var password: Secret
    /// The address that the registry knows Sahut by.
    public var address: String

    public init(customer: String, user: String, password: Secret, address: String) {
        (self.customer, self.user, self.password, self.address) = (customer, user, password, address)
    }
}
