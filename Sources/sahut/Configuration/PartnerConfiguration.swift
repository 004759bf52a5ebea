import Members

extension SahutConfiguration {
    /// Where a partner's server is, and how it is asked. Without an address Sahut is not connected to it.
    struct PartnerSide: Sendable {
        var url: String?
        var dailyQuota: Int?
        var connectSeconds = 3
        var answerSeconds = 10
        var slowSeconds = 3
        var atOnce = 16
        var failures = 5
        var restSeconds = 15
        var longestRestSeconds = 300
    }

    struct RegistrySide: Sendable {
        var server = PartnerSide()
        var customer: String?
        var user: String?
        var password: String?
        var address: String?
        var fieldNames = RegistryDialect().fieldNames
        var dates = RegistryDialect().dates
        var userInPath = RegistryDialect().namesUser
        var threshold = RegistryDialect().threshold
        var mayRead = RegistryDialect().mayRead
        var codes = RegistryDialect().codes
    }

    struct InsurerSide: Sendable {
        var server = PartnerSide()
        var convention = Insurer.Convention.vclaim
        var consumer: String?
        var secret: String?
        var userKey: String?
        var user: String?
        var password: String?
        var segmentCodes = InsurerCodes().segments
        var relationCodes = InsurerCodes().relations
        var activeCodes = InsurerCodes().active
        var freshMinutes = 15
    }

    /// What a connected partner lacks.
    var partnerClashes: [ConfigurationRefusal.Problem] {
        var needs: [(key: String, isMissing: Bool)] = []
        if registry.server.url != nil {
            needs += [
                ("registry.customer", registry.customer == nil), ("registry.user", registry.user == nil),
                ("registry.password", registry.password == nil), ("registry.address", registry.address == nil),
            ]
        }
        if insurer.server.url != nil {
            let isPCare = insurer.convention == .pcare
            needs += [
                ("insurer.consumer", insurer.consumer == nil), ("insurer.secret", insurer.secret == nil),
                ("insurer.user", isPCare && insurer.user == nil),
                ("insurer.password", isPCare && insurer.password == nil),
            ]
        }
        return needs.filter(\.isMissing).map { need in
            .clash(key: need.key, reason: "needed: the address of that server is given")
        }
    }
}

// MARK: - For those who ask

extension PartnerSettings {
    init?(_ side: SahutConfiguration.PartnerSide) {
        guard let url = side.url else { return nil }
        self.init(
            base: url, connect: .seconds(side.connectSeconds), whole: .seconds(side.answerSeconds),
            watch: PartnerWatch.Policy(
                breaker: CircuitBreaker.Policy(
                    failures: side.failures, rest: .seconds(side.restSeconds),
                    longestRest: .seconds(side.longestRestSeconds), probeLimit: .seconds(side.answerSeconds * 2)),
                atOnce: side.atOnce, slow: .seconds(side.slowSeconds), dailyQuota: side.dailyQuota))
    }
}

extension RegistryKeys {
    init(_ side: SahutConfiguration.RegistrySide) {
        self.init(
            customer: side.customer ?? "", user: side.user ?? "", password: Secret(side.password ?? ""),
            address: side.address ?? "")
    }
}

extension RegistryDialect {
    init(_ side: SahutConfiguration.RegistrySide) {
        self.init()
        (fieldNames, dates, namesUser) = (side.fieldNames, side.dates, side.userInPath)
        (threshold, mayRead, codes) = (side.threshold, side.mayRead, side.codes)
    }
}

extension InsurerKeys {
    init(_ side: SahutConfiguration.InsurerSide) {
        self.init(
            consumer: side.consumer ?? "", secret: Secret(side.secret ?? ""), userKey: side.userKey.map { Secret($0) })
        guard side.convention == .pcare, let user = side.user, let password = side.password else { return }
        login = Login(user: user, password: Secret(password))
    }
}

extension InsurerCodes {
    init(_ side: SahutConfiguration.InsurerSide) {
        self.init(segments: side.segmentCodes, relations: side.relationCodes, active: side.activeCodes)
    }
}
