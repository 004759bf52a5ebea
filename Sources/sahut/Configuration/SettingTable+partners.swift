extension SettingTable {
    private typealias ServerPlace = any WritableKeyPath<SahutConfiguration, SahutConfiguration.PartnerSide> & Sendable

    static let registry: [Setting] =
        [
            Setting(
                "registry.url", \.registry.server.url, .webAddress,
                because: "The population registry, before `/dukcapil/get_json`. Left out: not connected, forms wait."),
            Setting(
                "registry.customer", \.registry.customer, .line,
                because: "The number that the registry gave the insurer; stands in the path."),
            Setting("registry.user", \.registry.user, .line, because: "The registry's name for this centre."),
            Setting(
                "registry.password", \.registry.password, .line, secret: true,
                because: "Travels in each question; never logged."),
            Setting(
                "registry.address", \.registry.address, .address,
                because: "The address that the registry knows this centre by; it compares it with the question's."),
            Setting(
                "registry.fieldNames", \.registry.fieldNames, .choice,
                because: "How reading questions are spelt; it varies from place to place."),
            Setting(
                "registry.dates", \.registry.dates, .choice, because: "How birth dates are written to it; both occur."),
            Setting(
                "registry.userInPath", \.registry.userInPath, .yesOrNo,
                because: "Some places want the user after the customer in the path."),
            Setting(
                "registry.threshold", \.registry.threshold, .whole(1...100, "of 100"),
                because: "From which likeness a name or place counts as right."),
            Setting(
                "registry.mayRead", \.registry.mayRead, .yesOrNo,
                because: "Whether the agreement permits reading people and families, not only comparing."),
            Setting(
                "registry.codes", \.registry.codes, .codes(),
                because: "What its codes mean; the full table is not public. Its words go before them."),
        ] + server("registry", \.registry.server)

    static let insurer: [Setting] =
        [
            Setting(
                "insurer.url", \.insurer.server.url, .webAddress,
                because: "The insurer's service, such as `https://host/vclaim-rest`. Left out: not connected."),
            Setting(
                "insurer.convention", \.insurer.convention, .choice,
                because: "Which service it is: pcare tells arrears as well, vclaim does not."),
            Setting("insurer.consumer", \.insurer.consumer, .line, because: "The consumer's number, `X-cons-id`."),
            Setting(
                "insurer.secret", \.insurer.secret, .line, secret: true,
                because: "Signs the questions and opens the answers; never sent, never logged."),
            Setting(
                "insurer.userKey", \.insurer.userKey, .line, secret: true,
                because: "The gateway's `user_key`; older gateways have none."),
            Setting("insurer.user", \.insurer.user, .line, because: "The sign-in to pcare."),
            Setting("insurer.password", \.insurer.password, .line, secret: true, because: "The sign-in to pcare."),
            Setting(
                "insurer.segmentCodes", \.insurer.segmentCodes, .codes(),
                because: "What `jenisPeserta` means. The default has those that were seen; the table is not public."),
            Setting(
                "insurer.relationCodes", \.insurer.relationCodes, .codes(),
                because: "What `pisa` and `hubunganKeluarga` mean, words in lower case."),
            Setting(
                "insurer.activeCodes", \.insurer.activeCodes, .words,
                because: "The codes of `statusPeserta` that are active."),
            Setting(
                "insurer.freshMinutes", \.insurer.freshMinutes, .whole(1...10_080, "min"),
                because: "An answer that is younger is not asked for again, unless somebody presses for it."),
        ] + server("insurer", \.insurer.server)

    /// What every partner's server has.
    private static func server(_ key: String, _ part: ServerPlace) -> [Setting] {
        [
            Setting(
                "\(key).dailyQuota", in: part, \.dailyQuota, Form<Int>.whole(0...100_000_000, "questions").optional,
                because: "Agreed number of questions a day of the centre. Left out: only what the partner tells."),
            Setting(
                "\(key).connectSeconds", in: part, \.connectSeconds, .whole(1...60, "s"),
                because: "A server that is there takes the connection in less; an agent waits meanwhile."),
            Setting(
                "\(key).answerSeconds", in: part, \.answerSeconds, .whole(1...120, "s"),
                because: "Until the last byte; after this the form goes on without, and the question is queued."),
            Setting(
                "\(key).slowSeconds", in: part, \.slowSeconds, .whole(1...120, "s"),
                because: "When half of the last answers take longer, pages say that it is slow."),
            Setting(
                "\(key).atOnce", in: part, \.atOnce, .whole(1...200, "questions"),
                because: "Questions at once; a slow server is not helped by a crowd."),
            Setting(
                "\(key).failures", in: part, \.failures, .whole(1...50, "failures"),
                because: "So many within a minute, at least half of what was asked, and it counts as down."),
            Setting(
                "\(key).restSeconds", in: part, \.restSeconds, .whole(1...3_600, "s"),
                because: "How long a server that is down is left in peace before one question probes it."),
            Setting(
                "\(key).longestRestSeconds", in: part, \.longestRestSeconds, .whole(1...86_400, "s"),
                because: "The rest doubles with each probe that fails, up to this."),
        ]
    }
}
