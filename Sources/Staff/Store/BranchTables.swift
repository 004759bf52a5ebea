import Database

extension StaffStore {
    /// A code that a branch gave up stays its own: what carries it still leads there.
    static let branchMigration = Migration(
        "staff", 2, "branches, whom they serve, and holidays",
        """
        CREATE TABLE branches (
            code TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            name_key TEXT NOT NULL UNIQUE,
            region BIGINT NOT NULL CHECK (region BETWEEN 1 AND 12),
            zone TEXT NOT NULL,
            hours TEXT NOT NULL,
            notices TEXT,
            closed BOOLEAN NOT NULL);
        CREATE TABLE branch_former_codes (
            code TEXT PRIMARY KEY, branch TEXT NOT NULL REFERENCES branches (code) ON UPDATE CASCADE);
        CREATE INDEX branch_former_codes_of ON branch_former_codes (branch);
        CREATE TABLE branch_regencies (
            regency TEXT PRIMARY KEY, branch TEXT NOT NULL REFERENCES branches (code) ON UPDATE CASCADE);
        CREATE INDEX branch_regencies_of ON branch_regencies (branch);
        CREATE TABLE holidays (
            day TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, estimated BOOLEAN NOT NULL);
        ALTER TABLE people ADD COLUMN branch TEXT REFERENCES branches (code) ON UPDATE CASCADE;
        CREATE INDEX people_of_branch ON people (branch) WHERE branch IS NOT NULL;
        """)

    static let overseerMigration = Migration(
        "staff", 3, "heads of branches, and people of regions",
        """
        ALTER TABLE people ADD COLUMN is_head BOOLEAN NOT NULL DEFAULT FALSE;
        ALTER TABLE people ADD COLUMN region BIGINT CHECK (region BETWEEN 1 AND 12);
        """)
}
