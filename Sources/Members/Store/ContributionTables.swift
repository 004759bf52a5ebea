public import Database

extension ContributionStore {
    public static let migrations = [
        Migration(
            "contributions", 1, "who paid for a member and when, and the money that came in",
            """
            CREATE TABLE coverage_spans (
                member TEXT NOT NULL REFERENCES members (id),
                starts TEXT NOT NULL,
                ends TEXT,
                segment TEXT NOT NULL,
                care_class BIGINT NOT NULL,
                PRIMARY KEY (member, starts));
            CREATE TABLE contribution_payments (
                channel TEXT NOT NULL CHECK (channel <> ''),
                reference TEXT NOT NULL CHECK (reference <> ''),
                family TEXT NOT NULL,
                paid_on TEXT NOT NULL,
                amount BIGINT NOT NULL CHECK (amount > 0),
                PRIMARY KEY (channel, reference));
            CREATE INDEX contribution_payments_by_family ON contribution_payments (family, paid_on);
            """),
        ContributionRuleStore.migration,
    ]
}
